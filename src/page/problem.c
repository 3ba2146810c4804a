/* What goes wrong, as programs are told it (RFC 9457): a sentence in Chinese, the kind of failure,
 * and every fault with the way to it. What is only for the log is not in it. */
#include "page/page.h"

static void fault_write(Json *j, const Fault *fault)
{
    json_object(j, STR(""));
    json_text(j, STR("field"), fault->field);
    if (fault->row)
        json_int(j, STR("row"), fault->row);
    else
        json_null(j, STR("row"));
    json_text(j, STR("value"), fault->value);
    json_text(j, STR("sentence"), fault->sentence);
    json_end(j);
}

void problem_write(Buf *out, int status, const Error *error, const Faults *faults)
{
    Json j = json_new(out);
    json_object(&j, STR(""));
    json_text(&j, STR("type"), STR("about:blank"));
    json_text(&j, STR("title"), error->sentence);
    json_int(&j, STR("status"), status);
    json_text(&j, STR("code"), str_of(error_name(error->code)));
    json_array(&j, STR("faults"));
    for (size_t i = 0; faults && i < faults->count; i++)
        if (faults->items[i].level == FAULT_ERROR) fault_write(&j, &faults->items[i]);
    json_end(&j);
    json_end(&j);
}
