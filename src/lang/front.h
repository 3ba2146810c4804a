/* Private to lang: what the passes of the front half share. bureau.c runs them in this order:
 *
 *     outline_read → choices_read → registers_read → standards_read → affairs_declare
 *                  → affairs_read → affairs_order → indicators_read → reports_read
 *                  → forms_read
 *
 * Each pass goes over the lines at the margin that are its own and reports everything wrong there.
 * A declaration with an error stays known by name, so that one mistake is not reported twice. */
#ifndef LANG_FRONT_H
#define LANG_FRONT_H

#include "lang/syntax.h"

typedef struct {
    Affair *affair;
    const Line *line;
    AffairTree *tree;
    AffairTree *review; /* 复核, or NULL */
    const Affair **uses; /* 享受(X), 享受额(X), 差额, 取高 */
    Place *use_places;
    size_t use_count, use_capacity, place_capacity;
    size_t component_capacity;
    size_t node_count;
    int visit; /* affairs_order: 0 new, 1 open, 2 done */
    bool failed;
} AffairDraft;

typedef struct {
    Arena *arena;
    Diagnostics *found;
    Bureau *bureau;
    const Line **files; /* the first line of each file */
    AffairDraft *drafts;
    size_t draft_count;
} Front;

/* ---- lines and headers: section.c --------------------------------------------------------- */

/* `WORD NAME (key)`; the key may be missing where key_optional. */
typedef struct {
    Str name, key;
    Place name_place, key_place;
} Header;
bool parse_header(Parser *p, Header *out);         /* name is one word */
bool parse_title_header(Parser *p, Header *out);   /* name is all the text before ( */
bool parse_key(Parser *p, Str *key, Place *place); /* (key) */
/* Takes 依据… and 待核 off the end of the line, so that the parser sees only what is before. */
LawLine parse_citation(Front *front, Parser *p);
/* Tells every line of a file which instrument 依据 第三条 means there: the last one named. */
void instruments_note(Front *front, Line *lines, Str *last);
/* Calls `read` for every line at the margin that begins with `word`. */
void each_declaration(Front *front, Word word, void (*read)(Front *, const Line *, Parser *));
bool line_begins(const Line *line, Word word);
bool path_is_bureaus_own(Str path); /* affairs/… : citations are required there */
/* The candidate nearest to `name` by edit distance, or empty when none is near. */
Str nearest_name(Arena *arena, Str name, const Str *candidates, size_t count);

/* ---- the passes --------------------------------------------------------------------------- */

void choices_read(Front *front);
void registers_read(Front *front);
void standards_read(Front *front);
void standards_check(Front *front); /* gaps and overlaps of days */
void affairs_declare(Front *front);
void affairs_read(Front *front);
void affairs_order(Front *front);
void indicators_read(Front *front);
void reports_read(Front *front);
void forms_read(Front *front);

Choices *choices_named(const Bureau *bureau, Str name);
uint8_t choices_code(const Choices *choices, Str word); /* 0 when it is not one of them */
bool parse_type(Front *front, Parser *p, Type *type, FieldFormat *format);
bool parse_choice_words(Front *front, Parser *p, Choices *choices);
bool type_agrees(Type a, Type b);
/* A written number as a mantissa of `type`: checks unit, scale, sign. */
typedef struct {
    Decimal number;
    WrittenUnit unit;
    Place place;
} WrittenNumber;
bool parse_written(Parser *p, WrittenNumber *out);
bool number_fits(Front *front, const WrittenNumber *written, Type type, int64_t *mantissa);

/* ---- expressions: check.c and its kin ----------------------------------------------------- */

typedef struct {
    Front *front;
    AffairDraft *draft;
    const Register *person, *household;
    Definition *definitions; /* room for all is allotted before */
    size_t definition_count;
    const Definition *covered; /* 保障成员, or NULL */
    bool member;               /* names mean the member first */
    bool household_first;      /* … the household first: inside STANDARD( ) */
    bool applicant;            /* 申请人: the person's fields are the applicant's */
} Scope;

/* NULL after reporting. `hint`: the type wanted where a word of a choice or 无 stands. */
Node *check(Scope *scope, const Syntax *s, const Type *hint);
Node *check_truth(Scope *scope, const Syntax *s); /* wants a condition */
Node *check_month(Scope *scope, const Syntax *s); /* wants a month */
Node *check_name(Scope *scope, const Syntax *s, const Type *hint);
Node *check_call(Scope *scope, const Syntax *s, const Type *hint);
Node *check_calendar(Scope *scope, const Syntax *s);
Node *check_arithmetic(Scope *scope, const Syntax *s);
Node *check_round(Scope *scope, const Syntax *s);
Node *check_choice_between(Scope *scope, const Syntax *s, NodeKind kind, size_t from,
                           const Type *hint); /* 取高, 若 …: parts from `from` on get one type */
Node *check_standard(Scope *scope, const Syntax *s, const Standard *standard, const Syntax *choice);
bool is_choice_word(const Scope *scope, const Syntax *s); /* a name that is nothing else */

/* nodes: node.c */
Node *node_new(Scope *scope, NodeKind kind, const Syntax *s);
Node *node_with(Scope *scope, NodeKind kind, const Syntax *s, Node *const *parts, size_t count);
#define NODES(...) (Node *const[]){__VA_ARGS__}, COUNT_OF(((Node *const[]){__VA_ARGS__}))
Node *node_literal(Scope *scope, Type type, int64_t value);
Node *node_definition(Scope *scope, const Definition *definition);
Node *node_rescale(Scope *scope, Node *node, int scale);
void nodes_align(Scope *scope, Node **parts, size_t from, size_t count);
Node *node_spread(Scope *scope, Node *node);
Node *node_not_negative(Scope *scope, Node *node); /* MAX with 0 where it could be below */
Node *node_not(Scope *scope, Node *node, const Syntax *s);
Node *node_and(Scope *scope, Node *left, Node *right);
Definition *definition_add(Scope *scope, Str name, Node *value, LawLine line);
Type type_number(Unit unit, int scale);
Type type_truth(void);
Type type_date(void);
Type type_month(void);
bool is_bare(const Node *node); /* a number without unit: takes its partner's */
void adopt_unit(Node *node, Unit unit);
bool want_type(Scope *scope, const Syntax *s, const Node *node, TypeKind kind);
bool want_plain(Scope *scope, const Syntax *s, const Node *node);       /* no ratio */
bool same_unit(Scope *scope, const Syntax *s, Node *left, Node *right); /* after adopting */
void use_affair(Scope *scope, const Affair *affair, Place place);

#endif
