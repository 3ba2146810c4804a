/* The demo's open cases. Private to cli. */
#ifndef CLI_DEMO_CASES_H
#define CLI_DEMO_CASES_H

#include "cli/command.h"

/* After the last close: cases out of the four sets of `month`, some of them under way. */
bool demo_cases(Cli *cli, Month month);

#endif
