/* The table of routes that web joins with the others'. */
#include "policy/pages.h"
#include "policy/policy.h"

#define PAGE(method, pattern, name, who, flags)                                                    \
    {HTTP_##method, pattern, #name, name##_page, who, flags},
static const PageRoute routes[] = {
#include "policy/pages.def"
};
#undef PAGE

const PageRoutes policy_pages = {routes, COUNT_OF(routes)};
