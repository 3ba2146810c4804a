/* The routes of all rooms of pages. Private to web; the walk over them is a test. */
#ifndef WEB_ROOMS_H
#define WEB_ROOMS_H

#include "page/page.h"

const PageRoutes *const *web_rooms(size_t *count);

#endif
