/* What to try after a panic. First comes what is known of habits from Go, then names that are near one that is nil, then
 * what is usually behind an error of that kind. */
#include "lua/advice.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/excerpt.h"
#include "lua/explain.h"
#include "lua/paragraph.h"
#include "lua/sight.h"
#include "lua/source.h"
#include "lua/spot.h"
#include "lua/trace.h"

enum { FILE_SIZE = 512 };

typedef struct Case {
    World *world;
    Sight sight;
    char file[FILE_SIZE];
    int line, caller;  /* `caller`: the line of the call of the function that failed, 0 if it is not known */
    const char *whole; /* the panic's text */
    const char *error; /* ... without its place */
    const char *text;  /* of the line; NULL if it is not known */
    size_t length;
    Tokens tokens;
    Spot spot;
    bool marked; /* the spot is known */
    Named named;
    bool names; /* the error names something */
    Text said;
} Case;

#define SAY(c, ...) text_format(&(c)->said, __VA_ARGS__)

static bool begins_with(const char *text, const char *begin) {
    return strncmp(text, begin, strlen(begin)) == 0;
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), n = strlen(end);
    return length >= n && strcmp(text + length - n, end) == 0;
}

/* ---- Finding out ---- */

/* A FrameVisit: the innermost frame, and the line of the one that called it. */
static bool frame_take(void *arg, lua_State *thread, lua_Debug *ar) {
    Case *c = arg;
    if (c->sight.thread) {
        c->caller = strcmp(frame_file(ar), c->file) == 0 ? ar->currentline : 0;
        return false;
    }
    c->sight.thread = thread;
    lua_getinfo(thread, "u", ar);
    c->sight.frame = *ar;
    c->line = ar->currentline;
    snprintf(c->file, sizeof c->file, "%s", frame_file(ar));
    return true;
}

/* Reads the place that the text begins with, "file:3: ", if it has one. */
static void place_read(Case *c, const char *said) {
    c->error = said;
    for (const char *p = said; (p = strchr(p, ':')); p++) {
        size_t digits = strspn(p + 1, "0123456789"), name = (size_t)(p - said), length;
        if (!digits || digits > 9 || strncmp(p + 1 + digits, ": ", 2) != 0 || name >= FILE_SIZE) continue;
        char file[FILE_SIZE];
        memcpy(file, said, name);
        file[name] = '\0';
        int line = atoi(p + 1);
        if (!source_line(c->world, file, line, &length)) return;
        c->error = p + 1 + digits + 2;
        if (strcmp(file, c->file) != 0 || line != c->line) c->sight.thread = NULL; /* it is another function's */
        memcpy(c->file, file, name + 1);
        c->line = line;
        return;
    }
}

/* Lua names a line too early when an integer is divided by zero: then it is the only one of the function that divides. */
static void division_correct(Case *c) {
    const lua_Debug *ar = &c->sight.frame;
    if (!strstr(c->error, "divide by zero") && !strstr(c->error, "perform 'n%%0'")) return;
    if (!c->sight.thread || c->marked) return;
    bool chunk = *ar->what == 'm' || ar->linedefined <= 0;
    int last = chunk ? c->line + 1000 : ar->lastlinedefined, found = 0;
    const char *text;
    size_t length;
    for (int line = chunk ? 1 : ar->linedefined; line <= last; line++) {
        if (!(text = source_line(c->world, c->file, line, &length))) {
            if (line > c->line) break;
            continue;
        }
        Tokens tokens;
        if (!tokens_read(&tokens, text, length)) return;
        for (int i = 0; i < tokens.count; i++)
            if (token_is(&tokens.tokens[i], "// % //= %=") && tokens.tokens[i].kind == TOKEN_OPERATOR) {
                if (found && found != line) return;
                found = line;
            }
    }
    if (!found) return;
    c->line = found;
    c->text = source_line(c->world, c->file, found, &c->length);
    c->marked = c->text && tokens_read(&c->tokens, c->text, c->length) && spot_find(&c->tokens, c->error, &c->spot);
}

/* What a function says of an argument is a matter of the call. */
static void caller_take(Case *c) {
    if (!strstr(c->error, " in argument to ") || c->marked || !c->caller) return;
    const char *text = source_line(c->world, c->file, c->caller, &c->length);
    Tokens tokens;
    Spot spot;
    bool found = text && tokens_read(&tokens, text, c->length) && spot_find(&tokens, c->error, &spot);
    if (!found) {
        if (c->text) source_line(c->world, c->file, c->line, &c->length);
        return;
    }
    c->text = text;
    c->tokens = tokens;
    c->spot = spot;
    c->line = c->caller;
    c->marked = true;
}

static void case_fill(Case *c, G *g, const char *said) {
    frames_visit(goroutine_of(g), frame_take, c);
    place_read(c, said);
    c->text = source_line(c->world, c->file, c->line, &c->length);
    if (c->text && c->length && c->text[c->length - 1] == '\r') c->length--;
    c->marked = c->text && tokens_read(&c->tokens, c->text, c->length) && spot_find(&c->tokens, c->error, &c->spot);
    caller_take(c);
    c->names = begins_with(c->error, "attempt to ") && spot_named(c->error, &c->named);
    division_correct(c);
}

/* The text of the tokens from `begin` to before `end`. */
static const char *tokens_text(const Case *c, int begin, int end, int *length) {
    const LineToken *last = token_at(&c->tokens, end - 1);
    const char *text = token_at(&c->tokens, begin)->text;
    *length = (int)(last->text + last->length - text);
    return text;
}

/* ---- Names that are near ---- */

/* What the field or method that failed is looked for in: "fmt" of fmt.Printn; NULL if that is not known. */
static const char *owner_of(const Case *c, int *length) {
    bool member = c->names && (strcmp(c->named.kind, "field") == 0 || strcmp(c->named.kind, "method") == 0);
    if (!member || !c->marked || c->spot.at - 2 < c->spot.begin) return NULL;
    for (int i = c->spot.begin; i <= c->spot.at - 2; i++)
        if (token_at(&c->tokens, i)->kind != TOKEN_NAME && !token_is(token_at(&c->tokens, i), ".")) return NULL;
    return tokens_text(c, c->spot.begin, c->spot.at - 1, length);
}

static bool try_near_field(Case *c) {
    int length;
    const char *owner = owner_of(c, &length);
    if (!owner || !sight_push(&c->sight, owner, (size_t)length)) return false;
    Nearest near;
    nearest_begin(&near, c->named.name, strlen(c->named.name), false);
    sight_offer_fields(&c->sight, &near);
    lua_pop(c->world->L, 1);
    if (!near.name) return false;
    const char *dot = strcmp(c->named.kind, "method") == 0 ? ":" : ".";
    SAY(c, "%.*s has no %s: did you mean `%.*s%s%s`?", length, owner, c->named.name, length, owner, dot, near.name);
    return true;
}

static bool is_global(const Case *c) {
    return c->names && strcmp(c->named.kind, "global") == 0;
}

static bool try_near_name(Case *c) {
    if (!is_global(c) || !strstr(c->error, " nil value")) return false;
    Nearest near;
    const char *name = c->named.name;
    nearest_begin(&near, name, strlen(name), false);
    sight_offer(&c->sight, &near);
    if (!near.name) return false;
    SAY(c, "%s has no value: did you mean `%s`?", name, near.name);
    return true;
}

/* ---- nil ---- */

/* Is there an err in sight that tells what has gone wrong before? */
static bool try_err(Case *c) {
    bool nil = true;
    if (!c->names || strcmp(c->named.kind, "local") != 0) return false;
    if (!sight_local(&c->sight, "err", &nil) || nil || strcmp(c->named.name, "err") == 0) return false;
    SAY(c,
        "%s is nil, and err is not: ask for it after each call that gives one, `if err ~= nil then print(err) return "
        "end`.",
        c->named.name);
    return true;
}

static void say_parameter(Case *c) {
    SAY(c, "%s is nil, and is a parameter: look at what the call passes for it", c->named.name);
    if (c->caller) SAY(c, ", in line %d", c->caller);
    SAY(c, ".");
}

static bool is_parameter(const Case *c) {
    bool nil = false;
    int local = c->names && strcmp(c->named.kind, "local") == 0 ? sight_local(&c->sight, c->named.name, &nil) : 0;
    return local && nil && local <= c->sight.frame.nparams;
}

/* In a method, self is what stands before the colon of its call. */
static bool try_self(Case *c) {
    if (!c->names || strcmp(c->named.name, "self") != 0 || strcmp(c->named.kind, "local") != 0) return false;
    SAY(c, "self is what stands before the colon of the call: write `x:method()`, where `x.method()` passes nothing "
           "for it.");
    return true;
}

/* What the program calls wg is a WaitGroup when its Add is called. */
static const char *object_of(const char *method) {
    static const struct {
        const char *methods, *type;
    } objects[] = {
        {"Add Done Wait", "sync.WaitGroup"}, {"Lock Unlock TryLock", "sync.Mutex"}, {"RLock RUnlock", "sync.RWMutex"}};
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        LineToken t = {.text = method, .length = strlen(method)};
        if (token_is(&t, objects[i].methods)) return objects[i].type;
    }
    return NULL;
}

static void say_unset(Case *c) {
    const char *name = c->named.name, *type = NULL;
    char method[NAMED_SIZE];
    const LineToken *next = c->marked ? token_at(&c->tokens, c->spot.end + 1) : NULL;
    if (next && next->kind == TOKEN_NAME && next->length < sizeof method &&
        token_is(token_at(&c->tokens, c->spot.end), ". :")) {
        snprintf(method, sizeof method, "%.*s", (int)next->length, next->text);
        type = object_of(method);
    }
    SAY(c, "nothing gives %s a value, and what has none is nil: is it spelled right?", name);
    if (c->marked && token_is(token_at(&c->tokens, c->spot.end), "{"))
        SAY(c, " If it is to be a struct: write a table, `{x = 1}`.");
    else if (type)
        SAY(c, " If it is new: `var %s %s`.", name, type);
    else if (begins_with(c->error, "attempt to index "))
        SAY(c, " If it is new: a map or a list is made by `%s = {}`.", name);
}

static void say_no_value(Case *c) {
    const char *name = c->named.name;
    if (!source_sets(c->world, c->file, c->line, name))
        say_unset(c);
    else
        SAY(c,
            "%s has no value here: it is given one later, or only inside a function or a block, which keeps what it "
            "declares for itself.",
            name);
}

static bool try_nil_name(Case *c) {
    bool index = begins_with(c->error, "attempt to index a nil"), call = begins_with(c->error, "attempt to call a nil");
    const char *name = c->named.name;
    if (!c->names || !strstr(c->error, " nil value")) return false;
    if (strcmp(c->named.kind, "field") == 0 || strcmp(c->named.kind, "method") == 0) {
        int length;
        const char *owner = owner_of(c, &length);
        if (!owner) return false;
        if (call)
            SAY(c, "%.*s has no function %s: is it spelled right, and has it been declared before?", length, owner,
                name);
        else
            SAY(c, "%.*s has no %s, or it is nil: give it a value first, or ask `if %.*s.%s ~= nil then`.", length,
                owner, name, length, owner, name);
        return true;
    }
    if (is_global(c)) {
        say_no_value(c);
        return true;
    }
    if (is_parameter(c)) {
        say_parameter(c);
    } else if (index) {
        SAY(c,
            "%s is nil: a map or a list is made by `%s = {}`; what a call has given is asked with `if %s ~= nil then`.",
            name, name, name);
    } else {
        SAY(c, "%s is nil: give it a value first, or ask `if %s ~= nil then`.", name, name);
    }
    return true;
}

/* ---- Other errors of Lua's ---- */

/* f() <-ch: within a line, Lua compares. */
static bool try_arrow(Case *c) {
    bool minus = begins_with(c->error, "attempt to perform arithmetic on a chan value") ||
                 begins_with(c->error, "attempt to perform arithmetic on a nil value");
    const char *name = c->names ? c->named.name : NULL;
    for (size_t i = 1; minus && name && i + 2 < c->length; i++) {
        size_t rest = c->length - i - 2;
        if (memcmp(c->text + i, "<-", 2) != 0 || rest < strlen(name) || memcmp(c->text + i + 2, name, strlen(name)) != 0)
            continue;
        SAY(c, "after a value, `<-%s` is Lua's `< -%s`: to receive, begin a new line with it, or write `;` before it.",
            name, name);
        return true;
    }
    return false;
}

/* xs[0] */
static bool try_zero_index(Case *c) {
    bool nil = strstr(c->error, " nil value") != NULL;
    for (int i = 1; nil && c->text && i + 1 < c->tokens.count; i++)
        if (token_is(token_at(&c->tokens, i - 1), "[") && token_is(token_at(&c->tokens, i), "0") &&
            token_is(token_at(&c->tokens, i + 1), "]")) {
            SAY(c, "lists begin at 1: what stands at 0 is nil.");
            return true;
        }
    return false;
}

/* s.upper(): of a value's own methods the value itself is the first argument. */
static bool try_colon(Case *c) {
    bool missing = begins_with(c->error, "bad argument #1 to '") &&
                   (ends_with(c->error, "got no value)") || strstr(c->error, "expected, got "));
    const Tokens *line = &c->tokens;
    if (!missing || !c->marked) return false;
    for (int i = 2; i + 1 < line->count; i++) {
        const LineToken *owner = token_at(line, i - 2), *name = token_at(line, i);
        size_t quoted = strlen("bad argument #1 to '");
        bool same =
            strncmp(c->error + quoted, name->text, name->length) == 0 && c->error[quoted + name->length] == '\'';
        if (!same || !token_is(token_at(line, i - 1), ".") || !token_is(token_at(line, i + 1), "(")) continue;
        if (owner->kind != TOKEN_NAME || !sight_push(&c->sight, owner->text, owner->length)) return false;
        bool string = lua_type(c->world->L, -1) == LUA_TSTRING;
        lua_pop(c->world->L, 1);
        if (!string) return false;
        SAY(c, "a method of a string is called with a colon: `%.*s:%.*s(...)`.", (int)owner->length, owner->text,
            (int)name->length, name->text);
        return true;
    }
    return false;
}

static bool try_compare(Case *c) {
    if (!begins_with(c->error, "attempt to compare ")) return false;
    if (strstr(c->error, "nil"))
        SAY(c, "nil cannot be less or greater than anything: ask `x ~= nil and x < y`, or give it a value first.");
    else if (strstr(c->error, "string") && strstr(c->error, "number"))
        SAY(c, "a text is no number: `tonumber(s)` makes one of it, `tostring(n)` a text.");
    else
        SAY(c, "only two numbers or two strings can be compared so; of tables compare what is in them.");
    return true;
}

static bool try_concatenate(Case *c) {
    if (!begins_with(c->error, "attempt to concatenate ")) return false;
    int length = 1;
    const char *text = c->marked && c->names ? tokens_text(c, c->spot.begin, c->spot.end, &length) : "x";
    if (strstr(c->error, " nil value"))
        SAY(c, "nil cannot be joined: give it a value first, or one for that case: `(%.*s or \"\")`.", length, text);
    else
        SAY(c, "only strings and numbers are joined: `tostring(%.*s)`, or `fmt.Sprint(%.*s)`.", length, text, length,
            text);
    return true;
}

static const struct {
    const char *text, *advice;
} others[] = {
    {"with a 'nil'", "one side has no value: give it one first."},
    {"a 'nil' with", "one side has no value: give it one first."},
    {"got no value)", "the call gives too few arguments."},
    {"(value expected)", "the call gives too few arguments."},
    {"'for iterator' (table expected, got nil)", "what is walked is nil: a list or a map is made by `xs := {}`."},
    {"has no integer representation", "`math.floor(x)` makes an integer of it; `a // b` divides integers."},
    {"number expected, got string", "`tonumber(s)` makes a number of a text."},
    {"perform arithmetic on a string value",
     "`tonumber(s)` makes a number of a text, and nil where there is none in it."},
    {"with a 'string'", "`tonumber(s)` makes a number of a text."},
    {"attempt to call a table value", "a table is no function: an element is `t[1]`, a field `t.name`."},
    {"attempt to call a number value", "a number is no function; in a product the sign is written: `2 * (a + b)`."},
    {"attempt to call a string value", "a text is no function: texts are joined by `..`."},
    {"attempt to call a boolean value", "a condition is no function: write what is to be called before the brackets."},
    {"attempt to index a number value", "a number has no fields."},
    {"attempt to index a boolean value", "true and false have no fields."},
    {"attempt to get length of a nil", "what has no value has no length: a list is made by `xs := {}`."},
    {"attempt to get length of a number", "len and # count a list, a text or a channel; a number is one already."},
    {"attempt to perform arithmetic on a table",
     "a list is no number: an element is `xs[1]`, the number of them `#xs`."},
    {"attempt to perform arithmetic on a boolean", "true and false are no numbers: `if ok then n += 1 end`."},
    {"attempt to perform arithmetic on a function",
     "call it: the function's result is `f()`, the function itself `f`."},
    {"attempt to concatenate a function", "call it: the function's result is `f()`, the function itself `f`."},
    {"initial value must be a number", "a loop over numbers is `for i := range n do` or `for i = 1, n do`."},
    {"divide by zero", "ask before dividing: `if b ~= 0 then`."},
    {"perform 'n%%0'", "ask before dividing: `if b ~= 0 then`."},
    {"close of nil channel", "make the channel first: `ch := make(chan T)`; `var` alone leaves it nil."},
    {"entry in nil map", "make the map first: `m = {}`; `var` alone leaves it nil."},
    {"negative WaitGroup counter",
     "each Done takes away what an Add has added: `wg.Add(1)` before each go statement, and one "
     "`defer wg.Done()` in its function."},
    {"Add called concurrently with Wait", "call `wg.Add(1)` before the go statement, not in the goroutine."},
    {"unlock of unlocked mutex", "one Unlock for each Lock: write `defer mu.Unlock()` right after `mu.Lock()`."},
    {"Unlock of unlocked RWMutex",
     "Unlock ends a Lock, and RUnlock an RLock: write the one right after the other, with defer."},
    {"non-positive interval", "an interval is longer than nothing: `time.NewTicker(100 * time.Millisecond)`."},
    {"makechan: size out of range", "the size of a buffer is 0 or more."},
    {"stack overflow",
     "a function that calls itself has to come to an end: let it return before the call when nothing is left "
     "to do."},
    {"attempt to index a nil value", "what has no value has no fields: a list or a map is made by `xs := {}`."},
    {"arithmetic on a nil value", "what a call or an index has given is nil: ask for that first, `if x ~= nil then`."},
    {"panic called with nil argument", "give panic what has gone wrong: `panic(\"no such user\")`."},
};

static bool try_other(Case *c) {
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (!strstr(c->error, others[i].text)) continue;
        SAY(c, "%s", others[i].advice);
        return true;
    }
    return false;
}

/* A call that gives too few arguments, or nil, to a function that says what it takes. */
static bool try_argument(Case *c) {
    const char *to = strstr(c->error, " in argument to ");
    if (!to || !begins_with(c->error, "cannot use nil as ")) return false;
    SAY(c, "give %s a value for each parameter: what a call leaves out is nil.", to + strlen(" in argument to "));
    return true;
}

/* ---- Channels ---- */

/* What stands behind the arrow can only be the next line's value. */
static bool try_send(Case *c) {
    if (!ends_with(c->error, " value in send") || !c->text) return false;
    if (!c->tokens.count || !token_is(token_at(&c->tokens, c->tokens.count - 1), "<-")) return false;
    SAY(c, "nothing stands behind the arrow in its line, so what the next line gives is sent: write `ch <- v`.");
    return true;
}

static bool try_closed(Case *c) {
    bool send = strcmp(c->error, "send on closed channel") == 0;
    if (!send && strcmp(c->error, "close of closed channel") != 0) return false;
    SourceOperand operands[SOURCE_OPERANDS_MAX];
    size_t count = source_operands(c->world, c->file, c->line, send ? SOURCE_SEND : SOURCE_CLOSE, operands);
    const char *name = count == 1 ? operands[0] : "it";
    int lines[2];
    size_t closes = count == 1 ? source_lines(c->world, c->file, c->line, SOURCE_CLOSE, name, lines, 2) : 0;
    if (closes == 1) SAY(c, "%s is closed in line %d. ", name, lines[0]);
    if (send)
        SAY(c,
            "%cnly who sends closes, after the last send; of several senders none does, but who waits for all of them: "
            "`go func() wg.Wait() close(%s) end()`.",
            closes == 1 ? 'O' : 'o', count == 1 ? name : "ch");
    else
        SAY(c, "%c channel is closed once: let only one goroutine do it, the one that sends.", closes == 1 ? 'A' : 'a');
    return true;
}

/* ---- All of it ---- */

static void say(Case *c) {
    (void)(try_closed(c) || try_arrow(c) || habit_add(c->world, &c->said, c->whole) || try_zero_index(c) || try_near_field(c) ||
           try_near_name(c) || habit_missing_add(c->world, &c->said, c->whole) || try_self(c) || try_err(c) ||
           try_send(c) || try_argument(c) || try_colon(c) || try_concatenate(c) || try_compare(c) || try_nil_name(c) ||
           try_other(c));
}

/* Looking at values may take memory: without it nothing is said. */
static int say_protected(lua_State *L) {
    say(lua_touserdata(L, 1));
    return 0;
}

static void say_if_possible(Case *c) {
    lua_State *L = c->world->L;
    if (!lua_checkstack(L, 2)) return;
    lua_pushcfunction(L, say_protected);
    lua_pushlightuserdata(L, c);
    if (scheduler_call(c->world, 1, 0) == LUA_OK) return;
    lua_pop(L, 1);
    if (c->said.bytes) *c->said.bytes = '\0';
    c->said.length = 0;
}

static size_t offset_of(const Case *c, int token, bool end) {
    const LineToken *t = token_at(&c->tokens, token);
    return (size_t)(t->text - c->text) + (end ? t->length : 0);
}

void advice_add(World *w, Text *t, G *g, const char *said) {
    if (!explain_wanted(w)) return;
    Case c = {.world = w, .whole = said, .sight = {.world = w}};
    case_fill(&c, g, said);
    say_if_possible(&c);
    if (c.text || c.said.length) text_add(t, "\n", 1);
    if (c.text) {
        Excerpt e = {.number = c.line, .line = c.text, .length = c.length, .caret = (size_t)EXCERPT_UNMARKED};
        if (c.marked) {
            e.from = offset_of(&c, c.spot.begin, false);
            e.to = offset_of(&c, c.spot.end - 1, true);
            e.caret = offset_of(&c, c.spot.at, false);
        }
        excerpt_add(t, &e);
    }
    paragraph_add(t, "try:", c.said.bytes);
    free(c.said.bytes);
}
