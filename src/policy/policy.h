/* policy: pages. The law read, checked, compared and tried. Everything is in its routes. */
#ifndef POLICY_H
#define POLICY_H

#include "page/page.h"

extern const PageRoutes policy_pages;

#endif
