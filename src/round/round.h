/* round: pages. The month's circle, the four sets. Everything is in its routes.
 */
#ifndef ROUND_H
#define ROUND_H

#include "page/page.h"

extern const PageRoutes round_pages;

#endif
