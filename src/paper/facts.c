/* What is to be printed: a set of texts by name or field, and rows of lists. Money, days and months
 * are put into the words of papers here. */
#include "paper/sheet.h"
#include "paper/words.def"

PaperFacts *paper_facts(Work *w)
{
    PaperFacts *f = NEW(w->arena, PaperFacts);
    f->arena = w->arena;
    return f;
}

static void set_say(Arena *arena, FactSet *set, Fact fact)
{
    fact.text = str_copy(arena, fact.text);
    for (size_t i = 0; i < set->count; i++) {
        Fact *known = &set->items[i];
        bool same = fact.field ? known->field == fact.field && known->owner == fact.owner
                               : !known->field && known->name == fact.name;
        if (!same) continue;
        known->text = fact.text;
        return;
    }
    if (set->count == set->capacity)
        set->items = arena_grow(arena, set->items, &set->capacity, sizeof(Fact));
    set->items[set->count++] = fact;
}

void paper_say(PaperFacts *f, FormName name, Str text)
{
    ensure(form_name_row(name)->list == FORM_NO_LIST);
    set_say(f->arena, &f->single, (Fact){.name = name, .text = text});
}

void paper_say_field(PaperFacts *f, FieldOwner owner, const Field *field, Str text)
{
    ensure(owner != OWNER_MEMBER);
    set_say(f->arena, &f->single, (Fact){.field = field, .owner = owner, .text = text});
}

void paper_say_number(PaperFacts *f, FormName name, int64_t number)
{
    paper_say(f, name, format(f->arena, "%lld", (long long)number));
}

void paper_say_money(PaperFacts *f, FormName name, Money money)
{
    paper_say(f, name, money_text(f->arena, money));
}

void paper_say_date(PaperFacts *f, FormName name, Date day)
{
    if (day.days != DATE_NONE.days) paper_say(f, name, date_chinese(f->arena, day));
}

void paper_say_month(PaperFacts *f, FormName name, Month month)
{
    if (month.n == MONTH_NONE.n) return;
    paper_say(f, name, format(f->arena, PAPER_MONTH, month_year(month), month_number(month)));
}

/* ---- lists -------------------------------------------------------------------------------- */

void paper_row(PaperFacts *f, FormList list)
{
    if (f->row_count[list] == f->row_capacity[list])
        f->rows[list] =
            arena_grow(f->arena, f->rows[list], &f->row_capacity[list], sizeof(FactSet));
    f->rows[list][f->row_count[list]++] = (FactSet){0};
}

static FactSet *newest(PaperFacts *f, FormList list)
{
    ensure(list != FORM_NO_LIST && f->row_count[list] > 0);
    return &f->rows[list][f->row_count[list] - 1];
}

void paper_row_say(PaperFacts *f, FormName column, Str text)
{
    FactSet *row = newest(f, form_name_row(column)->list);
    set_say(f->arena, row, (Fact){.name = column, .text = text});
}

void paper_row_field(PaperFacts *f, const Field *field, Str text)
{
    Fact fact = {.field = field, .owner = OWNER_MEMBER, .text = text};
    set_say(f->arena, newest(f, FORM_MEMBERS), fact);
}

/* ---- amounts in words --------------------------------------------------------------------- */

/* Four digits of one group; a zero between digits is said once. */
static void group_words(Buf *out, int group, bool *zero)
{
    static const char *const DIGITS[] = WORDS_DIGITS, *const UNITS[] = WORDS_UNITS;
    for (int place = 3; place >= 0; place--) {
        int digit = (int)(group / power_of_ten(place) % 10);
        if (digit == 0) {
            *zero = *zero || out->len > 0;
            continue;
        }
        if (*zero) buf_add(out, STR(WORDS_ZERO));
        *zero = false;
        buf_add(out, str_of(DIGITS[digit]));
        buf_add(out, str_of(UNITS[place]));
    }
}

Str money_words(Arena *arena, Money money)
{
    static const char *const DIGITS[] = WORDS_DIGITS, *const GROUPS[] = WORDS_GROUPS;
    ensure(money.fen >= 0);
    Buf out = buf_new(arena);
    int64_t yuan = money.fen / 100;
    int jiao = (int)(money.fen / 10 % 10), fen = (int)(money.fen % 10);
    bool zero = false;
    for (int g = 4; g >= 0; g--) {
        int group = (int)(yuan / power_of_ten(4 * g) % 10000);
        group_words(&out, group, &zero);
        if (group) buf_add(&out, str_of(GROUPS[g]));
    }
    if (yuan == 0 && money.fen == 0) buf_add(&out, STR(WORDS_ZERO));
    if (yuan > 0 || money.fen == 0) buf_add(&out, STR(WORDS_YUAN));
    if (jiao) {
        if (yuan > 0 && yuan % 10 == 0) buf_add(&out, STR(WORDS_ZERO));
        buf_format(&out, "%s" WORDS_JIAO, DIGITS[jiao]);
    } else if (fen && yuan > 0) {
        buf_add(&out, STR(WORDS_ZERO));
    }
    if (fen) buf_format(&out, "%s" WORDS_FEN, DIGITS[fen]);
    if (!fen) buf_add(&out, STR(WORDS_WHOLE));
    return buf_str(&out);
}
