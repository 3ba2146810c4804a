/* Opening history: what was paid before the first month of account, imported and never computed
 * (semantics 5). Three kinds of rows: paid (it is history: sent and settled at once, in a batch
 * number of its own), unpaid (payable: joins the first draft) and owed (receivable). One file is
 * one transaction; its lines, its moves and its debts are each sealed by an act. All faults are
 * listed, and with one nothing is done. The same file again changes nothing.
 *
 * Reading order: payment_opening at the end, opening_work, row_read. */
#include "access/access.h"
#include "doc/doc.h"
#include "payment/batch.h"
#include "payment/chunk.h"
#include "payment/difference.h"
#include "payment/fund.h"
#include "payment/words.def"

#include <stdlib.h>

/* Batch numbers of openings stand far beyond those of drafts. */
#define OPENING_BATCH INT64_C(1000000000000)
enum { FAULTS_KEPT = 1000, HISTORY_MOST = 1000 };
typedef enum { OPENED_PAID, OPENED_UNPAID, OPENED_OWED } OpenedKind;
enum {
    HEAD_PERSON,
    HEAD_AFFAIR,
    HEAD_MONTH,
    HEAD_AMOUNT,
    HEAD_KIND,
    HEAD_COMPONENT,
    HEAD_FUND,
    HEAD_COUNT
};

/* A row that is in order, to find the one that says the same once more. */
typedef struct {
    int64_t row, enrolment;
    Month month;
    Str component, fund;
    OpenedKind kind;
} Opened;

typedef struct {
    Work *w;
    const Bureau *bureau;
    const char *path;
    Month first;
    int64_t law;
    FactBase *base;
    int column[HEAD_COUNT];
    Lines paid, other; /* other: unpaid and owed */
    Opened *opened;
    size_t opened_count, opened_capacity;
    Digest digest; /* of what the file says */
    OpeningResult *out;
} Opening;

static void row_fault(Opening *o, int64_t row, Str sentence)
{
    faults_add(
        &o->out->faults,
        (Fault){.level = FAULT_ERROR, .file = str_of(o->path), .row = row, .sentence = sentence});
}

/* ---- one row -------------------------------------------------------------------------------- */

static Str cell(const Opening *o, const TableRow *row, int head)
{
    int at = o->column[head];
    return at >= 0 && (size_t)at < row->count ? str_trim(row->cells[at]) : STR("");
}

static bool heads_read(Opening *o, const TableRow *row)
{
    static const char *const names[HEAD_COUNT][2] = {
        {SAY_OPEN_NUMBER, SAY_OPEN_PERSON}, {SAY_HEAD_AFFAIR, SAY_OPEN_AFFAIR},
        {SAY_HEAD_MONTH, SAY_OPEN_MONTH},   {SAY_HEAD_AMOUNT, SAY_HEAD_AMOUNT},
        {SAY_OPEN_KIND, SAY_OPEN_KIND},     {SAY_OPEN_COMPONENT, SAY_OPEN_COMPONENT},
        {SAY_OPEN_FUND, SAY_OPEN_FUND}};
    for (int h = 0; h < HEAD_COUNT; h++) {
        o->column[h] = -1;
        for (size_t i = 0; i < row->count && o->column[h] < 0; i++) {
            Str head = str_trim(row->cells[i]);
            if (str_equal(head, str_of(names[h][0])) || str_equal(head, str_of(names[h][1])))
                o->column[h] = (int)i;
        }
        if (h <= HEAD_AMOUNT && o->column[h] < 0) return false;
    }
    return true;
}

static bool kind_read(Str text, OpenedKind *out)
{
    static const char *const names[] = {SAY_OPEN_PAID, SAY_OPEN_UNPAID, SAY_OPEN_OWED};
    *out = OPENED_PAID;
    if (!text.len) return true;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (!str_equal(text, str_of(names[i]))) continue;
        *out = (OpenedKind)i;
        return true;
    }
    return false;
}

/* The enrolment of the person in the affair, the newest one. */
static bool enrolment_find(Opening *o, PersonId person, const Affair *affair, Enrolment *out)
{
    Enrolment *rows;
    size_t count;
    bool found = false;
    TRY(person_enrolments(o->w, o->bureau, person, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        if (rows[i].affair != affair) continue;
        if (!found || rows[i].id.n > out->id.n) *out = rows[i];
        found = true;
    }
    return found;
}

static Str component_key(const Affair *affair, Str name)
{
    for (size_t i = 0; i < affair->component_count; i++)
        if (name.len == 0 || str_equal(name, affair->components[i].name) ||
            str_equal(name, affair->components[i].key))
            return affair->components[i].key;
    return STR("");
}

static bool number_read(Str *rest, size_t most, int *out)
{
    size_t n = 0;
    *out = 0;
    for (; n < rest->len && n < most && rest->ptr[n] >= '0' && rest->ptr[n] <= '9'; n++)
        *out = *out * 10 + (rest->ptr[n] - '0');
    *rest = str_from(*rest, n);
    return n > 0;
}

static bool skipped(Str *rest, Str word)
{
    if (!str_starts(*rest, word)) return false;
    *rest = str_trim(str_from(*rest, word.len));
    return true;
}

/* 2023-12, 2023-1, 2023/12, 2023.12, 2023年12月, 202312. */
static bool month_read(Str text, Month *out)
{
    int year, month;
    Str rest = str_trim(text);
    if (month_parse(rest, out)) return true;
    if (!number_read(&rest, 4, &year) || year < 1800) return false;
    bool bare = !skipped(&rest, STR("-")) && !skipped(&rest, STR("/")) &&
                !skipped(&rest, STR(".")) && !skipped(&rest, STR(SAY_OPEN_YEAR));
    if (bare && rest.len != 2) return false;
    if (!number_read(&rest, 2, &month) || month < 1 || month > 12) return false;
    skipped(&rest, STR(SAY_OPEN_OF_MONTH));
    *out = month_of(year, month);
    return rest.len == 0;
}

/* What the row says, before anybody is looked up; says what is wrong with it. */
static const char *row_say(Opening *o, const TableRow *row, Line *line, OpenedKind *kind)
{
    if (!month_read(cell(o, row, HEAD_MONTH), &line->month)) return SAY_OPEN_BAD_MONTH;
    if (line->month.n >= o->first.n) return SAY_OPEN_LATE;
    if (!money_parse(cell(o, row, HEAD_AMOUNT), &line->amount) || line->amount.fen <= 0)
        return SAY_OPEN_BAD_AMOUNT;
    return kind_read(cell(o, row, HEAD_KIND), kind) ? NULL : SAY_OPEN_BAD_KIND;
}

static const char *row_find(Opening *o, const TableRow *row, Line *line)
{
    PersonId person;
    PersonRow who;
    Enrolment enrolment = {0};
    const Affair *affair = bureau_affair(o->bureau, cell(o, row, HEAD_AFFAIR));
    bool known = person_by_number(o->w, cell(o, row, HEAD_PERSON), &person);
    o->w->error = (Error){0};
    if (!affair) return SAY_OPEN_NO_AFFAIR;
    if (!known) return SAY_OPEN_NOBODY;
    if (!enrolment_find(o, person, affair, &enrolment)) return SAY_OPEN_NOT_ENROLLED;
    if (!person_row(o->w, person, &who)) return SAY_OPEN_NOBODY;
    if (line->month.n < date_month(who.birth).n) return SAY_OPEN_UNBORN;
    line->component = component_key(affair, cell(o, row, HEAD_COMPONENT));
    if (!line->component.len) return SAY_OPEN_NO_COMPONENT;
    FundOwner of = {o->bureau, affair};
    if (!fund_named(o->w->arena, &of, cell(o, row, HEAD_FUND), &line->fund))
        return SAY_OPEN_NO_FUND;
    line->affair = affair->key;
    line->person = person.n;
    line->enrolment = enrolment.id.n;
    line->unit = enrolment.unit.n;
    return NULL;
}

static bool posted_before(Opening *o, const Line *line, bool *before)
{
    LedgerFund *funds;
    size_t count;
    LineKey key = {line->affair, line->enrolment, line->person, line->month, line->component};
    TRY(ledger_key_funds(o->w, &key, &funds, &count));
    *before = count > 0;
    return true;
}

static void line_keep(Opening *o, Line line, OpenedKind kind)
{
    Lines *to = kind == OPENED_PAID ? &o->paid : &o->other;
    Whereabouts at = facts_whereabouts(o->base, line.unit, line.person, line.month);
    line.division = at.division;
    line.urban = at.urban;
    line.law = o->law;
    line.closed_in = line.month;
    line.reason = kind == OPENED_OWED ? REASON_RECOVERY : REASON_REGULAR;
    if (kind == OPENED_OWED) line.amount.fen = -line.amount.fen;
    if (kind == OPENED_PAID) line.batch = OPENING_BATCH;
    if (to->count == to->capacity)
        to->lines = arena_grow(o->w->arena, to->lines, &to->capacity, sizeof *to->lines);
    to->lines[to->count++] = line;
}

static void opened_keep(Opening *o, int64_t row, const Line *line, OpenedKind kind)
{
    if (o->opened_count == o->opened_capacity)
        o->opened = arena_grow(o->w->arena, o->opened, &o->opened_capacity, sizeof *o->opened);
    o->opened[o->opened_count++] =
        (Opened){row, line->enrolment, line->month, line->component, line->fund, kind};
}

static bool row_read(Opening *o, const TableRow *row)
{
    Line line = {0};
    OpenedKind kind;
    bool before = false;
    const char *wrong = row_say(o, row, &line, &kind);
    if (!wrong) wrong = row_find(o, row, &line);
    if (!wrong) TRY(posted_before(o, &line, &before));
    if (before) wrong = SAY_OPEN_BEFORE;
    if (wrong)
        row_fault(o, row->number, str_of(wrong));
    else
        line_keep(o, line, kind);
    if (!wrong) opened_keep(o, row->number, &line, kind);
    o->out->rows++;
    return true;
}

/* Below the table, or nothing at all. */
static bool row_is_outside(const TableRow *row)
{
    static const char *const words[] = {SAY_FILE_TOTAL, SAY_OPEN_TOTAL, SAY_OPEN_SUBTOTAL};
    Str first = STR("");
    for (size_t i = 0; i < row->count && !first.len; i++)
        first = str_trim(row->cells[i]);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_starts(first, str_of(words[i]))) return true;
    return first.len == 0;
}

/* ---- the same twice ------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const Opened *x = a, *y = b;
    if (x->enrolment != y->enrolment) return x->enrolment < y->enrolment ? -1 : 1;
    if (x->month.n != y->month.n) return x->month.n < y->month.n ? -1 : 1;
    int order = str_compare(x->component, y->component);
    return order ? order : str_compare(x->fund, y->fund);
}

static int by_key_and_kind(const void *a, const void *b)
{
    const Opened *x = a, *y = b;
    int order = by_key(a, b);
    if (order) return order;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* A month is told once for each source. Only what was paid and is owed back stands in two rows. */
static void twice_tell(Opening *o)
{
    if (o->opened_count) qsort(o->opened, o->opened_count, sizeof *o->opened, by_key_and_kind);
    for (size_t i = 1; i < o->opened_count; i++) {
        const Opened *a = &o->opened[i - 1], *b = &o->opened[i];
        if (by_key(a, b) != 0 || (a->kind == OPENED_PAID && b->kind == OPENED_OWED)) continue;
        const Opened *first = a->row < b->row ? a : b, *second = first == a ? b : a;
        row_fault(o, second->row, format(o->w->arena, SAY_OPEN_TWICE, (long long)first->row));
    }
}

static bool rows_read(Opening *o)
{
    Table *table;
    TableRow row;
    Digester *d = digester_new(o->w->arena);
    TRY(table_open(o->w, o->path, &table));
    if (!table_next(table, &row) || !heads_read(o, &row))
        return !table_failed(table) && refuse(o->w, ERR_INPUT, SAY_OPEN_HEADS, o->path);
    while (table_next(table, &row)) {
        for (size_t i = 0; i < row.count; i++)
            digester_add_text(d, row.cells[i]);
        if (!row_is_outside(&row)) TRY(row_read(o, &row));
    }
    twice_tell(o);
    o->digest = digester_end(d);
    return !table_failed(table);
}

/* ---- posting -------------------------------------------------------------------------------- */

static bool opening_act(Opening *o, Digest rows, Str detail, Commit *commit)
{
    Act act = {.kind = STR("opening"), .subject = STR("opening"), .detail = detail, .rows = rows};
    return audit_act(o->w, &act, commit);
}

static bool lines_post(Opening *o, const Lines *lines, Str detail)
{
    Commit commit;
    if (lines->count == 0) return true;
    TRY(opening_act(o, ledger_digest(lines->lines, lines->count), detail, &commit));
    for (size_t i = 0; i < lines->count; i++)
        o->out->total.fen += lines->lines[i].amount.fen;
    o->out->posted += (int64_t)lines->count;
    return ledger_post(o->w, lines->lines, lines->count, commit);
}

/* What was paid has left the house: payable to clearing to bank. */
static bool paid_move(Opening *o)
{
    Commit commit;
    size_t count = o->paid.count * 2;
    if (count == 0) return true;
    Move *moves = NEW_ARRAY(o->w->arena, Move, count);
    for (size_t i = 0; i < o->paid.count; i++) {
        const Line *l = &o->paid.lines[i];
        Move sent = {.batch = OPENING_BATCH,
                     .affair = l->affair,
                     .person = l->person,
                     .debit = ACCOUNT_PAYABLE,
                     .credit = ACCOUNT_CLEARING,
                     .amount = l->amount,
                     .reason = REASON_SENT};
        moves[2 * i] = moves[2 * i + 1] = sent;
        moves[2 * i + 1].debit = ACCOUNT_CLEARING;
        moves[2 * i + 1].credit = ACCOUNT_BANK;
        moves[2 * i + 1].reason = REASON_SETTLED;
    }
    TRY(opening_act(o, ledger_move_digest(moves, count), STR(SAY_OPEN_SETTLED), &commit));
    return ledger_move(o->w, moves, count, commit);
}

/* Whether the same rows were imported before: their digest stands in an earlier act. */
static bool imported_before(Opening *o, Str detail, bool *before)
{
    ActRow *acts;
    size_t count;
    ActQuery query = {.subject = STR("opening"), .limit = HISTORY_MOST};
    *before = false;
    TRY(audit_list(o->w, &query, &acts, &count));
    for (size_t i = 0; i < count; i++)
        *before = *before || str_equal(acts[i].act.detail, detail);
    return true;
}

static bool opening_work(void *context)
{
    Opening *o = context;
    Division home;
    Month closed;
    TRY(payment_first_month(o->w, &o->first));
    TRY(payment_last_closed(o->w, &closed));
    TRY(facts_home(o->w, &home));
    TRY(facts_load(o->w, o->bureau, KNOWN_NOW, home, &o->base));
    TRY(rows_read(o));
    Str detail = format(o->w->arena, "sm3:%.*s", STR_ARG(digest_text(o->w->arena, o->digest)));
    TRY(imported_before(o, detail, &o->out->before));
    if (o->out->before) o->out->faults = faults_new(o->out->faults.arena, FAULTS_KEPT);
    if (o->out->before || o->out->faults.errors) return true;
    if (closed.n != MONTH_NONE.n) return refuse(o->w, ERR_STATE, "%s", SAY_OPEN_CLOSED);
    TRY(lines_post(o, &o->paid, detail));
    TRY(paid_move(o));
    return lines_post(o, &o->other, detail);
}

bool payment_opening(Work *w, const Bureau *bureau, const char *path, OpeningResult *out)
{
    Opening o = {.w = w, .bureau = bureau, .path = path, .out = out};
    *out = (OpeningResult){.faults = faults_new(w->arena, FAULTS_KEPT)};
    TRY(access_need(w, DUTY_CLERK) && access_need_all(w));
    TRY(registry_open(w, bureau, &o.law));
    TRY(db_begin(w));
    bool ok = chunk_run(w, opening_work, &o);
    if (ok && (out->faults.errors || out->before)) {
        db_rollback(w);
        return true;
    }
    return db_end(w, ok);
}
