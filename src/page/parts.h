/* Parts that several pages show, with their templates: what stands around every page, the head of a
 * page, sentences said to the user, states, steps, derivations. Fields of forms are in fields.h,
 * lists in lists.h. Included by page.h. Texts are masked and in Chinese before they come here.
 *
 * A part is a struct that a page's struct holds, shown by {@name field} in its template. An empty
 * part shows nothing, so a template need not ask. `kind` of anything is one of the five words
 * "good", "care", "bad", "open" and "" (quiet): done, take care, wrong, not known yet. */
#ifndef PAGE_PARTS_H
#define PAGE_PARTS_H

#include "page/html.h"

extern const char style_css_text[], doudi_js_text[], htmx_min_js_text[];
extern const size_t style_css_length, doudi_js_length, htmx_min_js_length;
extern const char style_css_digest[], doudi_js_digest[], htmx_min_js_digest[];

/* ---- around every page -------------------------------------------------------------------- */

typedef struct {
    Str href, text;
    bool here;
} Link;

/* What a page says about what was just done; shown once. kind: "good", "bad" or "" (for
 * information). */
typedef struct {
    Str kind, text;
    Str href, link; /* where that can be looked at; may be empty */
} Say;
void say_html(Buf *out, const Say *page);

typedef struct {
    Str title, place, today;
    Str style, script, htmx; /* addresses */
    Link *links;             /* the rooms this account may enter */
    size_t link_count;
    Str who, duty; /* of the session; empty: nobody is logged in */
    Link *account; /* what the account menu leads to */
    size_t account_count;
    Str logout; /* a POST */
    Str query;  /* what was searched for */
    Str elder_href;
    bool elder, demo;
    bool finds; /* who may look people up */
    bool alone; /* no navigation, no search: the login page */
    Say said;
    Html body;
} LayoutPage;
void layout_html(Buf *out, const LayoutPage *page);

typedef struct {
    int status;
    Str sentence, detail;
} FaultPage;
void fault_html(Buf *out, const FaultPage *page);

/* ---- head of a page ----------------------------------------------------------------------- */

/* The way here, from the room down; the page itself is not in it. */
typedef struct {
    Link *links;
    size_t count;
} Crumbs;
void crumbs_html(Buf *out, const Crumbs *page);

typedef struct {
    Str text, kind;
} Tag;
void tag_html(Buf *out, const Tag *page);

/* How long there is still time. kind: "good" green, "care" amber, "bad" red, "" stopped. */
typedef struct {
    Str kind;
    Str words; /* 剩 3 个工作日, 已超 2 日, 停表：补正 */
    Str until; /* the last day; may be empty */
} ClockTag;
void clock_tag_html(Buf *out, const ClockTag *page);

typedef struct {
    Crumbs crumbs;
    Str title;
    Str note; /* a quiet line below */
    Tag state;
    ClockTag clock;
    Link *actions; /* `here` marks the one that is meant first */
    size_t action_count;
} Head;
void head_html(Buf *out, const Head *page);

/* Names and values: what a thing is, on its page. */
typedef struct {
    Str name, value, href;
    bool code; /* a number that is read digit by digit */
} Pair;
typedef struct {
    Pair *pairs;
    size_t count;
} Pairs;
void pairs_html(Buf *out, const Pairs *page);

/* Views of one thing, or a choice of lists: each is an address. */
typedef struct {
    Str href, text, kind;
    Str count; /* "12"; may be empty */
    bool here;
} Tab;
typedef struct {
    Str label; /* what the tabs are, for a screen reader */
    Tab *tabs;
    size_t count;
} Tabs;
void tabs_html(Buf *out, const Tabs *page);

typedef struct {
    Str title;
    Link *links;
    size_t count;
} SideGroup;
/* The pages of a room with many (系统), beside what is shown:
 * <div class="beside">{@side_nav nav}<div>...</div></div> */
typedef struct {
    Str label;
    SideGroup *groups;
    size_t count;
} SideNav;
void side_nav_html(Buf *out, const SideNav *page);

/* ---- figures ------------------------------------------------------------------------------ */

typedef struct {
    Str name, value, unit, note, href, kind;
} KeyFigure;
typedef struct {
    KeyFigure *figures;
    size_t count;
} KeyFigures;
void key_figures_html(Buf *out, const KeyFigures *page);

/* An amount in its own line or cell; a negative one is red and has its sign. */
typedef struct {
    Money amount;
    bool strong;
    bool unit; /* says 元 */
} MoneyCell;
void money_cell_html(Buf *out, const MoneyCell *page);

/* ---- states ------------------------------------------------------------------------------- */

/* Nothing is here: what would be, and what to do next. */
typedef struct {
    Str what, advice;
    Str href, link; /* the next step; may be empty */
} EmptyState;
void empty_html(Buf *out, const EmptyState *page);

/* Work that takes longer than a second. It asks again by itself: with htmx every second, without
 * script by a refresh that the handler sets (Refresh: 2). At the end the handler redirects. */
typedef struct {
    Str what;            /* 正在试结 2024-06 */
    Str words;           /* 已办 12,000 / 372,000 户，约剩 20 秒 */
    int64_t done, total; /* total 0: not known */
    Str href;            /* gives the page again, with this part in it */
    Str cancel_href;     /* a POST; may be empty */
} Progress;
void progress_html(Buf *out, const Progress *page);

/* An act that cannot be taken back, asked for in a second step on the same page. */
typedef struct {
    Str label;    /* of the button that opens it */
    Str question; /* 要把第 3 批交付发放吗？ */
    Str effect;   /* what will be so afterwards */
    Str action;   /* the POST */
    Str name, value, button;
    Str reason_label; /* asks for a reason in `reason`; may be empty */
    bool danger, open;
} Confirm;
void confirm_html(Buf *out, const Confirm *page);

/* ---- people and papers -------------------------------------------------------------------- */

typedef struct {
    Str href, name, note; /* masked; note: 申请人 · 41 岁 */
    bool gone;            /* dead or moved out */
} PersonChip;
void person_chip_html(Buf *out, const PersonChip *page);

typedef struct {
    Str href, name, kind, size, when, who;
    Str thumb;         /* address of a small picture; empty: the word of its kind */
    Str remove_action; /* a POST; may be empty */
} Attachment;
typedef struct {
    Attachment *files;
    size_t count;
} Attachments;
void attachments_html(Buf *out, const Attachments *page);

/* ---- the way of a case -------------------------------------------------------------------- */

typedef struct {
    Str name, who, when;  /* who has it, or did it; the day it was done or is due */
    ClockTag clock;       /* of the step that is now */
    bool done, now, back; /* back: was sent back to an earlier step */
} BarStep;
typedef struct {
    BarStep *steps;
    size_t count;
} StepBar;
void step_bar_html(Buf *out, const StepBar *page);

typedef struct {
    Str when, who, duty, what; /* 2024-06-20 14:05 · 王* · 复核 · 退回经办 */
    Str kind;
    Str opinion;            /* what they wrote */
    Str detail, href, link; /* where it can be looked at */
} TimelineEntry;
typedef struct {
    TimelineEntry *entries;
    size_t count;
} Timeline;
void timeline_html(Buf *out, const Timeline *page);

/* A row that names somebody. */
typedef struct {
    Str href, why_href, name, number, place, age;
    Money amount;
} SubjectRow;

/* ---- why ---------------------------------------------------------------------------------- */

typedef struct WhyNode {
    Str text, value, citation, href, kind;
    bool opens;
    struct WhyNode *parts;
    size_t part_count;
} WhyNode;
void node_html(Buf *out, const WhyNode *page);

typedef struct {
    Str who, component, note;
    Money amount;
} AmountRow;
typedef struct {
    Str verdict, verdict_kind, needs;
    Money total;
    AmountRow *amounts;
    size_t amount_count;
    WhyNode *granted; /* none or one */
    size_t granted_count;
    WhyNode *entitled;
    size_t entitled_count;
    bool entitled_opens;
} Reasons;
void reasons_html(Buf *out, const Reasons *page);

#include "page/fields.h"
#include "page/lists.h"

/* ---- how a job goes ----------------------------------------------------------------------- */

typedef struct {
    Str title, sentence;
    Str advice; /* found what it looked for: what to do */
    Progress progress;
    FaultList faults;
    bool failed;
} JobPage;
void job_html(Buf *out, const JobPage *page);

#endif
