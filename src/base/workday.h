/* The generated table of holidays and make-up days. Private to base. */
#ifndef BASE_WORKDAY_H
#define BASE_WORKDAY_H

#include "base/base.h"

typedef struct {
    int32_t days; /* Date */
    int works;    /* 1 a weekend day worked in exchange, 0 a holiday */
} WorkdayException;
extern const WorkdayException workday_exceptions[]; /* sorted by day */
extern const size_t workday_exception_count;
extern const int workday_first_year, workday_last_year;

#endif
