/* A report: its parts and indicators beside what was published. What figures.csv holds and no
 * indicator of the report computes comes last and is printed as 尚未计算: a gap is shown, not
 * hidden. */
#include "report/report.h"

#include "report/figures.h"
#include "report/words.def"

/* ---- computing ---------------------------------------------------------------------------- */

static const Report *report_find(const Bureau *b, Str name)
{
    for (size_t i = 0; i < b->report_count; i++)
        if (str_equal(b->reports[i].key, name) || str_equal(b->reports[i].name, name))
            return &b->reports[i];
    return NULL;
}

static void figure_publish(Figure *f, Published *published)
{
    if (!published) return;
    published->used = true;
    f->published = published->value;
    f->source = published->sentence;
    if (published->unit.len) f->unit = published->unit;
    f->equal = f->computed && figures_same(f->value, f->published);
}

static Str measure_unit(Arena *arena, const Indicator *i)
{
    Unit unit = i->unit;
    if (i->measure == MEASURE_STANDARD && i->standard) return type_text(arena, i->standard->type);
    return type_text(arena, (Type){.kind = TYPE_NUMBER, .unit = unit});
}

static bool figure_run(Work *w, const Bureau *b, const Indicator *i, int year, Figure *f)
{
    IndicatorValue value;
    TRY(indicator_value(w, b, i, year, &value));
    *f = (Figure){.indicator = i,
                  .name = i->name,
                  .key = i->key,
                  .unit = measure_unit(w->arena, i),
                  .computed = value.computed,
                  .presumed = value.presumed,
                  .definition = i->definition};
    if (value.computed) f->value = indicator_text(w->arena, &value);
    return true;
}

static void result_count(ReportResult *out, const Figure *f)
{
    out->computed += f->computed;
    out->equal += f->equal;
    out->published += f->published.len > 0;
}

static bool part_run(Work *w, const Bureau *b, const ReportPart *part, PublishedFigures *published,
                     ReportResult *out)
{
    FigurePart *p = &out->parts[out->part_count++];
    *p = (FigurePart){.title = part->title,
                      .figures = NEW_ARRAY(w->arena, Figure, part->count + 1),
                      .count = part->count};
    for (size_t i = 0; i < part->count; i++) {
        const Indicator *indicator = part->indicators[i];
        TRY(figure_run(w, b, indicator, out->report->year, &p->figures[i]));
        figure_publish(&p->figures[i], figures_find(published, indicator->key, indicator->name));
        result_count(out, &p->figures[i]);
    }
    return true;
}

/* What was published and nobody computes yet. */
static void part_rest(Work *w, const PublishedFigures *published, ReportResult *out)
{
    FigurePart *p = &out->parts[out->part_count];
    *p = (FigurePart){.title = STR(SAY_OTHER_FIGURES),
                      .figures = NEW_ARRAY(w->arena, Figure, published->count + 1)};
    for (size_t i = 0; i < published->count; i++) {
        const Published *row = &published->rows[i];
        if (row->used) continue;
        p->figures[p->count] = (Figure){.name = row->name.len ? row->name : row->key,
                                        .key = row->key,
                                        .unit = row->unit,
                                        .published = row->value,
                                        .source = row->sentence};
        result_count(out, &p->figures[p->count++]);
    }
    out->part_count += p->count > 0;
}

bool report_run(Work *w, const Bureau *bureau, Str report, const char *figures, ReportResult *out)
{
    PublishedFigures published = {0};
    *out = (ReportResult){.report = report_find(bureau, report)};
    if (!out->report) return refuse(w, ERR_NOT_FOUND, SAY_NO_REPORT, STR_ARG(report));
    if (figures) TRY(figures_read(w, figures, &published));
    out->parts = NEW_ARRAY(w->arena, FigurePart, out->report->part_count + 1);
    for (size_t i = 0; i < out->report->part_count; i++) {
        const ReportPart *part = &out->report->parts[i];
        work_progress(w, part->title, (int64_t)i, (int64_t)out->report->part_count);
        TRY(part_run(w, bureau, part, &published, out));
    }
    part_rest(w, &published, out);
    return true;
}

/* ---- printing ----------------------------------------------------------------------------- */

#define NAME_COLUMNS 34
#define NUMBER_COLUMNS 12

static void pad(Buf *out, Str text, size_t columns, bool right)
{
    size_t used = utf8_columns(text);
    size_t spaces = used < columns ? columns - used : 0;
    if (!right) buf_add(out, text);
    for (size_t i = 0; i < spaces; i++)
        buf_byte(out, ' ');
    if (right) buf_add(out, text);
}

static void print_row(Buf *out, Str name, Str computed, Str published, Str mark)
{
    buf_add(out, STR("  "));
    pad(out, name, NAME_COLUMNS, false);
    pad(out, computed, NUMBER_COLUMNS, true);
    pad(out, published, NUMBER_COLUMNS, true);
    if (mark.len) buf_format(out, "  %.*s", STR_ARG(mark));
    buf_byte(out, '\n');
}

static Str figure_mark(Arena *arena, const Figure *f)
{
    const char *equal = "", *presumed = f->presumed ? " " SAY_PRESUMED : "";
    if (f->computed && f->published.len) equal = f->equal ? SAY_EQUAL : SAY_UNEQUAL;
    return format(arena, "%.*s %s%s", STR_ARG(f->unit), equal, presumed);
}

static void print_figure(Work *w, const Figure *f, Buf *out)
{
    print_row(out, f->name, f->computed ? f->value : STR(SAY_NOT_COMPUTED), f->published,
              str_trim(figure_mark(w->arena, f)));
    if (f->definition.len) buf_format(out, SAY_DEFINITION, STR_ARG(f->definition));
}

bool report_print(Work *w, const ReportResult *r, Buf *out)
{
    buf_format(out, SAY_TITLE, STR_ARG(r->report->name), r->report->year);
    print_row(out, STR(SAY_HEAD_NAME), STR(SAY_HEAD_COMPUTED), STR(SAY_HEAD_PUBLISHED), STR(""));
    for (size_t i = 0; i < r->part_count; i++) {
        const FigurePart *part = &r->parts[i];
        buf_format(out, "%.*s\n", STR_ARG(part->title));
        for (size_t j = 0; j < part->count; j++)
            print_figure(w, &part->figures[j], out);
    }
    buf_format(out, SAY_SUM, (long long)r->computed, (long long)r->published, (long long)r->equal);
    return true;
}

static void figure_json(const Figure *f, Json *json)
{
    json_object(json, STR(""));
    json_text(json, STR("key"), f->key);
    json_text(json, STR("name"), f->name);
    json_text(json, STR("unit"), f->unit);
    if (f->computed)
        json_text(json, STR("value"), f->value);
    else
        json_null(json, STR("value"));
    if (f->published.len)
        json_text(json, STR("published"), f->published);
    else
        json_null(json, STR("published"));
    json_bool(json, STR("equal"), f->equal);
    json_bool(json, STR("presumed"), f->presumed);
    json_text(json, STR("definition"), f->definition);
    json_text(json, STR("source"), f->source);
    json_end(json);
}

void report_json(const ReportResult *r, Buf *out)
{
    Json json = json_new(out);
    json_object(&json, STR(""));
    json_text(&json, STR("report"), r->report->key);
    json_text(&json, STR("name"), r->report->name);
    json_int(&json, STR("year"), r->report->year);
    json_array(&json, STR("parts"));
    for (size_t i = 0; i < r->part_count; i++) {
        json_object(&json, STR(""));
        json_text(&json, STR("title"), r->parts[i].title);
        json_array(&json, STR("figures"));
        for (size_t j = 0; j < r->parts[i].count; j++)
            figure_json(&r->parts[i].figures[j], &json);
        json_end(&json);
        json_end(&json);
    }
    json_end(&json);
    json_int(&json, STR("computed"), r->computed);
    json_int(&json, STR("published"), r->published);
    json_int(&json, STR("equal"), r->equal);
    json_end(&json);
    buf_byte(out, '\n');
}
