/* Tables on a terminal: a cell is padded to its column's width as the terminal shows it, where a
 * Han character takes two places. */
#include "cli/command.h"

static void spaces(Buf *out, int count)
{
    for (int i = 0; i < count; i++)
        buf_byte(out, ' ');
}

void columns_cell(Columns *c, Str text)
{
    ensure(c->column < (int)COUNT_OF(c->widths));
    int width = c->widths[c->column++];
    int missing = (width < 0 ? -width : width) - (int)utf8_columns(text);
    if (width < 0) spaces(c->out, missing);
    buf_add(c->out, text);
    if (width > 0) spaces(c->out, missing > 0 ? missing : 1);
    if (width < 0) spaces(c->out, 2);
}

void columns_end(Columns *c)
{
    while (c->out->len && c->out->ptr[c->out->len - 1] == ' ')
        c->out->len--;
    buf_byte(c->out, '\n');
    c->column = 0;
}
