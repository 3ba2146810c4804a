/* What the rows of a register came to, of somebody (对象 台账 … 计入 …). Private to cli. */
#ifndef CLI_ASSESSED_H
#define CLI_ASSESSED_H

#include "cli/command.h"

/* The affair of rows that is called so, or NULL. */
const Affair *assessment_named(const Cli *cli, Str name);
/* doudi explain 人员|户号 收入核算 年-月: each row with all its steps. */
int explain_rows(Cli *cli, const Affair *assessment, Someone who, Month month);
/* Below the explanation of an affair: the rows behind the facts that it reads, a line each. */
bool explain_sources(Cli *cli, const Affair *affair, int64_t subject, Month month);

#endif
