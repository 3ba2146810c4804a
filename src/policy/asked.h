/* What somebody tries: read from the address or a form, and shown again. Private to policy. */
#ifndef POLICY_ASKED_H
#define POLICY_ASKED_H

#include "policy/trial.h"

enum { ASKED_STANDARDS = 40 };

/* One number of a standard: of one choice when it has any. */
typedef struct {
    const Standard *standard;
    uint8_t choice;
    Str name;  /* of its field: v.KEY or v.KEY.CHOICE */
    Str typed; /* empty: as it stands */
    Str fault;
} AskedNumber;
typedef struct {
    Months months;
    Month closed; /* months up to it are closed: what differs there would be arrears */
    Str from, until, step_text, budget_text; /* as typed */
    Str from_fault, until_fault, step_fault, budget_fault;
    Money step, budget;
    bool has_budget, wrong, given; /* given: anything was typed at all */
    AskedNumber *numbers;          /* of all standards picked */
    size_t number_count;
    StandardOverride *overrides; /* of those typed */
    size_t override_count;
} Asked;

/* Faults are not failures: they stand at their fields, and `wrong` says that there are some. */
bool asked_read(Page *p, Asked *out);
/* The address that asks the same, without one standard (NULL: with all). */
Str asked_href(Page *p, const Asked *asked, const char *path, const Standard *without);
/* The fields, as they were typed. */
FormGroup asked_span(Page *p, const Asked *asked);
FormGroup asked_numbers(Page *p, const Asked *asked);
/* Standards that can still be added; none that no affair's amount rests on. */
FormField asked_more(Page *p, const Asked *asked);
/* What the standard's number is in the last month, as it is written; empty: nobody set one. */
const StandardValue *standard_value(Page *p, const Standard *standard, uint8_t choice, Date day);
Str standard_now(Page *p, const Standard *standard, uint8_t choice, Date day);
Str number_words(Arena *arena, int64_t mantissa, Type type);

#endif
