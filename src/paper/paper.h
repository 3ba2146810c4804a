/* paper: fills the papers (文书) that the law declares and makes pages of them.
 *
 *     PaperFacts *facts = paper_facts(w);
 *     paper_say(facts, FORM_APPLICANT, name);
 *     paper_say_date(facts, FORM_APPLIED, day);
 *     paper_row(facts, FORM_MEMBERS);
 *     paper_row_say(facts, FORM_MEMBER_ROLE, role);
 *     TRY(paper_make(w, &(PaperJob){.form = form, .affair = affair, .facts = facts}, &pdf));
 *
 * What is not said is left open to be written by hand; without facts the form is blank. What a form
 * may print was checked when the law was read. Besides, nothing leaves this room for the public but
 * masked: names keep the surname, places end before the first number, long numbers become stars,
 * whatever the caller gives. */
#ifndef PAPER_H
#define PAPER_H

#include "base/base.h"
#include "casework/casework.h"
#include "lang/lang.h"

typedef struct PaperFacts PaperFacts;
PaperFacts *paper_facts(Work *w); /* texts are copied */
/* The last word counts. An empty text says nothing. */
void paper_say(PaperFacts *f, FormName name, Str text);
void paper_say_number(PaperFacts *f, FormName name, int64_t number);
void paper_say_money(PaperFacts *f, FormName name, Money money); /* 1,234.50 */
void paper_say_date(PaperFacts *f, FormName name, Date day); /* 2024年6月20日; none: nothing */
void paper_say_month(PaperFacts *f, FormName name, Month month); /* 2024年6月; none: nothing */
void paper_say_field(PaperFacts *f, FieldOwner owner, const Field *field, Str text);
/* A new row of a list; what is said of its columns goes to the newest. */
void paper_row(PaperFacts *f, FormList list);
void paper_row_say(PaperFacts *f, FormName column, Str text);
void paper_row_field(PaperFacts *f, const Field *field, Str text); /* of a member */

typedef struct {
    const Form *form;
    const Affair *affair;    /* NULL: the form's own, or any */
    const PaperFacts *facts; /* NULL: blank */
} PaperJob;
/* Appends a PDF to *out. ERR_DENIED when the affair may not be published, ERR_USAGE when the form
 * is not for this affair, ERR_STATE when there are no fonts. */
bool paper_make(Work *w, const PaperJob *job, Buf *out);
/* Many of them in one file, each from a new page: a hundred notices in one print. */
bool paper_make_all(Work *w, const PaperJob *jobs, size_t count, Buf *out);
/* The same as a fragment of HTML for the screen: <article class="paper">…; escaped, no styles. */
bool paper_html(Work *w, const PaperJob *job, Buf *out);

/* The facts of a case that the form wants, to which the caller may add (文号, telephone); sealed
 * numbers are masked, or with a purpose revealed, each an act. Opinions, visits, hearings, notices
 * and deliveries are those of the case. */
typedef struct {
    CaseId id;
    const Form *form;
    Str purpose; /* empty: nothing is revealed */
} PaperOfCase;
bool paper_case(Work *w, const InForce *law, const PaperOfCase *of, PaperFacts **out);
bool paper_of_case(Work *w, const InForce *law, const PaperOfCase *of, Buf *out); /* a PDF */
/* A row of the published list, and the days of the notice; places begin behind FORM_COUNTY. */
void paper_say_notice(PaperFacts *f, const CaseNotice *notice);

/* What a form prints, each once, in its order: pieces of PIECE_NAME or PIECE_FIELD. */
typedef struct {
    const FormPiece **items;
    size_t count;
} PaperNames;
PaperNames paper_names(Arena *arena, const Form *form);
/* Forms of an affair, in the order of the law's files; NULL: those for all affairs. */
const Form **paper_forms(Arena *arena, const Bureau *bureau, const Affair *affair, size_t *count);

/* 1234.50 as 壹仟贰佰叁拾肆元伍角整. Not for negative amounts. */
Str money_words(Arena *arena, Money money);

#endif
