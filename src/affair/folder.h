/* Reading folders and files of text; private to affair. */
#ifndef AFFAIR_FOLDER_H
#define AFFAIR_FOLDER_H

#include "base/base.h"

typedef struct {
    Arena *arena;
    Str *items;
    size_t count, capacity;
} Paths;

/* Adds all files below `folder` whose name ends in `suffix`, sorted by path. Hidden ones and
 * symbolic links to folders are left out. */
bool folder_files(Work *w, const char *folder, Str suffix, Paths *out);
/* Folders directly in `folder` whose name starts with `prefix`, sorted. */
bool folder_folders(Work *w, const char *folder, Str prefix, Paths *out);
bool folder_exists(const char *path);
/* The whole file, checked to be UTF-8, without a byte order mark. */
bool file_text(Work *w, Str path, Str *out);

#endif
