/* What handlers share: queries read by their kind, pages of lists, names masked, numbers exact. */
#include "api/room.h"
#include "api/words.def"

static bool bad(Page *p, const char *name, const char *wants)
{
    return refuse(p->w, ERR_INPUT, SAY_BAD_PARAMETER, name, wants);
}

bool refuse_member(Page *p, const char *way, Str sentence)
{
    Faults *faults = NEW(p->w->arena, Faults);
    *faults = faults_new(p->w->arena, 1);
    faults_add(faults, (Fault){.field = str_of(way), .sentence = sentence});
    return refuse_faults(p, faults);
}

bool refuse_word(Page *p, const char *way, const char *choices)
{
    return refuse_member(p, way, format(p->w->arena, SAY_ONE_OF, choices));
}

bool query_id(Page *p, const char *name, int64_t *out)
{
    Str text = page_query(p, name);
    *out = 0;
    if (!text.len) return true;
    return (str_int(text, out) && *out > 0) || bad(p, name, SAY_WANTS_INTEGER);
}

bool query_date(Page *p, const char *name, Date *out)
{
    Str text = page_query(p, name);
    *out = DATE_NONE;
    return !text.len || date_parse(text, out) || bad(p, name, SAY_WANTS_DATE);
}

bool query_month(Page *p, const char *name, Month *out)
{
    Str text = page_query(p, name);
    *out = (Month){0};
    return !text.len || month_parse(text, out) || bad(p, name, SAY_WANTS_MONTH);
}

bool query_truth(Page *p, const char *name, bool *out)
{
    Str text = page_query(p, name);
    *out = str_equal(text, STR("true"));
    return *out || !text.len || str_equal(text, STR("false")) || bad(p, name, SAY_WANTS_TRUTH);
}

bool paging_read(Page *p, Paging *out)
{
    enum { MOST_SIZE = 200, MOST_ROWS = 10000000 };
    TRY(query_id(p, "page", &out->page));
    TRY(query_id(p, "size", &out->size));
    if (!out->page) out->page = 1;
    if (!out->size) out->size = 50;
    if (out->size > MOST_SIZE || out->page > MOST_ROWS / out->size)
        return refuse(p->w, ERR_INPUT, "%s", SAY_BAD_PAGING);
    out->offset = (size_t)((out->page - 1) * out->size);
    return true;
}

Str masked_name(Page *p, int64_t person)
{
    PersonRow row;
    Error held = p->w->error;
    if (person && person_row(p->w, (PersonId){person}, &row))
        return name_mask(p->w->arena, row.name);
    p->w->error = held;
    return STR("");
}

InForce law_of(const Page *p)
{
    return (InForce){p->bureau, p->site->law};
}

/* 12.50 with all its digits: trailing zeros say how exact it is. */
Str exact_number(Arena *arena, int64_t mantissa, const Type *type)
{
    uint64_t size = mantissa < 0 ? 0 - (uint64_t)mantissa : (uint64_t)mantissa;
    const char *sign = mantissa < 0 ? "-" : "";
    if (type->scale <= 0) return format(arena, "%s%llu", sign, (unsigned long long)size);
    uint64_t unit = (uint64_t)power_of_ten(type->scale);
    return format(arena, "%s%llu.%0*llu", sign, (unsigned long long)(size / unit), type->scale,
                  (unsigned long long)(size % unit));
}

Str division_code(Page *p, int64_t id)
{
    DivisionRow row;
    Error held = p->w->error;
    if (id && division_by_id(p->w, id, &row)) return division_text(p->w->arena, row.code);
    p->w->error = held;
    return STR("");
}

bool division_asked(Page *p, Str text, DivisionRow *out)
{
    Division code;
    *out = (DivisionRow){.id = 0};
    if (!text.len) return true;
    if (!division_parse(text, &code))
        return refuse(p->w, ERR_INPUT, SAY_NO_DIVISION, STR_ARG(text));
    return division_by_code(p->w, code, out);
}

bool query_division(Page *p, DivisionRow *out)
{
    Str text = page_query(p, "division");
    bool holds = true;
    TRY(division_asked(p, text, out));
    if (out->id) TRY(scope_holds(p->w, out->id, &holds));
    return holds || refuse(p->w, ERR_NOT_FOUND, SAY_DIVISION_NOT_YOURS, STR_ARG(text));
}

bool sees_all(const Page *p)
{
    return p->w->scope == NULL;
}

void bytes_answer(Page *p, Str type, Str name, Str bytes)
{
    HttpResponse *response = &p->call->response;
    response->type = type;
    response->download = name;
    response->body = buf_new(p->w->arena);
    buf_add(&response->body, bytes);
}
