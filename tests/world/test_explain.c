/* Explanations of deadlocks from surveys that no world gave: whatever stands in one, and however little memory there is, the
 * text keeps to its form, and says nothing that the survey does not. */
#include "lua/explain.h"
#include "tests/refuse.h"
#include "tests/world/world.h"

enum { GOROUTINES = 90, OBJECTS = 12, WAITS = 4, HOLDS = 20, SURVEYS = 3000, COLUMNS = 80 };

/* ---- Surveys of anything ---- */

typedef struct Made {
    Survey survey;
    SurveyGoroutine goroutines[GOROUTINES];
    SurveyObject objects[OBJECTS];
    SurveyWait waits[GOROUTINES * WAITS];
    SurveyWaiter waiters[OBJECTS * WAITS];
    SurveyHold holds[OBJECTS * HOLDS];
} Made;

static Random randoms;

static size_t pick(size_t count) {
    return (size_t)(random_next(&randoms) % count);
}

static const char *pick_name(void) {
    static const char *const names[] = {NULL,
                                        "",
                                        "ch",
                                        "jobs",
                                        "a_rather_long_name_of_a_channel_that_somebody_has_chosen",
                                        "r\xc3\xa9sultats"};
    return names[pick(sizeof names / sizeof *names)];
}

static SurveyPlace pick_place(void) {
    static const char *const files[] = {NULL, "a.gosh", "a.gosh", "lib/b.gosh"};
    return (SurveyPlace){files[pick(4)], (int)pick(4)};
}

static void make_object(Made *m, SurveyObject *o) {
    static const char *const types[] = {NULL, "chan int", "<-chan struct{}", "sync.Once",
                                        "sync.Mutex"};
    Survey *s = &m->survey;
    *o = (SurveyObject){.kind = (SurveyKind)pick(SURVEY_COND + 1),
                        .name = pick_name(),
                        .type = types[pick(5)],
                        .made = pick_place(),
                        .timer = pick(8) == 0,
                        .capacity = pick(3),
                        .locked = pick(2),
                        .owner = pick(s->goroutine_count + 3),
                        .readers = (uint32_t)pick(3),
                        .counter = (int64_t)pick(4),
                        .waiter = s->waiter_count,
                        .hold = s->hold_count};
    o->length = pick(o->capacity + 1);
    o->waiter_count = pick(WAITS);
    o->hold_count = pick(HOLDS);
    for (size_t i = 0; i < o->waiter_count; i++)
        s->waiters[s->waiter_count++] =
            (SurveyWaiter){(int32_t)pick(s->goroutine_count + 1) - 1, pick(2)};
    for (size_t i = 0; i < o->hold_count; i++)
        s->holds[s->hold_count++] = (SurveyHold){.goroutine = (int32_t)pick(s->goroutine_count),
                                                 .name = pick_name(),
                                                 .direct = pick(2),
                                                 .can_send = pick(2),
                                                 .can_receive = pick(2)};
}

static WaitReason reason_for(const Survey *s, const SurveyWait *wait) {
    if (wait->object < 0) return wait->send ? WAIT_CHAN_SEND_NIL : WAIT_CHAN_RECEIVE_NIL;
    switch (s->objects[wait->object].kind) {
    case SURVEY_MUTEX:
        return WAIT_MUTEX_LOCK;
    case SURVEY_RWMUTEX:
        return pick(2) ? WAIT_RWMUTEX_LOCK : WAIT_RWMUTEX_RLOCK;
    case SURVEY_WAITGROUP:
        return WAIT_WAITGROUP;
    case SURVEY_COND:
        return WAIT_COND;
    case SURVEY_CHAN:
        break;
    }
    return wait->send ? WAIT_CHAN_SEND : WAIT_CHAN_RECEIVE;
}

static void make_goroutine(Made *m, size_t i) {
    static const WaitReason others[] = {WAIT_SELECT, WAIT_SELECT_NO_CASES, WAIT_SLEEP, WAIT_IO};
    Survey *s = &m->survey;
    SurveyGoroutine *g = &s->goroutines[i];
    *g = (SurveyGoroutine){.id = (i ? g[-1].id : 0) + 1 + pick(2),
                           .function = pick(2) ? "main.worker" : NULL,
                           .status = pick(8) ? G_WAITING : G_RUNNABLE,
                           .place = pick_place(),
                           .is_main = i == 0 && pick(4),
                           .wait = s->wait_count};
    if (g->status != G_WAITING) return;
    bool one = pick(4) > 0;
    if (!one) g->reason = others[pick(4)];
    g->wait_count = one ? 1 : g->reason == WAIT_SELECT ? pick(WAITS + 1) : 0;
    for (size_t n = 0; n < g->wait_count; n++) {
        int32_t object = (int32_t)pick(s->object_count + 1) - 1;
        if (!one && (object < 0 || s->objects[object].kind != SURVEY_CHAN)) {
            g->wait_count = n;
            break;
        }
        s->waits[s->wait_count++] = (SurveyWait){object, pick(2)};
    }
    if (one) g->reason = reason_for(s, &s->waits[g->wait]);
}

static void make(Made *m, uint64_t seed) {
    random_seed(&randoms, seed);
    *m = (Made){0};
    Survey *s = &m->survey;
    s->goroutines = m->goroutines;
    s->objects = m->objects;
    s->waits = m->waits;
    s->waiters = m->waiters;
    s->holds = m->holds;
    s->partial = pick(4) == 0;
    s->goroutine_count = pick(10) ? 1 + pick(8) : 1 + pick(GOROUTINES);
    s->object_count = pick(OBJECTS + 1);
    for (size_t i = 0; i < s->object_count; i++) make_object(m, &s->objects[i]);
    for (size_t i = 0; i < s->goroutine_count; i++) make_goroutine(m, i);
}

/* ---- What must be true of every explanation ---- */

static size_t columns_of(const char *line, size_t length) {
    size_t columns = 0;
    for (size_t i = 0; i < length; i++) columns += ((unsigned char)line[i] & 0xc0) != 0x80;
    return columns;
}

/* Only a piece that cannot be divided may be too long. */
static bool is_one_piece(const char *line, size_t length) {
    return length > 5 && (line[5] == '`' || !memchr(line + 5, ' ', length - 5));
}

static void check_form(const char *text, uint64_t seed) {
    size_t lines = 0;
    if (!*text) return;
    if (strncmp(text, "\nwhy: ", 6) != 0 || strstr(text, "(null)") ||
        strstr(text, "18446744") /* less than none */ || strstr(text, "  .") || strstr(text, ".."))
        fail_msg("survey %llu: %s", (unsigned long long)seed, text);
    for (const char *line = text + 1; *line; lines++) {
        size_t length = strcspn(line, "\n");
        bool headed = strncmp(line, "why: ", 5) == 0 || strncmp(line, "try: ", 5) == 0 ||
                      strncmp(line, "or:  ", 5) == 0 || strncmp(line, "     ", 5) == 0;
        if (!headed || (columns_of(line, length) > COLUMNS && !is_one_piece(line, length)) ||
            line[length] != '\n')
            fail_msg("survey %llu, line %zu: %s", (unsigned long long)seed, lines + 1, text);
        line += length + 1;
    }
    if (lines > 45)
        fail_msg("survey %llu has %zu lines: %s", (unsigned long long)seed, lines, text);
}

/* What would be said of nobody knows whom. */
static void check_claims(const Survey *s, const char *text, uint64_t seed) {
    bool claims = strstr(text, "No other goroutine") || strstr(text, "has ended without") ||
                  strstr(text, "Only ");
    if (s->partial && claims)
        fail_msg("survey %llu is partial: %s", (unsigned long long)seed, text);
}

static World world; /* with no program */

static void every_survey_gives_an_explanation_in_form(void **state) {
    (void)state;
    size_t explained = 0;
    Made *m = malloc(sizeof *m);
    for (uint64_t seed = 0; seed < SURVEYS; seed++) {
        make(m, seed);
        world.session = seed % 3 == 0;
        Text t = {0};
        explain_add(&world, &m->survey, &t);
        if (t.bytes) explained++;
        check_form(t.bytes ? t.bytes : "", seed);
        check_claims(&m->survey, t.bytes ? t.bytes : "", seed);
        free(t.bytes);
        t = (Text){0};
        text_add_string(&t, "\n");
        explain_goroutine(&world, &m->survey, (int32_t)pick(m->survey.goroutine_count), &t);
        check_form(t.bytes, seed);
        check_claims(&m->survey, t.bytes, seed);
        free(t.bytes);
    }
    assert_in_range(explained, SURVEYS / 2, SURVEYS);
    free(m);
}

static void written(void *arg, const char *bytes, size_t length) {
    Text *t = arg;
    assert_in_range(t->length + length, 0, t->capacity - 1);
    memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
    t->bytes[t->length] = '\0';
}

static void without_memory_less_is_said(void **state) {
    (void)state;
    static char bytes[1 << 16], buffer[512];
    Made *m = malloc(sizeof *m);
    for (uint64_t seed = 0; seed < SURVEYS / 10; seed++) {
        make(m, seed);
        for (size_t left = 0; left < 16; left++) {
            Text got = {.bytes = bytes, .capacity = sizeof bytes},
                 t = text_out(written, &got, buffer, sizeof buffer);
            bytes[0] = '\0';
            refuse(&refused_heap, left, SIZE_MAX);
            explain_add(&world, &m->survey, &t);
            refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
            text_flush(&t);
            if (left == 0) assert_string_equal(bytes, "");
            check_claims(&m->survey, bytes, seed);
        }
    }
    free(m);
}

/* ---- A world's own survey, of which a part may be missing ---- */

static void what_is_missing_in_a_survey_is_not_called_gone(void **state) {
    (void)state;
    static const char text[] = "var mu sync.Mutex\n"
                               "ch := make(chan int)\n"
                               "go func() mu.Lock() ch <- 1 end()\n"
                               "runtime.Gosched()\n"
                               "mu.Lock()\n";
    static char *args[] = {"gosh"};
    WorldOptions options = {
        .max_memory = 64 << 20, .virtual_time = true, .args = args, .arg_count = 1};
    World *w = world_new(&options);
    assert_non_null(w);
    WorldSource source = {.text = text, .length = sizeof text - 1, .name = "@a.gosh"};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    sched_run(world_sched(w), 1000);
    bool whole = false;
    for (size_t left = 1; !whole && left < 100000; left++) {
        refuse(&refused_heap, left, SIZE_MAX);
        Survey *s = survey_take(w, SURVEY_OBJECTS | SURVEY_HOLDERS);
        refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
        if (!s) continue;
        Text t = {0};
        explain_add(w, s, &t);
        if (!t.bytes) t = (Text){.bytes = calloc(1, 1)};
        if (strstr(t.bytes, "ended") || strstr(t.bytes, "No other goroutine is left"))
            fail_msg("with %zu allocations: %s", left, t.bytes);
        whole = !s->partial;
        if (whole) assert_non_null(strstr(t.bytes, "So main and goroutine 2 wait for each other."));
        survey_delete(s);
        free(t.bytes);
    }
    assert_true(whole);
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_survey_gives_an_explanation_in_form),
        cmocka_unit_test(without_memory_less_is_said),
        cmocka_unit_test(what_is_missing_in_a_survey_is_not_called_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
