# The chart of the house: one object list for each layer, verbs as targets.
#
#   make run      set up, build, open the prompt        make bench    speed, as ratios to compiled Go
#   make test     set up, build, run every test         make fuzz     fuzz the front end (SECONDS=60)
#   make          build build/gosh                      make san tsan valgrind   the tests under each
#   make deps     install what is missing (Debian)      make go-check tests, lessons: Go twins
#   make install  under PREFIX=/usr/local; uninstall     make deb      a Debian package, build/gosh_*.deb
#   make screenshots  pictures for README               make clean    remove build/

RUNTIME = arena array random sched strategy schedule timer chan select sync poll work mailbox posix posix_signal posix_socket posix_child posix_threads
SYNTAX  = $(patsubst lua/syntax/%.c,%,$(wildcard lua/syntax/*.c))
LUA     = $(patsubst lua/%.c,%,$(wildcard lua/*.c))
REPL    = $(patsubst repl/%.c,%,$(wildcard repl/*.c))

BUILD    ?= build
CC       ?= gcc
# One goroutine's step crosses the layers many times: optimising over them together saves a tenth of it.
OPTIMISE ?= -O2 -flto=auto -ffat-lto-objects
SAN      ?=
VERSION  := 0.1.0
CFLAGS   = -std=c11 -D_GNU_SOURCE $(OPTIMISE) -g -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror \
           -fno-pie -I. -isystem /usr/include/lua5.4 -DGOSH_VERSION='"$(VERSION)"' $(SAN)
# Static Lua without PIE, and its looks at the clock and the zone wrapped: a seeded world is then the same in every run.
# A module in C that require loads finds Lua's functions in the program.
CLOCK_CALLS = time localtime_r mktime
LDFLAGS  = -no-pie $(CLOCK_CALLS:%=-Wl,--wrap=%) -Wl,--export-dynamic-symbol='lua*' $(SAN)
LDLIBS   = $(firstword $(wildcard /usr/lib/*/liblua5.4.a)) -llowdown -ledit -lm -ldl -lpthread

RUNTIME_OBJECTS = $(RUNTIME:%=$(BUILD)/runtime/%.o)
SYNTAX_OBJECTS  = $(SYNTAX:%=$(BUILD)/lua/syntax/%.o)
LUA_OBJECTS     = $(LUA:%=$(BUILD)/lua/%.o) $(BUILD)/lua/bundle_texts.o $(BUILD)/lua/reference_texts.o $(BUILD)/lua/help_texts.o
REPL_OBJECTS    = $(REPL:%=$(BUILD)/repl/%.o) $(BUILD)/repl/lesson_texts.o
OBJECTS         = $(RUNTIME_OBJECTS) $(SYNTAX_OBJECTS) $(LUA_OBJECTS) $(REPL_OBJECTS)

.PHONY: all
all: $(BUILD)/gosh

$(BUILD)/gosh: $(OBJECTS)
	$(CC) $(OPTIMISE) $(LDFLAGS) -o $@ $(OBJECTS) $(LDLIBS)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# Texts that are in the program, as C: the packages that are written in gosh, and the reference and the topics of :help, which
# stand in the order in which a learner needs them; and the course.
REFERENCE = statements predeclared habits sync time context errgroup atomic fmt errors runtime os signal syscall net rand threads io \
            string table math utf8 coroutine debug package
HELP = lessons keys history goroutines channels select virtual-time schedules errors lua go-vs-lua colours glossary questions
$(BUILD)/lua/bundle_texts.c: $(wildcard lua/*.gosh)
$(BUILD)/lua/reference_texts.c: $(REFERENCE:%=lessons/reference/%.md)
$(BUILD)/lua/help_texts.c: $(HELP:%=lessons/help/%.md)
$(BUILD)/lua/%_texts.c: lua/bundle.sh Makefile
	@mkdir -p $(@D)
	sh lua/bundle.sh $*_texts $(filter %.gosh %.md,$^) >$@ || { rm -f $@; exit 1; }
# The course: its manifest, its lessons, and the files beside them.
COURSE = lessons/pack.md $(sort $(wildcard lessons/[0-9][0-9]-*.md lessons/[0-9][0-9]-*/*))
$(BUILD)/repl/lesson_texts.c: lua/bundle.sh Makefile $(COURSE)
	@mkdir -p $(@D)
	sh lua/bundle.sh --below lessons lesson_texts $(COURSE) >$@ || { rm -f $@; exit 1; }
$(BUILD)/%_texts.o: $(BUILD)/%_texts.c Makefile
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(OBJECTS:.o=.d) $(wildcard $(BUILD)/tests/*/*.d)

# ---- Set-up ----

PACKAGES = gcc make liblua5.4-dev lua5.4 libedit-dev liblowdown-dev libcmocka-dev python3 python3-pexpect python3-pyte

.PHONY: deps run
deps:
	@sh tests/deps.sh $(PACKAGES)

run: deps
	@$(MAKE) --no-print-directory $(BUILD)/gosh
	@$(BUILD)/gosh

# ---- Tests ----

RUNTIME_TESTS = $(patsubst tests/runtime/%.c,$(BUILD)/tests/runtime/%,$(wildcard tests/runtime/test_*.c))
SYNTAX_TESTS  = $(patsubst tests/syntax/%.c,$(BUILD)/tests/syntax/%,$(wildcard tests/syntax/test_*.c))
WORLD_TESTS   = $(patsubst tests/world/%.c,$(BUILD)/tests/world/%,$(wildcard tests/world/test_*.c))
GRAPH_TESTS   = $(patsubst tests/graph/%.c,$(BUILD)/tests/graph/%,$(wildcard tests/graph/test_*.c))
REPL_TESTS    = $(patsubst tests/repl/%.c,$(BUILD)/tests/repl/%,$(wildcard tests/repl/test_*.c))
# Of the program's files a test gets those that it asks for.
REPL_PARTS    = $(BUILD)/repl/parts.a
EXPLORE_TESTS = $(BUILD)/tests/explore/brute $(BUILD)/tests/explore/predict
TESTS         = $(RUNTIME_TESTS) $(SYNTAX_TESTS) $(WORLD_TESTS) $(GRAPH_TESTS) $(REPL_TESTS)

$(REPL_PARTS): $(filter-out %/main.o,$(REPL_OBJECTS))
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/tests/runtime/%: $(BUILD)/tests/runtime/%.o $(RUNTIME_OBJECTS)
	$(CC) $(SAN) -no-pie -o $@ $^ -lcmocka -lpthread
$(BUILD)/tests/syntax/%: $(BUILD)/tests/syntax/%.o $(SYNTAX_OBJECTS)
	$(CC) $(SAN) -no-pie -o $@ $^ -lcmocka
$(BUILD)/tests/world/%: $(BUILD)/tests/world/%.o $(RUNTIME_OBJECTS) $(SYNTAX_OBJECTS) $(LUA_OBJECTS)
	$(CC) $(LDFLAGS) -fno-lto -o $@ $^ $(LDLIBS) -lcmocka
$(BUILD)/tests/graph/%: $(BUILD)/tests/graph/%.o $(RUNTIME_OBJECTS) $(SYNTAX_OBJECTS) $(LUA_OBJECTS) $(REPL_PARTS)
	$(CC) $(LDFLAGS) -fno-lto -o $@ $^ $(LDLIBS) -lcmocka
$(BUILD)/tests/repl/%: $(BUILD)/tests/repl/%.o $(RUNTIME_OBJECTS) $(SYNTAX_OBJECTS) $(LUA_OBJECTS) $(REPL_PARTS)
	$(CC) $(LDFLAGS) -fno-lto -o $@ $^ $(LDLIBS) -lcmocka
# The checks of the search over schedules and of what is graded with it, which have a main of their own.
$(BUILD)/tests/explore/%: $(BUILD)/tests/explore/%.o $(RUNTIME_OBJECTS) $(SYNTAX_OBJECTS) $(LUA_OBJECTS) $(REPL_PARTS)
	$(CC) $(LDFLAGS) -fno-lto -o $@ $^ $(LDLIBS)
# The program with all its worlds marked, for tests of the language.
$(BUILD)/marked/gosh: $(BUILD)/tests/world/marked.o $(OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -fno-lto -Wl,--wrap=world_new -o $@ $^ $(LDLIBS)
# In these, tests/refuse.h says which allocations are refused.
REFUSE_TESTS = $(addprefix $(BUILD)/tests/,world/test_walk world/test_memory world/test_quit world/test_explain world/test_sketch world/test_timeline graph/test_memory)
$(REFUSE_TESTS): LDFLAGS += $(addprefix -Wl$(comma)--wrap=,malloc calloc realloc arena_alloc arena_realloc)
# In this, the calls that change files are the test's.
$(BUILD)/tests/repl/test_progress: LDFLAGS += $(addprefix -Wl$(comma)--wrap=,write fsync ftruncate rename unlink)
comma := ,

-include $(TESTS:=.d) $(EXPLORE_TESTS:=.d)

.PHONY: test check check-runtime
test: deps
	@$(MAKE) --no-print-directory check

.SECONDARY:

# Everything that `make test` runs, once what it needs is there.
check: $(BUILD)/gosh $(BUILD)/marked/gosh $(EXPLORE_TESTS) $(TESTS)
	@tests/all.sh $(BUILD) $(TESTS)

check-runtime: $(RUNTIME_TESTS)
	@for test in $^; do $$test || exit 1; done

# The same tests, watched. Each keeps its build beside the plain one.
.PHONY: san tsan valgrind
san: deps
	@GOSH_TEST_SLOWNESS=3 $(MAKE) --no-print-directory BUILD=build/san OPTIMISE=-O1 \
	    SAN='-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer' check
# What has threads: the runtime and the prompt. This sanitizer delivers signals late, so that preemption does not work
# under it: sessions with loops that do nothing else are left out, and so are dumps of a copy of the process, which it
# takes for another thread's, and very many goroutines, whose jumps it cannot follow. Grades, which have threads in a copy of the
# process, it is told to let go on.
tsan: deps
	@$(MAKE) --no-print-directory BUILD=build/tsan OPTIMISE=-O1 SAN=-fsanitize=thread check-runtime build/tsan/gosh
	@TSAN_OPTIONS="die_after_fork=0 $$TSAN_OPTIONS" GOSH_TEST_SLOWNESS=3 tests/repl/run.py --gosh build/tsan/gosh \
	    $$(grep -LE 'while true do end|string.find|100000' tests/repl/*.session tests/repl/*.shell)
valgrind: deps $(BUILD)/gosh $(BUILD)/marked/gosh $(TESTS)
	@sh tests/deps.sh valgrind
	@tests/valgrind.sh $(BUILD) $(TESTS)

SECONDS ?= 60
.PHONY: fuzz fuzz-keys
fuzz:
	@sh tests/deps.sh clang libclang-rt-dev
	@$(MAKE) --no-print-directory build/fuzz/syntax build/fuzz/lesson
	@tests/fuzz/run.sh build/fuzz/syntax $(SECONDS) tests/lang tests/superset
	@tests/fuzz/run.sh build/fuzz/lesson 20 lessons tests/lessons
	@$(MAKE) --no-print-directory fuzz-keys SECONDS=20

# Random keys at the prompt.
fuzz-keys:
	@$(MAKE) --no-print-directory BUILD=build/san OPTIMISE=-O1 \
	    SAN='-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer' build/san/gosh
	@tests/fuzz/keys.py build/san/gosh $(SECONDS)

build/fuzz/syntax: tests/fuzz/fuzz_syntax.c $(SYNTAX:%=lua/syntax/%.c) $(wildcard lua/syntax/*.h)
LESSON_READER = lesson lesson_block lesson_lines lesson_rules
build/fuzz/lesson: tests/fuzz/fuzz_lesson.c $(LESSON_READER:%=repl/%.c) repl/lesson.h repl/lesson_build.h repl/bytes.c repl/visible.c lua/width.c lua/rune.c lua/nearest.c
build/fuzz/%:
	@mkdir -p $(@D)
	clang -std=c11 -D_GNU_SOURCE -O1 -g -I. -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
	    -o $@ $(filter %.c,$^)

# The pictures of sessions; a test says when they are not true any more.
.PHONY: screenshots
screenshots: deps $(BUILD)/gosh
	@tests/repl/screenshot.py --gosh $(BUILD)/gosh lessons/pictures/*.session
	@cd lessons/examples && GOTRACEBACK=none $(CURDIR)/$(BUILD)/gosh trace --seed 1 --explain=off stuck_pool.gosh \
	    -o ../pictures/stuck_pool_timeline.svg 2>/dev/null || [ $$? = 2 ]

.PHONY: go-check go-check-tests go-check-lessons bench
go-check: go-check-tests go-check-lessons
go-check-tests:
	@tests/go.sh
	@tests/go_check.py
go-check-lessons:
	@tests/go.sh
	@tests/lessons/twins.py
bench: $(BUILD)/gosh
	@tests/bench/bench.py

# ---- Installing ----

PREFIX ?= /usr/local
# A shell leaves ~ alone in PREFIX=~/x.
override PREFIX := $(patsubst ~/%,$(HOME)/%,$(PREFIX))
$(BUILD)/gosh.1: repl/install/gosh.1 repl/install/man.sh $(BUILD)/gosh
	@sh repl/install/man.sh $(BUILD)/gosh $(VERSION) <$< >$@ || { rm -f $@; exit 1; }

.PHONY: install uninstall deb
install: $(BUILD)/gosh $(BUILD)/gosh.1
	@sh repl/install/install.sh $(BUILD) "$(DESTDIR)$(PREFIX)"
uninstall:
	@sh repl/install/install.sh --remove "$(DESTDIR)$(PREFIX)"

deb: $(BUILD)/gosh $(BUILD)/gosh.1
	@sh tests/deps.sh dpkg-dev
	@sh repl/install/deb.sh $(BUILD) $(VERSION)

.PHONY: clean
clean:
	rm -rf build
