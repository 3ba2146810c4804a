/* A doudi whose n-th call of SQLite fails: the linker sends the calls that db makes here first
 * (--wrap). FAULT_STATEMENT=17:once or 17:on; FAULT_COUNT=file writes how many calls there were.
 * What fails is not run at all, and says that the disk is full. */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    long count, at;
    bool onwards;
} fault = {.at = -1};

__attribute__((constructor)) static void begin(void)
{
    char *mode;
    const char *text = getenv("FAULT_STATEMENT");
    if (!text) return;
    fault.at = strtol(text, &mode, 10);
    fault.onwards = strcmp(mode, ":on") == 0;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("FAULT_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "statement %ld\n", fault.count);
    fclose(file);
}

static bool fails(void)
{
    long n = ++fault.count;
    return fault.at > 0 && (n == fault.at || (n > fault.at && fault.onwards));
}

int __real_sqlite3_step(sqlite3_stmt *s);
int __wrap_sqlite3_step(sqlite3_stmt *s);
int __wrap_sqlite3_step(sqlite3_stmt *s)
{
    return fails() ? SQLITE_FULL : __real_sqlite3_step(s);
}

typedef int (*RowCall)(void *, int, char **, char **);
int __real_sqlite3_exec(sqlite3 *handle, const char *sql, RowCall call, void *context,
                        char **error);
int __wrap_sqlite3_exec(sqlite3 *handle, const char *sql, RowCall call, void *context,
                        char **error);
/* A rollback does not fail: SQLite rolls back by itself what nobody commits. */
int __wrap_sqlite3_exec(sqlite3 *handle, const char *sql, RowCall call, void *context, char **error)
{
    bool back = strncmp(sql, "ROLLBACK", 8) == 0;
    return !back && fails() ? SQLITE_FULL : __real_sqlite3_exec(handle, sql, call, context, error);
}
