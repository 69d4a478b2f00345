/* The reference: that everything has an entry, that every entry is about something, and that no part is missing. That its
 * examples print what they say is tests/docs.py's to prove. */
#include "lua/reference.h"
#include "lua/about.h"
#include "lua/bundle.h"
#include "lua/host.h"
#include "lua/object.h"
#include "lua/package.h"

#include "tests/world/world.h"

enum { WIDTH = 80, INDENT = 2 /* of examples, when they are shown */, TAB = 8 };

static World *world_fresh(void) {
    char *args[] = {"gosh"};
    WorldOptions options = {.max_memory = 64 << 20, .args = args, .arg_count = 1};
    World *w = world_new(&options);
    assert_non_null(w);
    return w;
}

static bool has_signature(const ReferenceEntry *e, const char *signature, size_t length) {
    for (ReferencePart line = {0}; reference_line(&e->signatures, &line);)
        if (reference_is(&line, signature, length)) return true;
    return false;
}

/* ---- What there is has an entry ---- */

/* Lua's functions that have the name of a statement or type of Go's are called "select()". */
static void check_documented(const char *name, const char *doc) {
    ReferenceEntry e;
    char called[100];
    const char *gap = strstr(doc, "  ");
    assert_non_null(gap);
    if (!reference_find(name, strlen(name), &e)) fail_msg("%s has no entry", name);
    snprintf(called, sizeof called, "%s()", name);
    bool found = has_signature(&e, doc, (size_t)(gap - doc));
    if (!found && strchr(name, '.') && !memmem(e.names.text, e.names.length, name, strlen(name))) return; /* by another name */
    if (!found && reference_find(called, strlen(called), &e)) found = has_signature(&e, doc, (size_t)(gap - doc));
    if (!found) fail_msg("the signature of %s is not '%.*s'", name, (int)(gap - doc), doc);
}

static void check_binding(void *arg, const char *owner, const Binding *b) {
    char name[100];
    (void)arg;
    snprintf(name, sizeof name, "%s%s%s", owner ? owner : "", owner ? "." : "", b->name);
    check_documented(name, b->doc);
}

static void every_binding_has_an_entry_with_its_signature(void **state) {
    (void)state;
    World *w = world_fresh();
    docs_visit(world_lua(w), check_binding, NULL);
    world_delete(w);
}

static void everything_written_in_gosh_has_an_entry(void **state) {
    (void)state;
    for (const BundleText *t = bundle_texts; t->package; t++) {
        char *text = strndup(t->text, t->length), *rest = text;
        size_t length = strlen(t->package);
        for (char *line; (line = strsep(&rest, "\n"));) {
            char name[100];
            if (strncmp(line, "-- ", 3) != 0 || strncmp(line + 3, t->package, length) != 0 || line[3 + length] != '.' || !strstr(line, "  "))
                continue;
            snprintf(name, sizeof name, "%.*s", (int)strcspn(line + 3, "( "), line + 3);
            check_documented(name, line + 3);
        }
        free(text);
    }
}

/* All values of packages, constants too. */
static void every_field_of_every_package_has_an_entry(void **state) {
    (void)state;
    World *w = world_fresh();
    lua_State *L = world_lua(w);
    for (const BundleText *t = bundle_texts; t->package; t++) assert_true(bundle_load(L, t->package));
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    for (lua_pushnil(L); lua_next(L, 1); lua_settop(L, 2)) {
        bool global = strcmp(lua_tostring(L, 2), "_G") == 0;
        for (lua_pushnil(L); lua_next(L, 3); lua_settop(L, 4)) {
            ReferenceEntry e;
            char name[100];
            snprintf(name, sizeof name, "%s%s%s", global ? "" : lua_tostring(L, 2), global ? "" : ".", lua_tostring(L, 4));
            if (!reference_find(name, strlen(name), &e)) fail_msg("%s has no entry", name);
        }
    }
    world_delete(w);
}

/* ---- What has an entry is there ---- */

typedef struct Owner {
    const ReferencePart *name;
    bool found;
} Owner;

static void look_for_owner(void *arg, const char *owner, const Binding *b) {
    Owner *o = arg;
    (void)b;
    if (owner && reference_is(o->name, owner, strlen(owner))) o->found = true;
}

static void drop(void *arg, const char *bytes, size_t length) {
    (void)arg, (void)bytes, (void)length;
}

/* Is it a function, a class, or a field of a package? */
static bool is_there(World *w, const ReferencePart *name) {
    char text[100];
    snprintf(text, sizeof text, "%.*s", (int)name->length, name->text);
    if (strcmp(text + strlen(text) - 2, "()") == 0) text[strlen(text) - 2] = '\0';
    if (about_line(w, text, drop, NULL)) return true;
    for (ReferenceEntry e = {0}; reference_next(&e);) /* a type that is written in gosh has methods */
        for (ReferencePart method = {0}; reference_name(&e.names, &method);) {
            char called[100];
            snprintf(called, sizeof called, "%.*s", (int)method.length, method.text);
            if (method.length > name->length && called[name->length] == '.' && memcmp(called, text, name->length) == 0 &&
                about_line(w, called, drop, NULL))
                return true;
        }
    Owner owner = {.name = name};
    docs_visit(world_lua(w), look_for_owner, &owner);
    About about;
    about_name(w, text, &about);
    return owner.found || *about.type;
}

static void every_entry_is_about_something(void **state) {
    (void)state;
    World *w = world_fresh();
    for (const BundleText *t = bundle_texts; t->package; t++) assert_true(bundle_load(world_lua(w), t->package));
    int count = 0;
    for (ReferenceEntry e = {0}; reference_next(&e);) {
        if (e.is_topic || strcmp(e.topic, "statements") == 0 || strcmp(e.topic, "habits") == 0) continue;
        bool found = false; /* one is enough: types of Go's have other names beside that of gosh's class */
        for (ReferencePart name = {0}; reference_name(&e.names, &name); count++) found = is_there(w, &name) || found;
        if (!found) fail_msg("there is no %.*s", (int)e.names.length, e.names.text);
    }
    assert_true(count > 60);
    world_delete(w);
}

/* ---- The form ---- */

static void no_entry_lacks_a_part(void **state) {
    (void)state;
    for (ReferenceEntry e = {0}; reference_next(&e);) {
        const char *name = e.names.text;
        int length = (int)e.names.length;
        if (e.names.length == 0 || e.paragraph.length == 0) fail_msg("%s: %.*s: nothing is said", e.topic, length, name);
        if (!e.is_topic && (e.signatures.length == 0 || e.example.length == 0))
            fail_msg("%.*s: no signature or no example", length, name);
        ReferenceEntry other;
        for (ReferencePart see = {0}; reference_name(&e.see, &see);)
            if (!reference_find(see.text, see.length, &other))
                fail_msg("%.*s: there is no %.*s to see", length, name, (int)see.length, see.text);
    }
}

static void no_name_has_two_entries(void **state) {
    (void)state;
    for (ReferenceEntry e = {0}; reference_next(&e);)
        for (ReferencePart name = {0}; reference_name(&e.names, &name);) {
            ReferenceEntry first;
            assert_true(reference_find(name.text, name.length, &first));
            if (first.names.text != e.names.text) fail_msg("%.*s has two entries", (int)name.length, name.text);
        }
}

static int columns_of(const char *line, const char *end, int column) {
    for (; line < end; line++) {
        if ((*line < ' ' && *line != '\t') || *line > '~') fail_msg("not ASCII: %.*s", (int)(end - line), line);
        column = *line == '\t' ? (column / TAB + 1) * TAB : column + 1;
    }
    return column;
}

static void lines_fit(const BundleText *t) {
    for (; t->package; t++) {
        bool example = false;
        for (const char *line = t->text, *end = t->text + t->length; line < end;) {
            const char *next = memchr(line, '\n', (size_t)(end - line));
            assert_non_null(next);
            if (strncmp(line, "```", 3) == 0) example = !example;
            bool names = !example && (*line == '#' || *line == ' '); /* as long as they have to be */
            if (columns_of(line, next, example ? INDENT : 0) > WIDTH && !names)
                fail_msg("%s: %.*s", t->package, (int)(next - line), line);
            line = next + 1;
        }
        assert_false(example);
    }
}

static void lines_fit_a_terminal(void **state) {
    (void)state;
    lines_fit(reference_texts);
    lines_fit(help_texts);
}

/* "`?NAME`" and "`:doc NAME`" in the topics of :help. */
static void topics_name_what_has_an_entry(void **state) {
    (void)state;
    int count = 0;
    for (const BundleText *t = help_texts; t->package; t++) {
        char *text = strndup(t->text, t->length);
        for (char *p = text; (p = strchr(p, '`')); p++) {
            ReferenceEntry e;
            const char *name = strncmp(p, "`?", 2) == 0 ? p + 2 : strncmp(p, "`:doc ", 6) == 0 ? p + 6 : NULL;
            if (!name || *name == 'N') continue;
            if (!reference_find(name, strcspn(name, "`"), &e)) fail_msg("%s: %.20s", t->package, p);
            count++;
        }
        free(text);
    }
    assert_true(count > 20);
}

/* ---- Finding ---- */

static size_t memory_of(lua_State *L) {
    return (size_t)lua_gc(L, LUA_GCCOUNT, 0) * 1024 + (size_t)lua_gc(L, LUA_GCCOUNTB, 0);
}

static void ask_everything(World *w) {
    for (ReferenceEntry e = {0}; reference_next(&e);)
        for (ReferencePart name = {0}; reference_name(&e.names, &name);) {
            char text[100];
            About about;
            snprintf(text, sizeof text, "%.*s", (int)name.length, name.text);
            about_name(w, text, &about);
            about_line(w, text, drop, NULL);
        }
    About about;
    about_name(w, "wg.Add", &about);
    assert_string_equal(about.name, "sync.WaitGroup.Add");
    about_name(w, "box.jobs", &about);
    assert_string_equal(about.type, "chan string");
}

static void asking_changes_nothing_in_the_world(void **state) {
    (void)state;
    World *w = world_fresh();
    lua_State *L = world_lua(w);
    static const char program[] = "wg = sync.WaitGroup() box = {jobs = make(chan string)}";
    WorldSource source = {.text = program, .length = strlen(program), .name = "=test"};
    assert_int_equal(world_start(w, &source, NULL), WORLD_RUNNING);
    assert_int_equal(world_run_to_end(w), WORLD_FINISHED);
    ask_everything(w); /* the state's own stack may grow, once */
    int top = lua_gettop(L);
    size_t before = memory_of(L);
    ask_everything(w);
    assert_int_equal(memory_of(L), before);
    assert_int_equal(lua_gettop(L), top);
    world_delete(w);
}

static void methods_are_found_by_all_names_of_their_type(void **state) {
    (void)state;
    ReferenceEntry e;
    static const char *const unknown[] = {"", ".", "sync.", "sync.Mutex.", "sync.Mutex.Nothing", "nothing", "Lock"};
    assert_true(reference_find("net.TCPConn.ReadLine", 20, &e));
    const char *text = e.names.text;
    assert_true(reference_find("net.Conn.ReadLine", 17, &e));
    assert_ptr_equal(e.names.text, text);
    assert_true(reference_find("atomic.Uint32.Add", 17, &e));
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        if (reference_find(unknown[i], strlen(unknown[i]), &e)) fail_msg("'%s' is found", unknown[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_binding_has_an_entry_with_its_signature),
        cmocka_unit_test(everything_written_in_gosh_has_an_entry),
        cmocka_unit_test(every_field_of_every_package_has_an_entry),
        cmocka_unit_test(every_entry_is_about_something),
        cmocka_unit_test(no_entry_lacks_a_part),
        cmocka_unit_test(no_name_has_two_entries),
        cmocka_unit_test(lines_fit_a_terminal),
        cmocka_unit_test(topics_name_what_has_an_entry),
        cmocka_unit_test(asking_changes_nothing_in_the_world),
        cmocka_unit_test(methods_are_found_by_all_names_of_their_type),
    };
    return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}
