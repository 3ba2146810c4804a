/* office: pages. Logging in, one's own account, and 系统: accounts, sessions, divisions, standards,
 * imports, audit, backup. Everything is in its routes. */
#ifndef OFFICE_H
#define OFFICE_H

#include "page/page.h"

extern const PageRoutes office_pages;

#endif
