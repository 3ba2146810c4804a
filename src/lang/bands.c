/* The rows of 给付 … 按 …: bands of a number (80 至 89, 100 以上, 不满 60, 超过 3% 至 5%) or words of
 * a choice. Bands are turned into closed ranges of the key's mantissa, so that "not reached" is one
 * step less; overlaps, gaps and rows that can never be reached are found here. */
#include "lang/affair.h"

#include <stdlib.h>

#include "lang/names.def"

typedef struct {
    AffairReader *r;
    Node *key;
    TableRow *rows;
    Node **amounts;
    Place *places;
    size_t count, capacity[3];
    Node *rest; /* 其余 */
    bool failed;
} Table;

/* ---- bands -------------------------------------------------------------------------------- */

/* A bound as a mantissa of the key's scale; finer ones are an error. */
static bool parse_bound(Table *t, Parser *p, int64_t *out)
{
    WrittenNumber written;
    TRY(parse_written(p, &written));
    Type type = t->key->type;
    type.nonnegative = false;
    return number_fits(t->r->front, &written, type, out);
}

/* [超过|不满] A [至 [不满] B | 以上 | 以下]. */
static bool parse_band(Table *t, Parser *p, TableRow *row)
{
    bool below = parser_take_word(p, WORD_NOT_REACHED);
    bool above = !below && parser_take_word(p, WORD_MORE);
    int64_t bound;
    row->low = INT64_MIN;
    row->high = INT64_MAX;
    TRY(parse_bound(t, p, &bound));
    if (below) return row->high = bound - 1, true;
    if (parser_take_word(p, WORD_OR_LESS)) return row->high = bound, true;
    row->low = bound + above;
    if (parser_take_word(p, WORD_TO)) {
        bool open = parser_take_word(p, WORD_NOT_REACHED);
        TRY(parse_bound(t, p, &bound));
        row->high = bound - open;
        return true;
    }
    if (parser_take_word(p, WORD_OR_MORE) || above) return true;
    return parser_expected(p, WANT_BAND);
}

/* ---- choices ------------------------------------------------------------------------------ */

static bool add_code(Table *t, Parser *p, int64_t *codes, size_t *count)
{
    Str word;
    Place place;
    const Choices *choices = t->key->type.choices;
    TRY(parse_name(p, &word, &place));
    uint8_t code = choices_code(choices, word);
    bool none = str_equal(word, word_text(WORD_NONE));
    if (!code && !none) {
        Str near = nearest_name(p->arena, word, choices->words, choices->count);
        report(p->found, place, near.len ? E_NAME_NEAR : E_NAME, SAY(word, near));
        return false;
    }
    for (size_t i = 0; i < *count; i++)
        if (codes[i] == code) return report(p->found, place, E_DUPLICATE, SAY(word)), false;
    codes[(*count)++] = code;
    return true;
}

/* `{一级, 二级}`, `一级, 二级` or `一级` */
static bool parse_codes(Table *t, Parser *p, TableRow *row)
{
    int64_t *codes = NEW_ARRAY(p->arena, int64_t, t->key->type.choices->count + 1);
    bool braces = parser_take_sign(p, '{');
    do
        TRY(add_code(t, p, codes, &row->code_count));
    while (parser_take_sign(p, ','));
    row->codes = codes;
    return !braces || parser_want_sign(p, '}');
}

static bool has_code(const TableRow *row, int64_t code)
{
    for (size_t i = 0; i < row->code_count; i++)
        if (row->codes[i] == code) return true;
    return false;
}

/* ---- rows --------------------------------------------------------------------------------- */

static void keep_row(Table *t, TableRow row, Node *amount, Place place)
{
    Arena *arena = t->r->front->arena;
    if (t->count == t->capacity[0]) {
        t->rows = arena_grow(arena, t->rows, &t->capacity[0], sizeof(TableRow));
        t->amounts = arena_grow(arena, t->amounts, &t->capacity[1], sizeof(Node *));
        t->places = arena_grow(arena, t->places, &t->capacity[2], sizeof(Place));
    }
    t->rows[t->count] = row;
    t->amounts[t->count] = amount;
    t->places[t->count++] = place;
}

static bool parse_row(Table *t, Parser *p)
{
    TableRow row = {0};
    size_t from = p->at;
    bool choice = t->key->type.kind == TYPE_CHOICE;
    bool rest = parser_take_word(p, WORD_REST);
    if (!rest) TRY(choice ? parse_codes(t, p, &row) : parse_band(t, p, &row));
    Place place = tokens_place(&p->tokens, from, p->at);
    if (!choice && !rest && row.low > row.high) {
        report(p->found, place, E_BAND_EMPTY, NULL);
        return false;
    }
    Syntax *s = parse_expression(p);
    TRY(s && parser_want_end(p));
    Node *amount = check_paid(t->r, s);
    if (rest && t->rest)
        return report(p->found, place, E_DUPLICATE, SAY(word_text(WORD_REST))), false;
    if (rest)
        t->rest = amount;
    else
        keep_row(t, row, amount, place);
    return amount != NULL;
}

static void read_row(Table *t, const Line *line)
{
    Parser p;
    LawLine law;
    if (line->child) report(t->r->front->found, line_place(line->child), E_CHILD, NULL);
    size_t before = t->count;
    if (!section_line(t->r, line, &p, &law) || !parse_row(t, &p)) {
        t->failed = true;
        return;
    }
    citation_wanted(t->r, &law);
    if (t->count > before) {
        t->rows[before].line = law;
        t->amounts[before]->line = law_keep(t->r, law);
    } else if (t->rest)
        t->rest->line = law_keep(t->r, law);
}

/* ---- gaps and overlaps -------------------------------------------------------------------- */

static bool rows_meet(const TableRow *a, const TableRow *b)
{
    if (!a->codes) return a->low <= b->high && b->low <= a->high;
    for (size_t i = 0; i < a->code_count; i++)
        if (has_code(b, a->codes[i])) return true;
    return false;
}

static Str mantissa_text(Table *t, int64_t mantissa)
{
    int scale = t->key->type.scale - (t->key->type.percent ? 2 : 0);
    int64_t unit = power_of_ten(scale > 0 ? scale : 0);
    if (mantissa % unit == 0)
        return format(t->r->front->arena, "%lld", (long long)(mantissa / unit));
    return format(t->r->front->arena, "%lld.%0*lld", (long long)(mantissa / unit), scale,
                  (long long)(mantissa % unit < 0 ? -(mantissa % unit) : mantissa % unit));
}

/* Everything up to the next band's start should be covered; before the first and behind the last
 * nothing is paid. */
static void check_gap(Table *t, size_t i)
{
    const TableRow *next = NULL;
    if (t->rows[i].high == INT64_MAX) return;
    for (size_t j = 0; j < t->count; j++) {
        bool later = t->rows[j].low > t->rows[i].high;
        if (later && (!next || t->rows[j].low < next->low)) next = &t->rows[j];
    }
    if (!next || next->low == t->rows[i].high + 1) return;
    report(t->r->front->found, t->places[i], E_BAND_GAP,
           SAY(mantissa_text(t, t->rows[i].high + 1), mantissa_text(t, next->low - 1)));
}

static void check_rows(Table *t)
{
    bool choice = t->key->type.kind == TYPE_CHOICE, overlap = false;
    for (size_t i = 0; i < t->count; i++)
        for (size_t j = 0; j < i; j++) {
            if (!rows_meet(&t->rows[j], &t->rows[i])) continue;
            bool open = !choice && t->rows[j].high == INT64_MAX;
            overlap = true;
            report(t->r->front->found, t->places[i], open ? E_BAND_UNREACHED : E_BAND_OVERLAP,
                   SAY(format(t->r->front->arena, "%d", t->places[j].line)));
            break;
        }
    if (choice || overlap || t->rest) return;
    for (size_t i = 0; i < t->count; i++)
        check_gap(t, i);
}

/* ---- the node ----------------------------------------------------------------------------- */

static bool key_fits(Table *t)
{
    AffairReader *r = t->r;
    TypeKind kind = t->key->type.kind;
    if (kind == TYPE_CHOICE) return true;
    if (kind == TYPE_NUMBER && !t->key->type.ratio) return true;
    report(r->front->found, t->key->place, kind == TYPE_NUMBER ? E_RATIO : E_BAND_KEY,
           SAY(type_text(r->front->arena, t->key->type)));
    return false;
}

/* IF a row holds: the row's amount, else 其余. One 其余 for all is a choice behind the table. */
static Node *with_rest(Table *t, Node *table)
{
    Scope *scope = &t->r->scope;
    if (!t->rest) return table;
    Node *zero = node_literal(scope, type_number((Unit){{0}}, 0), 0);
    Node *one = node_literal(scope, zero->type, 1);
    Node **parts = NEW_ARRAY(t->r->front->arena, Node *, t->count + 1);
    parts[0] = t->key;
    for (size_t i = 0; i < t->count; i++)
        parts[i + 1] = one;
    Node *held = node_with(scope, NODE_TABLE, NULL, parts, t->count + 1);
    held->type = one->type;
    held->rows = t->rows;
    held->row_count = t->count;
    Node *none = node_with(scope, NODE_COMPARE, NULL, NODES(held, zero));
    none->type = type_truth();
    none->compare = COMPARE_EQUAL;
    Node *node = node_with(scope, NODE_IF, NULL, NODES(none, t->rest, table));
    node->type = table->type;
    node->type.nonnegative = t->rest->type.nonnegative && table->type.nonnegative;
    node->text = table->text;
    node->place = table->place;
    return node;
}

Node *read_rows(AffairReader *r, const Line *line, Node *key)
{
    Table t = {.r = r, .key = key};
    if (!key_fits(&t)) return NULL;
    for (const Line *child = line->child; child; child = child->next)
        read_row(&t, child);
    if (t.failed || t.count == 0) return NULL;
    check_rows(&t);
    Node **parts = NEW_ARRAY(r->front->arena, Node *, t.count + 1);
    parts[0] = key;
    bool nonnegative = true;
    for (size_t i = 0; i < t.count; i++) {
        parts[i + 1] = t.amounts[i];
        nonnegative = nonnegative && t.amounts[i]->type.nonnegative;
    }
    Node *table = node_with(&r->scope, NODE_TABLE, NULL, parts, t.count + 1);
    table->type = t.amounts[0]->type;
    table->type.nonnegative = nonnegative;
    table->rows = t.rows;
    table->row_count = t.count;
    table->place = line_place(line);
    table->text = line->text;
    return with_rest(&t, table);
}
