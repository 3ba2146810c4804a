/* Private to lang: reading one 事项, shared by the files affair*.c, bands.c and case_read.c. */
#ifndef LANG_AFFAIR_H
#define LANG_AFFAIR_H

#include "lang/front.h"

/* One 给付 or 增发 block; blocks of a component follow each other in time. */
typedef struct {
    size_t component;
    bool dated;
    Date from;
    Node *amount;
    Place place;
} PaymentVersion;

typedef struct {
    Front *front;
    AffairDraft *draft;
    Affair *affair;
    AffairTree *tree;
    Scope scope;
    PaymentVersion *payments;
    size_t payment_count, payment_capacity;
    Node **fade_shares; /* 渐退: the percentages, literals */
    size_t fade_count;
    WrittenRounding fade_rounding;
    const LawLine *fade_line;
    LawLine heading; /* the section's own line: its citation holds for lines without one */
} AffairReader;

/* Opens a line, takes its citation off and stands behind its first word. */
bool section_open(AffairReader *r, const Line *line, Parser *p, LawLine *law);
/* Opens a line inside a section, from its start; the section's citation is inherited. */
bool section_line(AffairReader *r, const Line *line, Parser *p, LawLine *law);
const LawLine *law_keep(AffairReader *r, LawLine law);
void citation_wanted(AffairReader *r, const LawLine *law);
/* 自 DATE 起, optional. */
bool parse_since(Parser *p, bool *dated, Date *from);

void read_admission(AffairReader *r, const Line *line); /* affair_terms.c */
void admission_finish(AffairReader *r);
void read_payment(AffairReader *r, const Line *line); /* affair_pay.c */
void read_top_up(AffairReader *r, const Line *line);
void read_fade(AffairReader *r, const Line *line);
void components_finish(AffairReader *r);
bool parse_payment_header(Front *front, Parser *p, Header *component, bool *once);
Node *check_paid(AffairReader *r, const Syntax *s);            /* an amount that can be paid: fen */
Node *read_rows(AffairReader *r, const Line *line, Node *key); /* bands.c */
void read_relations(AffairReader *r, const Line *line);        /* affair_links.c */
void read_privacy(AffairReader *r, const Line *line); /* affair_procedure.c */
void read_procedure(AffairReader *r, const Line *line);
void read_cases(AffairReader *r, const Line *line); /* case_read.c */

/* analyse.c */
/* What can be known of a condition without any fact: YES, NO, or UNKNOWN. */
Truth node_foregone(const Node *node);
bool nodes_equal(const Node *a, const Node *b); /* they say the same */
/* Both compare one thing with a number, and no number does for both. */
bool nodes_exclude(const Node *a, const Node *b);

#endif
