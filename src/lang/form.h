/* lang, forms: papers (文书) as text. What is printed, published or sent is declared beside the law:
 *
 *     文书 受理通知书 (acceptance_notice)
 *       标题 受理通知书
 *       称 {申请人}：
 *       正文 你于{申请日期}提出的{事项}申请，现已受理。
 *       落款 {机关} {日期}
 *
 * Names in { } come from form_names.def and the registers; a name that is unknown, or that may not
 * be published in a paper that says 公开, does not compile. The room `paper` fills and prints. */
#ifndef LANG_FORM_H
#define LANG_FORM_H

#define LIST(id, name) id,
typedef enum {
    FORM_NO_LIST,
#include "lang/form_names.def"
    FORM_LIST_COUNT
} FormList;
#undef LIST
#define NAME(id, name, list, width, shape, public) id,
typedef enum {
#include "lang/form_names.def"
    FORM_NAME_COUNT
} FormName;
#undef NAME
/* SHAPE_PERSON: somebody's name, masked wherever it is published. */
typedef enum {
    SHAPE_TEXT,
    SHAPE_PERSON,
    SHAPE_NUMBER,
    SHAPE_MONEY,
    SHAPE_DAY,
    SHAPE_MONTH
} FormShape;
typedef struct {
    Str name;
    FormList list;
    int width;
    FormShape shape;
    bool public;
} FormNameRow;
const FormNameRow *form_name_row(FormName name);
Str form_list_name(FormList list);

/* A stretch of a line: text; a place to write by hand (空 8); a name; a field of the registers; or
 * either of these as boxes to tick. */
typedef enum { PIECE_TEXT, PIECE_BLANK, PIECE_NAME, PIECE_FIELD } PieceKind;
typedef enum { OWNER_APPLICANT, OWNER_HOUSEHOLD, OWNER_MEMBER } FieldOwner; /* 申请人 家庭 成员 */
typedef struct {
    PieceKind kind;
    Str text; /* PIECE_TEXT; of the others as written, without the braces */
    FormName name;
    const Field *field;
    FieldOwner owner;
    FormList list; /* the row is printed for each of it */
    int width;     /* of the place, in characters, when nothing is known; 0: not said */
    Str *boxes;    /* 甲、乙 */
    size_t box_count;
} FormPiece;
typedef struct {
    FormPiece *pieces;
    size_t count;
} FormText;
typedef enum { CELL_TEXT, CELL_LEFT, CELL_ABOVE } FormCellKind; /* < and ^: goes with that one */
typedef struct {
    FormCellKind kind;
    FormText text, foot; /* foot: behind →, at the lower right */
} FormCell;
typedef struct {
    bool header; /* 头: repeated on every page */
    int least;   /* 行×6: six rows of the list at least, or six lines tall; 0: not said */
    FormList list;
    FormCell *cells; /* as many as the table has columns */
} FormRow;

#define LINE(id, word) id,
typedef enum {
#include "lang/form_words.def"
    FORM_LINE_COUNT
} FormLineKind;
#undef LINE
typedef struct {
    FormLineKind kind;
    FormText text;
    FormText day; /* of 落款: what stands below the organisation */
    int gap;      /* of 空行 */
    int *widths;  /* of 表 */
    size_t columns;
    FormRow *rows;
    size_t row_count;
    Place place;
} FormLine;
typedef struct {
    Str name, key;
    const struct Affair **affairs; /* none: every affair */
    size_t affair_count;
    bool published; /* 公开: only lawful names, people masked */
    LawLine citation;
    FormLine *lines;
    size_t line_count;
    Place place;
} Form;
/* Whether the form is for this affair. A published form is only for an affair that has 公示 among
 * its steps and no 隐私. */
bool form_serves(const Form *form, const struct Affair *affair);

#endif
