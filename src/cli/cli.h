/* cli: the program's commands. A command reads its arguments, calls one room, and prints.
 *
 * The command table (commands.def) is the product on one screen; `doudi help` prints it. Every
 * command knows --help; those that print data know --json. The exit code is 0, or the error's own
 * (base: error_exit_code), 1 when a check found something, 64 for wrong usage. */
#ifndef CLI_H
#define CLI_H

#include "base/base.h"

int cli_main(int argc, char **argv);

#endif
