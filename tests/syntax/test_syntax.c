/*
 * test_syntax.c: the front end by its rules: what it emits, refuses, and leaves alone.
 *
 * Each case is a test of its own, named by its rule. `wants` is, by kind: the emitted program
 * without what gosh puts around it; "line:column: message" (with "| hint" where a part of the hint
 * matters); or the functions' names and lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lua/syntax/syntax.h"

typedef enum Kind { PLAIN, EMITS, REFUSES, INCOMPLETE, NAMES, NOTES } Kind;

typedef struct Case {
    const char *rule;
    Kind kind;
    unsigned flags;
    const char *source, *wants;
} Case;

static const Case cases[] = {
    /* Lua stays Lua */
    {"a Lua program is left alone", PLAIN, 0, "local a <const>, b = 1, {2, x = 3} print(a, #b)",
     ""},
    {"the words are names where Lua can read them", PLAIN, 0,
     "local go, defer = 1, 2 go = go + defer t.default = 3 range(5) select('#', ...) chan = make",
     ""},
    {"goto continue is Lua's", PLAIN, 0, "for i = 1, 3 do goto continue ::continue:: end", ""},
    {"less than minus within a line is Lua's", PLAIN, 0, "local c = a <-b", ""},
    {"less than before a comment is Lua's", PLAIN, 0, "local c = a <--b\nb", ""},
    {"an arrow inside brackets is Lua's", PLAIN, 0, "local c = (a\n<-b)", ""},
    {"an arrow in a condition is Lua's", PLAIN, 0, "if a\n<-b then end", ""},
    {"a local func is called", PLAIN, 0,
     "local function apply(func, x) return func(x) end return apply(print, 1)", ""},
    {"a local make is called", PLAIN, 0, "local make, chan = f, 1 print(make(chan<- T))", ""},
    {"a local go is called", PLAIN, 0, "local go = f go (f)(x)", ""},
    {"go with one argument list is a call", PLAIN, 0, "go(f, 1, 2) defer(f)", ""},
    {"division by two slashes is Lua's", PLAIN, 0, "x = 7 // 2", ""},

    /* Channels */
    {"a send", EMITS, 0, "ch <- x + 1", "gosh_send(ch, x + 1);"},
    {"a send of a call sends one value", EMITS, 0, "t.ch <- f()", "gosh_send(t.ch, (f()));"},
    {"a receive by itself", EMITS, 0, "<-ch", "gosh_recv(ch);"},
    {"an arrow that starts a line is a receive", EMITS, 0, "x = a\n<-b", "x = a\ngosh_recv(b);"},
    {"a receive binds tighter than power", EMITS, 0, "x = -<-a ^ 2 + <-<-b",
     "x = -gosh_recv(a) ^ 2 + gosh_recv(gosh_recv(b))"},
    {"a receive takes calls and fields", EMITS, 0, "x = {<-f(y).c, <-t.ch}",
     "x = {gosh_recv(f(y).c), gosh_recv(t.ch)}"},
    {"a receive for two names gives both results", EMITS, 0, "v, ok := <-ch",
     "local v, ok = gosh_recv2(ch)"},
    {"a local takes both results", EMITS, 0, "local v, ok = <-ch", "local v, ok = gosh_recv2(ch)"},
    {"an assignment takes both results", EMITS, 0, "v, t.ok = <-ch", "v, t.ok = gosh_recv2(ch)"},
    {"a receive in parentheses is one value", EMITS, 0, "v, ok = (<-ch)",
     "v, ok = (gosh_recv(ch))"},
    {"a receive needs no blank before it", EMITS, 0, "return<-ch", "return gosh_recv(ch)"},
    {"make of a channel", EMITS, 0, "c = make(chan int, n)", "c = gosh_make(1, \"chan int\", n)"},
    {"make closes where it did", EMITS, 0, "c = make(chan int, n\n) <- 7", "c = gosh_make(1, \"chan int\", n\n) <- 7"},
    {"an arrow belongs to the first chan", EMITS, 0, "c = make(chan <-chan int)",
     "c = gosh_make(1, \"chan<- chan int\")"},
    {"parentheses group channel types", EMITS, 0, "c = make(chan (<-chan  []map[string]*T.U))",
     "c = gosh_make(1, \"chan (<-chan []map[string]*T.U)\")"},

    /* go and defer */
    {"go of a call", EMITS, 0, "go worker(1, jobs)", "gosh_go(1, worker, 1, jobs);"},
    {"go of a method", EMITS, 0, "go f().o:run(x)", "gosh_go_method(1, f().o, \"run\", x);"},
    {"go of a literal", EMITS, 0, "go func(x) print(x) end(3)",
     "gosh_go(1, function(x) print(x) end, 3);"},
    {"go with two argument lists", EMITS, 0, "go (f)(x)", "gosh_go(1, (f), x);"},
    {"go of what a call gives", EMITS, 0, "go f()()", "gosh_go(1, (f()));"},
    {"a function that defers", EMITS, 0, "func f() (int, error)\n defer g(1)\nend",
     "f = gosh_deferring(function()\n gosh_defer(g, 1);\nend, 0, nil);"},
    {"a method that defers", EMITS, 0, "function o:m(a) defer g() end",
     "o.m = gosh_deferring(function(self, a) gosh_defer(g); end);"},
    {"named results survive a panic", EMITS, 0, "func f() (n int)\n defer g()\n return 1\nend",
     "f = gosh_deferring(function() local n = 0; gosh_results(function() return n end); do\n "
     "gosh_defer(g);\n n = 1 return n end return n\nend);"},
    {"a bare return gives the named results", EMITS, 0, "func f() (n, m int) return end",
     "function f() local n, m = 0, 0; do return n, m end return n, m end"},

    /* Declarations */
    {"a short declaration", EMITS, 0, "a, b := 1, f()", "local a, b = 1, f()"},
    {"a short declaration assigns what is declared", EMITS, 0, "a := 1 a, b := 2, 3",
     "local a = 1 local b; a, b = 2, 3"},
    {"the right side sees the outer name", EMITS, 0, "a := 1 a, b := b, 3",
     "local a = 1 local t_, b = b, 3; a = t_;"},
    {"var of a type", EMITS, 0, "var a, b int var s string var m map[string]int var xs []T",
     "local a, b = 0, 0; local s = \"\"; local m = nil; local xs = {};"},
    {"var of an object", EMITS, 0, "var mu sync.Mutex", "local mu = gosh_zero(\"sync.Mutex\");"},
    {"var with a value", EMITS, 0, "var a, b int = 1, 2 var c = 3",
     "local a, b = 1, 2 local c = 3"},
    {"const", EMITS, 0, "const A, B = 1, 2 const C=3",
     "local A <const>, B <const> = 1, 2 local C <const> =3"},
    {"numbers hold underscores", EMITS, 0, "x = 1_000 + 0x_ff", "x = 1000 + 0xff"},
    {"compound assignment", EMITS, 0, "i += 1 s ..= a .. b t.n //= 2",
     "i = i + (1); s = s .. (a .. b); t.n = t.n // (2);"},
    {"compound assignment evaluates its target once", EMITS, 0, "f().x += 1 a.b[g()] *= 2",
     "do local t_ = gosh_indexed(f()); t_.x = t_.x + (1) end do local t_, k_ = gosh_indexed(a.b), (g()); "
     "t_[k_] = t_[k_] * (2) end"},
    {"compound assignment of a field of a field names both", EMITS, 0, "a.b.c += 1 a[1].b ..= 2",
     "a.b.c = a.b.c + (1); a[1].b = a[1].b .. (2);"},

    /* Functions */
    {"typed parameters", EMITS, 0, "func f(a, b int, c <-chan T, d any) end",
     "function f(a, b, c, d) a, b, c = gosh_args(\"f\\nint\\nint\\n<-chan T\", a, b, c); end"},
    {"a variadic parameter", EMITS, 0, "func f(a, xs ...string) end",
     "function f(a, ...) local xs = gosh_variadic(\"f\\nstring\", ...); end"},
    {"a result of one direction", EMITS, 0, "func f(c) (<-chan int, error) return c, nil end",
     "function f(c) return gosh_return(\"f\\n<-chan int\\nerror\", c, nil) end"},
    {"a result type or the body", EMITS, 0,
     "a = func() ch <- 42 end b = func() error(\"no\") end c = func() n += 1 end",
     "a = function() gosh_send(ch, 42); end b = function() error(\"no\") end c = function() n = n "
     "+ (1); end"},
    {"a result type of a package", EMITS, 0, "func f(d) time.Time return d end",
     "function f(d) return d end"},
    {"a value that a var converts", EMITS, 0, "var a, b int = f()",
     "local a, b = gosh_var(\"variable declaration\\nint\\nint\", f());"},
    {"a value of the right type is left alone", EMITS, 0, "var a string = 'x'", "local a = 'x'"},

    /* Loops */
    {"range with two names", EMITS, 0, "for i, v := range xs do end",
     "for c_, i, v in gosh_range(2, xs) do end"},
    {"range without names", EMITS, 0, "for range ch do end", "for c_ in gosh_range(0, ch) do end"},
    {"range over a number", EMITS, 0, "for i := range 3 do end", "for i = 0, 3 - 1 do end"},
    {"range over what constants give", EMITS, 0,
     "const A, B = 1_000, 7 const C = A // B for i := range (C + 1) * 2 % B do end",
     "local A <const>, B <const> = 1000, 7 local C <const> = A // B "
     "for i = 0, (C + 1) * 2 % B - 1 do end"},
    {"range over what may be no integer", EMITS, 0,
     "const A = 4 n := 4 for range A / 2 do end for range n do end for range A ^ 2 do end "
     "for range 9_999_999_999_999_999_999 do end",
     "local A <const> = 4 local n = 4 for c_ in gosh_range(0, A / 2) do end "
     "for c_ in gosh_range(0, n) do end for c_ in gosh_range(0, A ^ 2) do end "
     "for c_ in gosh_range(0, 9999999999999999999) do end"},
    {"continue", EMITS, 0, "while x do local y if y then continue end return y end",
     "while x do do local y if y then goto continue_ end return y end ::continue_:: end"},
    {"continue in a repeat", EMITS, 0, "repeat continue until x",
     "repeat do goto continue_ end ::continue_:: until x"},

    /* select */
    {"an empty select", EMITS, 0, "select end", "do local c_ = gosh_select(\"\"); end"},
    {"the cases of a select", EMITS, 0,
     "select\ncase v, ok := <-a:\n f(v)\ncase b <- g():\n break\ncase t.x = <-c:\ndefault:\n h()\n"
     "end",
     "do local c_, v_, ok_ = gosh_select(\"rsrd\", a, b, (g()), c);\n if c_ == 1 then local v, ok "
     "= "
     "v_, ok_;\n f(v)\n elseif c_ == 2 then\n goto break_\n elseif c_ == 3 then t.x = v_;\n elseif "
     "c_ == 4 then\n h()\n end ::break_:: end"},
    {"a method call before the end of a case", EMITS, 0, "select case out <- q:next(): end",
     "do local c_ = gosh_select(\"s\", out, (q:next())); if c_ == 1 then end end"},
    {"operands go on the line of the first case", EMITS, 0,
     "select\ncase f(\n 'a\\\nb', [[c\nd]]) <- 1:\nend",
     "\ndo local c_ = gosh_select(\"s\", (f( 'a\\nb', \"c\\nd\")), 1); if c_ == 1 then\n\n\n\n end "
     "end"},
    {"case ends a return", EMITS, 0, "select case <-a: return case <-b: return x default: end",
     "do local c_ = gosh_select(\"rrd\", a, b); if c_ == 1 then return elseif c_ == 2 then return "
     "x "
     "elseif c_ == 3 then end end"},

    /* Chunks */
    {"names of the program are kept", EMITS, 0, "gosh_send, c_ = 1, 2 ch <- 1 for range x do end",
     "gosh_send, c_ = 1, 2 gosh_send_(ch, 1); for c__ in gosh_range(0, x) do end"},
    {"func main is called", EMITS, SYNTAX_FILE, "func main()\nend\n-- the end",
     "function main()\nend return main()"},
    {"func main is not called twice", EMITS, SYNTAX_FILE, "func main() end main()",
     "function main() end main()"},
    {"a prompt's declarations are globals", EMITS, SYNTAX_SESSION,
     "local a <const> = 1 local b b := 2 var c int do local d end",
     "a = 1 b = nil b = 2 c = 0; do local d end"},
    {"a prompt's expressions are returned", EMITS, SYNTAX_SESSION, "1 + 2, <-ch",
     "return 1 + 2, gosh_recv(ch)"},
    {"a prompt's call is returned", EMITS, SYNTAX_SESSION, "f()", "return f()"},

    /* Incomplete input */
    {"an open block", INCOMPLETE, SYNTAX_SESSION, "func f()\n", ""},
    {"an open string", INCOMPLETE, SYNTAX_SESSION, "x = [[", ""},
    {"an open call", INCOMPLETE, SYNTAX_SESSION, "f(1,", ""},
    {"a trailing operator", INCOMPLETE, SYNTAX_SESSION, "1 +", ""},
    {"select by itself", INCOMPLETE, SYNTAX_SESSION, "select", ""},

    /* Refusals */
    {"an error of Lua", REFUSES, 0, "if x then\n y = = 2 end", "2:6: unexpected symbol near '='"},
    {"an end that is missing", REFUSES, 0, "if x then\ny()",
     "2:4: 'end' expected (to close 'if' at line 1) near <eof>"},
    {"a wrong element", REFUSES, 0, "ch := make(chan int)\nch <- 'x'",
     "2:7: cannot use \"x\" (untyped string constant) as int value in send"},
    {"a fraction", REFUSES, 0, "ch := make(chan int)\nch <- -1.5",
     "2:7: cannot use -1.5 (untyped float constant) as int value in send (truncated)"},
    {"no error", REFUSES, 0, "ch := make(chan error)\nch <- 1",
     "2:7: cannot use 1 (constant of type int) as error value in send: int does not implement "
     "error "
     "(missing method Error)"},
    {"a send to a view", REFUSES, 0, "func f(jobs <-chan int) jobs <- 1 end",
     "1:25: invalid operation: cannot send to receive-only channel jobs (variable of type <-chan "
     "int)"},
    {"a receive from a view", REFUSES, 0, "func f(out chan<- int) v := <-out end",
     "1:31: invalid operation: cannot receive from send-only channel out (variable of type chan<- "
     "int)"},
    {"close of a view", REFUSES, 0, "func f(jobs <-chan int) close(jobs) end",
     "1:31: invalid operation: cannot close receive-only channel jobs (variable of type <-chan "
     "int)"},
    {"range over a view", REFUSES, 0, "func f(out chan<- int) for range out do end end",
     "1:34: cannot range over out (variable of type chan<- int): receive from send-only channel"},
    {"a view as an argument", REFUSES, 0,
     "func w(c <-chan int) end func f(out chan<- int) w(out) end",
     "1:51: cannot use out (variable of type chan<- int) as <-chan int value in argument to w"},
    {"a wrong argument", REFUSES, 0, "func w(n int) end go w(\"x\")",
     "1:24: cannot use \"x\" (untyped string constant) as int value in argument to w"},
    {"a lock by value", REFUSES, 0, "func w(wg sync.WaitGroup) end",
     "1:8: w passes lock by value: sync.WaitGroup"},
    {"a channel variable may change its type", EMITS, 0,
     "local c = make(chan int) c = make(chan string) c <- 's'",
     "local c = gosh_make(1, \"chan int\") c = gosh_make(1, \"chan string\") gosh_send(c, 's');"},
    {"nothing new", REFUSES, 0, "a := 1 a := 2", "1:10: no new variables on left side of :="},
    {"parameters belong to the body", REFUSES, 0, "func f(a) a := 2 end",
     "1:13: no new variables on left side of :="},
    {"too few values", REFUSES, 0, "a, b := 1",
     "1:9: assignment mismatch: 2 variables but 1 value"},
    {"too few results", REFUSES, 0, "func f() int return 1 end a, b := f()",
     "1:35: assignment mismatch: 2 variables but f returns 1 value"},
    {"assignment to a const", REFUSES, 0, "const N = 1 N = 2",
     "1:13: cannot assign to N (neither addressable nor a map index expression)"},
    {"go without a call", REFUSES, 0, "go f", "1:4: expression in go must be function call"},
    {"continue outside of a loop", REFUSES, 0, "func f() continue end",
     "1:10: continue is not in a loop"},
    {"break outside of a loop", REFUSES, 0, "func f() break end",
     "1:10: break is not in a loop, switch, or select"},
    {"continue over what until uses", REFUSES, 0, "repeat continue local x until x",
     "1:8: continue skips the declaration of x, which `until` uses"},
    {"deep nesting", REFUSES, 0,
     "<-(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
     "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
     "1:182: the program is nested too deeply here"},
    {"a deep type", REFUSES, 0,
     "var x "
     "[][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][]["
     "][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][]"
     "[]["
     "][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][]"
     "[]["
     "][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][]"
     "int",
     "1:365: the program is nested too deeply here"},

    /* Go's habits */
    {"!= is ~=", REFUSES, 0, "if a != b then end", "1:6: unexpected symbol near '!='|`~=`"},
    {"&& is and", REFUSES, 0, "x = a && b", "1:7: unexpected symbol near '&&'|`and`"},
    {"i++ is i += 1", REFUSES, 0, "i++", "1:2: unexpected symbol near '++'|`i += 1`"},
    {"the name before ++ is kept", REFUSES, 0, "c.hits++", "1:7: unexpected symbol near '++'|`c.hits += 1`"},
    {"i-- is i -= 1", REFUSES, 0, "i--\nj = 1", "1:2: unexpected symbol near '--'|`i -= 1`"},
    {"braces of a func", REFUSES, 0, "func f() int {\n}",
     "1:14: unexpected symbol near '{'|braces"},
    {"braces of an if", REFUSES, 0, "if x {\n f()\n}", "1:6: unexpected symbol near '{'|then"},
    {"braces of a for", REFUSES, 0, "for v := range ch {\n f()\n}",
     "1:19: unexpected symbol near '{'|do"},
    {"the three parts of a for", REFUSES, 0, "for i := 0; i < 3; i++ {\n}",
     "1:10: range expected near '0'|range"},
    {"a declaration in an if", REFUSES, 0, "if v := f(); v then end",
     "1:6: 'then' expected near "
     "':='|line before"},
    {"else if", REFUSES, 0, "if a then\nelse if b then\nend",
     "3:4: 'end' expected (to close 'if' at line 1) near <eof>|elseif"},
    {"switch", REFUSES, 0, "switch x {\ncase 1:\n}", "1:8: syntax error near 'x'|elseif"},
    {"a slice", REFUSES, 0, "xs := []int{1}", "1:7: unexpected symbol near '['|table"},
    {"a map", REFUSES, 0, "m := map[string]int{}",
     "1:6: a map type where a value is expected|table"},
    {"make of a slice", REFUSES, 0, "xs := make([]int, 3)",
     "1:12: unexpected symbol near '['|table"},
    {"an address", REFUSES, 0, "f(&mu)", "1:3: unexpected symbol near '&'|`mu`"},
    {"a comment of Go", REFUSES, 0, "// text\nf()", "1:1: unexpected symbol near '//'|`--`"},
    {"a comment of Go behind a statement", REFUSES, 0, "x = 1 // the count\ny = 2",
     "2:1: syntax error near 'y'|`--`"},
    {"a type assertion", REFUSES, 0, "y := x.(int)", "1:8: <name> expected near '('|assertion"},
    {"a label of Go", REFUSES, 0, "outer:\nfor i = 1, 2 do end",
     "2:1: <name> expected near 'for'|::name::"},
    {"break with a label", REFUSES, 0, "while x do\n break outer\nend",
     "2:8: syntax error near 'outer'|goto"},
    {"i-- at a prompt", REFUSES, SYNTAX_SESSION, "i--",
     "1:2: unexpected symbol near '--'|`i -= 1`"},
    {"a name before a comment at a prompt", EMITS, SYNTAX_SESSION, "i--comment",
     "return i end--comment"},
    {"an assignment as a condition", REFUSES, 0, "if x = 3 then end",
     "1:6: 'then' expected near '='|`==`"},
    {"a colon before a type", REFUSES, 0, "func f(x: int) end",
     "1:9: type expected near ':'|behind"},
    {"an arrow before a result", REFUSES, 0, "func f() -> int return 1 end",
     "1:10: unexpected symbol near '-'|behind"},
    {"a type before its name", REFUSES, 0, "func f(int x) end", "1:12: undefined: x|`x int`"},
    {"a send of two values", REFUSES, SYNTAX_SESSION, "ch <- 1, 2",
     "1:8: unexpected ',' after a send|one value"},
    {"a receive without an assignment", REFUSES, SYNTAX_SESSION, "v, ok <- ch",
     "1:7: '=' expected near '<-'|`v, ok := <-ch`"},
    {"an equality as a statement", REFUSES, 0, "x == 1", "1:3: syntax error near '=='|`=` assigns"},
    {"a missing then", REFUSES, 0, "if x\nf() end", "2:1: 'then' expected near 'f'|then"},
    {"a missing do", REFUSES, 0, "while x f() end", "1:9: 'do' expected near 'f'|`while x do"},
    {"a missing ) tells of no then", REFUSES, 0, "if f(x then end",
     "1:8: ')' expected near 'then'"},
    {"a missing range", REFUSES, 0, "for k, v := pairs(t) do end",
     "1:13: range expected near 'pairs'|range x do"},
    {"a case without a colon", REFUSES, 0, "select\ncase <-ch\nf()\nend",
     "3:1: ':' expected after a case|`case v := <-ch:`"},
    {"a size without a comma", REFUSES, 0, "ch := make(chan int 5)",
     "1:21: ')' expected before the size|comma"},
    {"a type first", REFUSES, 0, "int x = 5", "1:5: syntax error near 'x'|`var x int = 1`"},
    {"let", REFUSES, 0, "let x = 5", "1:5: syntax error near 'x'|`x := 1`"},
    {"type parameters", REFUSES, 0, "func f[T any](x T) end", "1:7: '(' expected near '['|leave"},
    {"= and + in the wrong order", REFUSES, 0, "x =+ 1",
     "1:4: unexpected symbol near '+'|`x += 1`"},
    {"a word between bounds", REFUSES, 0, "for i = 1 to 3 do end",
     "1:11: ',' expected near 'to'|`for i = 1, 3 do"},
    {"def", REFUSES, 0, "def f(x)", "1:5: syntax error near 'f'|`func f(x)"},
    {"a package clause", REFUSES, 0, "package main\nx()", "1:9: syntax error near 'main'|package"},
    {"an arrow to the right sends nothing", REFUSES, 0, "3 -> ch",
     "1:1: unexpected symbol near '3'|a send is written `ch <- v`"},
    {"an arrow to the right receives nothing", REFUSES, 0, "x := ->ch",
     "1:7: unexpected symbol near '>'|a receive is written `<-ch`"},
    {"half an arrow", REFUSES, 0, "x := <ch", "1:6: unexpected symbol near '<'|`<-ch`"},
    {"a send of a comment", REFUSES, 0, "ch <-- 1\nf()", "1:4: syntax error near '<'|`--`"},
    {"a value behind a receive", REFUSES, 0, "<- ch 1",
     "1:7: unexpected symbol near '1'|a send is written `ch <- 1`"},
    {"a duration with a unit", REFUSES, 0, "d := 100ms",
     "1:6: malformed number|`2 * time.Millisecond`"},
    {"a channel's type as a value", REFUSES, 0, "ch := chan int",
     "1:7: chan int (type) is not an expression|`make(chan int)`"},
    {"a channel's type as a value at a prompt", REFUSES, SYNTAX_SESSION, "ch = chan string",
     "1:6: chan string (type) is not an expression|`make(chan string)`"},
    {"a global of Lua's that is named chan", PLAIN, 0, "x = chan y = chan\nf(x)", NULL},
    {"new of a channel", REFUSES, 0, "ch := new(chan int)",
     "1:16: ')' expected near 'int'|`make(chan int)`"},
    {"make without brackets", REFUSES, 0, "ch := make chan int",
     "1:17: syntax error near 'int'|`make(chan int)`"},
    {"a channel of nothing", REFUSES, 0, "var ch chan = nil",
     "1:13: type expected near '='|`chan int`"},
    {"an arrow at the wrong end of chan", REFUSES, 0, "func f(ch int<-chan) end",
     "1:14: ')' expected near '<'|`<-chan int`"},
    {"an arrow behind the type", REFUSES, 0, "func f(ch chan int<-) end",
     "1:19: ')' expected near '<'|`chan<- int`"},
    {"an arrow of another language at chan", REFUSES, 0, "func f(ch chan->int) end",
     "1:15: type expected near '-'|`chan<- int`"},
    {"a method with a receiver", REFUSES, 0, "func (s *T) M() int\n return 1\nend",
     "1:6: unexpected receiver near '(s *T)'|`func T:name()"},
    {"a method with a receiver at a prompt", REFUSES, SYNTAX_SESSION, "func (s T) M()",
     "1:6: unexpected receiver near '(s T)'|`func T:name()"},
    {"an error between statements is at its own place", REFUSES, 0,
     "func (f)Println(1)\n inner()\nend", "3:1: '<eof>' expected near 'end'"},
    {"a body in braces on the line of a for", REFUSES, SYNTAX_SESSION,
     "for v := range xs { print(v) }", "1:19: 'do' expected near '{'|range x do"},
    {"a table for the iterator goes on in the next line", INCOMPLETE, SYNTAX_SESSION,
     "for k, v in pairs{1, 2}", NULL},
    {"else in a select", REFUSES, 0, "select\ncase <-ch:\nelse\nend",
     "3:1: 'end' expected (to close 'select' at line 1) near 'else'|`default:`"},
    {"default without a colon", REFUSES, 0, "select\ndefault\nf()\nend",
     "3:1: ':' expected after default|`default:`"},
    {"a select without cases", REFUSES, 0, "select\nv := <-ch\nend",
     "2:1: case or default expected near 'v'|`case v := <-ch:`"},
    {"results without brackets", REFUSES, 0, "func f() int, error\n return 1, nil\nend",
     "2:2: '=' expected near 'return'|`func f() (int, error)`"},
    {"func as a type", REFUSES, 0, "func f(g func) end",
     "1:10: type expected near 'func'|`func()`"},
    {"a call without brackets", REFUSES, 0, "close ch", "1:7: syntax error near 'ch'|`close(ch)`"},
    {"a type before its variable", REFUSES, 0, "sync.Mutex mu",
     "1:12: syntax error near 'mu'|`var mu sync.Mutex`"},
    {"a type in a short declaration", REFUSES, 0, "x int := 1",
     "1:3: syntax error near 'int'|`var x int = 1`"},
    {"a space inside :=", REFUSES, 0, "x : = 1", "1:5: <name> expected near '='|no space"},
    {"elif", REFUSES, 0, "if a then f() elif b then end",
     "1:20: syntax error near 'b'|`elseif`"},
    {"a label before a for", REFUSES, 0, "outer: for i := range 3 do end",
     "1:8: <name> expected near 'for'|`::name::`"},
    {"quotes of a word processor", REFUSES, 0, "print(\u201chi\u201d)",
     "1:7: unexpected symbol near '\u201c'|straight quotes"},
    {"letters that names do not have", REFUSES, 0, "\u00e9 = 1",
     "1:1: unexpected symbol near '\u00e9'|a-z"},
    {"a decrement in brackets", REFUSES, SYNTAX_SESSION, "print(i--)",
     "1:8: unexpected symbol near '--'|`i -= 1`"},
    {"try", REFUSES, 0, "try f() catch e end", "1:5: syntax error near 'f'|recovers"},
    {"async", REFUSES, 0, "async f()", "1:7: syntax error near 'f'|`go f(x)`"},
    {"a loop of Python at a prompt", REFUSES, SYNTAX_SESSION, "for i in range(3): print(i)",
     "1:10: 'do' expected after range(...)|for i := range 3"},
    {"a call of range goes on in the next line", INCOMPLETE, SYNTAX_SESSION, "for i in range(3)",
     NULL},
    {"a lock without its package", REFUSES, 0, "var wg WaitGroup",
     "1:8: undefined: WaitGroup|`sync.WaitGroup`"},
    {"a method that is not called", REFUSES, 0, "mu.Lock\nf()", "1:1: mu.Lock is not used|`mu.Lock()`"},
    {"a method that is not called in an unfinished entry", INCOMPLETE, SYNTAX_SESSION,
     "do mu.Lock", NULL},
    {"a comment of Go behind a call of print", REFUSES, SYNTAX_SESSION, "print(1) // why",
     "1:10: unexpected symbol near '//'|`--`"},
    {"a bracket at the beginning", REFUSES, 0, "(5 ()", "1:4: ')' expected near '('"},
    {"a list in square brackets", REFUSES, 0, "xs := [1, 2]",
     "1:7: unexpected symbol near '['|`{1, 2}`"},
    {"a power of Python", REFUSES, 0, "x := 2 ** 3", "1:9: unexpected symbol near '*'|`x ^ 2`"},
    {"delete as a statement", REFUSES, 0, "delete t[1]", "1:8: syntax error near 't'|= nil`"},
    {"foreach", REFUSES, 0, "foreach v in xs do end", "1:9: syntax error near 'v'|range xs"},
    {"a unit behind a number", REFUSES, 0, "time.Sleep(2 seconds)",
     "1:14: ')' expected near 'seconds'|`2 * time.Second`"},
    {"a parameter that is named as a function", INCOMPLETE, SYNTAX_SESSION, "func f(cap int)", NULL},
    {"parameters on lines of their own", INCOMPLETE, SYNTAX_SESSION, "func f(\n len int", NULL},
    {"len without brackets at a prompt", REFUSES, SYNTAX_SESSION, "x := len t",
     "1:11: syntax error near <eof>|`len(t)`"},

    /* What else is told */
    {"a call that begins a line is noted", NOTES, 0, "x := f\n(g)(1)",
     "2:1: this line is read as a call of what stands before it: if it is not meant so, begin it "
     "with `;`"},
    {"range over a length is noted", NOTES, 0, "for i := range #xs do end",
     "1:16: this counts from 0, and Lua's lists start at 1: `for i, v := range xs do` walks the "
     "list"},
    {"functions are named as in Go", NAMES, 0,
     "func f()\n local g = function() return function() end end\nend\nx := func(a)\nend\nfunction "
     "o:m() "
     "end",
     "1-6 main.main, 1-3 main.f, 2-2 main.f.func1, 2-2 main.f.func1.1, 4-5 main.main.func1(), 6-6 "
     "main.o.m()"},
    {"functions of plain Lua are named too", NAMES, 0,
     "local function f()\nend\nf(function\n()\nend)",
     "0-0 main.main, 1-2 main.f, 4-5 main.main.func1"},
    {"the body before func main is main.init", NAMES, SYNTAX_FILE, "func main() end",
     "1-1 main.init, 1-1 main.main"},

    /* Marks of reads and writes of what goroutines share */
    {"a local that nobody else can change has no marks", EMITS, SYNTAX_MARKED,
     "local a, b = 1, 2 a = a + b local function f() return b end", "local a, b = 1, 2 a = a + b local function f() return b end"},
    {"a captured local that is assigned is marked in all functions", EMITS, SYNTAX_MARKED,
     "local a local function f() a = 1 end return a",
     "local a local function f() a = gosh_write(1, \"a\", 1); end return (gosh_read(1, \"a\") or a)"},
    {"what a deferred literal uses alone has no marks", EMITS, SYNTAX_MARKED,
     "local function f() local a = 1 defer func() a = 2 end() return a end",
     "local f; f = gosh_deferring(function() local a = 1 gosh_defer(function() a = 2 end); return a end);"},
    {"an operand that fails for nil is named", EMITS, SYNTAX_MARKED, "local a local function f() a = a + 1 end",
     "local a local function f() a = gosh_write(1, \"a\", (gosh_read(1, \"a\") or a or gosh_missing(\"upvalue 'a'\", a)) + 1); end"},
    {"a local beside a call is read late", EMITS, SYNTAX_MARKED, "local a, f local function g() a = 1 end return a + f()",
     "local a, f local function g() a = gosh_write(1, \"a\", 1); end return a + gosh_late(1, \"a\", f())"},
    {"a global is marked by its name", EMITS, SYNTAX_MARKED, "g = 1 f(g)",
     "g = gosh_set(_ENV, \"g\", 1); ;(gosh_peek(_ENV, \"f\") or f or gosh_missing(\"global 'f'\", f))((gosh_peek(_ENV, \"g\") or g))"},
    {"a global that begins a file with its only value has no marks", EMITS, SYNTAX_MARKED | SYNTAX_FILE,
     "g = 1 function f() return g end", "g = 1 function f() return g end"},
    {"a global of a file that loads text has marks", EMITS, SYNTAX_MARKED | SYNTAX_FILE, "g = 1 return g, load",
     "g = gosh_set(_ENV, \"g\", 1); return (gosh_peek(_ENV, \"g\") or g), (gosh_peek(_ENV, \"load\") or load)"},
    {"a field is marked in its place", EMITS, SYNTAX_MARKED, "local t return t.a.b[1]",
     "local t return gosh_get(gosh_get(gosh_get(t, \"a\", \"local 't'\").a, \"b\", \"field 'a'\").b, 1, \"field 'b'\")[1]"},
    {"a key is worked out once", EMITS, SYNTAX_MARKED, "local t, f return t[f()]",
     "local t, f return gosh_item(t, (f()), \"local 't'\")"},
    {"a field of a field is written", EMITS, SYNTAX_MARKED, "local t t.a.b = 1",
     "local t do local t_ = (gosh_get(t, \"a\", \"local 't'\").a); t_.b = gosh_set(t_, \"b\", 1, \"field 'a'\"); end;"},
    {"several are written from the last to the first", EMITS, SYNTAX_MARKED, "local t, i i, t[i] = 1, 2",
     "local t, i do local t_ = i; local t__, t___ = 1, 2; t[ t_ ] = gosh_set(t, t_, t___, \"local 't'\"); i = (t__); end;"},
    {"a length is marked", EMITS, SYNTAX_MARKED, "local t return #t", "local t return #gosh_length(t, \"local 't'\")"},
    {"a method is looked up with a mark", EMITS, SYNTAX_MARKED, "local t t:m(1) go t:m()",
     "local t gosh_self(t, \"m\", \"local 't'\"):m(1) gosh_go_method(1, gosh_self(t, \"m\"), \"m\");"},
    {"a call that begins with a mark begins a statement", EMITS, SYNTAX_MARKED, "local x = 1\nf()",
     "local x = 1\n;(gosh_peek(_ENV, \"f\") or f or gosh_missing(\"global 'f'\", f))()"},
};

enum { CASES = sizeof cases / sizeof *cases };

static void check_emitted(const Case *one, const Syntax *syntax) {
    const char *begin = strstr(syntax->text, "function(...) ");
    assert_non_null(begin);
    begin += strlen("function(...) ");
    size_t length = strlen(one->wants);
    if (strncmp(begin, one->wants, length) != 0) assert_string_equal(begin, one->wants);
    if (strncmp(begin + length, " end", 4) != 0) assert_string_equal(begin, one->wants);
}

static void check_refused(const Case *one, const Syntax *syntax) {
    char told[1024], wants[1024];
    snprintf(told, sizeof told, "%d:%d: %s", syntax->error_line, syntax->error_column,
             syntax->message);
    snprintf(wants, sizeof wants, "%s", one->wants);
    char *hint = strchr(wants, '|');
    if (hint) *hint++ = '\0';
    assert_string_equal(told, wants);
    if (!hint) return;
    assert_non_null(syntax->hint);
    assert_true(syntax->gosh_seen);
    if (!strstr(syntax->hint, hint)) assert_string_equal(syntax->hint, hint);
}

static void check_names(const Case *one, const Syntax *syntax) {
    char told[1024] = "";
    size_t length = 0;
    for (size_t i = 0; i < syntax->function_count; i++) {
        const SyntaxFunction *function = &syntax->functions[i];
        length += (size_t)snprintf(told + length, sizeof told - length, "%s%d-%d %s%s",
                                   i ? ", " : "", function->line, function->last_line,
                                   function->name, function->has_params ? "()" : "");
    }
    assert_string_equal(told, one->wants);
}

static void check_case(void **state) {
    const Case *one = *state;
    Syntax *syntax = syntax_compile(one->source, strlen(one->source), one->flags, SIZE_MAX, NULL);
    assert_non_null(syntax);
    switch (one->kind) {
    case PLAIN:
        assert_int_equal(syntax->status, SYNTAX_PLAIN);
        break;
    case EMITS:
        if (syntax->message) print_message("%s\n", syntax->message);
        assert_int_equal(syntax->status, SYNTAX_EMITTED);
        check_emitted(one, syntax);
        break;
    case REFUSES:
        assert_true(syntax->status == SYNTAX_ERROR || syntax->status == SYNTAX_INCOMPLETE);
        check_refused(one, syntax);
        break;
    case INCOMPLETE:
        assert_int_equal(syntax->status, SYNTAX_INCOMPLETE);
        break;
    case NAMES:
        check_names(one, syntax);
        break;
    case NOTES:
        assert_int_equal(syntax->note_count, 1);
        assert_string_equal(syntax->notes[0], one->wants);
        break;
    }
    syntax_free(syntax);
}

int main(void) {
    static struct CMUnitTest tests[CASES];
    for (size_t i = 0; i < CASES; i++)
        tests[i] = (struct CMUnitTest){.name = cases[i].rule,
                                       .test_func = check_case,
                                       .initial_state = (void *)(uintptr_t)&cases[i]};
    return _cmocka_run_group_tests("syntax", tests, CASES, NULL, NULL);
}
