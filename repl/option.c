/* The options of the command line, and what each of them does. */
#include "repl/option.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/picture.h"
#include "repl/schedule.h"
#include "repl/trace.h"

bool options_complain(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("gosh: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    return false;
}

/* ---- What each option does ----
 * These get its value, and are false after a message. */

static bool options_code(Options *options, const char *code) {
    if (options->program) return options_complain("-e can be given once; separate statements by ';' or lines");
    options->task = TASK_CODE;
    options->program = code;
    return true;
}

static bool options_emit(Options *options, const char *value) {
    (void)value;
    return options->emit = true;
}

/* The digits at the start of `text`, and what follows them. False when there are none, or the
 * number is too big. */
static bool options_number(const char *text, uint64_t *number, char **rest) {
    if (!isdigit((unsigned char)*text)) return false;
    errno = 0;
    *number = strtoull(text, rest, 10);
    return errno == 0;
}

static bool options_seed(Options *options, const char *text) {
    char *rest;
    if (!options_number(text, &options->world.seed, &rest) || *rest)
        return options_complain("--seed %s: a seed is a number from 0 to 18446744073709551615", text);
    return options->world.seeded = true;
}

static bool options_virtual_time(Options *options, const char *value) {
    (void)value;
    return options->world.virtual_time = true;
}

static bool options_memory(Options *options, const char *text) {
    uint64_t number;
    char *rest;
    if (options_number(text, &number, &rest)) {
        const char *units = "KMG",
                   *unit = *rest ? strchr(units, toupper((unsigned char)*rest)) : NULL;
        int shift = unit ? 10 * (int)(unit - units + 1) : 0;
        if (unit) rest++;
        if (!*rest && number > 0 && number <= SIZE_MAX >> shift) {
            options->world.max_memory = (size_t)(number << shift);
            return true;
        }
    }
    return options_complain(
        "--max-memory %s: a size is a number of bytes, or one as in 500K, 64M, 2G", text);
}

static bool options_sandbox(Options *options, const char *value) {
    (void)value;
    return options->world.sandbox = true;
}

static bool options_explain(Options *options, const char *text) {
    bool off = strcmp(text, "off") == 0;
    if (!off && strcmp(text, "on") != 0) return options_complain("--explain %s: it can be on or off", text);
    options->world.explain = off ? EXPLAIN_OFF : EXPLAIN_ON;
    return true;
}

static bool options_leaks(Options *options, const char *value) {
    (void)value;
    return options->leaks = true;
}

static bool options_picture(Options *options, const char *name) {
    options->picture = name;
    options->world.keep_stuck = true;
    if (picture_name_ok(name)) return true;
    return options_complain("--picture %s: the picture's name ends in .svg, or in .dot for graphviz; - draws it on the terminal",
                            name);
}

static bool options_dump_json(Options *options, const char *name) {
    options->dump_json = name;
    return *name || options_complain("--dump-json needs the name of a file after it");
}

static bool options_trace_output(Options *options, const char *name) {
    options->trace_output = name;
    return trace_name_ok(name) || options_complain("-o %s: %s", name, trace_names);
}

static bool options_trace_times(Options *options, const char *value) {
    (void)value;
    return options->trace_times = true;
}

static bool options_schedule(Options *options, const char *text) {
    ScheduleString string;
    Bytes error = {0};
    bool good = schedule_string_read(&string, text, &error);
    if (!good) options_complain("--schedule: %.*s", (int)error.length, error.data);
    schedule_string_free(&string);
    bytes_free(&error);
    options->schedule = text;
    return good;
}

static bool options_print_schedule(Options *options, const char *value) {
    (void)value;
    return options->print_schedule = true;
}

static bool options_count(const char *option, const char *text, uint64_t least, uint64_t most, uint64_t *count) {
    char *rest;
    if (options_number(text, count, &rest) && !*rest && *count >= least && *count <= most) return true;
    return options_complain("%s %s: it is a number from %" PRIu64 " to %" PRIu64, option, text, least, most);
}

static bool options_limit(Options *options, const char *text) {
    return options_count("--limit", text, 1, UINT32_MAX, &options->explore.limit);
}

static bool options_runs(Options *options, const char *text) {
    return options_count("--runs", text, 1, UINT32_MAX, &options->explore.runs);
}

static bool options_bound(Options *options, const char *text) {
    uint64_t bound = 0;
    bool good = options_count("--bound", text, 0, UINT16_MAX, &bound);
    options->explore.bound = (int)bound;
    return good;
}

static bool options_turns(Options *options, const char *text) {
    uint64_t turns = 0;
    bool good = options_count("--turns", text, 1, UINT32_MAX, &turns);
    options->explore.turns = (uint32_t)turns;
    return good;
}

static bool options_jobs(Options *options, const char *text) {
    uint64_t processes = 0;
    bool good = options_count("-j", text, 1, EXPLORE_PROCESSES_MAX, &processes);
    options->explore.processes = (int)processes;
    return good;
}

static bool options_fine(Options *options, const char *value) {
    (void)value;
    return options->explore.fine = true;
}

static bool options_all(Options *options, const char *value) {
    (void)value;
    return options->explore.every_schedule = true;
}

static bool options_no_timers(Options *options, const char *value) {
    (void)value;
    return options->explore.no_timers = true;
}

static bool options_random(Options *options, const char *value) {
    (void)value;
    return options->explore.random = true;
}

static bool options_json(Options *options, const char *value) {
    (void)value;
    return options->json = true;
}

static bool options_pack(Options *options, const char *folder) {
    options->pack = folder;
    return *folder || options_complain("--pack needs the name of a folder after it");
}

static bool options_interactive(Options *options, const char *value) {
    (void)value;
    return options->interactive = true;
}

static bool options_colour(Options *options, const char *text) {
    static const char *const names[] = {[COLOUR_AUTO] = "auto", [COLOUR_ALWAYS] = "always", [COLOUR_NEVER] = "never"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(text, names[i]) != 0) continue;
        options->colour = (ColourWhen)i;
        return true;
    }
    return options_complain("--color %s: it can be auto, always or never", text);
}

static bool options_plain(Options *options, const char *value) {
    (void)value;
    return options->plain = true;
}

static bool options_task_help(Options *options, const char *value) {
    (void)value;
    options->task = TASK_HELP;
    return true;
}

static bool options_task_version(Options *options, const char *value) {
    (void)value;
    options->task = TASK_VERSION;
    return true;
}

/* ---- The table ---- */

const OptionRow option_rows[] = {
    {{"execute", "CODE", 'e', "the program is CODE"}, "the code to run", FOR_PROGRAMS, options_code},
    {{"emit", NULL, 0, "print the Lua that the program is turned into"}, NULL, FOR_RUN, options_emit},
    {{"seed", "N", 0, "every choice from the number N: each run does the same; virtual time"}, "a number", FOR_PROGRAMS, options_seed},
    {{"schedule", "STRING", 0, "the choices of a run of before, or of one that gosh explore has found, again"},
     "the schedule to follow", FOR_RUN | FOR_TRACE | FOR_STEP, options_schedule},
    {{"print-schedule", NULL, 0, "at the end, the run's schedule on stderr, for --schedule: of a run with --seed or --schedule"},
     NULL, FOR_RUN | FOR_TRACE, options_print_schedule},
    {{"virtual-time", NULL, 0, "when every goroutine waits, the clock jumps to the next timer"}, NULL, FOR_RUN | FOR_TRACE,
     options_virtual_time},
    {{"fine", NULL, 0,
      "reads and writes of variables that goroutines share are points where another one can go on, too: finds lost updates"},
     NULL, FOR_EXPLORE | FOR_STEP | BEHIND, options_fine},
    {{"all", NULL, 0, "try every schedule, also those that come to the same as another one: to count them"}, NULL,
     FOR_EXPLORE | BEHIND, options_all},
    {{"bound", "N", 0, "only schedules in which at most N goroutines are interrupted where they could go on"}, "a number",
     FOR_EXPLORE | BEHIND, options_bound},
    {{"no-timers", NULL, 0, "timers fire only when nothing else can go on, as if the machine were infinitely fast"}, NULL,
     FOR_EXPLORE | BEHIND, options_no_timers},
    {{"limit", "N", 0, "give up after about N schedules (1,000,000), fewer long ones, and try random ones"}, "a number", FOR_EXPLORE | BEHIND,
     options_limit},
    {{"runs", "N", 0, "how many random ones (10,000)"}, "a number", FOR_EXPLORE | BEHIND, options_runs},
    {{"random", NULL, 0, "only random ones"}, NULL, FOR_EXPLORE | BEHIND, options_random},
    {{"turns", "N", 0, "the most turns of goroutines in a run (10,000): a longer one may never end"}, "a number",
     FOR_EXPLORE | BEHIND, options_turns},
    {{"jobs", "N", 'j', "search in N processes (one for each core)"}, "a number", FOR_EXPLORE | FOR_LESSON | BEHIND, options_jobs},
    {{"json", NULL, 0, "for other programs: everything as one JSON object"}, NULL, FOR_EXPLORE | FOR_LESSON | BEHIND, options_json},
    {{"pack", "DIR", 0, "the lessons in the folder DIR, in the sandbox; without it, those of the course"}, "a folder", FOR_LESSON,
     options_pack},
    {{"max-memory", "N", 0,
      "the most that the program may use, in bytes, or as in 500K, 64M, 2G (without it, half of the machine's)"},
     "a size", FOR_ALL, options_memory},
    {{"sandbox", NULL, 0,
      "no files, processes, network or environment for the program, and 2G of memory unless --max-memory says otherwise"},
     NULL, FOR_ALL, options_sandbox},
    {{"explain", "=off", 0, "tell what ended a program in Go's and Lua's words alone"}, "on or off", FOR_RUN | FOR_TRACE, options_explain},
    {{"leaks", NULL, 0,
      "at the end, report goroutines that wait for ever; if there are any, the exit code is 1 where it would have been 0"},
     NULL, FOR_RUN | FOR_TRACE, options_leaks},
    {{"picture", "FILE", 0,
      "after a deadlock, and with --leaks for leaks, draw who waits for whom: in FILE.svg, in FILE.dot for graphviz, or with - on "
      "the terminal"},
     "the name of a file", FOR_RUN | FOR_TRACE, options_picture},
    {{"dump-json", "FILE", 0,
      "at the end, whatever that is, write all goroutines, channels and locks to FILE, as JSON; - is stdout"},
     "the name of a file", FOR_RUN | FOR_TRACE, options_dump_json},
    {{"output", "OUT", 'o',
      "write the timeline to OUT.svg, for a browser, or to OUT.json, for Perfetto; without it, or with -, it is printed"},
     "the name of a file, OUT.svg or OUT.json,", FOR_TRACE | BEHIND, options_trace_output},
    {{"time", NULL, 0, "draw the timeline in time; without it, in steps"}, NULL, FOR_TRACE | BEHIND, options_trace_times},
    {{"interactive", NULL, 'i', "after the program, the prompt, with what the program has declared"}, NULL, FOR_RUN,
     options_interactive},
    {{"color", "=WHEN", 0, "colours: always, never, or auto, which is on terminals"}, "auto, always or never", FOR_ALL,
     options_colour},
    {{"plain", NULL, 0, "for a screen reader: everything in words and whole lines, no colours, nothing drawn or changed in place"},
     NULL, FOR_ALL, options_plain},
    {{"help", NULL, 'h', "print this"}, NULL, FOR_ALL, options_task_help},
    {{"version", NULL, 'v', "print the version"}, NULL, FOR_ALL, options_task_version},
};

const size_t option_count = sizeof option_rows / sizeof *option_rows;
_Static_assert(sizeof option_rows / sizeof *option_rows <= OPTION_ROWS_MAX, "there is room for all");

bool options_next(SubcommandId subcommand, size_t *place, OptionHelp *help) {
    while (*place < option_count && !(option_rows[*place].of & 1u << subcommand)) ++*place;
    if (*place == option_count) return false;
    *help = option_rows[(*place)++].help;
    return true;
}
