/* What the templates of the law show. Private to policy; texts are masked and in Chinese before they come here. */
#ifndef POLICY_PAGES_H
#define POLICY_PAGES_H

#include "page/page.h"

/* ---- the law ------------------------------------------------------------------------------ */

typedef struct {
    Str name, href, subject, mode, citations;
    int64_t lines;
} LawAffair;
typedef struct {
    Str from, published, area, choice, value, document, mark;
} StandardRow;
typedef struct {
    Str name, href, unit, citation;
    StandardRow *values;
    size_t value_count;
} LawStandard;
typedef struct {
    Str path, href;
} LawFile;
typedef struct {
    LawAffair *affairs;
    size_t affair_count;
    LawStandard *standards;
    size_t standard_count;
    LawFile *files;
    size_t file_count;
} LawPage;
void law_html(Buf *out, const LawPage *page);

typedef struct {
    int number;
    Str indent, text, citation, kind;
} LawTextLine;
typedef struct {
    Str path;
    Link *headings;
    size_t heading_count;
    LawTextLine *lines;
    size_t line_count;
} LawTextPage;
void law_text_html(Buf *out, const LawTextPage *page);

/* ---- handlers ----------------------------------------------------------------------------- */

#define PAGE(method, pattern, name, who, flags) bool name##_page(Page *p);
#include "policy/pages.def"
#undef PAGE

#endif
