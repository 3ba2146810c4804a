/* The registers of other things, told from records.def as an office would send them: so many rows
 * as the published figures ask for, spread over the year. Nobody is made for them; whoever a row
 * names is found among the people of the district. Reading order: records_tell, lines_tell, then
 * how a value is written. */
#include <stdio.h>
#include <string.h>

#include "demo/words.def"
#include "demo/year.h"

typedef enum { OLD, ALONG } When;
typedef struct {
    const char *as, *rows;
    int64_t count;
    const char *sums;
    When when;
    const char *columns, *values;
} Line;
static const Line lines[] = {
#define RECORDS(as, rows, count, sums, when, columns, values)                                      \
    {as, rows, count, sums, when, columns, values},
#include "demo/records.def"
#undef RECORDS
};
enum { SUMS_MOST = 4, CHILD_AGE = 15, OLD_AGE = 65, VERY_OLD_AGE = 99 };

typedef struct {
    Telling *t;
    const Line *line;
    size_t number; /* of the line */
    int64_t rows, row;
    int64_t sums[SUMS_MOST]; /* hundredths */
    uint32_t next, looked;   /* where to look for the next person, and how many were */
} Record;

/* ---- figures ------------------------------------------------------------------------------ */

static int64_t figure_of(const Demo *d, Str key)
{
    for (size_t i = 0; i < d->figure_count; i++)
        if (str_equal(d->figures[i].key, key)) return d->figures[i].hundredths;
    return 0;
}

/* "a-b-c": the first less the others; whole numbers. */
static int64_t rows_of(const Demo *d, const Line *line)
{
    Str rest = str_of(line->rows), key;
    int64_t left = 0;
    bool first = true;
    for (; rest.len && str_split(&rest, '-', &key); first = false)
        left += first ? figure_of(d, key) : -figure_of(d, key);
    return *line->rows ? left / 100 : line->count;
}

static void sums_of(const Demo *d, Record *r)
{
    Str rest = str_of(r->line->sums), key;
    for (size_t i = 0; rest.len && str_split(&rest, ',', &key); i++)
        r->sums[i] = figure_of(d, key);
    if (!*r->line->rows && !r->sums[0]) r->rows = 0; /* nothing was published */
}

/* ---- values ------------------------------------------------------------------------------- */

static bool suits(const Demo *d, uint32_t person, char who)
{
    const Person *p = &d->persons[person];
    int age = person_age(d, person, year_day(d, 0, 31));
    bool stays = p->known == 0 && p->death == DATE_NONE.days && p->moved == DATE_NONE.days &&
                 p->recorded == p->birth;
    if (who == 'c') return stays && age <= CHILD_AGE;
    return stays && age >= (who == 'e' ? VERY_OLD_AGE : OLD_AGE);
}

/* The next person who suits, each once; empty when there is nobody more. */
static Str person_text(Record *r, char who)
{
    const Demo *d = r->t->demo;
    uint32_t count = (uint32_t)d->person_count;
    while (r->looked++ < count) {
        uint32_t person = r->next++ % count;
        if (suits(d, person, who)) return person_number(r->t->scratch, d, person);
    }
    return STR("");
}

static Str amount_text(Arena *arena, int64_t hundredths)
{
    if (hundredths % 100) return money_plain(arena, (Money){hundredths});
    return format(arena, "%lld", (long long)(hundredths / 100));
}

/* An equal share in whole units where the sum is whole, the remainder on the first rows. */
static Str share_text(const Record *r, int64_t sum)
{
    int64_t unit = sum % 100 ? 1 : 100, units = sum / unit;
    int64_t share = units / r->rows + (r->row < units % r->rows);
    return amount_text(r->t->scratch, share * unit);
}

static Str day_of_row(const Record *r, bool old)
{
    const Demo *d = r->t->demo;
    int day = 1 + (int)(r->row % 20);
    Date on = old ? date_of(d->year - 1 - (int)(r->row % 5), 1 + (int)(r->row % 12), day)
                  : year_day(d, r->t->month, day);
    return date_text(r->t->scratch, on);
}

static Str mark_text(Record *r, char mark)
{
    switch (mark) {
    case 'n':
        return format(r->t->scratch, "%02zu%05lld", r->number, (long long)r->row + 1);
    case 'd':
    case 'o':
        return day_of_row(r, mark == 'o');
    case 'r':
        return amount_text(r->t->scratch, r->sums[0]);
    case 'c':
    case 'e':
    case 'a':
        return person_text(r, mark);
    default:
        ensure(mark >= '1' && mark <= '0' + SUMS_MOST);
        return share_text(r, r->sums[mark - '1']);
    }
}

static Str value_of(Record *r, Str cell)
{
    Buf out = buf_new(r->t->scratch);
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.ptr[i] == '%')
            buf_add(&out, mark_text(r, cell.ptr[++i]));
        else
            buf_byte(&out, cell.ptr[i]);
    }
    return buf_str(&out);
}

/* ---- rows --------------------------------------------------------------------------------- */

static void row_write(Record *r, Sheet *s)
{
    Str rest = str_of(r->line->values), cell;
    while (rest.len && str_split(&rest, ',', &cell))
        sheet_text(s, value_of(r, cell));
    sheet_end(s);
}

static int month_of_row(const Record *r)
{
    return r->line->when == OLD ? 0 : 1 + (int)((12 * r->row + 6) / r->rows);
}

/* A row of another month names its people there, so that nobody is named twice. */
static void row_pass(Record *r)
{
    Str values = str_of(r->line->values);
    for (size_t i = 0; i + 1 < values.len; i++)
        if (values.ptr[i] == '%' && strchr("cea", values.ptr[i + 1]))
            (void)person_text(r, values.ptr[i + 1]);
}

static void line_write(Telling *t, size_t number, Sheet *s)
{
    Record r = {.t = t, .line = &lines[number], .number = number};
    const Demo *d = t->demo;
    if ((r.line->when == OLD) != (t->month == 0)) return;
    r.rows = rows_of(d, r.line);
    sums_of(d, &r);
    r.next = (uint32_t)(number * 7919 % d->person_count);
    for (; r.row < r.rows; r.row++) {
        if (month_of_row(&r) == t->month)
            row_write(&r, s);
        else
            row_pass(&r);
    }
}

static bool one_sheet(const Line *a, const Line *b)
{
    return !strcmp(a->as, b->as) && !strcmp(a->columns, b->columns);
}

/* Neighbours of the same register and columns stand in one file. */
static bool lines_tell(Telling *t, size_t *at)
{
    Sheet s;
    char part[24];
    size_t first = *at;
    const Demo *d = t->demo;
    snprintf(part, sizeof part, "%02zu", first);
    TRY(sheet_open(t, lines[first].as, part, lines[first].columns, &s));
    for (; *at < COUNT_OF(lines) && one_sheet(&lines[first], &lines[*at]); ++*at)
        line_write(t, *at, &s);
    return sheet_import(&s, t->month ? year_day(d, t->month, 1) : date_of(d->year - 6, 1, 1),
                        WRITE_CHANGE);
}

bool records_tell(Telling *t)
{
    for (size_t i = 0; i < COUNT_OF(lines);) {
        if (bureau_register(t->bureau, str_of(lines[i].as)))
            TRY(lines_tell(t, &i));
        else
            i++;
    }
    return true;
}
