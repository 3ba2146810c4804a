/* What the pages of registers show and share: the list, one entry, the form that changes it.
 * Private to record; part of pages.h. */
#ifndef RECORD_REGISTERS_H
#define RECORD_REGISTERS_H

#include "casework/casework.h"
#include "page/page.h"

typedef struct {
    Head head;
    ListTable list;
} RegistersPage;
void registers_html(Buf *out, const RegistersPage *page);

typedef struct {
    Head head;
    FilterBar filter;
    ListTools tools;
    ListTable list;
    Pager pager;
    EmptyState empty;
    Str clear_action; /* a POST: the same list in the clear; empty: not for this account */
    HiddenValue *clear_kept;
    size_t clear_kept_count;
    FormField clear_purpose;
} RegisterPage;
void register_html(Buf *out, const RegisterPage *page);

typedef struct {
    Str text;
} FactCell;
typedef struct {
    Str period, known, actor, source;
    bool superseded;
    FactCell *cells;
    size_t cell_count;
} VersionRow;
typedef struct {
    Str name;
    FactCell *fields;
    size_t field_count;
    VersionRow *versions;
    size_t version_count;
    Str change_href; /* the form that changes it; may be empty */
    Str rows_href;   /* the rows of which a sum in it is made; may be empty */
} FactTable;
typedef struct {
    FactTable *tables;
    size_t count;
    Link *others; /* aspects of which nothing is known yet: the form that says the first */
    size_t other_count;
} FactTables;
void facts_html(Buf *out, const FactTables *page);

typedef struct {
    Head head;
    Pairs pairs;
    FactTables facts;
} EntryPage;
void entry_html(Buf *out, const EntryPage *page);

typedef struct {
    Head head;
    Str action;
    FaultList faults;
    FormGroup groups[2]; /* how and since when; the fields */
    size_t group_count;
    FormButtons buttons;
} ChangePage;
void change_html(Buf *out, const ChangePage *page);

/* ---- wanted.c: what the address of a list asks for ------------------------------------------- */

typedef struct {
    Str name, value;
} WantedValue;
typedef struct {
    const Register *reg;
    Str path;            /* /register/person */
    WantedValue *values; /* in the order of the address, without empty ones */
    size_t count;
    Str text;
    bool dense, newest;
    int64_t page, rows;    /* rows on a page */
    const Field **columns; /* that are shown */
    size_t column_count;
    bool *shown; /* [field] */
    ListCondition *conditions;
    size_t condition_count;
} Wanted;
bool wanted_read(Page *p, const Register *reg, Str query, Wanted *out);
/* The address with `name` said otherwise (empty: no more); the page begins anew. */
Str wanted_href(Page *p, const Wanted *a, const char *name, Str value);
Str wanted_at(Page *p, const Wanted *a, const char *path, Str without); /* under another path */
Str wanted_value(const Wanted *a, Str name);                            /* the first; or empty */
RegisterQuery wanted_query(Page *p, const Wanted *a);
bool field_asks(const Field *field); /* whether a list can be filtered by it */
/* Places that a filter or a form offers: towns of the district, or the villages of one's own. */
bool place_choices(Page *p, bool villages, FieldChoice **out, size_t *count);

/* ---- entry.c, facts.c ----------------------------------------------------------------------- */

const Register *page_register(Page *p, Str key); /* NULL with ERR_NOT_FOUND */
Str register_href(Page *p, const Register *reg);
Str entry_href(Page *p, const Register *reg, int64_t id);            /* its page */
Str entry_title(Page *p, const Register *reg, const ListedRow *row); /* masked */
Str field_words(Page *p, const Field *field, Value value); /* masked, a dash for nothing */
bool facts_fill(Page *p, const Register *reg, int64_t subject, FactTables *out);

/* ---- filters.c: what stands above the list --------------------------------------------------- */

bool filters_fill(Page *p, const Wanted *a, RegisterPage *out);

#endif
