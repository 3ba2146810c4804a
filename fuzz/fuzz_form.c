/* Forms of both kinds: the first line of the input is the type, the rest the body. What is accepted
 * has names, is UTF-8 without controls, keeps within the limits, and its files lie in the body; a
 * multipart form cut short is never good. */
#include "fuzz/fuzz.h"
#include "http/http.h"

#define FIELD "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n"
#define FILE_PART                                                                                  \
    "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"c.png\"\r\n"                   \
    "Content-Type: image/png\r\n\r\n\x89PNG\r\n"

const char *const fuzz_words[] = {"application/x-www-form-urlencoded\na=b&c=%E4%B8%AD+x&d=1%0D%0A2",
                                  "multipart/form-data; boundary=XX\n" FIELD FILE_PART "--XX--\r\n",
                                  "multipart/form-data; boundary=\"X X\"; charset=utf-8\n--X X--",
                                  FIELD,
                                  FILE_PART,
                                  "--XX\r\n",
                                  "--XX--\r\n",
                                  "\r\n--XX",
                                  "\r\n\r\n",
                                  "; name=\"",
                                  "; filename=\"",
                                  "Content-Type: text/plain; charset=utf-8\r\n",
                                  "Content-Disposition: form-data",
                                  "boundary=",
                                  "%22",
                                  "%00",
                                  "%0D%0A",
                                  "&",
                                  "=",
                                  NULL};

static void text_is_sound(Str text, bool is_name)
{
    ensure(utf8_valid(text));
    ensure(!is_name || (text.len > 0 && text.len <= HTTP_FORM_NAME_BYTES));
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        ensure(c != 0x7F && (c >= 0x20 || (!is_name && (c == '\n' || c == '\t'))));
    }
}

static void form_is_sound(const HttpForm *form, Str body)
{
    ensure(form->count <= HTTP_FORM_FIELDS && form->file_count <= HTTP_FORM_FILES);
    for (size_t i = 0; i < form->count; i++) {
        text_is_sound(form->fields[i].name, true);
        text_is_sound(form->fields[i].value, false);
        ensure(http_form_has(form, form->fields[i].name));
    }
    for (size_t i = 0; i < form->file_count; i++) {
        const HttpFile *file = &form->files[i];
        text_is_sound(file->field, true);
        text_is_sound(file->file_name, file->file_name.len > 0);
        ensure(str_find(file->file_name, STR("/")) < 0 && str_find(file->file_name, STR("\\")) < 0);
        if (file->bytes.len > 0)
            ensure(file->bytes.ptr >= body.ptr &&
                   file->bytes.ptr + file->bytes.len <= body.ptr + body.len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Str rest = {(const char *)data, size}, type = STR("");
    (void)str_split(&rest, '\n', &type);
    Str body = str_copy(arena, rest);
    HttpForm form, again;
    HttpFormFault fault = http_form_parse(arena, type, body, &form);
    ensure((unsigned)fault < HTTP_FORM_FAULT_COUNT);
    if (fault == FORM_GOOD) {
        form_is_sound(&form, body);
        bool multipart = form.file_count > 0;
        size_t cut = body.len / 2;
        if (multipart && cut > 0 && body.len - cut > 4)
            ensure(http_form_parse(arena, type, (Str){body.ptr, cut}, &again) != FORM_GOOD);
    }
    arena_free(arena);
    return 0;
}
