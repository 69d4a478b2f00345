/* Surveys: what a picture of a world says of its goroutines and of what they wait for. */
#include "lua/survey.h"
#include "tests/world/world.h"

enum { TURNS = 100000, TEXT_SIZE = 16384 };

typedef struct Told {
    char text[TEXT_SIZE];
    size_t length;
} Told;

static void tell(Told *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void tell(Told *t, const char *format, ...) {
    va_list list;
    va_start(list, format);
    int length = vsnprintf(t->text + t->length, sizeof t->text - t->length, format, list);
    va_end(list);
    t->length += (size_t)length;
    assert_in_range(t->length, 0, sizeof t->text - 1);
}

/* A world in which the program has run for so many turns, or until nothing can go on. */
static World *world_after(const char *text, uint32_t turns) {
    static char *args[] = {"gosh"};
    Reported reported = {0};
    WorldOptions options = {.report = reported_add,
                            .report_arg = &reported,
                            .max_memory = 256 << 20,
                            .virtual_time = true,
                            .args = args,
                            .arg_count = 1};
    World *w = world_new(&options);
    assert_non_null(w);
    WorldSource source = {.text = text, .length = strlen(text), .name = "@a.gosh"};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    if (sched_run(world_sched(w), turns) == SCHED_STOPPED)
        fail_msg("it has ended: %s", reported.bytes ? reported.bytes : "");
    return w;
}

typedef void (*Teller)(Told *t, const Survey *s);

static void told_after(const char *text, uint32_t turns, unsigned what, Teller teller,
                       const char *expected) {
    World *w = world_after(text, turns);
    Survey *s = survey_take(w, what);
    assert_non_null(s);
    assert_false(s->partial);
    world_delete(w); /* it stays good */
    Told *t = calloc(1, sizeof *t);
    teller(t, s);
    assert_string_equal(t->text, expected);
    free(t);
    survey_delete(s);
}

static void told_is(const char *text, unsigned what, Teller teller, const char *expected) {
    told_after(text, TURNS, what, teller, expected);
}

/* ---- What objects are called ---- */

static void tell_names(Told *t, const Survey *s) {
    for (size_t i = 0; i < s->object_count; i++)
        tell(t, "%s: %s\n", s->objects[i].name ? s->objects[i].name : "-", s->objects[i].type);
}

static void names_are(const char *text, const char *expected) {
    told_is(text, SURVEY_GOROUTINES, tell_names, expected);
}

static void variables_give_names(void **state) {
    (void)state;
    names_are("jobs := make(chan int) jobs <- 1", "jobs: chan int\n");
    names_are("func f(inbox <-chan int) <-inbox end f(make(chan int))", "inbox: chan int\n");
    names_are("ch := make(chan string) go func() <-ch end() select end", "ch: chan string\n");
    names_are("ch = make(chan (<-chan int)) local ch2 = 1\n<-ch", "ch: chan (<-chan int)\n");
    names_are("ch := make(chan int) func f() ch <- 1 end f()", "ch: chan int\n");
    names_are("t_ := make(chan int) c := make(chan int) select case <-t_: case <-c: end",
              "-: chan int\nc: chan int\n");
}

static void the_oldest_goroutines_name_is_the_one(void **state) {
    (void)state;
    names_are("func worker(inbox <-chan int) for v := range inbox do print(v) end end\n"
              "jobs := make(chan int)\n"
              "for range 3 do go worker(jobs) end\n"
              "select end",
              "jobs: chan int\n");
}

static void fields_give_names(void **state) {
    (void)state;
    names_are("pool := {jobs = make(chan int)}\n<-pool.jobs", "pool.jobs: chan int\n");
    names_are("workers := {} for i := range 3 do workers[i + 1] = {inbox = make(chan int)} end\n"
              "<-workers[3].inbox",
              "workers[3].inbox: chan int\n");
    names_are("t := {[\"a b\\n\\\"\"] = make(chan int)}\n<-t[\"a b\\n\\\"\"]",
              "t[\"a b\\10\\\"\"]: chan int\n");
    names_are("t := {z = 1, b = make(chan int)} t.a = t.b t[2] = t.b\n<-t.b", "t[2]: chan int\n");
    names_are("server := {mu = sync.Mutex()} func server:run() self.mu.Lock() self.mu.Lock() end "
              "server:run()",
              "self.mu: sync.Mutex\n");
    names_are("config = {deep = {er = make(chan int)}} func f() <-config.deep.er end f()",
              "config.deep.er: chan int\n");
    names_are("t := {} t.self = t t.next = {back = t, ch = make(chan bool)}\n<-t.next.ch",
              "t.next.ch: chan bool\n");
}

static void objects_of_packages_have_names(void **state) {
    (void)state;
    names_are("var mu sync.Mutex mu.Lock() mu.Lock()", "mu: sync.Mutex\n");
    names_are("var wg sync.WaitGroup wg.Add(1) wg.Wait()", "wg: sync.WaitGroup\n");
    names_are("var mu sync.RWMutex mu.RLock() go func() mu.RLock() end() mu.Lock()",
              "mu: sync.RWMutex\n");
    names_are("var once sync.Once once.Do(func() once.Do(func() end) end)", "once: sync.Once\n");
    names_are("var mu sync.Mutex cond := sync.NewCond(mu) mu.Lock() cond.Wait()",
              "cond: sync.Cond\n");
    names_are("f := nil f = sync.OnceFunc(func() f() end) f()", "f: sync.Mutex\n");
    names_are("ctx, cancel := context.WithCancel(context.Background())\n<-ctx.Done()",
              "ctx.Done(): chan struct{}\n");
    names_are("ctx, cancel := context.WithCancel(context.Background())\n"
              "inner := context.WithValue(ctx, 1, 2) ctx = nil\n<-inner.Done()",
              "inner.Done(): chan struct{}\n");
    names_are("var g errgroup.Group g.Go(func() error select end end) g.Wait()",
              "g: sync.WaitGroup\n");
    names_are("timer := time.NewTimer(time.Hour) timer.Stop()\n<-timer.C",
              "timer.C: chan time.Time\n");
}

static void what_nothing_holds_has_no_name(void **state) {
    (void)state;
    names_are("<-make(chan int)", "-: chan int\n");
}

/* ---- What is known of objects ---- */

static void tell_objects(Told *t, const Survey *s) {
    for (size_t i = 0; i < s->object_count; i++) {
        const SurveyObject *o = &s->objects[i];
        tell(t, "%s %s", o->name ? o->name : "-", o->type);
        if (o->kind == SURVEY_CHAN)
            tell(t, " #%d %d/%d", (int)o->id, (int)o->length, (int)o->capacity);
        if (o->made.file) tell(t, " made %s:%d", o->made.file, o->made.line);
        if (o->closed) tell(t, " closed");
        if (o->timer) tell(t, " timer");
        if (o->locked) tell(t, " locked");
        if (o->owner) tell(t, " by %d", (int)o->owner);
        if (o->readers) tell(t, " readers %d", (int)o->readers);
        if (o->kind == SURVEY_WAITGROUP) tell(t, " counter %d", (int)o->counter);
        for (size_t k = 0; k < o->buffered_count; k++) tell(t, " {%s}", o->buffered[k]);
        for (size_t k = 0; k < o->waiter_count; k++) {
            const SurveyWaiter *w = &s->waiters[o->waiter + k];
            tell(t, " <%d%s>", (int)s->goroutines[w->goroutine].id, w->send ? "!" : "");
        }
        tell(t, "\n");
    }
}

static void objects_are(const char *text, const char *expected) {
    told_is(text, SURVEY_OBJECTS, tell_objects, expected);
}

static void channels_tell_where_they_were_made(void **state) {
    (void)state;
    objects_are("a := make(chan int)\n\nb := make(chan string,\n  7)\nfunc f()\n  return make(chan "
                "bool) end\nc := f()\nselect end",
                "a chan int #1 0/0 made a.gosh:1\n"
                "b chan string #2 0/7 made a.gosh:3\n"
                "c chan bool #3 0/0 made a.gosh:6\n");
    objects_are("c := load('return make(chan int)', '@other')()\nselect end",
                "c chan int #1 0/0 made other:1\n");
    objects_are("c := load('return make(chan int)')()\nselect end", "c chan int #1 0/0\n");
}

static void buffers_are_told(void **state) {
    (void)state;
    objects_are("a := make(chan int, 3) a <- 1 a <- 2 a <- 3 _ = <-a a <- 4 close(a)\nselect end",
                "a chan int #1 3/3 made a.gosh:1 closed {2} {3} {4}\n");
    objects_are(
        "a := make(chan any, 20) a <- \"x\\n\\\"\\1ü\" a <- 1.5 a <- 1e100 a <- nil a <- true a <- "
        "{1, 2, {}}\n"
        "a <- {b = 1, a = {1}} a <- print a <- errors.New(\"oh\") a <- struct{}{} a <- time.Second "
        "a <- sync.Mutex()\n"
        "a <- setmetatable({}, {__tostring = error, __index = error, __name = \"Own\"})\nselect "
        "end",
        "a chan any #1 13/20 made a.gosh:1 {\"x\\n\\\"\\x01ü\"} {1.5} {1e+100} {nil} {true} {[1 2 "
        "map[...]]} "
        "{map[a:[...] b:1]} {func()} {oh} {{}} {time.Duration(1000000000)} {sync.Mutex} {Own}\n");
    objects_are("a := make(chan string, 1) a <- (\"ü\"):rep(50)\nselect end",
                "a chan string #1 1/1 made a.gosh:1 "
                "{\"üüüüüüüüüüüüüüüüüüüüüüüüüüüüü...}\n");
    objects_are("t := time.NewTimer(time.Hour)\nselect end", "t.C chan time.Time #1 0/0 timer\n");
}

static void waiters_stand_in_their_order(void **state) {
    (void)state;
    objects_are("a, b := make(chan int), make(chan int)\n"
                "for range 3 do go func() a <- 1 end() end\n"
                "go func() select case b <- 1: case <-b: end end()\n"
                "select end",
                "a chan int #1 0/0 made a.gosh:1 <2!> <3!> <4!>\nb chan int #2 0/0 made a.gosh:1 "
                "<5> <5!>\n");
}

static void locks_in_use_are_told(void **state) {
    (void)state;
    objects_are("var free, taken sync.Mutex taken.Lock() var wg, none sync.WaitGroup wg.Add(2)\n"
                "var rw sync.RWMutex rw.RLock() rw.RLock() var once sync.Once once.Do(func() "
                "select end end)",
                "once sync.Once locked by 1\nrw sync.RWMutex by 1 readers 2\n"
                "taken sync.Mutex locked by 1\nwg sync.WaitGroup counter 2\n");
    objects_are("var rw sync.RWMutex rw.Lock() rw.Lock()", "rw sync.RWMutex locked by 1 <1>\n");
}

static void channels_that_only_others_reach_are_there(void **state) {
    (void)state;
    objects_are("a := make(chan any, 1) a <- make(chan int)\nf := (func() c := make(chan string) "
                "return func() return c end end)()\nselect end",
                "a chan any #1 1/1 made a.gosh:1 {chan int}\n- chan int #2 0/0 made a.gosh:1\n"
                "- chan string #3 0/0 made a.gosh:2\n");
}

/* ---- Goroutines ---- */

static void tell_goroutines(Told *t, const Survey *s) {
    for (size_t i = 0; i < s->goroutine_count; i++) {
        const SurveyGoroutine *g = &s->goroutines[i];
        tell(t, "%d<%d %s [%s] %d", (int)g->id, (int)g->parent_id, g->function ? g->function : "-",
             g->state, (int)(g->waited / 1000000));
        tell(t, " at %s %s:%d", g->at ? g->at : "-", g->place.file ? g->place.file : "-",
             g->place.line);
        if (g->creator) tell(t, " by %s %s:%d", g->creator, g->created.file, g->created.line);
        for (size_t k = 0; k < g->wait_count; k++) {
            const SurveyWait *wait = &s->waits[g->wait + k];
            tell(t, " %s%s", wait->send ? "!" : "?",
                 wait->object == SURVEY_NONE ? "nil" : s->objects[wait->object].name);
        }
        tell(t, "\n");
    }
}

static void goroutines_are(const char *text, const char *expected) {
    told_is(text, SURVEY_GOROUTINES, tell_goroutines, expected);
}

static void goroutines_tell_where_they_stand(void **state) {
    (void)state;
    goroutines_are(
        "func inner(ch)\n  <-ch\nend\nfunc worker(ch)\n  inner(ch)\nend\n"
        "func start(ch)\n  go worker(ch)\nend\n"
        "ch, out := make(chan int), make(chan int)\nstart(ch)\n"
        "go func() time.Sleep(2 * time.Second) select case out <- 1: case <-out: end end()\n"
        "time.Sleep(5 * time.Second) none := nil\n<-none",
        "1<0 main.main [chan receive (nil chan)] 0 at main.main a.gosh:14 ?nil\n"
        "2<1 main.worker [chan receive] 5000 at main.inner a.gosh:2 by main.start a.gosh:8 ?ch\n"
        "3<1 main.main.func1 [select] 3000 at main.main.func1 a.gosh:12 by main.main a.gosh:12 "
        "!out ?out\n");
    goroutines_are("func f()\n  defer func()\n    select end\n  end()\nend\nf()",
                   "1<0 main.main [select (no cases)] 0 at main.f.func1 a.gosh:3\n");
    goroutines_are(
        "var mu sync.Mutex mu.Lock() go mu.Lock()\nselect end",
        "1<0 main.main [select (no cases)] 0 at main.main a.gosh:2\n"
        "2<1 sync.(*Mutex).Lock [sync.Mutex.Lock] 0 at - a.gosh:1 by main.main a.gosh:1 ?mu\n");
    goroutines_are("co := coroutine.wrap(func()\n  select end\nend)\nco()",
                   "1<0 main.main [select (no cases)] 0 at main.main.func1 a.gosh:2\n");
    goroutines_are("func f(n)\n  if n == 0 then select end end f(n - 1) return 1\nend\nf(5000)",
                   "1<0 main.main [select (no cases)] 0 at main.f a.gosh:2\n");
    goroutines_are(
        "func f()\n  defer func()\n    recover() select end\n  end()\n  panic(1)\nend\nf()",
        "1<0 main.main [select (no cases)] 0 at main.f.func1 a.gosh:3\n");
}

static void what_has_not_run_stands_at_its_beginning(void **state) {
    (void)state;
    told_after("func f(ch)\n\n  <-ch\nend\njobs := make(chan int)\nfor range 2 do go f(jobs) "
               "end\nselect end",
               1, SURVEY_GOROUTINES, tell_goroutines,
               "1<0 main.main [select (no cases)] 0 at main.main a.gosh:7\n"
               "2<1 main.f [runnable] 0 at main.f a.gosh:1 by main.main a.gosh:6\n"
               "3<1 main.f [runnable] 0 at main.f a.gosh:1 by main.main a.gosh:6\n");
    told_after("func f(inbox)\n\n  <-inbox\nend\nfunc main() jobs := make(chan int) go f(jobs) "
               "end\nmain()\nselect end",
               1, SURVEY_OBJECTS, tell_names, "inbox: chan int\n");
}

static bool wants_sends(void *arg, size_t i) {
    (void)arg;
    return i > 0;
}

static void take_trace(void *arg, size_t i, const char *text, size_t length) {
    tell(arg, "%d: %.*s", (int)i, (int)length, text);
}

static void traces_are_told_of_those_that_are_wanted(void **state) {
    (void)state;
    World *w = world_after(
        "ch := make(chan int) func f()\n  ch <- 1\nend\nfor range 2 do go f() end\nselect end",
        TURNS);
    Survey *s = survey_take(w, SURVEY_GOROUTINES);
    Told *t = calloc(1, sizeof *t);
    survey_traces(w, s, &(SurveyTracing){wants_sends, take_trace, t});
    assert_string_equal(t->text, "1: goroutine 2 [chan send]:\nmain.f()\n\ta.gosh:2\ncreated by "
                                 "main.main in goroutine 1\n\ta.gosh:4\n"
                                 "2: goroutine 3 [chan send]:\nmain.f()\n\ta.gosh:2\ncreated by "
                                 "main.main in goroutine 1\n\ta.gosh:4\n");
    free(t);
    survey_delete(s);
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_give_names),
        cmocka_unit_test(the_oldest_goroutines_name_is_the_one),
        cmocka_unit_test(fields_give_names),
        cmocka_unit_test(objects_of_packages_have_names),
        cmocka_unit_test(what_nothing_holds_has_no_name),
        cmocka_unit_test(channels_tell_where_they_were_made),
        cmocka_unit_test(buffers_are_told),
        cmocka_unit_test(waiters_stand_in_their_order),
        cmocka_unit_test(locks_in_use_are_told),
        cmocka_unit_test(channels_that_only_others_reach_are_there),
        cmocka_unit_test(goroutines_tell_where_they_stand),
        cmocka_unit_test(what_has_not_run_stands_at_its_beginning),
        cmocka_unit_test(traces_are_told_of_those_that_are_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
