/* The table of routes that web joins with the others'. */
#include "desk/desk.h"
#include "desk/pages.h"

#define PAGE(method, pattern, name, who, flags)                                                    \
    {HTTP_##method, pattern, #name, name##_page, who, flags},
static const PageRoute routes[] = {
#include "desk/pages.def"
};
#undef PAGE

const PageRoutes desk_pages = {routes, COUNT_OF(routes)};
