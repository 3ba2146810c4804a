/* Text being written. A Buf grows in its arena; what was handed out by buf_str stays readable until
 * the next write (the arena keeps the old bytes, but they are no longer the buffer's). */
#include "base/base.h"

#include <stdio.h>
#include <string.h>

Buf buf_new(Arena *arena)
{
    return (Buf){.arena = arena};
}

static char *buf_room(Buf *b, size_t more)
{
    ensure(b->arena);
    while (b->cap - b->len < more)
        b->ptr = arena_grow(b->arena, b->ptr, &b->cap, 1);
    return b->ptr + b->len;
}

void buf_add(Buf *b, Str s)
{
    if (s.len == 0) return;
    memcpy(buf_room(b, s.len), s.ptr, s.len);
    b->len += s.len;
}

void buf_byte(Buf *b, char c)
{
    *buf_room(b, 1) = c;
    b->len++;
}

void buf_code_point(Buf *b, uint32_t c)
{
    ensure(c <= 0x10FFFF);
    if (c < 0x80) {
        buf_byte(b, (char)c);
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const uint8_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    buf_byte(b, (char)(lead[more] | c >> (6 * more)));
    while (more-- > 0)
        buf_byte(b, (char)(0x80 | (c >> (6 * more) & 0x3F)));
}

static void buf_format_list(Buf *b, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    size_t room = b->cap - b->len;
    int need = vsnprintf(room ? b->ptr + b->len : NULL, room, format, arguments);
    ensure(need >= 0);
    if ((size_t)need >= room) {
        char *at = buf_room(b, (size_t)need + 1);
        ensure(vsnprintf(at, (size_t)need + 1, format, again) == need);
    }
    va_end(again);
    b->len += (size_t)need;
}

void buf_format(Buf *b, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(b, format, arguments);
    va_end(arguments);
}

Str buf_str(const Buf *b)
{
    return (Str){b->ptr ? b->ptr : "", b->len};
}

Str format(Arena *arena, const char *format, ...)
{
    Buf b = buf_new(arena);
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(&b, format, arguments);
    va_end(arguments);
    buf_byte(&b, '\0');
    return (Str){b.ptr, b.len - 1};
}
