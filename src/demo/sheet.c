/* Import files: written as an office would send them, kept in the plan's folder, and read by the
 * registry's own import like anybody's. */
#include "demo/sheet.h"

#include <unistd.h>

#include "demo/words.def"

#define ROWS_A_SCRATCH 512
#define SECONDS_A_DAY 86400
#define CHINA_HOURS 8

void telling_clock(Telling *t, int day, int hour)
{
    Date d = year_day(t->demo, t->month, day);
    int64_t now = (int64_t)d.days * SECONDS_A_DAY + (hour - CHINA_HOURS) * 3600;
    if (now > t->w->now) t->w->now = now;
}

Str person_number(Arena *arena, const Demo *d, uint32_t person)
{
    const Person *p = &d->persons[person];
    return citizen_id_make(arena, d->regions[p->region], (Date){p->birth}, p->sequence);
}

Str unit_number(Arena *arena, size_t unit)
{
    return format(arena, NAME_UNIT_NUMBER, unit + 1);
}

bool sheet_open(Telling *t, const char *as, const char *part, const char *columns, Sheet *out)
{
    Arena *arena = t->w->arena;
    Str rest = str_of(columns), name;
    Month month = date_month(year_day(t->demo, t->month, 1));
    *out = (Sheet){.t = t, .as = str_of(as)};
    out->path = str_z(arena, format(arena, "%s/%.*s-%s%s%s.csv", t->demo->folder,
                                    STR_ARG(month_text(arena, month)), as, *part ? "-" : "", part));
    TRY(table_create(t->w, out->path, TABLE_CSV_UTF8, &out->writer));
    while (str_split(&rest, ',', &name))
        table_cell(out->writer, name);
    table_end_row(out->writer);
    return true;
}

void sheet_text(Sheet *s, Str text)
{
    table_cell(s->writer, text);
}

void sheet_day(Sheet *s, int32_t day)
{
    if (day == DATE_NONE.days)
        table_cell(s->writer, STR(""));
    else
        table_cell_date(s->writer, (Date){day});
}

void sheet_fen(Sheet *s, int64_t fen)
{
    table_cell_money(s->writer, (Money){fen});
}

void sheet_int(Sheet *s, int64_t value)
{
    table_cell_int(s->writer, value);
}

void sheet_truth(Sheet *s, bool yes)
{
    table_cell(s->writer, yes ? STR(WORD_YES) : STR(WORD_NO));
}

void sheet_number(Sheet *s, uint32_t person)
{
    table_cell(s->writer, person_number(s->t->scratch, s->t->demo, person));
}

void sheet_end(Sheet *s)
{
    table_end_row(s->writer);
    if (++s->rows % ROWS_A_SCRATCH == 0) arena_reset(s->t->scratch);
}

static bool sheet_refused(Sheet *s, const ImportResult *r)
{
    Str first = r->faults.count ? r->faults.items[0].sentence : STR("");
    return refuse(s->t->w, ERR_INPUT, SAY_IMPORT_REFUSED, s->path, (long long)r->faults.errors,
                  STR_ARG(first));
}

bool sheet_import(Sheet *s, Date effective, WriteKind kind)
{
    ImportResult result;
    Work *w = s->t->w;
    TRY(table_finish(s->writer));
    if (!s->rows) {
        unlink(s->path);
        return true;
    }
    work_progress(w, s->as, s->t->month, 12);
    ImportJob job = {
        .path = s->path, .as = s->as, .sender = STR("demo"), .kind = kind, .effective = effective};
    TRY(registry_import(w, s->t->bureau, &job, &result));
    return result.faults.errors == 0 || sheet_refused(s, &result);
}
