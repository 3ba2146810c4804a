/* The program. All of it is cli_main, so that tests can call commands without a process; read
 * command.c next. */
#include "cli/cli.h"

int main(int argc, char **argv)
{
    return cli_main(argc, argv);
}
