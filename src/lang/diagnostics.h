/* Private to lang: how the front half reports what it finds. The table of codes is errors.def. */
#ifndef LANG_DIAGNOSTICS_H
#define LANG_DIAGNOSTICS_H

#include "lang/lang.h"

#define X(code, level, sentence, advice) code,
typedef enum {
#include "lang/errors.def"
    DIAGNOSTIC_COUNT
} DiagnosticCode;
#undef X

/* Texts for {1} {2} {3} of the sentence and the advice. */
#define SAY(...) ((const Str[3]){__VA_ARGS__})
void report(Diagnostics *found, Place place, DiagnosticCode code, const Str *texts);
const char *diagnostic_name(DiagnosticCode code);
FaultLevel diagnostic_level(DiagnosticCode code);

#endif
