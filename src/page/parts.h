/* Parts that several pages show, with their templates: what stands around every page, a fault, a
 * derivation. Included by page.h. Texts are masked and in Chinese before they come here. */
#ifndef PAGE_PARTS_H
#define PAGE_PARTS_H

#include "page/html.h"

extern const char style_css_text[];
extern const size_t style_css_length;
extern const char style_css_digest[];

/* ---- around every page -------------------------------------------------------------------- */

typedef struct {
    Str href, text;
    bool here;
} Link;
typedef struct {
    Str title, place, today, style;
    Link *links;
    size_t link_count;
    Html body;
} LayoutPage;
void layout_html(Buf *out, const LayoutPage *page);

typedef struct {
    int status;
    Str sentence, detail;
} FaultPage;
void fault_html(Buf *out, const FaultPage *page);

/* A row that names somebody. */
typedef struct {
    Str href, why_href, name, number, place, age;
    Money amount;
} SubjectRow;

/* ---- why ---------------------------------------------------------------------------------- */

typedef struct WhyNode {
    Str text, value, citation, href, kind;
    bool opens;
    struct WhyNode *parts;
    size_t part_count;
} WhyNode;
void node_html(Buf *out, const WhyNode *page);

typedef struct {
    Str who, component, note;
    Money amount;
} AmountRow;
typedef struct {
    Str verdict, verdict_kind, needs;
    Money total;
    AmountRow *amounts;
    size_t amount_count;
    WhyNode *granted; /* none or one */
    size_t granted_count;
    WhyNode *entitled;
    size_t entitled_count;
    bool entitled_opens;
} Reasons;
void reasons_html(Buf *out, const Reasons *page);

#endif
