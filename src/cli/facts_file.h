/* Facts of `doudi eval`: a table of subjects and, for households, a table of members, read into the
 * input columns of one affair's program. Private to cli. */
#ifndef CLI_FACTS_FILE_H
#define CLI_FACTS_FILE_H

#include "cli/command.h"
#include "column/column.h"
#include "lang/lang.h"

typedef struct {
    size_t rows, members;
    Str *names;    /* [row]: 户号, else 姓名, else the line number */
    Facts facts;   /* columns in the order of program_inputs */
    Faults faults; /* every cell that cannot be read, every 户号 without a row */
    Places places; /* the order numbers given to divisions in the columns */
} FactsFile;

/* Reads both tables ("" for no members). Expected faults are in out->faults, not a failure. */
bool facts_file_read(Cli *cli, const Affair *affair, Str facts, Str members, FactsFile *out);
/* The headers both tables want: 户号 first where members are joined. */
void facts_file_template(const Affair *affair, Buf *out);

#endif
