/* Private to lang: looking at one row's registers after the full code has run. */
#ifndef LANG_EXPLAIN_H
#define LANG_EXPLAIN_H

#include "lang/scratch.h"

typedef struct {
    Arena *arena;
    const Program *program;
    const Env *env;
    const Facts *facts;
    Run run;      /* of one row: row 0 of the run is `row` of the facts */
    bool *opened; /* definitions that have been told, by index */
} Explain;
Explain explain_begin(Arena *arena, const Machine *m, const Env *env, const Facts *facts,
                      size_t row);

/* A node's value; `member` counts from 0 within the household and matters only to members' values.
 * Of a truth `number` is the Truth and `known` says that it is not UNKNOWN. */
typedef struct {
    bool known;
    int64_t number, below;
} Seen;
Seen explain_see(const Explain *e, const Node *node, size_t member);
Truth explain_truth(const Explain *e, const Node *node, size_t member);
/* Between which whole numbers a value lies: a known one, or 个数 of which some parts are unknown. */
typedef struct {
    int64_t low, high;
} Span;
bool explain_span(const Explain *e, const Node *node, size_t member, Span *out);
size_t explain_members(const Explain *e);

/* Steps being gathered; explain.c. */
typedef struct {
    Why *items;
    size_t count, room;
} Steps;
Why *step_add(Explain *e, Steps *steps, Why step);
void step_close(Why *why, const Steps *steps); /* the steps become its parts */
Why step_of(const Explain *e, const Node *node, size_t member);
/* Adds what `node` rests on: one step, or several where the node itself says nothing. */
void tell(Explain *e, const Node *node, size_t member, Steps *steps);

/* explain_text.c */
/* The value of a node; a range where only that is known. */
Str node_value_text(const Explain *e, const Node *node, size_t member);
Str value_text_of(Arena *arena, Type type, Seen seen); /* "1,850.00 元/月", "二级", "未知" */
Str truth_text(Truth t);                               /* 成立, 不成立, 未定 */
/* The node as written; leaves it was not written for are given their names. */
Str node_words(const Explain *e, const Node *node);
/* The formula with numbers in the place of names: "950.00 × 3 - 1,000.00". */
Str formula_text(const Explain *e, const Node *node, size_t member);
Str squeezed(Arena *arena, Str text); /* no two spaces together */
Str compare_text(const Explain *e, const Node *node, size_t member);

#endif
