/* The tables that every store of this program has, by room, in the order they are made. */
#ifndef CLI_MODULES_H
#define CLI_MODULES_H

#include "db/db.h"

extern const SqlModule *const cli_modules[];
extern const size_t cli_module_count;

#endif
