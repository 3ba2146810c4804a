/* What is wrong with a citizen ID, without words. Private to base. */
#ifndef BASE_CITIZEN_H
#define BASE_CITIZEN_H

#include "base/base.h"

typedef enum {
    CITIZEN_GOOD,
    CITIZEN_OLD, /* a sound 15-digit number: nothing to check it by */
    CITIZEN_LENGTH,
    CITIZEN_CHARACTER,
    CITIZEN_LAST,
    CITIZEN_REGION,
    CITIZEN_DATE,
    CITIZEN_FUTURE,
    CITIZEN_CHECK
} CitizenFault;
typedef struct {
    CitizenFault fault;
    int position;  /* 1-based, of CITIZEN_CHARACTER */
    char expected; /* the right last character, of CITIZEN_CHECK */
} CitizenFinding;
/* Birth and sex are set as soon as they can be read, else DATE_NONE and 0. */
CitizenFinding citizen_inspect(Str s, Date today, Date *birth, int *sex);
bool province_is_known(const char *two); /* two digits */

#endif
