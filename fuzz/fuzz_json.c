/* Bodies of the API: any bytes are read or refused; what is read is sound, written again it reads
 * the same, and held against every shape that comes in it fills the struct or tells its faults.
 * What begins as a form with the boundary "x" is held against the shapes that come as forms. */
#include "api/api.h"
#include "fuzz/fuzz.h"

const char *const fuzz_words[] = {
    "{\"account\":\"a\",\"password\":\"b\"}",
    "{\"kind\":\"change\",\"from\":\"2024-06-20\",\"values\":{}}",
    "{\"applicant\":{\"person\":17},\"members\":[{},{\"name\":\"a\"}]}",
    "{\"answers\":[{\"reg\":\"person\",\"value\":null}]}",
    "{\"event\":\"approve\",\"effective\":\"2024-07\",\"amount\":\"1.50\"}",
    "--x\r\nContent-Disposition: form-data; name=\"as\"\r\n\r\nperson\r\n--x--\r\n",
    "\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n",
    "\r\n--x--\r\n",
    "dry_run",
    "{\"returns\":[{\"person\":9223372036854775808}]}",
    "\\ud83d\\ude00",
    "\\u0000",
    "[[[[",
    "null",
    "true",
    "-1.5e10",
    "\":",
    ",",
    "}",
    "]",
    NULL};

static void written(const JsonValue *v, Buf *out);

static void text_written(Str text, Buf *out)
{
    Json j = json_new(out);
    json_text(&j, STR(""), text);
}

static void held_written(const JsonValue *v, Buf *out)
{
    bool object = v->kind == JSON_OBJECT;
    buf_byte(out, object ? '{' : '[');
    for (const JsonValue *item = v->first; item; item = item->next) {
        if (item != v->first) buf_byte(out, ',');
        if (object) {
            text_written(item->key, out);
            buf_byte(out, ':');
        }
        written(item, out);
    }
    buf_byte(out, object ? '}' : ']');
}

static void written(const JsonValue *v, Buf *out)
{
    switch (v->kind) {
    case JSON_NULL:
        buf_add(out, STR("null"));
        break;
    case JSON_TRUTH:
        buf_add(out, v->truth ? STR("true") : STR("false"));
        break;
    case JSON_NUMBER:
        buf_add(out, v->text);
        break;
    case JSON_TEXT:
        ensure(utf8_valid(v->text));
        text_written(v->text, out);
        break;
    case JSON_LIST:
    case JSON_OBJECT:
        held_written(v, out);
    }
}

static void form_held(Arena *arena, Str text)
{
    HttpForm form;
    Str type = STR("multipart/form-data; boundary=x");
    if (str_starts(text, STR("--x")) && http_form_parse(arena, type, text, &form) == FORM_GOOD)
        (void)api_form_faults(arena, &form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    JsonValue value, again;
    Str text = {(const char *)data, size};
    size_t at, end;
    if (json_read(arena, text, &value, &at) == JSON_GOOD) {
        Buf first = buf_new(arena), second = buf_new(arena);
        written(&value, &first);
        ensure(json_read(arena, buf_str(&first), &again, &end) == JSON_GOOD);
        written(&again, &second);
        ensure(str_equal(buf_str(&first), buf_str(&second)));
        ensure(value.kind == JSON_OBJECT || api_body_faults(arena, &value) > 0);
        (void)api_body_faults(arena, &again);
    }
    ensure(at <= size);
    form_held(arena, text);
    arena_free(arena);
    return 0;
}
