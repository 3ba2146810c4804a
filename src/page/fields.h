/* Parts of page: forms. A form page holds its FormFields, renders them with the values the user
 * gave and all faults, and never loses what was typed:
 *
 *     <form method="post" action="{action|link}" class="form">
 *     {@faults faults}{@group who}{@group money}{@buttons buttons}
 *     </form>
 *
 * A field NAME has the id f-NAME; a fault of the list leads there. Included by parts.h. */
#ifndef PAGE_FIELDS_H
#define PAGE_FIELDS_H

#include "page/html.h"

typedef enum {
    FIELD_TEXT,
    FIELD_NUMBER,
    FIELD_MONEY, /* unit 元 by itself */
    FIELD_DATE,
    FIELD_MONTH,
    FIELD_SELECT,
    FIELD_RADIO,  /* choices side by side: up to five */
    FIELD_CHECKS, /* several choices; the form has NAME once for each chosen */
    FIELD_TRUTH,  /* 是 yes, 否 no, 不清楚 unknown, by `answer` */
    FIELD_AREA,   /* several lines */
    FIELD_FILE,
    FIELD_SECRET, /* a password */
    FIELD_CODE,   /* digits: an identity number, an account, a one-time code */
    FIELD_SEARCH,
    FIELD_READ, /* shown, not asked, and sent again with the form */
    FIELD_HIDDEN
} FieldKind;

typedef enum { ANSWER_NONE, ANSWER_YES, ANSWER_NO, ANSWER_UNKNOWN } FieldAnswer;

typedef struct {
    Str value, text, note;
    bool chosen;
} FieldChoice;

typedef struct {
    FieldKind kind;
    Str name, label;
    Str hint; /* how to answer, before anything went wrong */
    Str unit; /* 元, 人, 平方米: behind the box */
    Str value;
    Str fault; /* what is wrong and what to do */
    FieldChoice *choices;
    size_t choice_count;
    FieldAnswer answer; /* of FIELD_TRUTH */
    Str none;           /* the first line of a select, for no answer: 请选择 */
    bool required;
    bool asks_unknown; /* offers 不清楚: the form has NAME.unknown=1 */
    bool unknown;      /* that was the answer */
    bool many;         /* several files */
    bool camera;       /* a phone takes the picture at once */
    bool wide;         /* takes the whole row */
    bool first;        /* the cursor stands here when the page opens */
    Str accept;        /* kinds of files: .jpg,.pdf */
    Str complete;      /* autocomplete: username, one-time-code; empty: off */
    int limit;         /* characters; 0: 200, in an area 2000 */
} FormField;
void field_html(Buf *out, const FormField *page);
void field_set_html(Buf *out, const FormField *page); /* the pieces of field_html */
void field_box_html(Buf *out, const FormField *page);
void field_choices_html(Buf *out, const FormField *page);
void field_about_html(Buf *out, const FormField *page);

/* Fields that belong together, two in a row where there is room. */
typedef struct {
    Str title, note;
    FormField *fields;
    size_t count;
    bool three; /* three in a row: short ones that repeat */
} FormGroup;
void group_html(Buf *out, const FormGroup *page);

typedef struct {
    Str text, name, value; /* name=value tells the handler which one; may be empty */
    Str kind;              /* "" the first, "other", "danger" */
} FormButton;
typedef struct {
    FormButton *buttons; /* the first is what Ctrl+Enter does */
    size_t count;
    Str cancel_href, note;
} FormButtons;
void buttons_html(Buf *out, const FormButtons *page);

/* All faults of a form at its top (field says which), or of a file (row and column say where). */
typedef struct {
    Str field; /* NAME of the field; empty: of the whole form or of a file */
    Str text;
    Str row, column, given; /* of a file: 第 12 行, 身份证号, what stood there */
} FaultItem;
typedef struct {
    Str title; /* empty: says how many */
    FaultItem *faults;
    size_t count;
    bool of_file; /* shown as a table */
    Str note;     /* 另有 188 处，见下载的标错文件 */
} FaultList;
void faults_html(Buf *out, const FaultList *page);

/* ---- fields.c ----------------------------------------------------------------------------- */

/* Sets value, choice and answer, as the page opens. */
void field_choose(FormField *field, Str value);
/* What the user gave stands in the fields again; passwords and files do not. */
void fields_take(Arena *arena, const HttpForm *form, FormField *fields, size_t count);
FormField *field_named(FormField *fields, size_t count, Str name); /* NULL when there is none */
/* The faults that stand at fields, in their order. */
FaultList fields_faults(Arena *arena, const FormGroup *groups, size_t count);
FaultList faults_of_file(Arena *arena, const Faults *faults);

#endif
