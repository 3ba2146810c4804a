/* cockpit: pages. Figures and reports. Everything is in its routes. */
#ifndef COCKPIT_H
#define COCKPIT_H

#include "page/page.h"

extern const PageRoutes cockpit_pages;

#endif
