/* The table of routes that web joins with the others'. */
#include "round/pages.h"
#include "round/round.h"

#define PAGE(method, pattern, name, who, flags)                                                    \
    {HTTP_##method, pattern, #name, name##_page, who, flags},
static const PageRoute routes[] = {
#include "round/pages.def"
};
#undef PAGE

const PageRoutes round_pages = {routes, COUNT_OF(routes)};
