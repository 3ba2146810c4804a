/* The table of routes that web joins with the others'. */
#include "record/pages.h"
#include "record/record.h"

#define PAGE(method, pattern, name, who, flags)                                                    \
    {HTTP_##method, pattern, #name, name##_page, who, flags},
static const PageRoute routes[] = {
#include "record/pages.def"
};
#undef PAGE

const PageRoutes record_pages = {routes, COUNT_OF(routes)};
