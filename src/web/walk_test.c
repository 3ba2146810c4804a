/* Every route of every room, asked for by an account of every duty, at the county, a town and a
 * village: it opens exactly to whom its table says, whoever is refused leaves no act behind, and
 * nobody meets the people, households or cases of another town. New routes are walked by
 * themselves; walk_test.def says what stands for a parameter of an address, where 1 will not do. */
#include <string.h>

#include "casework/casework.h"
#include "payment/world.def"
#include "web/rooms.h"
#include "web/test.h"
#include "web/walk_words.def"

#define NUMBER_OURS "360203198005010119"
#define NUMBER_THEIRS "360203198206010123"
#define LAW LAW_LIVING_STANDARD_2023 LAW_LIVING LAW_WAY

static const struct {
    const char *account;
    Duty duty;
    int64_t division;
} accounts[] = {
    {"admin", DUTY_SYSTEM, 360203000000},        {"safe", DUTY_SECURITY, 360203000000},
    {"auditor", DUTY_AUDITOR, 360203000000},     {"partner", DUTY_PARTNER, 360203000000},
    {"cashier", DUTY_PAYER, 360203000000},       {"county", DUTY_CLERK, 360203000000},
    {"countycheck", DUTY_CHECKER, 360203000000}, {"countyhead", DUTY_APPROVER, 360203000000},
    {"town", DUTY_CLERK, 360203001000},          {"towncheck", DUTY_CHECKER, 360203001000},
    {"townhead", DUTY_APPROVER, 360203001000},   {"village", DUTY_VILLAGE, 360203001001},
};

/* ---- the world ---------------------------------------------------------------------------- */

typedef struct {
    Browser browser;
    PersonId ours, theirs;
    CaseId our_case, their_case;
    UnitId our_unit, their_unit;
} Walk;

static void case_of(World *world, PersonId person, CaseId *id, UnitId *unit)
{
    Case row;
    InForce law = {.bureau = world->bureau};
    CaseOpening opening = {.kind = CASE_APPLICATION,
                           .affair = bureau_affair(world->bureau, STR("minimum_living")),
                           .applicant = {.person = person}};
    if (!case_open(world->w, &law, &opening, id))
        fail_msg("%.*s %.*s", STR_ARG(world->w->error.sentence), STR_ARG(world->w->error.detail));
    assert_true(case_row(world->w, &law, *id, &row));
    *unit = row.unit;
}

static Walk walk_open(void)
{
    Walk walk;
    World world = world_open(LAW, "");
    world_clock(&world, "2024-03-04");
    world_import(&world, "person",
                 "name,birth_date,citizen_id,home,monthly_income\n" NAME_APPLICANT
                 ",1980-05-01," NUMBER_OURS ",360203001001,0\n" NAME_SPOUSE
                 ",1982-06-01," NUMBER_THEIRS ",360203100001,0\n");
    world.w->actor = NULL;
    for (size_t i = 0; i < COUNT_OF(accounts); i++)
        assert_true(account_create(world.w, str_of(accounts[i].account),
                                   str_of(accounts[i].account), accounts[i].duty,
                                   (Division){accounts[i].division}));
    browser_open(&walk.browser, world, "admin");
    World *w = &walk.browser.world;
    walk.ours = world_person(w, NUMBER_OURS);
    walk.theirs = world_person(w, NUMBER_THEIRS);
    w->w->scope = NULL;
    w->w->actor = NULL;
    case_of(w, walk.ours, &walk.our_case, &walk.our_unit);
    case_of(w, walk.theirs, &walk.their_case, &walk.their_unit);
    return walk;
}

static void walk_close(Walk *walk)
{
    world_close(&walk->browser.world);
}

/* ---- addresses ---------------------------------------------------------------------------- */

static const struct {
    const char *from, *to;
} samples[] =
    {
#define SAMPLE(parameter, value) {parameter, value},
#define ADDRESS(pattern, address)
#define LEFT_OUT(name)
#include "web/walk_test.def"
#undef SAMPLE
#undef ADDRESS
},
  own_addresses[] = {
#define SAMPLE(parameter, value)
#define ADDRESS(pattern, address) {pattern, address},
#include "web/walk_test.def"
#undef SAMPLE
#undef ADDRESS
#undef LEFT_OUT
};
static const char *const left_out[] = {
#define SAMPLE(parameter, value)
#define ADDRESS(pattern, address)
#define LEFT_OUT(name) name,
#include "web/walk_test.def"
#undef SAMPLE
#undef ADDRESS
#undef LEFT_OUT
};

static const char *sample_of(Str parameter)
{
    for (size_t i = 0; i < COUNT_OF(samples); i++)
        if (str_equal(parameter, str_of(samples[i].from))) return samples[i].to;
    return "1";
}

/* The pattern with its parameters filled in. */
static Str address_of(Arena *arena, const char *pattern)
{
    for (size_t i = 0; i < COUNT_OF(own_addresses); i++)
        if (strcmp(pattern, own_addresses[i].from) == 0) return str_of(own_addresses[i].to);
    Buf out = buf_new(arena);
    for (const char *at = pattern; *at;) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        if (!end) {
            buf_byte(&out, *at++);
            continue;
        }
        buf_add(&out, str_of(sample_of((Str){at + 1, (size_t)(end - at - 1)})));
        at = end + 1;
    }
    return buf_str(&out);
}

static bool is_left_out(const PageRoute *route)
{
    for (size_t i = 0; i < COUNT_OF(left_out); i++)
        if (strcmp(route->name, left_out[i]) == 0) return true;
    return false;
}

typedef void (*RouteVisit)(Walk *walk, const PageRoute *route, size_t account);

static void each_route(Walk *walk, size_t account, RouteVisit visit)
{
    size_t room_count;
    const PageRoutes *const *rooms = web_rooms(&room_count);
    browser_login(&walk->browser, accounts[account].account);
    for (size_t r = 0; r < room_count; r++)
        for (size_t i = 0; i < rooms[r]->count; i++)
            visit(walk, &rooms[r]->routes[i], account);
}

/* ---- who may ------------------------------------------------------------------------------ */

static int64_t acts_so_far(Walk *walk)
{
    Commit head;
    assert_true(audit_latest(walk->browser.world.w, &head));
    return head.n;
}

static bool opens_to(const PageRoute *route, Duty duty)
{
    return route->who == WHO_PUBLIC || (route->flags & PAGE_FIRST) ||
           (route->who & DUTY_BIT(duty)) != 0;
}

static WebAnswer asked(Walk *walk, const PageRoute *route)
{
    Str address = address_of(walk->browser.world.w->arena, route->pattern);
    return route->method == HTTP_POST ? browser_post(&walk->browser, address, "")
                                      : browser_get(&walk->browser, address);
}

/* Some routes end the session that asks them. */
static bool is_logged_out(Walk *walk)
{
    return browser_get(&walk->browser, STR("/account")).status != 200;
}

static void opens_as_the_table_says(Walk *walk, const PageRoute *route, size_t account)
{
    bool opens = opens_to(route, accounts[account].duty);
    if (opens && is_left_out(route)) return;
    if (is_logged_out(walk)) browser_login(&walk->browser, accounts[account].account);
    int64_t before = acts_so_far(walk);
    WebAnswer answer = asked(walk, route);
    bool gate = answer.status == 403 && answer_shows(answer, SAY_GATE);
    bool right = opens ? !gate && answer.status < 500 : gate;
    if (!right)
        fail_msg("%s %s as %s: %d, should %s", route->method == HTTP_POST ? "POST" : "GET",
                 route->pattern, accounts[account].account, answer.status,
                 opens ? "open" : "be refused");
    if (!opens && acts_so_far(walk) != before)
        fail_msg("%s as %s was refused and left an act", route->pattern, accounts[account].account);
}

static void routes_open_to_whom_their_tables_say(void **state)
{
    (void)state;
    Walk walk = walk_open();
    for (size_t i = 0; i < COUNT_OF(accounts); i++)
        each_route(&walk, i, opens_as_the_table_says);
    walk_close(&walk);
}

static void nobody_without_a_session(Walk *walk, const PageRoute *route, size_t account)
{
    (void)account;
    if (route->who == WHO_PUBLIC) return;
    walk->browser.token = STR("");
    int64_t before = acts_so_far(walk);
    WebAnswer answer = asked(walk, route);
    bool sent_away = (answer.status == 303 && str_starts(answer.location, STR("/login"))) ||
                     answer.status == 401 || answer.status == 403;
    if (!sent_away) fail_msg("%s without a session: %d", route->pattern, answer.status);
    assert_int_equal(acts_so_far(walk), before);
}

static void no_route_opens_without_a_session(void **state)
{
    (void)state;
    Walk walk = walk_open();
    each_route(&walk, 0, nobody_without_a_session);
    walk_close(&walk);
}

/* ---- what is seen ------------------------------------------------------------------------- */

static void shows_nobody_of_theirs(Walk *walk, const PageRoute *route, size_t account)
{
    Work *w = walk->browser.world.w;
    if (route->method != HTTP_GET || !opens_to(route, accounts[account].duty)) return;
    WebAnswer answer = browser_get(&walk->browser, address_of(w->arena, route->pattern));
    const Str traces[] = {format(w->arena, "/person/%lld\"", (long long)walk->theirs.n),
                          format(w->arena, "/unit/%lld\"", (long long)walk->their_unit.n),
                          format(w->arena, "/case/%lld\"", (long long)walk->their_case.n),
                          STR(SURNAME_SPOUSE), STR(NUMBER_THEIRS)};
    for (size_t i = 0; i < COUNT_OF(traces); i++)
        if (str_find(answer.html, traces[i]) >= 0)
            fail_msg("%s as %s shows %.*s", route->pattern, accounts[account].account,
                     STR_ARG(traces[i]));
}

/* Addresses of one of theirs: there is nothing, for whom it is not. */
static void is_not_found(Walk *walk, const char *who)
{
    Arena *arena = walk->browser.world.w->arena;
    long long person = walk->theirs.n, unit = walk->their_unit.n, id = walk->their_case.n;
    const Str addresses[] = {format(arena, "/person/%lld", person),
                             format(arena, "/unit/%lld", unit), format(arena, "/case/%lld", id),
                             format(arena, "/case/%lld/answer", id),
                             format(arena, "/api/v1/cases/%lld", id)};
    for (size_t i = 0; i < COUNT_OF(addresses); i++) {
        WebAnswer answer = browser_get(&walk->browser, addresses[i]);
        if (answer.status != 404 && !answer_shows(answer, SAY_GATE))
            fail_msg("%.*s as %s: %d", STR_ARG(addresses[i]), who, answer.status);
    }
}

static void a_town_meets_nobody_of_another(void **state)
{
    (void)state;
    Walk walk = walk_open();
    for (size_t i = 0; i < COUNT_OF(accounts); i++) {
        bool elsewhere = accounts[i].division != 360203000000;
        if (!elsewhere && accounts[i].duty != DUTY_SYSTEM && accounts[i].duty != DUTY_SECURITY)
            continue;
        browser_login(&walk.browser, accounts[i].account);
        is_not_found(&walk, accounts[i].account);
        if (elsewhere) each_route(&walk, i, shows_nobody_of_theirs);
    }
    walk_close(&walk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_open_to_whom_their_tables_say),
        cmocka_unit_test(no_route_opens_without_a_session),
        cmocka_unit_test(a_town_meets_nobody_of_another),
    };
    return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
