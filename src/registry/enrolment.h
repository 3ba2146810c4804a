/* What writing and reading of enrolments share. Private to registry. */
#ifndef REGISTRY_ENROLMENT_H
#define REGISTRY_ENROLMENT_H

#include "registry/registry.h"

/* The id under which a field's decided values are kept. */
bool declared_field_id(Work *w, const Field *field, int64_t *id);

/* The digest that an act of decisions seals: every decision as it was asked for, in order. */
Digest digest_decisions(Arena *arena, const Decision *decisions, size_t count);

#endif
