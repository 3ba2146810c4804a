/* policy: pages. The law beside its articles. Everything is in its routes. */
#ifndef POLICY_H
#define POLICY_H

#include "page/page.h"

extern const PageRoutes policy_pages;

#endif
