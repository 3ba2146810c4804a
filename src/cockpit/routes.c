/* The table of routes that web joins with the others'. */
#include "cockpit/cockpit.h"
#include "cockpit/pages.h"

#define PAGE(method, pattern, name, who, flags)                                                    \
    {HTTP_##method, pattern, #name, name##_page, who, flags},
static const PageRoute routes[] = {
#include "cockpit/pages.def"
};
#undef PAGE

const PageRoutes cockpit_pages = {routes, COUNT_OF(routes)};
