/* The modules of this program's store: every room that owns tables, below before above. */
#include "cli/modules.h"

#include "access/access.h"
#include "audit/audit.h"
#include "casework/casework.h"
#include "ledger/ledger.h"
#include "payment/payment.h"
#include "registry/registry.h"

const SqlModule *const cli_modules[] = {&audit_sql,  &access_sql,  &registry_sql,
                                        &ledger_sql, &payment_sql, &casework_sql};
const size_t cli_module_count = COUNT_OF(cli_modules);
