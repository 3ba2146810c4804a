/* Reads what somebody tries. Everything stands in the address: from, until, step, budget, and
 * v.KEY or v.KEY.CHOICE for each number of a standard that is picked, empty while it stays as it
 * is; `add` picks one more. A POST with a file carries the same names in its form. */
#include "policy/asked.h"

#include "policy/words.def"

static Str asked_text(Page *p, Str name)
{
    if (p->call->request->method == HTTP_POST) return str_trim(http_form_value(&p->form, name));
    return page_query(p, str_z(p->w->arena, name));
}

static bool asked_has(Page *p, Str name)
{
    Str value;
    if (p->call->request->method == HTTP_POST) return http_form_has(&p->form, name);
    return http_query(p->w->arena, p->call->request->query, name, &value);
}

/* ---- months, step, budget ----------------------------------------------------------------- */

/* From the month after the last close to the end of that year, unless it is said. */
static bool months_read(Page *p, Asked *out)
{
    TRY(payment_last_closed(p->w, &out->closed));
    Month now = date_month(work_today(p->w));
    Month first = {out->closed.n == MONTH_NONE.n ? now.n : out->closed.n + 1};
    out->from = asked_text(p, STR("from"));
    out->until = asked_text(p, STR("until"));
    if (out->from.len == 0) out->from = month_text(p->w->arena, first);
    if (!month_parse(out->from, &first)) out->from_fault = STR(SAY_TRY_MONTH);
    Month last = month_of(month_year(first), 12);
    if (out->until.len == 0) out->until = month_text(p->w->arena, last);
    if (!month_parse(out->until, &last)) out->until_fault = STR(SAY_TRY_MONTH);
    if (out->from_fault.len == 0 && out->until_fault.len == 0 &&
        (last.n < first.n || last.n - first.n >= 60))
        out->until_fault = STR(SAY_TRY_MONTHS);
    out->months = (Months){first, last};
    return true;
}

static void money_read(Page *p, Asked *out)
{
    out->step_text = asked_text(p, STR("step"));
    out->budget_text = asked_text(p, STR("budget"));
    out->step = (Money){10000};
    if (out->step_text.len == 0)
        out->step_text = STR("100");
    else if (!money_parse(out->step_text, &out->step) || out->step.fen < 0)
        out->step_fault = STR(SAY_TRY_MONEY);
    out->has_budget = out->budget_text.len > 0;
    if (out->has_budget && (!money_parse(out->budget_text, &out->budget) || out->budget.fen < 0))
        out->budget_fault = STR(SAY_TRY_MONEY);
}

/* ---- standards ---------------------------------------------------------------------------- */

static bool standard_is_used(const Bureau *bureau, const Standard *standard)
{
    for (size_t i = 0; i < bureau->affair_count; i++) {
        size_t count;
        const Standard *const *named = program_standards(bureau->affairs[i]->program, &count);
        for (size_t k = 0; k < count; k++)
            if (named[k] == standard) return true;
    }
    return false;
}

/* A percentage may be typed without its sign. */
static bool number_read(Page *p, AskedNumber *number, int64_t *mantissa)
{
    Input input = {.type = number->standard->type};
    Str text = number->typed;
    Cell cell;
    if (input.type.percent && !str_ends(text, STR("%")))
        text = format(p->w->arena, "%.*s%%", STR_ARG(text));
    if (input_parse(&input, text, &cell) && cell.known && cell.value >= 0) {
        *mantissa = cell.value;
        return true;
    }
    number->fault = STR(SAY_TRY_NUMBER);
    return false;
}

static Str number_name(Page *p, const Standard *standard, uint8_t choice)
{
    if (choice == 0) return format(p->w->arena, "v.%.*s", STR_ARG(standard->key));
    return format(p->w->arena, "v.%.*s.%u", STR_ARG(standard->key), (unsigned)choice);
}

static void number_add(Page *p, const Standard *standard, uint8_t choice, Asked *out)
{
    AskedNumber *number = &out->numbers[out->number_count++];
    *number = (AskedNumber){
        .standard = standard, .choice = choice, .name = number_name(p, standard, choice)};
    number->typed = asked_text(p, number->name);
    if (number->typed.len == 0) return;
    StandardOverride *override = &out->overrides[out->override_count];
    out->given = true;
    *override = (StandardOverride){.standard = standard, .choice = choice};
    if (number_read(p, number, &override->mantissa)) out->override_count++;
}

static bool standard_is_picked(Page *p, const Standard *standard, Str add)
{
    uint8_t first = standard->by ? 1 : 0;
    return str_equal(standard->key, add) || asked_has(p, number_name(p, standard, first));
}

static void standards_read(Page *p, Asked *out)
{
    const Bureau *bureau = p->bureau;
    Str add = asked_text(p, STR("add"));
    size_t room = 0;
    for (size_t i = 0; i < bureau->standard_count; i++)
        room += 1 + (bureau->standards[i].by ? bureau->standards[i].by->count : 0);
    out->numbers = NEW_ARRAY(p->w->arena, AskedNumber, room + 1);
    out->overrides = NEW_ARRAY(p->w->arena, StandardOverride, room + 1);
    for (size_t i = 0; i < bureau->standard_count; i++) {
        const Standard *s = &bureau->standards[i];
        if (!standard_is_used(bureau, s) || !standard_is_picked(p, s, add)) continue;
        size_t choices = s->by ? s->by->count : 0;
        for (size_t c = choices ? 1 : 0; c <= choices; c++)
            number_add(p, s, (uint8_t)c, out);
    }
}

/* Nothing picked yet: the first amount a month that the law's first affair rests on. */
static void standards_begin(Page *p, Asked *out)
{
    const Bureau *bureau = p->bureau;
    for (size_t i = 0; i < bureau->affair_count && out->number_count == 0; i++) {
        size_t count;
        const Standard *const *named = program_standards(bureau->affairs[i]->program, &count);
        for (size_t k = 0; k < count && out->number_count == 0; k++) {
            if (named[k]->type.unit.power[UNIT_YUAN] != 1 || named[k]->value_count == 0) continue;
            size_t choices = named[k]->by ? named[k]->by->count : 0;
            for (size_t c = choices ? 1 : 0; c <= choices; c++)
                number_add(p, named[k], (uint8_t)c, out);
        }
    }
}

bool asked_read(Page *p, Asked *out)
{
    *out = (Asked){.wrong = false};
    TRY(months_read(p, out));
    money_read(p, out);
    standards_read(p, out);
    if (out->number_count == 0) standards_begin(p, out);
    out->wrong =
        out->from_fault.len || out->until_fault.len || out->step_fault.len || out->budget_fault.len;
    for (size_t i = 0; i < out->number_count; i++)
        out->wrong = out->wrong || out->numbers[i].fault.len > 0;
    return true;
}

/* ---- shown again -------------------------------------------------------------------------- */

static void query_add(Buf *b, Str name, Str value)
{
    buf_byte(b, str_find(buf_str(b), STR("?")) < 0 ? '?' : '&');
    url_text(b, name);
    buf_byte(b, '=');
    url_text(b, value);
}

Str asked_href(Page *p, const Asked *asked, const char *path, const Standard *without)
{
    Buf b = buf_new(p->w->arena);
    buf_add(&b, str_of(path));
    query_add(&b, STR("from"), asked->from);
    query_add(&b, STR("until"), asked->until);
    query_add(&b, STR("step"), asked->step_text);
    if (asked->has_budget) query_add(&b, STR("budget"), asked->budget_text);
    for (size_t i = 0; i < asked->number_count; i++)
        if (asked->numbers[i].standard != without)
            query_add(&b, asked->numbers[i].name, asked->numbers[i].typed);
    return buf_str(&b);
}

FormGroup asked_span(Page *p, const Asked *asked)
{
    FormField *fields = NEW_ARRAY(p->w->arena, FormField, 4);
    fields[0] = (FormField){.kind = FIELD_MONTH,
                            .name = STR("from"),
                            .label = STR(SAY_TRY_FROM),
                            .hint = STR(SAY_TRY_FROM_HINT),
                            .value = asked->from,
                            .fault = asked->from_fault};
    fields[1] = (FormField){.kind = FIELD_MONTH,
                            .name = STR("until"),
                            .label = STR(SAY_TRY_UNTIL),
                            .value = asked->until,
                            .fault = asked->until_fault};
    fields[2] = (FormField){.kind = FIELD_MONEY,
                            .name = STR("budget"),
                            .label = STR(SAY_TRY_BUDGET),
                            .hint = STR(SAY_TRY_BUDGET_HINT),
                            .value = asked->budget_text,
                            .fault = asked->budget_fault};
    fields[3] = (FormField){.kind = FIELD_MONEY,
                            .name = STR("step"),
                            .label = STR(SAY_TRY_STEP),
                            .hint = STR(SAY_TRY_STEP_HINT),
                            .value = asked->step_text,
                            .fault = asked->step_fault};
    return (FormGroup){.fields = fields, .count = 4};
}

/* mantissa / 10^scale; in percent two places further left. */
Str number_words(Arena *arena, int64_t mantissa, Type type)
{
    int scale = type.percent ? type.scale - 2 : type.scale;
    Str sign = mantissa < 0 ? STR("-") : STR("");
    int64_t size = mantissa < 0 ? -mantissa : mantissa;
    for (; scale > 0 && size % 10 == 0; scale--)
        size /= 10;
    Buf b = buf_new(arena);
    buf_add(&b, sign);
    if (scale > 0)
        buf_format(&b, "%lld.%0*lld", (long long)(size / power_of_ten(scale)), scale,
                   (long long)(size % power_of_ten(scale)));
    else
        buf_format(&b, "%lld", (long long)(size * power_of_ten(-scale)));
    if (type.percent) buf_byte(&b, '%');
    return buf_str(&b);
}

/* What counts in this district on a day; NULL: nobody set one. */
const StandardValue *standard_value(Page *p, const Standard *standard, uint8_t choice, Date day)
{
    Division *chain = NEW_ARRAY(p->w->arena, Division, 6);
    DivisionRow row;
    size_t count = 0;
    Error before = p->w->error;
    if (!division_by_code(p->w, p->site->home, &row) ||
        !division_chain(p->w, row.id, chain, &count))
        p->w->error = before;
    return standard_on(standard, (Areas){chain, count}, choice, day, day);
}

Str standard_now(Page *p, const Standard *standard, uint8_t choice, Date day)
{
    const StandardValue *v = standard_value(p, standard, choice, day);
    if (!v) return STR("");
    return format(p->w->arena, SAY_TRY_NOW,
                  STR_ARG(number_words(p->w->arena, v->mantissa, standard->type)),
                  STR_ARG(date_text(p->w->arena, v->from)));
}

FormGroup asked_numbers(Page *p, const Asked *asked)
{
    Arena *arena = p->w->arena;
    FormField *fields = NEW_ARRAY(arena, FormField, asked->number_count);
    for (size_t i = 0; i < asked->number_count; i++) {
        const AskedNumber *number = &asked->numbers[i];
        const Standard *s = number->standard;
        Str now = standard_now(p, s, number->choice, month_last(asked->months.last));
        fields[i] =
            (FormField){.kind = FIELD_NUMBER,
                        .name = number->name,
                        .label = number->choice ? format(arena, SAY_TRY_CHOICE, STR_ARG(s->name),
                                                         STR_ARG(s->by->words[number->choice - 1]))
                                                : s->name,
                        .hint = now.len ? now : STR(SAY_TRY_NO_NOW),
                        .unit = s->type.percent ? STR("%") : type_text(arena, s->type),
                        .value = number->typed,
                        .fault = number->fault};
    }
    return (FormGroup){.fields = fields, .count = asked->number_count};
}

FormField asked_more(Page *p, const Asked *asked)
{
    const Bureau *bureau = p->bureau;
    FormField field = {.kind = FIELD_SELECT,
                       .name = STR("add"),
                       .label = STR(SAY_TRY_ADD),
                       .none = STR(SAY_TRY_ADD_NONE)};
    field.choices = NEW_ARRAY(p->w->arena, FieldChoice, bureau->standard_count + 1);
    for (size_t i = 0; i < bureau->standard_count; i++) {
        const Standard *s = &bureau->standards[i];
        bool picked = false;
        for (size_t k = 0; k < asked->number_count; k++)
            picked = picked || asked->numbers[k].standard == s;
        if (picked || !standard_is_used(bureau, s)) continue;
        field.choices[field.choice_count++] = (FieldChoice){.value = s->key, .text = s->name};
    }
    return field;
}
