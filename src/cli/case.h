/* What the two files of `doudi case` share. Private to cli. */
#ifndef CLI_CASE_H
#define CLI_CASE_H

#include "casework/casework.h"
#include "cli/case_words.def"
#include "cli/command.h"

InForce case_law(const Cli *cli);
bool case_named(Cli *cli, Str number, CaseId *out); /* by number, or case:17 */
/* case_tell.c */
bool case_told(Cli *cli, CaseId id); /* one line: where it is now */
bool case_show(Cli *cli, CaseId id);
bool case_lists(Cli *cli, bool mine);
bool case_notices_told(Cli *cli);
bool case_refusal_told(Cli *cli, CaseId id);

#endif
