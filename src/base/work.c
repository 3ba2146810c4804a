/* One piece of work, its error, and the faults found in input. An error is set once by whoever
 * fails and read by whoever reports; TRY only passes `false` on. */
#include "base/base.h"
#include "base/words.def"

#include <stdio.h>
#include <time.h>

typedef struct {
    const char *name;
    int exit_code;
    const char *sentence;
} ErrorEntry;

#define ERROR_ENTRY(name, exit_code) [name] = {#name, exit_code, SAY_##name},
static const ErrorEntry error_entries[ERROR_CODE_COUNT] = {ERROR_CODES(ERROR_ENTRY)};

static const ErrorEntry *error_entry(ErrorCode code)
{
    ensure((unsigned)code < ERROR_CODE_COUNT);
    return &error_entries[code];
}

int error_exit_code(ErrorCode code)
{
    return error_entry(code)->exit_code;
}

const char *error_name(ErrorCode code)
{
    return error_entry(code)->name;
}

Str error_sentence(ErrorCode code)
{
    return str_of(error_entry(code)->sentence);
}

Work *work_new(void)
{
    Arena *arena = arena_new();
    Work *w = NEW(arena, Work);
    w->arena = arena;
    w->now = (int64_t)time(NULL);
    return w;
}

void work_free(Work *w)
{
    if (w) arena_free(w->arena);
}

Date work_today(const Work *w)
{
    int64_t local = w->now + 8 * 3600;
    int64_t days = local / 86400;
    return (Date){(int32_t)(local % 86400 < 0 ? days - 1 : days)};
}

void work_progress(Work *w, Str what, int64_t done, int64_t total)
{
    if (w->progress) w->progress(w, what, done, total);
}

static Str format_list(Arena *arena, const char *text, va_list arguments)
{
    char room[1024];
    int need = vsnprintf(room, sizeof room, text, arguments);
    ensure(need >= 0);
    size_t len = (size_t)need < sizeof room ? (size_t)need : sizeof room - 1;
    while (len > 0 && !utf8_valid((Str){room, len}))
        len--; /* a cut in the middle of a character */
    return str_copy(arena, (Str){room, len});
}

bool fail(Work *w, ErrorCode code, const char *detail, ...)
{
    va_list arguments;
    va_start(arguments, detail);
    w->error = (Error){code, error_sentence(code), format_list(w->arena, detail, arguments)};
    va_end(arguments);
    return false;
}

bool refuse(Work *w, ErrorCode code, const char *sentence, ...)
{
    va_list arguments;
    va_start(arguments, sentence);
    w->error = (Error){code, format_list(w->arena, sentence, arguments), str_of(error_name(code))};
    va_end(arguments);
    return false;
}

/* ---- faults ------------------------------------------------------------------------------- */

Faults faults_new(Arena *arena, size_t limit)
{
    return (Faults){.arena = arena, .limit = limit};
}

enum { VALUE_SHOWN = 60 }; /* bytes of a faulty value that are kept */

static Str value_shortened(Arena *arena, Str value)
{
    if (value.len <= VALUE_SHOWN) return str_copy(arena, value);
    size_t len = VALUE_SHOWN;
    while (len > 0 && ((uint8_t)value.ptr[len] & 0xC0) == 0x80)
        len--;
    return format(arena, "%.*s\xE2\x80\xA6", (int)len, value.ptr);
}

void faults_add(Faults *faults, Fault fault)
{
    *(fault.level == FAULT_ERROR ? &faults->errors : &faults->warnings) += 1;
    if (faults->count >= faults->limit) return;
    if (faults->count == faults->capacity)
        faults->items = arena_grow(faults->arena, faults->items, &faults->capacity, sizeof(Fault));
    fault.file = str_copy(faults->arena, fault.file);
    fault.field = str_copy(faults->arena, fault.field);
    fault.value = value_shortened(faults->arena, fault.value);
    fault.sentence = str_copy(faults->arena, fault.sentence);
    faults->items[faults->count++] = fault;
}
