/* The table of routes that web joins with the others'. */
#include "office/office.h"
#include "office/pages.h"

#define PAGE(method, pattern, name, who, flags)                                                    \
    {HTTP_##method, pattern, #name, name##_page, who, flags},
static const PageRoute routes[] = {
#include "office/pages.def"
};
#undef PAGE

const PageRoutes office_pages = {routes, COUNT_OF(routes)};
