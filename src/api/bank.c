/* The bank's side of a batch: its rows, the file once more, what the bank has answered, and what it
 * returned and nobody has paid again. */
#include "api/room.h"
#include "api/words.def"

static bool batch_there(Page *p, int64_t *id)
{
    Batch batch;
    TRY(page_id(p, p->call->params[0], id));
    p->subject = format(p->w->arena, "batch:%lld", (long long)*id);
    return batch_row(p->w, *id, &batch);
}

/* ---- rows --------------------------------------------------------------------------------- */

static const char *const states[] = {
    [BANK_ROW_SENT] = "sent", [BANK_ROW_SETTLED] = "settled", [BANK_ROW_RETURNED] = "returned"};

static bool state_asked(Page *p, int *out)
{
    Str text = page_query(p, "state");
    *out = -1;
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (str_equal(text, str_of(states[i]))) *out = (int)i;
    return !text.len || *out >= 0 ||
           refuse(p->w, ERR_INPUT, SAY_BAD_PARAMETER, "state", SAY_NO_SUCH_CHOICE);
}

static BankRowTold row_told(Page *p, const BankRow *row)
{
    BankRowTold told = {.number = row->number,
                        .affair = row->affair,
                        .person = row->person,
                        .name = masked_name(p, row->person),
                        .account = row->account,
                        .amount = row->amount,
                        .state = str_of(states[row->state]),
                        .said = row->said};
    told.shares = NEW_ARRAY(p->w->arena, ShareTold, row->share_count + 1);
    for (size_t i = 0; i < row->share_count; i++)
        told.shares[told.shares_count++] =
            (ShareTold){.person = row->shares[i].person, .amount = row->shares[i].amount};
    return told;
}

bool batch_rows_api(Page *p, const Nothing *body, BankRowsTold *out)
{
    (void)body;
    int64_t id;
    int state;
    BankRow *rows;
    Paging paging;
    size_t count, kept = 0;
    TRY(paging_read(p, &paging) && state_asked(p, &state));
    TRY(batch_there(p, &id) && bank_rows(p->w, id, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        bool seen = true;
        if (state >= 0 && rows[i].state != (BankRowState)state) continue;
        if (!sees_all(p)) TRY(person_seen(p->w, (PersonId){rows[i].person}, &seen));
        if (seen) rows[kept++] = rows[i];
    }
    *out = (BankRowsTold){.total = (int64_t)kept, .page = paging.page, .size = paging.size};
    out->items = NEW_ARRAY(p->w->arena, BankRowTold, paging.size);
    for (size_t i = paging.offset; i < kept && out->items_count < (size_t)paging.size; i++)
        out->items[out->items_count++] = row_told(p, &rows[i]);
    return true;
}

/* ---- the file ----------------------------------------------------------------------------- */

/* Accounts stand in it in the clear: who asks for it says so by a POST, and it is an act. */
bool batch_file_api(Page *p, const FormatSaid *body, Bytes *out)
{
    static const char *const types[BANK_FORMAT_COUNT] = {
        [BANK_CSV] = "text/csv; charset=gb18030",
        [BANK_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [BANK_PAIN001] = "application/xml"};
    (void)out;
    int64_t id;
    BankFormat kind;
    BankFile file;
    if (!bank_format_parse(body->format, &kind))
        return refuse_word(p, "format", "csv xlsx pain001");
    TRY(batch_there(p, &id) && batch_export_bytes(p->w, p->bureau, id, kind, &file));
    bytes_answer(p, str_of(types[kind]), file.name, file.bytes);
    return true;
}

/* ---- answers ------------------------------------------------------------------------------ */

bool batch_answer_api(Page *p, const AnswerSent *body, AnswerTold *out)
{
    int64_t id;
    BankAnswer answer = {.batch = 0};
    TRY(batch_there(p, &id));
    bool good = bank_answer_bytes(p->w, p->bureau, id, body->file->bytes, &answer);
    if (answer.faults.errors) {
        Faults *faults = NEW(p->w->arena, Faults);
        *faults = answer.faults;
        p->faults = faults;
        return refuse(p->w, ERR_INPUT, SAY_FILE_FAULTS, answer.faults.errors);
    }
    *out = (AnswerTold){.settled = answer.settled,
                        .returned = answer.returned,
                        .pending = answer.pending,
                        .settled_sum = answer.settled_sum,
                        .returned_sum = answer.returned_sum};
    return good;
}

bool batch_returns_api(Page *p, const ReturnsSaid *body, BatchTold *out)
{
    int64_t id;
    Batch batch;
    BankReturn *returns = NEW_ARRAY(p->w->arena, BankReturn, body->returns_count + 1);
    if (!body->returns_count) return refuse(p->w, ERR_INPUT, "%s", SAY_NO_RETURNS);
    for (size_t i = 0; i < body->returns_count; i++)
        returns[i] = (BankReturn){.person = body->returns[i].person,
                                  .affair = body->returns[i].affair,
                                  .cause = body->returns[i].cause};
    TRY(batch_there(p, &id) && batch_return(p->w, id, returns, body->returns_count));
    return batch_row(p->w, id, &batch) && batch_told(p, &batch, out);
}

bool returns_api(Page *p, const Nothing *body, WaitingTolds *out)
{
    (void)body;
    ReturnWaiting *rows;
    size_t count;
    TRY(returns_waiting(p->w, p->bureau, &rows, &count));
    out->items = NEW_ARRAY(p->w->arena, WaitingTold, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool seen = true;
        if (!sees_all(p)) TRY(person_seen(p->w, (PersonId){rows[i].person}, &seen));
        if (!seen) continue;
        out->items[out->items_count++] = (WaitingTold){.batch = rows[i].batch,
                                                       .affair = rows[i].affair,
                                                       .person = rows[i].person,
                                                       .name = masked_name(p, rows[i].person),
                                                       .amount = rows[i].amount,
                                                       .cause = rows[i].cause,
                                                       .payee = rows[i].payee,
                                                       .waits = rows[i].waits,
                                                       .mend = rows[i].mend};
    }
    return true;
}
