/* Tables made row by row: who fills a list says its columns once, then cell after cell. */
#include "page/page.h"

ListTable list_new(Arena *arena, const ListHeading *heads, size_t count, size_t rows)
{
    ListTable table = {.head = {.columns = NEW_ARRAY(arena, ListColumn, count), .count = count},
                       .rows = NEW_ARRAY(arena, ListRow, rows + 1)};
    for (size_t i = 0; i < count; i++)
        table.head.columns[i] =
            (ListColumn){.name = str_of(heads[i].name), .number = heads[i].number};
    return table;
}

ListCell *list_row(Arena *arena, ListTable *table)
{
    ListRow *row = &table->rows[table->count++];
    row->cell_count = table->head.count;
    row->cells = NEW_ARRAY(arena, ListCell, row->cell_count);
    return row->cells;
}

ListCell *list_foot(Arena *arena, ListTable *table)
{
    table->foot_count = table->head.count;
    table->foot = NEW_ARRAY(arena, ListCell, table->foot_count);
    return table->foot;
}

ListCell list_text(Str text)
{
    return (ListCell){.text = text};
}

ListCell list_link(Str text, Str href)
{
    return (ListCell){.text = text, .href = href};
}

ListCell list_money(Arena *arena, int64_t fen)
{
    return (ListCell){.text = money_text(arena, (Money){fen}),
                      .kind = fen ? STR("") : STR("none"),
                      .number = true};
}

ListCell list_count(Arena *arena, int64_t count)
{
    Buf b = buf_new(arena);
    html_count(&b, count);
    return (ListCell){.text = buf_str(&b), .kind = count ? STR("") : STR("none"), .number = true};
}
