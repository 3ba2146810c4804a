/* Writes one JSON document. The writer remembers, one bit a level, whether a comma is due and
 * whether the level is an array; callers say only names and values. Texts must be UTF-8. */
#include "base/base.h"

enum { DEEPEST = 60 };

Json json_new(Buf *out)
{
    return (Json){.out = out};
}

static void json_string(Buf *b, Str s)
{
    buf_byte(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '"' || c == '\\')
            buf_format(b, "\\%c", c);
        else if (c == '\n')
            buf_add(b, STR("\\n"));
        else if ((uint8_t)c < 0x20 || c == 0x7F)
            buf_format(b, "\\u%04x", (unsigned)(uint8_t)c);
        else
            buf_byte(b, c);
    }
    buf_byte(b, '"');
}

/* The comma before an item and its name, if it has one. */
static void item_begin(Json *j, Str key)
{
    uint64_t bit = (uint64_t)1 << j->depth;
    if (j->has_items & bit) buf_byte(j->out, ',');
    j->has_items |= bit;
    if (key.len == 0) return;
    json_string(j->out, key);
    buf_byte(j->out, ':');
}

static void level_begin(Json *j, Str key, char open)
{
    item_begin(j, key);
    buf_byte(j->out, open);
    ensure(j->depth < DEEPEST);
    j->depth++;
    j->has_items &= ~((uint64_t)1 << j->depth);
    if (open == '[')
        j->arrays |= (uint64_t)1 << j->depth;
    else
        j->arrays &= ~((uint64_t)1 << j->depth);
}

void json_object(Json *j, Str key)
{
    level_begin(j, key, '{');
}

void json_array(Json *j, Str key)
{
    level_begin(j, key, '[');
}

void json_end(Json *j)
{
    ensure(j->depth > 0);
    buf_byte(j->out, j->arrays >> j->depth & 1 ? ']' : '}');
    j->depth--;
}

void json_text(Json *j, Str key, Str value)
{
    item_begin(j, key);
    json_string(j->out, value);
}

void json_int(Json *j, Str key, int64_t value)
{
    item_begin(j, key);
    buf_format(j->out, "%lld", (long long)value);
}

void json_money(Json *j, Str key, Money value)
{
    json_text(j, key, money_plain(j->out->arena, value));
}

void json_bool(Json *j, Str key, bool value)
{
    item_begin(j, key);
    buf_add(j->out, value ? STR("true") : STR("false"));
}

void json_null(Json *j, Str key)
{
    item_begin(j, key);
    buf_add(j->out, STR("null"));
}
