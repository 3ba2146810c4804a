/* registry, third part: divisions that are founded, renamed, moved, merged, abolished; included by
 * registry.h. Rows keep the division they were written with and are found under its successor. */
#ifndef REGISTRY_DIVISIONS_H
#define REGISTRY_DIVISIONS_H

typedef enum {
    DIVISION_FOUND,  /* 新设: code and name, under target */
    DIVISION_RENAME, /* 更名: ids[0] gets name */
    DIVISION_MOVE,   /* 划转: ids[0] goes under target, with all that lies in it */
    DIVISION_MERGE,  /* 合并: ids end; what lay in them lies in target from now on */
    DIVISION_ABOLISH /* 撤销: ids[0] ends; nothing may be left in it */
} DivisionActKind;
typedef struct {
    DivisionActKind kind;
    const int64_t *ids;
    size_t count;
    int64_t target;
    Division code;
    Str name;
    Date day;     /* not in the future */
    Str document; /* 文号 of who decided it */
} DivisionAct;
/* By 系统, inside the store's home. One act, the tree is numbered anew; *id is the division that
 * stands afterwards. */
bool division_act(Work *w, const DivisionAct *act, int64_t *id);

/* What lies in a division, whoever asks: numbers alone. */
typedef struct {
    int64_t people, units;
} DivisionCount;
bool division_count(Work *w, int64_t id, DivisionCount *out);

#endif
