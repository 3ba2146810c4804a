/* record: pages. One life on one page, search, why. Everything is in its routes. */
#ifndef RECORD_H
#define RECORD_H

#include "page/page.h"

extern const PageRoutes record_pages;

#endif
