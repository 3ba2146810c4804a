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
        if (s->input_of[i] >= 0 || s->key_column == (int)i || s->name_column == (int)i) continue;
        faults_add(s->faults, (Fault){.level = FAULT_WARNING,
                                      .file = s->file,
                                      .row = row->number,
                                      .column = (int)i + 1,
                                      .field = name,
                                      .sentence = format(arena, SAY_FACTS_EXTRA, STR_ARG(name))});
    }
}

static void sheet_row(Arena *arena, Sheet *s, const TableRow *row, size_t *capacity)
{
    if (s->count == *capacity) s->rows = arena_grow(arena, s->rows, capacity, sizeof *s->rows);
    Str *cells = NEW_ARRAY(arena, Str, s->width + 1);
    for (size_t i = 0; i < s->width && i < row->count; i++)
        cells[i] = str_copy(arena, str_trim(row->cells[i]));
    s->rows[s->count++] = (SheetRow){row->number, cells};
}

static bool sheet_read(Cli *cli, const Affair *affair, Sheet *s)
{
    Table *table;
    TableRow row;
    size_t capacity = 0;
    TRY(table_open(cli->w, str_z(cli->w->arena, s->file), &table));
    if (table_next(table, &row)) sheet_headers(cli, affair, &row, s);
    while (table_next(table, &row))
        sheet_row(cli->w->arena, s, &row, &capacity);
    if (table_failed(table)) return false;
    const Faults *found = table_faults(table);
    for (size_t i = 0; i < found->count; i++)
        faults_add(s->faults, found->items[i]);
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

static int key_row_order(const void *a, const void *b)
{
    return str_compare(((const KeyRow *)a)->key, ((const KeyRow *)b)->key);
}

static KeyRow *sheet_keys(Arena *arena, const Sheet *s)
{
    KeyRow *keys = NEW_ARRAY(arena, KeyRow, s->count + 1);
    for (size_t i = 0; i < s->count; i++)
        keys[i] = (KeyRow){sheet_cell(s, i, s->key_column), i};
    qsort(keys, s->count, sizeof *keys, key_row_order);
    return keys;
}

static void member_orphan(Cli *cli, const Sheet *members, size_t row)
{
    Str key = sheet_cell(members, row, members->key_column);
    faults_add(members->faults,
               (Fault){.level = FAULT_ERROR,
                       .file = members->file,
                       .row = members->rows[row].number,
                       .column = members->key_column + 1,
                       .field = STR(SAY_EVAL_HEAD_UNIT),
                       .value = key,
                       .sentence = format(cli->w->arena, SAY_FACTS_ORPHAN, STR_ARG(key))});
}

/* Fills `order` with member rows grouped by household and `start` with each household's first. */
static void join_members(Cli *cli, const Sheet *owners, const Sheet *members, size_t *order,
                         uint32_t *start)
{
    Arena *arena = cli->w->arena;
    KeyRow *keys = sheet_keys(arena, owners);
    size_t *owner = NEW_ARRAY(arena, size_t, members->count + 1);
    for (size_t i = 0; i < members->count; i++) {
        KeyRow want = {sheet_cell(members, i, members->key_column), 0};
        KeyRow *found = bsearch(&want, keys, owners->count, sizeof *keys, key_row_order);
        owner[i] = found ? found->row : owners->count;
        if (found) {
            start[owner[i] + 1]++;
        } else {
            member_orphan(cli, members, i);
        }
    }
    for (size_t i = 0; i < owners->count; i++)
        start[i + 1] += start[i];
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

static void cell_fault(Cli *cli, const Sheet *s, size_t row, int column, Type type)
{
    Arena *arena = cli->w->arena;
    Str cell = sheet_cell(s, row, column), name = s->headers[column];
    Str why = type.choices ? format(arena, SAY_FACTS_CHOICES, STR_ARG(cell), STR_ARG(name),
                                    STR_ARG(choices_text(arena, type.choices)))
                           : format(arena, SAY_FACTS_CELL, STR_ARG(cell), STR_ARG(name),
                                    STR_ARG(type_text(arena, type)));
    faults_add(s->faults, (Fault){.level = FAULT_ERROR,
                                  .file = s->file,
                                  .row = s->rows[row].number,
                                  .column = column + 1,
                                  .field = name,
                                  .value = cell,
                                  .sentence = why});
}

/* The rows of a table in the order of the facts. */
typedef struct {
    const Sheet *sheet;
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

static bool read_sheets(Cli *cli, const Affair *affair, Sheet *owners, Sheet *people)
{
    TRY(sheet_read(cli, affair, owners));
    if (people->file.len == 0) return true;
    TRY(sheet_read(cli, affair, people));
    if (owners->key_column >= 0 && people->key_column >= 0) return true;
    return refuse(cli->w, ERR_INPUT, "%s", SAY_FACTS_NO_UNIT);
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
    read_columns(cli, out, (Rows){&owners, NULL, owners.count},
                 (Rows){&people, order, out->members});
    name_rows(arena, out, &owners);
    return true;
}

static void template_table(const Affair *affair, bool of_member, Buf *out)
{
    size_t count;
    const Input *inputs = program_inputs(affair->program, &count);
    buf_add(out,
            affair->subject == SUBJECT_HOUSEHOLD ? STR(SAY_EVAL_HEAD_UNIT) : STR(SAY_EVAL_NAME));
    for (size_t i = 0; i < count; i++)
        if (inputs[i].of_member == of_member) buf_format(out, ",%.*s", STR_ARG(inputs[i].name));
    buf_byte(out, '\n');
}

void facts_file_template(const Affair *affair, Buf *out)
{
    template_table(affair, false, out);
    if (affair->subject == SUBJECT_HOUSEHOLD) template_table(affair, true, out);
}
