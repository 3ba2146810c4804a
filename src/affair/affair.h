/* affair: the bureau as text. Reads affairs/ and areas/, hands them to lang, keeps the result.
 *
 *     Bureau *bureau;
 *     TRY(affair_load(w, &(AffairPaths){ .affairs = "affairs", .area = "areas/360203-zhushan" },
 *                     &bureau, &found));
 *
 * An area folder holds area.txt-free declarations only: *.affair files whose standards count for
 * that area. Files are read once, in the order of their path, and must be UTF-8. */
#ifndef AFFAIR_H
#define AFFAIR_H

#include "base/base.h"
#include "lang/lang.h"

typedef struct {
    const char *affairs; /* folder of the law */
    const char *area;    /* folder of one area, named <code>-<name>; may be NULL */
    const char *const *files; /* further files, e.g. the one given to `doudi eval` */
    size_t file_count;
    const char *standards; /* a file of standards on trial, in place of the others; may be NULL */
    bool vocabulary_only; /* of `affairs`: only the registers (for files that stand alone) */
} AffairPaths;
/* False on a file that cannot be read (ERR_FILE) or on errors in the law (ERR_LAW; see `found`). */
bool affair_load(Work *w, const AffairPaths *paths, Bureau **out, Diagnostics *found);
/* The area's code from its folder's name: areas/360203-zhushan → 360203. */
bool affair_area(const char *folder, Division *out);
/* Where affairs/ and areas/ stand: next to the program, its data folder, or $DOUDI_HOME. */
bool affair_home(Work *w, Str *folder);
/* areas/<code>-…, or false when no folder has the code. */
bool affair_area_folder(Work *w, Str home, Division area, Str *folder);
/* Every area's folder at home, sorted. */
bool affair_area_folders(Work *w, Str **out, size_t *count);
/* All texts joined with their paths: what is hashed and stored with every close and decision. */
Str affair_law_text(Arena *arena, const Bureau *bureau);
/* Today's law with the file at `path` in the place of the one that declares the same affair, or
 * beside the others when none does. ERR_LAW when it does not compile (see `found`). */
bool affair_replaced(Work *w, const Bureau *today, Str path, Bureau **out, Diagnostics *found);
/* The same of a text that was sent to us; `path` names it in diagnostics. */
bool affair_tried(Work *w, const Bureau *today, const SourceFile *text, Bureau **out,
                  Diagnostics *found);
/* The bureau of such a text again, as it was when it was stored. */
bool affair_law_read(Work *w, Str text, Bureau **out);

#endif
