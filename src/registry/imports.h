/* registry, second part: files of facts brought in, taken back, and their templates; included by
 * registry.h. */
#ifndef REGISTRY_IMPORTS_H
#define REGISTRY_IMPORTS_H

/* A sender's own name of a column: said once, kept with the first import that is written, and used
 * from then on for this sender and kind of file. */
typedef struct {
    Str sender, as;
    Str header, meant; /* theirs, ours */
    bool kept;         /* was known before this import */
} ColumnMapping;
bool mapping_list(Work *w, ColumnMapping **out, size_t *count);
bool mapping_forget(Work *w, Str sender, Str as, Str header); /* ERR_NOT_FOUND */

typedef struct {
    const char *path;
    Str as;     /* person, household, enrolment, or REGISTER.ASPECT such as person.death */
    Str sender; /* who delivered it; default: the file's name */
    bool dry_run;
    WriteKind kind;     /* what each row says; a column 更正 may say it per row */
    Date effective;     /* valid from when the file has no such column; DATE_NONE: today, and of a
                        * correction as long as there is a record */
    Str sheet;          /* of a workbook; empty: the first visible */
    Str fixed;          /* a layout of fixed width (doc.h); empty: a table with a header */
    size_t fault_limit; /* faults kept; 0: 1000 */
    const ColumnMapping *mappings; /* header and meant */
    size_t mapping_count;
    const int64_t *left_out; /* rows, rising, that are passed over: those that had errors in a dry
                              * run, to be mended and sent later */
    size_t left_out_count;
} ImportJob;
typedef struct {
    int64_t rows, added, changed, unchanged, refused;
    Faults faults;
    Commit commit;
    int64_t header;        /* the (last) header row of the file */
    ColumnMapping *mapped; /* columns that were read under another name */
    size_t mapped_count;
} ImportResult;
/* Streams csv (UTF-8, GB18030) or xlsx in constant memory; finds all faults; writes only when no
 * row has an error. Idempotent by (sender, sender's key), else by number. One act. */
bool registry_import(Work *w, const Bureau *b, const ImportJob *job, ImportResult *out);
/* What was imported, newest first. */
typedef struct {
    Commit commit, undone; /* undone {0}: it stands */
    Str as, file, digest, sender, actor;
    int64_t instant;
    int64_t rows, added, changed, unchanged;
    int64_t first_person, next_person, first_unit, next_unit; /* the ids that it gave */
} ImportRun;
bool import_history(Work *w, ImportRun **out, size_t *count);
/* Takes back a whole import as one act: every register reads as just before it, who was new is
 * withdrawn; days before the undo still read as they were known. Refused (ERR_CONFLICT) while later
 * acts build on it: *built names them, as far as its limit goes, and counts the rest. */
typedef struct {
    Commit commit;
    int64_t people, units, rows; /* withdrawn */
    int64_t closed, restored;    /* versions of facts and memberships */
    Faults built;
} ImportUndo;
bool import_undo(Work *w, const Bureau *b, Commit import, Str reason, ImportUndo *out);
/* Columns of the template, in order; required first. */
bool import_columns(Work *w, const Bureau *b, Str as, Str **names, size_t *count);
/* The template itself, with required marks, notes, choices and a sample row that an import skips;
 * a path that ends in .csv gives a CSV, else xlsx. */
bool import_template(Work *w, const Bureau *b, Str as, const char *path);

#include "registry/rows.h"

#endif
