/* Facts of `doudi eval`: a table of subjects and, for households, a table of members, read into the
 * input columns of one affair's program. Private to cli. */
#ifndef CLI_FACTS_FILE_H
#define CLI_FACTS_FILE_H

#include "cli/command.h"
#include "column/column.h"
#include "lang/lang.h"

typedef struct {
    const Input *inputs; /* the program's */
    size_t input_count;
    Facts facts;             /* columns in the order of program_inputs */
    size_t members;          /* rows of the member table */
    Str *names;              /* [row]: 户号, else 姓名, else the row's number */
    Str *member_names;       /* [member]: 姓名; NULL without that column */
    Faults faults;           /* every cell that cannot be read, every 户号 without a row */
    DivisionOrder divisions; /* those met in the files */
} FactsFile;

/* Reads both tables (members empty: none). Faults of input are in out->faults, not a failure. */
bool facts_file_read(Cli *cli, const Affair *affair, Str facts, Str members, FactsFile *out);
/* The headers that both tables want. */
void facts_file_template(const Affair *affair, Buf *out);

#endif
