/* desk: pages. 工作台, 办件, 申请, 入户, 公示, 日历. Everything is in its routes. */
#ifndef DESK_H
#define DESK_H

#include "page/page.h"

extern const PageRoutes desk_pages;

#endif
