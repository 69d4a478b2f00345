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

/* A world in which the program has run until nothing can go on. */
static World *world_of_text(const char *text) {
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
    if (sched_run(world_sched(w), TURNS) == SCHED_STOPPED)
        fail_msg("it has ended: %s", reported.bytes ? reported.bytes : "");
    return w;
}

typedef void (*Teller)(Told *t, const Survey *s);

static void told_is(const char *text, unsigned what, Teller teller, const char *expected) {
    World *w = world_of_text(text);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_give_names),
        cmocka_unit_test(the_oldest_goroutines_name_is_the_one),
        cmocka_unit_test(fields_give_names),
        cmocka_unit_test(objects_of_packages_have_names),
        cmocka_unit_test(what_nothing_holds_has_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
