/* What the templates of logging in and 系统 show. Private to office; texts are in Chinese before
 * they come here. */
#ifndef OFFICE_PAGES_H
#define OFFICE_PAGES_H

#include "page/page.h"

/* ---- logging in --------------------------------------------------------------------------- */

typedef struct {
    Str back; /* where the browser wanted to go */
    FaultList faults;
    FormGroup fields;
    FormButtons buttons;
    bool demo;
} LoginPage;
void login_html(Buf *out, const LoginPage *page);

typedef struct {
    Str token;
    FaultList faults;
    FormGroup fields;
    FormButtons buttons;
} SetupPage;
void setup_html(Buf *out, const SetupPage *page);

/* ---- one's own account -------------------------------------------------------------------- */

typedef struct {
    Str from, created, seen, expires, end_action;
    bool here; /* this one */
} SessionLine;
typedef struct {
    Str text;
} CodeLine;
typedef struct {
    int size; /* squares across; 0: none */
    Str path; /* the dark ones, as SVG has it */
} QrPicture;
QrPicture qr_draw(Arena *arena, Str text); /* qr.c */
typedef struct {
    Head head;
    Pairs pairs;
    bool must_change, has_code;
    FaultList faults;
    FormGroup password;
    FormButtons password_buttons;
    Str secret; /* of a code that is being enrolled, in groups of four; empty: none */
    QrPicture qr;
    FormGroup code;
    FormButtons code_buttons;
    CodeLine *recovery; /* told once */
    size_t recovery_count;
    SessionLine *sessions;
    size_t session_count;
} AccountPage;
void account_html(Buf *out, const AccountPage *page);

/* ---- 系统 ---------------------------------------------------------------------------------- */

#define WHO_OFFICE (WHO(SYSTEM) | WHO(SECURITY) | WHO(AUDITOR))
#define WHO_SESSIONS (WHO(SECURITY) | WHO(AUDITOR))
#define WHO_PROOF (WHO(SYSTEM) | WHO(AUDITOR))

/* A line of a text that differs from the one before: mark 增 or 删. */
typedef struct {
    Str mark, kind, text;
    Str number;
} DifferenceLine;
/* What a page of 系统 is made of; an empty part shows nothing. */
typedef struct {
    Str title, aside, note;
    KeyFigures figures;
    Pairs pairs;
    size_t pair_capacity;
    FilterBar filter;
    ListTools tools;
    ListTable list;
    size_t row_capacity;
    Pager pager;
    EmptyState empty;
    CodeLine *codes;
    size_t code_count;
    DifferenceLine *difference;
    size_t difference_count;
    Str list_action; /* of what is chosen in the list; its buttons are `buttons` */
    Str action;
    FormGroup fields;
    FormButtons buttons;
    Confirm *confirms;
    size_t confirm_count;
} Block;
typedef struct {
    Head head;
    SideNav nav;
    Tabs tabs;
    FaultList faults;
    Say say;
    Block *blocks;
    size_t block_count;
} OfficePage;
void office_view_html(Buf *out, const OfficePage *page);

/* ---- handlers ----------------------------------------------------------------------------- */

#define PAGE(method, pattern, name, who, flags) bool name##_page(Page *p);
#include "office/pages.def"
#undef PAGE

#endif
