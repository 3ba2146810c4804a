/* What acts leave as it was of what is dear to compute. Private to page. */
#ifndef PAGE_SINCE_H
#define PAGE_SINCE_H

#include "audit/audit.h"

/* LEFT_SETS: money was moved, but nobody's facts, decisions or law: the four sets stand. */
typedef enum { LEFT_NOTHING, LEFT_SETS, LEFT_ALL } Left;
/* What all acts after `since` leave, up to `now`. */
Left left_since(Work *w, Commit since, Commit now);

#endif
