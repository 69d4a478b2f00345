/*
 * test_complete.c: what can stand where the cursor is, which is where a text has a '|'.
 *
 * The table of commands is the test's own.
 */
#include "tests/world/world.h"

#include "repl/command.h"
#include "repl/complete.h"
#include "repl/settings.h"

/* ---- Commands ---- */

static const CommandRow rows[] = {
    {.name = "help", .other_name = "h", .arguments = "[TOPIC]", .doc = "helps"},
    {.name = "doc", .other_name = "", .arguments = "[NAME]", .doc = "tells what a name means"},
    {.name = "explain", .other_name = "why", .arguments = "[NUMBER]", .doc = "why it waits"},
    {.name = "load", .other_name = "", .arguments = "FILE", .doc = "runs a file"},
    {.name = "time", .other_name = "", .arguments = "EXP", .doc = "how long it takes"},
    {.name = "set", .other_name = "", .arguments = "[NAME [VALUE]]", .doc = "sets"},
    {.name = "clock", .other_name = "", .arguments = "[virtual|real]", .doc = "time"},
    {.name = "ps", .other_name = "", .arguments = "[WORD...]", .doc = "goroutines", .chooses = true},
};

bool command_row(size_t index, CommandRow *row) {
    if (index >= sizeof rows / sizeof *rows) return false;
    *row = rows[index];
    return true;
}

bool settings_row(size_t index, SettingRow *row) {
    static const char *const values[SETTING_VALUES] = {"on", "off"};
    *row = (SettingRow){.name = index ? "leaks" : "plain", .values = values, .doc = "a setting"};
    return index < 2;
}

bool command_test(const char *text, size_t length) {
    while (length && *text == ' ') text++, length--;
    return length && (*text == '?' || (*text == ':' && (length == 1 || text[1] != ':')));
}

/* ---- The world ---- */

static const char program[] =
    "ch := make(chan int, 3)\n"
    "ch <- 1\n"
    "work := {jobs = make(chan string), name = \"crew\", size = 3, [1] = 1, [\"a b\"] = 2, _hidden = 1, ['end'] = 1}\n"
    "func work.start(self, n int) return n end\n"
    "func worker(jobs <-chan int,\n"
    "            n int) (err error)\n"
    "  defer print()\n"
    "  return nil\n"
    "end\n"
    "base := {greet = func(self) end, colour = 'red'}\n"
    "derived := setmetatable({own = true}, {__index = base})\n"
    "strange := setmetatable({}, {__index = func() panic('asked') end, __pairs = func() panic('walked') end})\n"
    "loop := {}\n"
    "setmetatable(loop, {__index = loop})\n"
    "text, flag, pi := 'long text that is longer than thirty bytes', true, 3.5\n"
    "var wg sync.WaitGroup\n"
    "timer := time.NewTimer(time.Hour)\n"
    "err := errors.New('bad')\n"
    "d := 5 * time.Second\n"
    "ctx, cancel := context.WithCancel(context.Background())\n"
    "go func() inner := make(chan int); <-inner end()\n";

static World *world_begin(const char *text) {
    char *args[] = {"gosh"};
    WorldOptions options = {.max_memory = 512 << 20, .args = args, .arg_count = 1, .session = true};
    World *w = world_new(&options);
    assert_non_null(w);
    WorldSource source = {.text = text, .length = strlen(text), .name = "=stdin", .line = 1, .session = true};
    if (world_start(w, &source, NULL) != WORLD_RUNNING) fail_msg("%s", world_error(w));
    assert_int_equal(world_run_to_end(w), WORLD_FINISHED);
    world_settle(w, false);
    return w;
}

static Completion complete_at(World *w, const char *marked) {
    char text[400];
    size_t cursor = strcspn(marked, "|");
    assert_true(marked[cursor] == '|');
    int length = snprintf(text, sizeof text, "%.*s%s", (int)cursor, marked, marked + cursor + 1);
    return complete(w, text, (size_t)length, cursor);
}

/* The text with each candidate in the word's place. */
static char *listed(const Completion *c, const char *text) {
    static char line[8000];
    int at = 0;
    for (size_t i = 0; i < c->count; i++)
        at += snprintf(line + at, sizeof line - (size_t)at, "%s%.*s%s", i ? " " : "", 0, text, c->candidates[i].text);
    line[at] = '\0';
    return line;
}

static void expect(World *w, const char *text, const char *expected) {
    Completion c = complete_at(w, text);
    const char *found = listed(&c, text);
    if (strcmp(found, expected) != 0) fail_msg("\n%s\n%s\nexpected\n%s", text, found, expected);
    completion_free(&c);
}

/* ... that there is such a candidate, with its usage, if it is told, and its line. */
static void expect_doc(World *w, const char *text, const char *name, const char *doc) {
    Completion c = complete_at(w, text);
    for (size_t i = 0; i < c.count; i++) {
        if (strcmp(c.candidates[i].text, name) != 0) continue;
        char line[400];
        const Candidate *found = &c.candidates[i];
        snprintf(line, sizeof line, "%s%s%s", found->usage ? found->usage : "", found->usage ? ": " : "", found->doc ? found->doc : "");
        assert_string_equal(line, doc);
        completion_free(&c);
        return;
    }
    fail_msg("%s: there is no %s among %s", text, name, listed(&c, text));
}

/* ---- Tests ---- */

static World *world;

static int set_up(void **state) {
    (void)state;
    world = world_begin(program);
    return 0;
}

static int take_down(void **state) {
    (void)state;
    world_delete(world);
    return 0;
}

static void globals_packages_and_words_begin_a_name(void **state) {
    (void)state;
    expect(world, "wo|", "work worker");
    expect(world, "x = ti|", "time timer");
    expect(world, "go wor| + 1", "work worker");
    expect(world, "f(con|", "const context continue");
    expect(world, "sel|", "select");
    expect(world, "xyz|", "");
}

static void what_begins_with_an_underscore_is_told_to_who_asks(void **state) {
    (void)state;
    expect(world, "_|", "_G _VERSION");
    expect(world, "work._|", "_hidden");
}

static void fields_are_found_through_a_chain(void **state) {
    (void)state;
    expect(world, "work.|", "jobs name size start");
    expect(world, "print(work.s|", "size start");
    expect(world, "work . si|", "size");
    expect(world, "_G.work.na|", "name");
    expect(world, "work.jobs.|", "");
    expect(world, "nothing.|", "");
    expect(world, "f().|", "");
    expect(world, "work[1].|", "");
}

static void a_colon_is_followed_by_functions(void **state) {
    (void)state;
    expect(world, "work:|", "start");
    expect(world, "text:up|", "upper");
    expect(world, "\"literal\":up|", "upper");
    expect(world, "select case <-ch: prin|", "print");
}

static void packages_have_their_names_without_being_loaded(void **state) {
    (void)state;
    World *w = world_begin("x := 1");
    expect(w, "time.Af|", "After AfterFunc");
    expect(w, "context.WithC|", "WithCancel WithCancelCause");
    expect(w, "context.C|", "Canceled Cause");
    expect(w, "errgroup.|", "Group WithContext");
    WorldSource source = {.text = "rawget(context, 'WithCancel')", .length = 29, .name = "=stdin", .line = 2, .session = true};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    assert_int_equal(world_run_to_end(w), WORLD_FINISHED);
    assert_true(lua_isnil(world_lua(w), -1));
    world_delete(w);
}

static void objects_and_values_have_methods(void **state) {
    (void)state;
    expect(world, "wg.|", "Add Done Go Wait");
    expect(world, "wg:W|", "Wait");
    expect(world, "timer.|", "C Reset Stop");
    expect(world, "d.M|", "Microseconds Milliseconds Minutes");
    expect(world, "err.|", "Error Unwrap");
    expect(world, "ctx.D|", "Deadline Done");
}

static void tables_that_index_leads_to_are_followed_and_nothing_runs(void **state) {
    (void)state;
    expect(world, "derived.|", "colour greet own");
    expect(world, "derived:|", "greet");
    expect(world, "strange.|", "");
    expect(world, "loop.|", "");
}

static void parameters_and_locals_of_the_text_are_names(void **state) {
    (void)state;
    expect(world, "func f(counter, county int) return coun|", "counter county");
    expect(world, "local value = 1\nprint(val|)", "value");
    expect(world, "func f(group *sync.WaitGroup) defer group.D|", "Done");
    expect(world, "func f(work sync.Mutex) work.L|", "Lock");
}

static void a_name_that_is_declared_is_new(void **state) {
    (void)state;
    expect(world, "local wo|", "");
    expect(world, "func wo|", "");
    expect(world, "for wo|", "");
    expect(world, "x = func(wo|", "work worker");
}

static void strings_comments_and_numbers_have_no_names(void **state) {
    (void)state;
    expect(world, "x = \"wo|", "");
    expect(world, "x = [[\nwo|\n]]", "");
    expect(world, "-- wo|", "");
    expect(world, "--[[ wo|", "");
    expect(world, "12|", "");
    expect(world, "x = \"a\" .. wo|", "work worker");
    expect(world, "-- a\nwo|", "work worker");
}

static void without_any_the_case_of_letters_does_not_matter(void **state) {
    (void)state;
    expect(world, "time.aft|", "After AfterFunc");
    expect(world, "WORKE|", "worker");
    expect(world, "time.Af|", "After AfterFunc");
}

static void commands_are_completed_with_their_arguments(void **state) {
    (void)state;
    expect(world, ":|", ":clock :doc :explain :help :load :ps :set :time");
    expect(world, ":set |", "leaks plain");
    expect(world, ":set plain |", "off on");
    expect(world, ":set other |", "");
    expect(world, ":clock |", "real virtual");
    expect(world, "  :e|", ":explain");
    expect(world, ":help t|", "time");
    expect(world, ":help g|", "glossary go-vs-lua goroutines");
    expect(world, ":help :t|", ":time");
    expect(world, ":h :t|", ":time");
    expect(world, ":time work.si|", "size");
    expect(world, ":doc wg.A|", "Add");
    expect(world, "?wor|", "work worker");
    expect(world, ":doc sync.WaitGroup.D|", "sync.WaitGroup.Done");
    expect(world, ":load tests/repl/test_highl|", "tests/repl/test_highlight.c");
    expect(world, ":load tests/repl|", "tests/repl/");
    expect(world, ":ps l|", "leaked");
    expect(world, ":none wo|", "");
    expect(world, "::top:: wo|", "work worker");
}

static void goroutines_are_completed_by_their_numbers(void **state) {
    (void)state;
    Completion c = complete_at(world, ":explain |");
    assert_int_equal(c.count, 1);
    assert_string_equal(c.candidates[0].doc, "main.main.func4  chan receive");
    completion_free(&c);
}

static void each_says_what_it_is(void **state) {
    (void)state;
    expect_doc(world, "ch|", "ch", "chan int (1/3 buffered)");
    expect_doc(world, "work.|", "jobs", "chan string (unbuffered)");
    expect_doc(world, "work.|", "name", "string  \"crew\"");
    expect_doc(world, "te|", "text", "string  \"long text that is longer than ...\"");
    expect_doc(world, "fl|", "flag", "bool  true");
    expect_doc(world, "work|", "worker", "worker(jobs <-chan int, n int) (err error): stdin:5");
    expect_doc(world, "time.Sl|", "Sleep", "Sleep(d Duration): pauses the current goroutine for at least d");
    expect_doc(world, "wg.D|", "Done", "Done(): counts one goroutine less");
    expect_doc(world, "sel|", "select", "select case ...: ... default: ... end: Waits until one of its cases can go on, and does that one");
}

static void a_name_of_the_program_is_not_said_to_be_what_it_was(void **state) {
    (void)state;
    World *w = world_begin("func print(a int) end\nlen := 5\n");
    expect_doc(w, "pri|", "print", "print(a int): stdin:1");
    expect_doc(w, "le|", "len", "int  5");
    world_delete(w);
}

static void of_very_many_the_first_are_told_and_the_others_counted(void **state) {
    (void)state;
    World *w = world_begin("many := {}\nfor i := range 1000000 do many['key' .. i] = i end\nmany.keen = 1");
    Completion c = complete_at(w, "many.ke|");
    assert_int_equal(c.count, COMPLETION_MAX);
    assert_int_equal(c.more, 1000001 - COMPLETION_MAX);
    assert_int_equal(c.common, 2);
    assert_string_equal(c.candidates[0].text, "keen");
    assert_string_equal(c.candidates[1].text, "key0");
    assert_string_equal(c.candidates[2].text, "key1");
    assert_string_equal(c.candidates[3].text, "key10");
    completion_free(&c);
    c = complete_at(w, "many.key99999|");
    assert_int_equal(c.count, 11);
    assert_int_equal(c.more, 0);
    completion_free(&c);
    world_delete(w);
}

/* Wherever the cursor is, and in whatever text. */
static void nothing_is_changed_in_the_world(void **state) {
    (void)state;
    static const char text[] = "func f(wg *sync.WaitGroup) x := work.jobs .. text:upper() context.WithCancel(ctx, d:Hours()) :doc ::x:: \"a\" -- c";
    lua_State *L = world_lua(world);
    int top = lua_gettop(L), before = lua_gc(L, LUA_GCCOUNT), rest = lua_gc(L, LUA_GCCOUNTB);
    for (size_t start = 0; start < sizeof text; start++)
        for (size_t at = start; at < sizeof text; at++) {
            Completion c = complete(world, text + start, sizeof text - 1 - start, at - start);
            completion_free(&c);
        }
    assert_int_equal(lua_gettop(L), top);
    assert_int_equal(lua_gc(L, LUA_GCCOUNT), before);
    assert_int_equal(lua_gc(L, LUA_GCCOUNTB), rest);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(globals_packages_and_words_begin_a_name),
        cmocka_unit_test(what_begins_with_an_underscore_is_told_to_who_asks),
        cmocka_unit_test(fields_are_found_through_a_chain),
        cmocka_unit_test(a_colon_is_followed_by_functions),
        cmocka_unit_test(packages_have_their_names_without_being_loaded),
        cmocka_unit_test(objects_and_values_have_methods),
        cmocka_unit_test(tables_that_index_leads_to_are_followed_and_nothing_runs),
        cmocka_unit_test(parameters_and_locals_of_the_text_are_names),
        cmocka_unit_test(a_name_that_is_declared_is_new),
        cmocka_unit_test(strings_comments_and_numbers_have_no_names),
        cmocka_unit_test(without_any_the_case_of_letters_does_not_matter),
        cmocka_unit_test(commands_are_completed_with_their_arguments),
        cmocka_unit_test(goroutines_are_completed_by_their_numbers),
        cmocka_unit_test(each_says_what_it_is),
        cmocka_unit_test(a_name_of_the_program_is_not_said_to_be_what_it_was),
        cmocka_unit_test(of_very_many_the_first_are_told_and_the_others_counted),
        cmocka_unit_test(nothing_is_changed_in_the_world),
    };
    return cmocka_run_group_tests(tests, set_up, take_down);
}
