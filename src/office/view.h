/* Putting a page of 系统 together from blocks: a page is a head, the side navigation, and blocks,
 * each with facts, a list, a form, or acts. Private to office.
 *
 *     View *v = view_new(p, SAY_SESSIONS, "/office/sessions");
 *     Block *b = view_block(v, SAY_OPEN_SESSIONS);
 *     block_columns(v, b, names, COUNT_OF(names));
 *     ListCell *cell = block_row(v, b);
 *     cell[0].text = ...
 *     return view_show(v);
 *
 * A POST that was refused shows the same page again: view_new takes what p->w failed with, and
 * block_form puts back what was typed. */
#ifndef OFFICE_VIEW_H
#define OFFICE_VIEW_H

#include "office/pages.h"

typedef struct {
    Page *p;
    OfficePage page;
    size_t block_capacity;
    bool again;
} View;

View *view_new(Page *p, const char *title, const char *here);
void view_crumb(View *v, const char *href, const char *text);
void view_action(View *v, Str href, const char *text, bool first);
void view_tab(View *v, Str href, Str text, bool here);
bool view_show(View *v);

Block *view_block(View *v, const char *title);
/* "#" before a name: a column of numbers. */
void block_columns(View *v, Block *b, const char *const *names, size_t count);
ListCell *block_row(View *v, Block *b); /* its cells, to be filled */
void block_empty(Block *b, const char *what, const char *advice);
void block_pair(View *v, Block *b, const char *name, Str value);
FormField *block_field(View *v, Block *b, FormField field);
FieldChoice *choices_new(View *v, FormField *field, size_t most);
/* After its fields: where it goes, and the text of the button. */
void block_form(View *v, Block *b, Str action, const char *button);
void block_confirm(View *v, Block *b, Confirm confirm);
void block_code(View *v, Block *b, Str line); /* a line to be copied */

/* A list with filters in the address: what it is asked for, and the address of its next page. */
FormField *block_filter(View *v, Block *b, FormField field);
void block_filter_done(View *v, Block *b, const char *action);
/* `later`: before which number the next page begins; 0: this is the last. */
void block_pager(View *v, Block *b, const char *action, int64_t later);

/* ---- words (say.c) ------------------------------------------------------------------------ */

Str division_words(Page *p, Division code); /* its name; the code when there is none */
Str size_words(Arena *arena, int64_t bytes);
bool day_asked(Page *p, const char *name, Date *out); /* of the address; DATE_NONE when empty */

#endif
