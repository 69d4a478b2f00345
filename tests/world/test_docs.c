/* Documentation: everything that a program can call has a line of it, which is found by value and by name. */
#include "lua/bundle.h"
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"

#include "tests/world/world.h"

static World *world_fresh(void) {
    char *args[] = {"gosh"};
    WorldOptions options = {.max_memory = 64 << 20, .args = args, .arg_count = 1};
    World *w = world_new(&options);
    assert_non_null(w);
    return w;
}

static bool push(lua_State *L, Text *t, bool found) {
    if (found) lua_pushlstring(L, t->bytes, t->length);
    free(t->bytes);
    return found;
}

static bool doc_push(lua_State *L, int index) {
    Text t = {0};
    return push(L, &t, doc_add(L, index, &t));
}

static bool doc_push_by_name(lua_State *L, const char *name) {
    Text t = {0};
    return push(L, &t, doc_add_by_name(L, name, &t));
}

/* "QUALIFIED(...) ...  text", or for types "var x QUALIFIED  text". */
static bool is_line(const char *doc, const char *qualified) {
    const char *at = strncmp(doc, "var ", 4) == 0 ? strchr(doc + 4, ' ') + 1 : doc;
    size_t length = strlen(qualified);
    if (strncmp(at, qualified, length) != 0 || !strchr("( {", at[length])) return false;
    const char *text = strstr(at, "  ");
    return text && text[2] && !strchr(doc, '\n');
}

static const char *qualify(lua_State *L, const char *owner, const char *name) {
    return owner && strcmp(owner, "_G") != 0 ? lua_pushfstring(L, "%s.%s", owner, name) : name;
}

/* ---- All of it ---- */

static void check_binding(void *arg, const char *owner, const Binding *b) {
    lua_State *L = arg;
    int top = lua_gettop(L);
    const char *qualified = qualify(L, owner, b->name);
    if (!b->doc || !is_line(b->doc, qualified))
        fail_msg("%s is documented by '%s'", qualified, b->doc ? b->doc : "");
    assert_true(doc_push_by_name(L, qualified));
    assert_string_equal(lua_tostring(L, -1), b->doc);
    lua_settop(L, top);
}

static void every_binding_has_a_line(void **state) {
    (void)state;
    World *w = world_fresh();
    docs_visit(world_lua(w), check_binding, world_lua(w));
    world_delete(w);
}

/* The functions of the table on top of L, which is that package's. */
static void check_package(lua_State *L, const char *package) {
    int table = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, table); lua_settop(L, table + 1)) {
        if (lua_type(L, table + 1) != LUA_TSTRING || !lua_isfunction(L, table + 2)) continue;
        const char *qualified = qualify(L, package, lua_tostring(L, table + 1));
        if (!doc_push(L, table + 2)) fail_msg("the function %s has no documentation", qualified);
        if (!doc_push_by_name(L, qualified))
            fail_msg("the name %s has no documentation", qualified);
        if (!is_line(lua_tostring(L, -1), qualified))
            fail_msg("%s is '%s'", qualified, lua_tostring(L, -1));
    }
}

static void every_function_of_every_package_has_a_line(void **state) {
    (void)state;
    World *w = world_fresh();
    lua_State *L = world_lua(w);
    for (const BundleText *t = bundle_texts; t->package; t++)
        assert_true(bundle_load(L, t->package));
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    int count = 0;
    for (lua_pushnil(L); lua_next(L, 1); lua_settop(L, 2)) {
        check_package(L, lua_tostring(L, 2));
        count++;
    }
    assert_true(count > 15);
    world_delete(w);
}

/* Is there a comment in the text whose signature goes on so? */
static bool is_documented(const BundleText *t, const char *wanted) {
    char *text = strndup(t->text, t->length);
    bool found = false;
    for (char *line = strtok(text, "\n"); line && !found; line = strtok(NULL, "\n"))
        found = strncmp(line, "-- ", 3) == 0 && strstr(line, wanted) &&
                strncmp(line + 3, t->package, strlen(t->package)) == 0;
    free(text);
    return found;
}

/* Methods of classes written in gosh stand in no package's table, so their definitions are looked for. */
static void check_method(const char *line, size_t length) {
    const char *dot = memchr(line, '.', length), *name = dot;
    if (length < 5 || memcmp(line, "func ", 5) != 0 || !dot) return;
    for (const char *p = dot; *p != '('; p++)
        if (*p == '.') name = p;
    char wanted[100];
    snprintf(wanted, sizeof wanted, "%.*s", (int)(strchr(name, '(') + 1 - name), name);
    for (const BundleText *t = bundle_texts; t->package; t++)
        if (is_documented(t, wanted)) return;
    fail_msg("no documentation of %.*s", (int)length, line);
}

static void every_method_written_in_gosh_has_a_line(void **state) {
    (void)state;
    for (const BundleText *t = bundle_texts; t->package; t++) {
        const char *line = t->text, *end = t->text + t->length;
        while (line < end) {
            const char *next = memchr(line, '\n', (size_t)(end - line));
            check_method(line, (size_t)(next - line));
            line = next + 1;
        }
    }
}

/* ---- Finding it ---- */

/* The documentation of the value that an expression has. */
static void expect_of(World *w, const char *expression, const char *beginning) {
    lua_State *L = world_lua(w);
    char text[200];
    snprintf(text, sizeof text, "value = %s", expression);
    WorldSource source = {.text = text, .length = strlen(text), .name = "=test"};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    assert_int_equal(world_run_to_end(w), WORLD_FINISHED);
    lua_getglobal(L, "value");
    if (!doc_push(L, -1)) fail_msg("%s: nothing", expression);
    if (strncmp(lua_tostring(L, -1), beginning, strlen(beginning)) != 0)
        fail_msg("%s: %s", expression, lua_tostring(L, -1));
    lua_settop(L, 0);
}

static void values_find_their_documentation(void **state) {
    (void)state;
    World *w = world_fresh();
    expect_of(w, "len", "len(v) int  ");
    expect_of(w, "go", "go f(...)  ");
    expect_of(w, "string.format", "string.format(format, ...) string  ");
    expect_of(w, "time.Sleep", "time.Sleep(d Duration)  ");
    expect_of(w, "context.WithCancel",
              "context.WithCancel(parent Context) (ctx Context, cancel func())  ");
    expect_of(w, "sync.WaitGroup().Add", "sync.WaitGroup.Add(delta int)  ");
    expect_of(w, "sync.WaitGroup()", "var wg sync.WaitGroup  ");
    expect_of(w, "atomic.Uint32().Add", "atomic.Uint32.Add(delta uint32) (new uint32)  ");
    expect_of(w, "time.Second.String", "time.Duration.String() string  ");
    expect_of(w, "time.UTC.String", "time.Location.String() string  ");
    expect_of(w, "time.NewTimer(5).Stop", "time.Timer.Stop() bool  ");
    expect_of(w, "errors.New('x').Error", "error.Error() string  ");
    expect_of(w, "context.Background().Err", "context.Context.Err() error  ");
    expect_of(w, "context.WithCancel(context.Background()).Err", "context.Context.Err() error  ");
    expect_of(w, "context.WithCancel(context.Background()).Done",
              "context.Context.Done() <-chan struct{}  ");
    expect_of(w, "context.DeadlineExceeded.Timeout", "context.DeadlineExceeded.Timeout() bool  ");
    expect_of(w, "signal.NotifyContext(context.Background()).Err", "context.Context.Err() error  ");
    expect_of(w, "errgroup.Group().Wait", "errgroup.Group.Wait() error  ");
    lua_State *L = world_lua(w);
    lua_pushinteger(L, 5);
    assert_false(doc_push(L, 1));
    assert_int_equal(lua_gettop(L), 1);
    world_delete(w);
}

static void expect_name(lua_State *L, const char *name, const char *beginning) {
    lua_settop(L, 0);
    if (!doc_push_by_name(L, name)) fail_msg("%s: nothing", name);
    if (strncmp(lua_tostring(L, 1), beginning, strlen(beginning)) != 0)
        fail_msg("%s: %s", name, lua_tostring(L, 1));
    assert_int_equal(lua_gettop(L), 1);
}

static void names_find_their_documentation_and_load_nothing(void **state) {
    (void)state;
    World *w = world_fresh();
    lua_State *L = world_lua(w);
    expect_name(L, "make", "make(chan T [, n]) chan T  ");
    expect_name(L, "table.sort", "table.sort(t [, less");
    expect_name(L, "sync.WaitGroup", "var wg sync.WaitGroup  ");
    expect_name(L, "sync.WaitGroup.Wait", "sync.WaitGroup.Wait()  ");
    expect_name(L, "file.seek", "file.seek([whence");
    expect_name(L, "context.WithCancel", "context.WithCancel(parent Context) (ctx");
    expect_name(L, "context.Context.Err", "context.Context.Err() error  ");
    expect_name(L, "errgroup.Group", "errgroup.Group() *Group  ");
    expect_name(L, "errgroup.Group.TryGo", "errgroup.Group.TryGo(f func() error) bool  ");
    lua_settop(L, 0);
    static const char *const unknown[] = {
        "",        ".",        "nothing",      "time.nothing",        "sync.WaitGroup.nothing",
        "context", "context.", "context.With", "context.WithCancel.x"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        if (doc_push_by_name(L, unknown[i])) fail_msg("'%s': %s", unknown[i], lua_tostring(L, -1));
        assert_int_equal(lua_gettop(L), 0);
    }
    assert_true(bundle_load(L, "context"));
    assert_false(bundle_load(L, "context"));
    assert_false(bundle_load(L, "nothing.X"));
    world_delete(w);
}

static void source_take(char text[2000], const char *name) {
    size_t length;
    const char *source = bundle_source(name, &length);
    assert_non_null(source);
    assert_true(length < 2000);
    snprintf(text, 2000, "%.*s", (int)length, source);
}

static void the_source_of_a_function_begins_with_its_documentation(void **state) {
    (void)state;
    char text[2000];
    source_take(text, "context.TODO");
    assert_int_equal(strncmp(text, "-- context.TODO() Context  ", 27), 0);
    assert_string_equal(strstr(text, "\nfunc"), "\nfunc context.TODO() return todo end");
    source_take(text, "errgroup.Group.Wait");
    assert_int_equal(strncmp(text, "-- errgroup.Group.Wait() error  ", 32), 0);
    assert_string_equal(strrchr(text, '\n'), "\nend");
    assert_null(strstr(text, "Group.SetLimit"));
    size_t length;
    assert_null(bundle_source("time.Sleep", &length));
    assert_null(bundle_source("context.nothing", &length));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_binding_has_a_line),
        cmocka_unit_test(every_function_of_every_package_has_a_line),
        cmocka_unit_test(every_method_written_in_gosh_has_a_line),
        cmocka_unit_test(values_find_their_documentation),
        cmocka_unit_test(names_find_their_documentation_and_load_nothing),
        cmocka_unit_test(the_source_of_a_function_begins_with_its_documentation),
    };
    return cmocka_run_group_tests_name("docs", tests, NULL, NULL);
}
