/* Two tables become columns. First each table is read into cells (Sheet), its headers matched to
 * the program's inputs by their Chinese names; members are put into the order of their households;
 * then, input by input, cells become values. Divisions are numbered by the order of their codes. */
#include "cli/facts_file.h"

#include <stdlib.h>

#include "cli/words.def"
#include "doc/doc.h"

typedef struct {
    int64_t number; /* as the user counts */
    Str *cells;
} SheetRow;
/* One table in memory. */
typedef struct {
    Str file;
    bool of_member;
    Faults *faults;
    size_t count, width;
    SheetRow *rows;
    int *input_of; /* [column]: index of the input, or COLUMN_UNUSED */
    Str *headers;
    int key_column, name_column; /* 户号, 姓名; -1 when absent */
} Sheet;

enum { COLUMN_UNUSED = -1 };

static int input_named(const Input *inputs, size_t count, Str name, bool of_member)
{
    for (size_t i = 0; i < count; i++)
        if (inputs[i].of_member == of_member && str_equal(inputs[i].name, name)) return (int)i;
    return COLUMN_UNUSED;
}

/* A fault of one cell; column 0 is the whole row. */
static void sheet_fault(Sheet *s, FaultLevel level, int64_t row, int column, Str sentence)
{
    bool named = column > 0 && (size_t)column <= s->width;
    faults_add(s->faults, (Fault){.level = level,
                                  .file = s->file,
                                  .row = row,
                                  .column = column,
                                  .field = named ? s->headers[column - 1] : STR(""),
                                  .sentence = sentence});
}

static bool header_again(const Sheet *s, size_t column)
{
    for (size_t i = 0; i < column; i++)
        if (str_equal(s->headers[i], s->headers[column])) return true;
    return false;
}

static void header_faults(Cli *cli, Sheet *s, int64_t row, size_t i)
{
    Str name = s->headers[i];
    bool used = s->input_of[i] >= 0 || s->key_column == (int)i || s->name_column == (int)i;
    if (used && header_again(s, i))
        sheet_fault(s, FAULT_ERROR, row, (int)i + 1,
                    format(cli->w->arena, SAY_FACTS_TWICE, STR_ARG(name)));
    if (!used && name.len)
        sheet_fault(s, FAULT_WARNING, row, (int)i + 1,
                    format(cli->w->arena, SAY_FACTS_EXTRA, STR_ARG(name)));
}

static void sheet_headers(Cli *cli, const Affair *affair, const TableRow *row, Sheet *s)
{
    size_t count;
    Arena *arena = cli->w->arena;
    const Input *inputs = program_inputs(affair->program, &count);
    s->width = row->count;
    s->input_of = NEW_ARRAY(arena, int, row->count + 1);
    s->headers = NEW_ARRAY(arena, Str, row->count + 1);
    s->key_column = s->name_column = -1;
    for (size_t i = 0; i < row->count; i++) {
        Str name = s->headers[i] = str_copy(arena, str_trim(row->cells[i]));
        s->input_of[i] = input_named(inputs, count, name, s->of_member);
        if (str_equal(name, STR(SAY_EVAL_HEAD_UNIT))) s->key_column = (int)i;
        if (str_equal(name, STR(SAY_EVAL_NAME))) s->name_column = (int)i;
        header_faults(cli, s, row->number, i);
    }
}

/* A row that is longer than the headers: mostly a comma in a cell without quotes. */
static void row_too_long(Arena *arena, Sheet *s, const TableRow *row)
{
    for (size_t i = s->width; i < row->count; i++) {
        Str cell = str_trim(row->cells[i]);
        if (cell.len == 0) continue;
        sheet_fault(s, FAULT_ERROR, row->number, 0, format(arena, SAY_FACTS_LONG, STR_ARG(cell)));
        return;
    }
}

static void sheet_row(Arena *arena, Sheet *s, const TableRow *row, size_t *capacity)
{
    if (s->count == *capacity) s->rows = arena_grow(arena, s->rows, capacity, sizeof *s->rows);
    Str *cells = NEW_ARRAY(arena, Str, s->width + 1);
    for (size_t i = 0; i < s->width && i < row->count; i++)
        cells[i] = str_copy(arena, str_trim(row->cells[i]));
    row_too_long(arena, s, row);
    s->rows[s->count++] = (SheetRow){row->number, cells};
}

static bool sheet_read(Cli *cli, const Affair *affair, Sheet *s)
{
    Table *table;
    TableRow row;
    size_t capacity = 0;
    TRY(table_open(cli->w, str_z(cli->w->arena, s->file), &table));
    bool headed = table_next(table, &row);
    if (headed)
        sheet_headers(cli, affair, &row, s);
    else
        sheet_fault(s, FAULT_ERROR, 0, 0, STR(SAY_FACTS_NO_HEAD));
    while (table_next(table, &row))
        sheet_row(cli->w->arena, s, &row, &capacity);
    if (table_failed(table)) return false;
    const Faults *found = table_faults(table);
    for (size_t i = 0; i < found->count; i++)
        sheet_fault(s, found->items[i].level, found->items[i].row, found->items[i].column,
                    found->items[i].sentence);
    table_close(table);
    return true;
}

static Str sheet_cell(const Sheet *s, size_t row, int column)
{
    return column < 0 ? STR("") : s->rows[row].cells[column];
}

/* ---- members in the order of their households ---------------------------------------------- */

typedef struct {
    Str key;
    size_t row;
} KeyRow;

static int key_order(const void *a, const void *b)
{
    return str_compare(((const KeyRow *)a)->key, ((const KeyRow *)b)->key);
}

static int key_row_order(const void *a, const void *b)
{
    const KeyRow *left = a, *right = b;
    int order = key_order(a, b);
    return order ? order : (left->row > right->row) - (left->row < right->row);
}

static KeyRow *sheet_keys(Arena *arena, const Sheet *s)
{
    KeyRow *keys = NEW_ARRAY(arena, KeyRow, s->count + 1);
    for (size_t i = 0; i < s->count; i++)
        keys[i] = (KeyRow){sheet_cell(s, i, s->key_column), i};
    qsort(keys, s->count, sizeof *keys, key_row_order);
    return keys;
}

static void key_fault(Sheet *s, size_t row, FaultLevel level, Str sentence)
{
    bool empty = sheet_cell(s, row, s->key_column).len == 0;
    sheet_fault(s, level, s->rows[row].number, s->key_column + 1,
                empty ? STR(SAY_FACTS_NO_KEY) : sentence);
}

/* Every household has a number, and its own. */
static void check_keys(Cli *cli, Sheet *owners, const KeyRow *keys)
{
    for (size_t i = 0; i < owners->count; i++) {
        bool again = i > 0 && str_equal(keys[i].key, keys[i - 1].key);
        if (again || keys[i].key.len == 0)
            key_fault(owners, keys[i].row, FAULT_ERROR,
                      format(cli->w->arena, SAY_FACTS_KEY_TWICE, STR_ARG(keys[i].key)));
    }
}

/* Fills `order` with member rows grouped by household and `start` with each household's first. */
static void join_members(Cli *cli, Sheet *owners, Sheet *members, size_t *order, uint32_t *start)
{
    Arena *arena = cli->w->arena;
    KeyRow *keys = sheet_keys(arena, owners);
    size_t *owner = NEW_ARRAY(arena, size_t, members->count + 1);
    check_keys(cli, owners, keys);
    for (size_t i = 0; i < members->count; i++) {
        KeyRow want = {sheet_cell(members, i, members->key_column), 0};
        KeyRow *found = bsearch(&want, keys, owners->count, sizeof *keys, key_order);
        owner[i] = found ? found->row : owners->count;
        if (found) {
            start[owner[i] + 1]++;
        } else {
            key_fault(members, i, FAULT_ERROR, format(arena, SAY_FACTS_ORPHAN, STR_ARG(want.key)));
        }
    }
    for (size_t i = 0; i < owners->count; i++) {
        Str key = sheet_cell(owners, i, owners->key_column);
        if (start[i + 1] == 0 && key.len)
            key_fault(owners, i, FAULT_WARNING, format(arena, SAY_FACTS_ALONE, STR_ARG(key)));
        start[i + 1] += start[i];
    }
    uint32_t *next = NEW_ARRAY(arena, uint32_t, owners->count + 1);
    for (size_t i = 0; i < members->count; i++)
        if (owner[i] < owners->count) order[start[owner[i]] + next[owner[i]]++] = i;
}

/* ---- cells become values ------------------------------------------------------------------- */

static Str choices_text(Arena *arena, const Choices *choices)
{
    Buf text = buf_new(arena);
    for (size_t i = 0; i < choices->count; i++)
        buf_format(&text, "%s%.*s", i ? SAY_EVAL_AND : "", STR_ARG(choices->words[i]));
    return buf_str(&text);
}

static Str number_fault(Arena *arena, Str cell, Str name, Type type)
{
    const char *sign = type.nonnegative ? SAY_FACTS_NOT_NEGATIVE : "";
    Str unit = type_text(arena, type);
    int scale = type.scale - (type.percent ? 2 : 0);
    return scale > 0
               ? format(arena, SAY_FACTS_NUMBER, STR_ARG(cell), STR_ARG(name), STR_ARG(unit), scale,
                        sign)
               : format(arena, SAY_FACTS_WHOLE, STR_ARG(cell), STR_ARG(name), STR_ARG(unit), sign);
}

/* What cannot be read, and what to write there. */
static Str cell_sentence(Arena *arena, Str cell, Str name, Type type)
{
    switch (type.kind) {
    case TYPE_NUMBER:
        return number_fault(arena, cell, name, type);
    case TYPE_CHOICE:
        return format(arena, SAY_FACTS_CHOICES, STR_ARG(cell), STR_ARG(name),
                      STR_ARG(choices_text(arena, type.choices)));
    case TYPE_DATE:
        return format(arena, SAY_FACTS_DATE, STR_ARG(cell), STR_ARG(name));
    case TYPE_MONTH:
        return format(arena, SAY_FACTS_MONTH, STR_ARG(cell), STR_ARG(name));
    case TYPE_TRUTH:
        return format(arena, SAY_FACTS_TRUTH, STR_ARG(cell), STR_ARG(name));
    case TYPE_DIVISION:
        return format(arena, SAY_FACTS_DIVISION, STR_ARG(cell), STR_ARG(name));
    case TYPE_TEXT:
        break;
    }
    return format(arena, SAY_FACTS_TEXT, STR_ARG(cell), STR_ARG(name));
}

static void cell_fault(Cli *cli, Sheet *s, size_t row, int column, Type type)
{
    Str cell = sheet_cell(s, row, column);
    sheet_fault(s, FAULT_ERROR, s->rows[row].number, column + 1,
                cell_sentence(cli->w->arena, cell, s->headers[column], type));
}

/* The rows of a table in the order of the facts. */
typedef struct {
    Sheet *sheet;
    const size_t *order; /* NULL: as they stand */
    size_t count;
} Rows;

static int column_of_input(const Sheet *s, size_t input)
{
    for (size_t i = 0; i < s->width; i++)
        if (s->input_of[i] == (int)input) return (int)i;
    return COLUMN_UNUSED;
}

/* What the file does not say: as a case would take it, but the days of an application that nobody
 * mentions are unknown, so that a policy can be tried without them. */
static Cell absent_cell(const Input *input)
{
    bool application = input->kind == INPUT_EVENT && input->event != EVENT_FADE_FROM;
    return application ? (Cell){0} : input_absent(input);
}

static Cell *read_cells(Cli *cli, Rows rows, const Input *input, int column)
{
    Cell *cells = NEW_ARRAY(cli->w->arena, Cell, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        size_t row = rows.order ? rows.order[i] : i;
        if (column < 0) {
            cells[i] = absent_cell(input);
        } else if (!input_parse(input, sheet_cell(rows.sheet, row, column), &cells[i])) {
            cell_fault(cli, rows.sheet, row, column, input->type);
        }
    }
    return cells;
}

/* Every division met gets its order number from the order of the codes. */
static void number_divisions(Arena *arena, FactsFile *file, Cell **cells, const size_t *rows)
{
    size_t count = 0, most = 0;
    for (size_t i = 0; i < file->input_count; i++)
        if (file->inputs[i].type.kind == TYPE_DIVISION) most += rows[i];
    Division *codes = NEW_ARRAY(arena, Division, most + 1);
    for (size_t i = 0; i < file->input_count; i++)
        for (size_t k = 0; file->inputs[i].type.kind == TYPE_DIVISION && k < rows[i]; k++)
            if (cells[i][k].known) codes[count++] = (Division){cells[i][k].value};
    file->divisions = division_order(arena, codes, count);
    for (size_t i = 0; i < file->input_count; i++)
        for (size_t k = 0; file->inputs[i].type.kind == TYPE_DIVISION && k < rows[i]; k++)
            if (cells[i][k].known)
                cells[i][k].value =
                    division_order_of(&file->divisions, (Division){cells[i][k].value});
}

static void read_columns(Cli *cli, FactsFile *file, Rows owners, Rows people)
{
    size_t count = file->input_count;
    Arena *arena = cli->w->arena;
    Column *columns = NEW_ARRAY(arena, Column, count + 1);
    Cell **cells = NEW_ARRAY(arena, Cell *, count + 1);
    size_t *sizes = NEW_ARRAY(arena, size_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        Rows rows = file->inputs[i].of_member ? people : owners;
        sizes[i] = rows.count;
        cells[i] = read_cells(cli, rows, &file->inputs[i], column_of_input(rows.sheet, i));
    }
    number_divisions(arena, file, cells, sizes);
    for (size_t i = 0; i < count; i++) {
        columns[i] = column_new(arena, file->inputs[i].column, sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++)
            input_store(&file->inputs[i], &columns[i], arena, k, cells[i][k]);
    }
    file->facts.inputs = columns;
}

static void name_rows(Arena *arena, FactsFile *file, const Sheet *s)
{
    int column = s->key_column >= 0 ? s->key_column : s->name_column;
    file->names = NEW_ARRAY(arena, Str, s->count + 1);
    for (size_t i = 0; i < s->count; i++)
        file->names[i] = column >= 0 ? sheet_cell(s, i, column)
                                     : format(arena, "%lld", (long long)s->rows[i].number);
}

/* 姓名 of the members, in the order of the facts. */
static void name_members(Arena *arena, FactsFile *file, Rows people)
{
    if (people.sheet->name_column < 0) return;
    file->member_names = NEW_ARRAY(arena, Str, people.count + 1);
    for (size_t i = 0; i < people.count; i++)
        file->member_names[i] =
            sheet_cell(people.sheet, people.order[i], people.sheet->name_column);
}

static bool read_sheets(Cli *cli, const Affair *affair, Sheet *owners, Sheet *people)
{
    TRY(sheet_read(cli, affair, owners));
    if (people->file.len == 0) return true;
    TRY(sheet_read(cli, affair, people));
    const Sheet *without = owners->key_column < 0 ? owners : people;
    if (without->key_column >= 0) return true;
    return refuse(cli->w, ERR_INPUT, SAY_FACTS_NO_UNIT, STR_ARG(without->file));
}

bool facts_file_read(Cli *cli, const Affair *affair, Str facts, Str members, FactsFile *out)
{
    Arena *arena = cli->w->arena;
    *out = (FactsFile){.faults = faults_new(arena, 200)};
    Sheet owners = {.file = facts, .faults = &out->faults};
    Sheet people = {.file = members, .faults = &out->faults, .of_member = true};
    out->inputs = program_inputs(affair->program, &out->input_count);
    TRY(read_sheets(cli, affair, &owners, &people));
    uint32_t *start = NEW_ARRAY(arena, uint32_t, owners.count + 2);
    size_t *order = NEW_ARRAY(arena, size_t, people.count + 1);
    if (members.len) join_members(cli, &owners, &people, order, start);
    out->members = start[owners.count];
    out->facts.rows = owners.count;
    if (members.len) out->facts.members = (Groups){owners.count, start};
    Rows members_in_order = {&people, order, out->members};
    read_columns(cli, out, (Rows){&owners, NULL, owners.count}, members_in_order);
    name_rows(arena, out, &owners);
    if (members.len) name_members(arena, out, members_in_order);
    return true;
}

static void template_table(const Affair *affair, bool of_member, Buf *out)
{
    size_t count;
    const Input *inputs = program_inputs(affair->program, &count);
    buf_add(out,
            affair->subject == SUBJECT_HOUSEHOLD ? STR(SAY_EVAL_HEAD_UNIT) : STR(SAY_EVAL_NAME));
    if (of_member) buf_add(out, STR("," SAY_EVAL_NAME));
    for (size_t i = 0; i < count; i++)
        if (inputs[i].of_member == of_member) buf_format(out, ",%.*s", STR_ARG(inputs[i].name));
    buf_byte(out, '\n');
}

void facts_file_template(const Affair *affair, Buf *out)
{
    bool household = affair->subject == SUBJECT_HOUSEHOLD;
    if (household) buf_add(out, STR(SAY_TEMPLATE_FACTS));
    template_table(affair, false, out);
    if (!household) return;
    buf_add(out, STR(SAY_TEMPLATE_MEMBERS));
    template_table(affair, true, out);
}
