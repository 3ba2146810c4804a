/* What the pages of imports show and share. Private to record; part of pages.h. */
#ifndef RECORD_IMPORTS_H
#define RECORD_IMPORTS_H

#include "page/page.h"

typedef struct {
    Str href, text, csv_href;
} TemplateLink;
typedef struct {
    Str number, href, what, file, sender, when, who, counts, state, state_kind;
} ImportRow;
typedef struct {
    Head head;
    FaultList faults;
    FormGroup group, more;
    FormButtons buttons;
    TemplateLink *templates;
    size_t template_count;
    ImportRow *runs;
    size_t run_count;
    Pager pager;
} ImportPage;
Link imports_above(Page *p); /* where the pages of imports belong, for this account */
void import_html(Buf *out, const ImportPage *page);

typedef struct {
    Head head;
    FaultList faults;
    Pairs pairs;
    Confirm undo;
} ImportRunPage;
void import_run_html(Buf *out, const ImportRunPage *page);

typedef struct {
    Head head;
    KeyFigures figures;
    Str verdict, verdict_kind, before; /* before: the same file came already */
    Str run_action;
    FormButtons run;
    Str fault_title, fault_note;
    ListTable faults;
    Link *files; /* the marked file, the failures */
    size_t file_count;
    Str again_action;
    FormGroup mapping;
    FormButtons again;
    Str new_href;
} ImportShowPage;
void import_show_html(Buf *out, const ImportShowPage *page);

Str import_kind_name(Page *p, Str as); /* Chinese; `as` itself when there is no such kind */

/* ---- draft.c: a file that was sent and is not imported yet ----------------------------------- */

/* Kept in a folder of its own beside the store, for its account alone, for DRAFT_DAYS. */
enum { DRAFT_DAYS = 7 };
typedef struct {
    Str header, meant;
} DraftMapping;
typedef struct {
    Str id; /* 16 hex digits */
    Str folder;
    Str account, as, file, path; /* file: its name as sent; path: where it lies */
    Str sender, sheet, fixed, digest;
    Date effective; /* DATE_NONE: not said */
    bool correction;
    DraftMapping *mappings;
    size_t mapping_count;
    bool good_only; /* rows without errors are imported, the others are left out */
    /* what was found */
    bool tried, done;
    int64_t rows, added, changed, unchanged, refused, errors, warnings, header, commit;
} Draft;
bool draft_new(Work *w, Str account, const HttpFile *file, Draft *out);
bool draft_save(Work *w, const Draft *draft);
/* ERR_NOT_FOUND when there is none, or it is another account's. */
bool draft_load(Work *w, Str account, Str id, Draft *out);
Str draft_path(Work *w, const Draft *draft, const char *name);
void draft_end(Work *w, const Draft *draft); /* the file itself goes; what was found stays */
bool draft_faults_save(Work *w, const Draft *draft, const Faults *faults);
bool draft_faults(Work *w, const Draft *draft, Faults *out);
/* The response is this file, under this name. */
bool file_body(Page *p, const char *path);
void file_named(Page *p, Str name);
/* Rows that had an error, rising. */
int64_t *faulty_rows(Work *w, const Faults *faults, size_t *count);

#endif
