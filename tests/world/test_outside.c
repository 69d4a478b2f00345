/* What lies outside of a world whose every choice is made by its caller ends the run, with words that name it, its line, and
 * what to do. */
#include "lua/outside.h"
#include "lua/seed.h"
#include "tests/world/world.h"

/* What has been printed and reported. */
typedef struct Heard {
    char out[4096];
    size_t length, reported;
} Heard;

static void hear(void *arg, int fd, const char *bytes, size_t length) {
    Heard *heard = arg;
    (void)fd;
    assert_true(heard->length + length < sizeof heard->out);
    memcpy(heard->out + heard->length, bytes, length);
    heard->out[heard->length += length] = '\0';
}

static void hear_report(void *arg, const char *bytes, size_t length) {
    (void)bytes;
    ((Heard *)arg)->reported += length;
}

typedef struct Run {
    World *world;
    Control control;
    Heard heard;
    WorldEnd end;
} Run;

static void run_begin(Run *r, const char *text, bool sandbox) {
    memset(r, 0, sizeof *r);
    control_begin(&r->control);
    const WorldOptions options = {.max_memory = 64 << 20,
                                  .control = &r->control,
                                  .output = hear,
                                  .output_arg = &r->heard,
                                  .report = hear_report,
                                  .report_arg = &r->heard,
                                  .sandbox = sandbox};
    const WorldSource source = {.text = text, .length = strlen(text), .name = "@worker.gosh"};
    r->world = world_new(&options);
    assert_non_null(r->world);
    r->end = world_start(r->world, &source, NULL);
    while (r->end == WORLD_RUNNING) r->end = world_turn(r->world);
}

static void run_end(Run *r) {
    world_delete(r->world);
    control_end(&r->control);
}

/* Does the program end so, with these words, before it has printed anything? */
static void refused(const char *text, const char *words) {
    Run r;
    run_begin(&r, text, false);
    if (!world_outside(r.world)) fail_msg("nothing was said of: %s (%s)", text, r.heard.out);
    assert_string_equal(world_outside(r.world), words);
    assert_int_equal(r.end, WORLD_FATAL);
    assert_int_equal(world_exit_code(r.world), 2);
    assert_string_equal(r.heard.out, "");
    assert_int_equal(r.heard.reported, 0);
    run_end(&r);
}

/* Does it run to its end, and print that? */
static void goes_on(const char *text, const char *out) {
    Run r;
    run_begin(&r, text, false);
    if (world_outside(r.world)) fail_msg("%s", world_outside(r.world));
    assert_string_equal(r.heard.out, out);
    assert_int_equal(r.end, WORLD_FINISHED);
    assert_int_equal(r.heard.reported, 0);
    run_end(&r);
}

#define STDIN "reads stdin, which cannot be repeated: give the input as a table or through a channel of the program"
#define FILES ", which cannot be repeated: keep what it would hold in a string or a table of the program"
#define NET "uses the network, which cannot be repeated: let channels of the program be the connections"
#define SIGNALS ", which cannot be repeated: let a channel of the program bring them"
#define COMMAND ", which cannot be repeated: let a goroutine of the program give what it would"

static void stdin_is_refused(void **state) {
    (void)state;
    refused("\n\nlocal line = io.read()\nprint(line)", "worker.gosh:3 " STDIN);
    refused("for line in io.lines() do print(line) end", "worker.gosh:1 " STDIN);
    refused("\nprint(io.stdin:read(\"a\"))", "worker.gosh:2 " STDIN);
    refused("print(os.Stdin:read(1))", "worker.gosh:1 " STDIN);
    refused("print(io.input():lines()())", "worker.gosh:1 " STDIN);
    refused("dofile()", "worker.gosh:1 " STDIN);
    refused("loadfile()", "worker.gosh:1 " STDIN);
}

static void files_are_refused(void **state) {
    (void)state;
    refused("io.open(\"/dev/null\")", "worker.gosh:1 opens a file" FILES);
    refused("for line in io.lines(\"/dev/null\") do end", "worker.gosh:1 opens a file" FILES);
    refused("io.input(\"/dev/null\")", "worker.gosh:1 opens a file" FILES);
    refused("io.output(\"/dev/null\")", "worker.gosh:1 opens a file" FILES);
    refused("io.tmpfile()", "worker.gosh:1 makes a file" FILES);
    refused("os.tmpname()", "worker.gosh:1 makes a file" FILES);
    refused("os.remove(\"no such\")", "worker.gosh:1 removes a file" FILES);
    refused("os.rename(\"no such\", \"other\")", "worker.gosh:1 renames a file" FILES);
    refused("io.stdout:seek(\"set\")", "worker.gosh:1 moves to another place in a file" FILES);
}

static void processes_are_refused(void **state) {
    (void)state;
    refused("os.execute(\"exit 1\")", "worker.gosh:1 runs a command" COMMAND);
    refused("io.popen(\"exit 1\")", "worker.gosh:1 starts a command" COMMAND);
    refused("syscall.Kill(1, 0)", "worker.gosh:1 sends a signal" SIGNALS);
    refused("os.FindProcess(1)",
            "worker.gosh:1 looks for a process, which cannot be repeated: let a goroutine of the program be it");
    refused("print(os.Getpid())",
            "worker.gosh:1 asks which process it is, which cannot be repeated: let it have a number of its own");
}

static void the_network_is_refused(void **state) {
    (void)state;
    refused("net.Listen(\"tcp\", \"127.0.0.1:0\")", "worker.gosh:1 " NET);
    refused("net.Dial(\"tcp\", \"127.0.0.1:1\")", "worker.gosh:1 " NET);
    refused("net.DialTimeout(\"tcp\", \"127.0.0.1:1\", time.Second)", "worker.gosh:1 " NET);
}

static void signals_are_refused(void **state) {
    (void)state;
    refused("signal.Notify(make(chan os.Signal, 1))", "worker.gosh:1 asks for signals" SIGNALS);
    refused("signal.NotifyContext(context.Background(), os.Interrupt)", "worker.gosh:1 asks for signals" SIGNALS);
    refused("signal.Ignore(os.Interrupt)", "worker.gosh:1 sets what signals do" SIGNALS);
    refused("signal.Reset()", "worker.gosh:1 sets what signals do" SIGNALS);
}

static void what_cannot_be_taken_back_is_refused(void **state) {
    (void)state;
    refused("os.setlocale(\"C\")", "worker.gosh:1 changes the locale, which cannot be repeated: leave it as it is");
    refused("package.loadlib(\"x.so\", \"*\")",
            "worker.gosh:1 loads a module in C, which cannot be repeated: use one that is written in Lua or gosh");
}

static void a_goroutine_without_lines_of_its_own_is_told_by_its_go_statement(void **state) {
    (void)state;
    refused("\ngo io.read()\nruntime.Gosched()", "worker.gosh:2 " STDIN);
}

static void modules_in_c_are_refused_if_there_are_such(void **state) {
    (void)state;
    refused("package.cpath = \"tests/world/?.gosh\"\nrequire(\"busy\")",
            "worker.gosh:2 loads a module in C, which cannot be repeated: use one that is written in Lua or gosh");
    refused("package.cpath = \"tests/world/?.gosh\"\nrequire(\"busy.part\")",
            "worker.gosh:2 loads a module in C, which cannot be repeated: use one that is written in Lua or gosh");
    goes_on("package.path = \"tests/world/places/?.gosh;tests/world/?.gosh\"\n"
            "print(pcall(require, \"places.none\") == false)", "true\n");
}

static void nothing_hinders_the_end(void **state) {
    (void)state;
    /* nor deferred calls, nor who catches errors, also where Lua cannot pause */
    refused("defer print(\"deferred\") pcall(io.read) print(\"caught\")", "worker.gosh:1 " STDIN);
    refused("local t = {3, 1, 2}\n"
            "print(pcall(table.sort, t, function(a, b)\n"
            "  pcall(io.read)\n"
            "  return a < b\n"
            "end))",
            "worker.gosh:3 " STDIN);
    refused("func f() defer print(\"deferred\") table.sort({2, 1}, function() io.read() end) end f()",
            "worker.gosh:1 " STDIN);
    refused("local c = coroutine.wrap(function() io.read() end) c() print(\"on\")", "worker.gosh:1 " STDIN);
    refused("go func() io.read() end() time.Sleep(time.Hour) print(\"on\")", "worker.gosh:1 " STDIN);
}

static void the_first_one_counts(void **state) {
    (void)state;
    refused("table.sort({2, 1}, function() pcall(io.read) pcall(os.execute) pcall(io.tmpfile) end)", "worker.gosh:1 " STDIN);
}

static void what_stays_within_goes_on(void **state) {
    (void)state;
    goes_on("io.write(\"a\", 1, \"\\n\") io.stdout:write(\"b\\n\") print(io.type(io.stdin))", "a1\nb\nfile\n");
    goes_on("print(io.stdout:setvbuf(\"no\")) io.stdout:flush() io.flush()", "true\n");
    goes_on("print(type(os.getenv(\"PATH\")), type(os.Getenv(\"PATH\")))", "string\tstring\n");
    goes_on("print(os.time(), os.clock(), os.date(\"%F\"), time.Now().Year())", "946684800\t0.0\t2000-01-01\t2000\n");
    goes_on("print(io.output() == io.stdout, io.input() == os.Stdin)", "true\ttrue\n");
    goes_on("print(os.setlocale(), pcall(require, \"no.such.module\") == false)", "C\ttrue\n");
    goes_on("io.output(io.stderr) io.write(\"x\")", "x");
    goes_on("package.path = \"tests/lang/io/?.nothing\" print(pcall(dofile, \"no such file\") == false)", "true\n");
    goes_on("local mt = debug.getmetatable(\"\") print(mt.__index == string)", "true\n");
}

static void exit_where_lua_cannot_pause_ends_the_world_alone(void **state) {
    (void)state;
    static const char *const texts[] = {
        "defer print(\"deferred\") table.sort({2, 1}, function() os.exit(3) end) print(\"on\")",
        "table.sort({2, 1}, function() pcall(os.exit, 3) while true do end end)",
        "print(pcall(string.gsub, \"abc\", \".\", function() os.Exit(3) end)) print(\"on\")",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Run r;
        run_begin(&r, texts[i], false);
        assert_int_equal(r.end, WORLD_FINISHED);
        assert_true(world_exited(r.world));
        assert_int_equal(world_exit_code(r.world), 3);
        assert_null(world_outside(r.world));
        assert_string_equal(r.heard.out, "");
        assert_int_equal(r.heard.reported, 0);
        run_end(&r);
    }
}

static void a_snapshot_takes_it_back(void **state) {
    (void)state;
    static const char text[] = "print(1) runtime.Gosched() io.read()";
    Run r;
    memset(&r, 0, sizeof r);
    control_begin(&r.control);
    r.control.every_point = true;
    const WorldOptions options = {.max_memory = 64 << 20, .control = &r.control, .output = hear, .output_arg = &r.heard};
    const WorldSource source = {.text = text, .length = strlen(text), .name = "@worker.gosh"};
    World *w = world_new(&options);
    assert_non_null(w);
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    Snapshot *snap = snapshot_take(sched_arena(world_sched(w)));
    for (int i = 0; i < 3; i++) {
        while (world_turn(w) == WORLD_RUNNING) assert_null(world_outside(w));
        assert_string_equal(world_outside(w), "worker.gosh:1 " STDIN);
        snapshot_restore(sched_arena(world_sched(w)), snap);
        r.control.last = NULL;
        assert_null(world_outside(w));
    }
    assert_string_equal(r.heard.out, "1\n1\n1\n");
    snapshot_delete(snap);
    world_delete(w);
    control_end(&r.control);
}

static void a_sandbox_refuses_in_its_own_words(void **state) {
    (void)state;
    Run r;
    run_begin(&r, "print(io.lines())", true);
    assert_string_equal(world_outside(r.world), "worker.gosh:1 " STDIN);
    run_end(&r);
    run_begin(&r, "print(pcall(debug.getinfo, 1, \"f\"))", true);
    assert_null(world_outside(r.world));
    assert_non_null(strstr(r.heard.out, "--sandbox"));
    run_end(&r);
}

static WorldEnd evaluate(World *w, const char *text) {
    const WorldSource source = {.text = text, .length = strlen(text), .name = "=stdin", .session = true};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    return world_run_to_end(w);
}

/* What the session has made of functions stays its own; what is gosh's comes back. */
static void a_session_can_be_stepped_and_goes_on(void **state) {
    (void)state;
    Heard heard = {.length = 0};
    World *w = world_new(&(WorldOptions){
        .max_memory = 64 << 20, .session = true, .output = hear, .output_arg = &heard, .virtual_time = true});
    assert_non_null(w);
    assert_int_equal(evaluate(w, "open, nap := io.open, time.Sleep\n"
                                 "func twice(n) return 2 * n end\n"
                                 "package.loaded.mine = {twice = twice}\n"
                                 "func os.rename(a) return a end"), WORLD_FINISHED);
    for (int round = 0; round < 2; round++) {
        Control control = {.quiet = true};
        WorldBefore before;
        control_begin(&control);
        assert_true(world_control(w, &control, &before));
        assert_int_equal(evaluate(w, "nap(1) print(require(\"mine\").twice(21), os.rename(7))"), WORLD_FINISHED);
        assert_null(world_outside(w));
        assert_int_equal(evaluate(w, "pcall(os.remove, \"no such\")"), WORLD_FATAL);
        assert_string_equal(world_outside(w), "stdin:1 removes a file" FILES);
        world_uncontrol(w, &before);
        control_end(&control);
        assert_null(world_outside(w));
        heard.length = 0;
    }
    assert_int_equal(evaluate(w, "io.open(\"/dev/null\"):close() print(os.remove(\"/dev/null/no such\"), open == io.open)"),
                     WORLD_FINISHED);
    assert_non_null(strstr(heard.out, "true\n"));
    world_delete(w);
}

static void a_world_without_a_control_is_not_concerned(void **state) {
    (void)state;
    static const char text[] = "io.open(\"/dev/null\"):close()";
    const WorldSource source = {.text = text, .length = strlen(text), .name = "@worker.gosh"};
    World *w = world_new(&(WorldOptions){.max_memory = 64 << 20, .seeded = true, .seed = 1});
    assert_non_null(w);
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    assert_int_equal(world_run_to_end(w), WORLD_FINISHED);
    assert_null(world_outside(w));
    world_delete(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stdin_is_refused),
        cmocka_unit_test(files_are_refused),
        cmocka_unit_test(processes_are_refused),
        cmocka_unit_test(the_network_is_refused),
        cmocka_unit_test(signals_are_refused),
        cmocka_unit_test(what_cannot_be_taken_back_is_refused),
        cmocka_unit_test(a_goroutine_without_lines_of_its_own_is_told_by_its_go_statement),
        cmocka_unit_test(modules_in_c_are_refused_if_there_are_such),
        cmocka_unit_test(nothing_hinders_the_end),
        cmocka_unit_test(the_first_one_counts),
        cmocka_unit_test(what_stays_within_goes_on),
        cmocka_unit_test(exit_where_lua_cannot_pause_ends_the_world_alone),
        cmocka_unit_test(a_snapshot_takes_it_back),
        cmocka_unit_test(a_sandbox_refuses_in_its_own_words),
        cmocka_unit_test(a_session_can_be_stepped_and_goes_on),
        cmocka_unit_test(a_world_without_a_control_is_not_concerned),
    };
    return cmocka_run_group_tests_name("outside", tests, NULL, NULL);
}
