/* What can be said to gosh itself at the prompt: one table of commands, by which they are found, run and explained. */
#include "repl/command.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/nearest.h"
#include "lua/survey.h"
#include "repl/bytes.h"
#include "repl/doc.h"
#include "repl/dump.h"
#include "repl/explore.h"
#include "repl/filter.h"
#include "repl/help.h"
#include "repl/json.h"
#include "repl/kill.h"
#include "repl/load.h"
#include "repl/measure.h"
#include "repl/picture.h"
#include "repl/report.h"
#include "repl/reset.h"
#include "repl/save.h"
#include "repl/settings.h"
#include "repl/source.h"
#include "repl/step.h"
#include "repl/tables.h"
#include "repl/tip.h"
#include "repl/trace.h"
#include "repl/vars.h"
#include "repl/visible.h"
#include "repl/visual.h"
#include "repl/walker.h"
#include "repl/watch.h"

typedef struct Command {
    const char *name, *other_name; /* `other_name` "": none */
    const char *arguments;         /* "[FILTER...]" */
    const char *doc;               /* one line */
    const char *help[COMMAND_HELP_TEXTS]; /* what :help NAME adds */
    /* Gets what stands after the name, ended by a 0; false: the session is to end. */
    bool (*run)(Session *s, const char *rest);
} Command;

static bool command_help(Session *s, const char *rest) {
    help_show(s, rest);
    return true;
}

static bool command_quit(Session *s, const char *rest) {
    (void)s, (void)rest;
    return false;
}

static bool command_doc(Session *s, const char *rest) {
    doc_show(s, rest);
    return true;
}

static bool command_vars(Session *s, const char *rest) {
    vars_show(s, rest);
    return true;
}

static bool command_type(Session *s, const char *rest) {
    vars_type(s, rest);
    return !world_exited(s->world);
}

static bool command_time(Session *s, const char *rest) {
    measure_show(s, rest);
    return !world_exited(s->world);
}

static bool command_explore(Session *s, const char *rest) {
    explore_code(s, rest);
    return true;
}

static bool command_step(Session *s, const char *rest) {
    if (!walker_step_through(s, rest)) step_entry(s, rest);
    return !world_exited(s->world);
}

static bool command_trace(Session *s, const char *rest) {
    trace_run(s, rest);
    return !world_exited(s->world);
}

static bool command_source(Session *s, const char *rest) {
    source_show(s, rest);
    return true;
}

static bool command_ps(Session *s, const char *rest) {
    tables_goroutines(s->world, rest, strlen(rest));
    return true;
}

static bool command_chans(Session *s, const char *rest) {
    tables_channels(s->world, rest, strlen(rest));
    return true;
}

static bool command_locks(Session *s, const char *rest) {
    (void)rest;
    tables_locks(s->world);
    return true;
}

static bool command_watch(Session *s, const char *rest) {
    watch_run(s, rest);
    return true;
}

static bool command_dump(Session *s, const char *rest) {
    dump_print(s->world, rest, strlen(rest));
    return true;
}

static bool command_json(Session *s, const char *rest) {
    json_write(s->world, "prompt", *rest ? rest : "-");
    return true;
}

/* A TextSink. */
static void command_write(void *arg, const char *bytes, size_t length) {
    (void)arg;
    report_print(stdout, bytes, length);
}

static bool command_leaks(Session *s, const char *rest) {
    (void)rest;
    if (!world_leaks(s->world, command_write, NULL)) puts("no goroutine is leaked");
    return true;
}

/* There is nothing to explain that nobody has named: names one who waits. */
static void explain_nothing(Session *s) {
    Survey *survey = survey_take(s->world, SURVEY_GOROUTINES);
    const SurveyGoroutine *one = survey && survey->goroutine_count ? survey->goroutines : NULL;
    if (one)
        fprintf(stderr, "no deadlock has just been; :explain %llu tells why goroutine %llu waits\n",
                (unsigned long long)one->id, (unsigned long long)one->id);
    else
        fputs("no deadlock has just been, and there are no goroutines that could wait\n", stderr);
    survey_delete(survey);
}

static bool command_explain(Session *s, const char *rest) {
    char *end;
    uint64_t id = strtoull(rest, &end, 10);
    if (*rest && (*end || id == 0 || *rest == '-')) {
        fprintf(stderr, ":explain takes the number of a goroutine, as :ps shows it\n");
        return true;
    }
    world_settle(s->world, false); /* so that what will wait does wait */
    if (world_explain(s->world, id, command_write, NULL))
        fflush(stdout);
    else if (id)
        fprintf(stderr, "there is no goroutine %llu; :ps shows those that there are\n", (unsigned long long)id);
    else
        explain_nothing(s);
    return true;
}

static bool command_kill(Session *s, const char *rest) {
    kill_run(s, rest);
    return true;
}

static bool command_load(Session *s, const char *rest) {
    load_run(s, rest);
    return true;
}

static bool command_reset(Session *s, const char *rest) {
    return walker_reset(s, rest) || reset_run(s);
}

static bool command_edit(Session *s, const char *rest) {
    if (!walker_edit(s, rest)) visual_run(s, rest);
    return true;
}

static bool command_seed(Session *s, const char *rest) {
    settings_seed(s, rest);
    return true;
}

static bool command_clock(Session *s, const char *rest) {
    settings_clock(s, rest);
    return true;
}

static bool command_set(Session *s, const char *rest) {
    settings_set(s, rest);
    return true;
}

static bool command_save(Session *s, const char *rest) {
    save_run(s, rest);
    return true;
}

static bool command_graph(Session *s, const char *rest) {
    world_settle(s->world, false); /* so that what will wait does wait */
    if (!*rest)
        picture_now(s->world, NULL);
    else if (picture_name_ok(rest) && strcmp(rest, "-") != 0)
        picture_now(s->world, rest);
    else
        fprintf(stderr, "the picture's name must end in .svg, or in .dot for graphviz: %s\n", rest);
    return true;
}

static bool command_tip(Session *s, const char *rest) {
    (void)rest;
    tip_say(s);
    return true;
}

static bool command_lesson(Session *s, const char *rest) {
    walker_lesson(s, rest);
    return true;
}

static bool command_next(Session *s, const char *rest) {
    (void)rest;
    walker_next(s);
    return true;
}

static bool command_back(Session *s, const char *rest) {
    (void)rest;
    walker_back(s);
    return true;
}

static bool command_hints(Session *s, const char *rest) {
    (void)rest;
    walker_hints(s);
    return true;
}

static bool command_answer(Session *s, const char *rest) {
    (void)rest;
    walker_answer(s);
    return true;
}

static bool command_run_step(Session *s, const char *rest) {
    (void)rest;
    walker_run(s);
    return true;
}

static bool command_predict(Session *s, const char *rest) {
    walker_predict(s, rest);
    return true;
}

static bool command_check(Session *s, const char *rest) {
    walker_check(s, rest);
    return true;
}

static bool command_skip(Session *s, const char *rest) {
    (void)rest;
    walker_skip(s);
    return true;
}

static bool command_drop(Session *s, const char *rest) {
    (void)rest;
    walker_drop(s);
    return true;
}

static bool command_progress(Session *s, const char *rest) {
    (void)rest;
    walker_progress(s);
    return true;
}

static const Command commands[] = {
    {"help", "h", "[TOPIC]", "what to type, or more about a command or a topic", {NULL}, command_help},
    {"doc",
     "",
     "[NAME]",
     "what a name means, with an example; also ?NAME",
     {":doc chan, :doc <-, :doc time.After, :doc wg.Add for a variable wg, :doc worker\n"
      "for a function of yours; :doc NAME run lets the example run here. :doc alone\n"
      "shows what there is.\n"},
     command_doc},
    {"explain",
     "why",
     "[NUMBER]",
     "why a goroutine waits, and who could wake it",
     {"Without a number, why the deadlock was one that has just been told.\n"},
     command_explain},
    {"tip",
     "",
     "",
     "one thing worth knowing about what has just happened",
     {"A deadlock, a leak, or what an entry does that is seldom meant. Said again, the\n"
      "next one. It comes only when it is asked for.\n"},
     command_tip},
    {"source",
     "",
     "NAME",
     "the text of a function, or of a goroutine's by its number",
     {"Also of a file that has been loaded, and of what gosh's packages have in gosh:\n"
      ":source context.WithCancel, or all of it: :source context. Of what is in C it\n"
      "tells where to read how it works.\n"},
     command_source},
    {"lesson",
     "",
     "[LESSON]",
     "begins a lesson, or goes on where you were; `list` shows all",
     {"`:lesson select` begins the lesson select, `:lesson` goes on in the last one, or\n"
      "shows the step of the one that is open again. More: `:help lessons`.\n"},
     command_lesson},
    {"next",
     "",
     "",
     "goes on to the next step, or lesson",
     {"A step that can be right or wrong has to be done, or skipped with :skip.\n"},
     command_next},
    {"back", "", "", "goes back to the step before", {NULL}, command_back},
    {"hint", "", "", "a hint; said again, one more, three in all", {NULL}, command_hints},
    {"answer", "", "", "shows the answer; it is noted that it was shown", {NULL}, command_answer},
    {"run",
     "",
     "",
     "lets the program of the step run",
     {"In a fresh world, which is then the one that is typed in: :ps, :chans and :dump\n"
      "show what it has left. When its main function returns, it is over: goroutines\n"
      "that could go on end with it.\n"},
     command_run_step},
    {"predict",
     "",
     "OUTPUT",
     "says what the program will print",
     {"Lines have slashes between them: `:predict red / green`. `nothing` is for no\n"
      "output; `deadlock` and `panic` stand last for a program that ends so. It is\n"
      "right if any schedule of the program prints that.\n"},
     command_predict},
    {"check",
     "",
     "[LETTER]",
     "grades what was done; `:check b` chooses b",
     {"Where something is to be typed it says what is missing. Where a program is to be\n"
      "mended it grades the file that :edit opens. An entry that begins with a line\n"
      ":check is a program, which becomes that file.\n"},
     command_check},
    {"skip", "", "", "goes on without having done the step", {NULL}, command_skip},
    {"drop", "", "", "leaves the lesson: back to the session as it was", {NULL}, command_drop},
    {"progress", "", "", "what has been done in all lessons", {NULL}, command_progress},
    {"vars",
     "",
     "[WORD...]",
     "the session's variables, with their types and values",
     {"Words choose those that have them in their names or types: :vars chan\n"
      "What gosh has declared itself is left out, and so is _, the last value.\n"},
     command_vars},
    {"type",
     "",
     "EXP",
     "the type of a value",
     {"The expression is evaluated: what it does, it does. Several values have a line\n"
      "each. A table has no type: it is told what it would be in Go.\n"},
     command_type},
    {"ps",
     "goroutines",
     "[WORD...]",
     "goroutines: what they wait for, and where",
     {"Many that are alike are told in one row. Words choose some:\n", filter_help,
      "TURNS is how often it has run, CPU an estimate of how long.\n"},
     command_ps},
    {"chans",
     "channels",
     "[WORD...]",
     "channels: what is in them, and who waits",
     {"Words choose some:\n", tables_channels_help,
      "A channel that no variable or field holds is called by its number.\n"},
     command_chans},
    {"locks", "", "", "locks that are held or waited for, and WaitGroups", {NULL}, command_locks},
    {"watch",
     "",
     "[WORD...]",
     "goroutines and channels while they go on, until a key",
     {watch_help, filter_help},
     command_watch},
    {"dump",
     "",
     "[WORD...]",
     "stacks of the goroutines, those that are alike together",
     {"Words choose some, as for :ps:\n", filter_help, NULL},
     command_dump},
    {"leaks",
     "",
     "",
     "goroutines that can never go on, with what each waits for",
     {NULL},
     command_leaks},
    {"graph",
     "",
     "[FILE.svg]",
     "draws who waits for whom, here or in a file",
     {"A name that ends in .dot gives the text for graphviz.\n"},
     command_graph},
    {"json",
     "",
     "[FILE]",
     "goroutines, channels and locks for other programs",
     {"As --dump-json writes it at a program's end; without FILE it is printed.\n"},
     command_json},
    {"time",
     "",
     "EXP",
     "runs an expression or statements, and tells what it took",
     {"The time, how many goroutines were started, and how often one of them had its\n"
      "turn: each time that it ran until it waited, ended or had run for 10 ms. Other\n"
      "goroutines of the session that ran meanwhile count, too. Memory is what is in\n"
      "use, with garbage that has not been collected yet.\n"},
     command_time},
    {"explore",
     "",
     "CODE",
     "tries all schedules of code: tells all that can happen",
     {"The code is a program of its own: it does not see the session's variables and\n"
      "functions. Options as `gosh explore --help` shows them can stand before it, each\n"
      "one word: `:explore --fine --bound=2 CODE`. `:explore FILE` does it with a file.\n"},
     command_explore},
    {"step",
     "",
     "CODE",
     "runs code one operation at a time, and back: you choose",
     {step_help, step_commands, "In a lesson, :step without CODE does that with the step's program.\n"},
     command_step},
    {"trace",
     "",
     "[-o FILE] EXP",
     "runs an expression or statements, and draws what goroutines did",
     {"A row for each step and a column for each goroutine; arrows lead from who sends\n"
      "a value to who gets it. With -o FILE.svg it is drawn for a browser, with\n"
      "-o FILE.json for Perfetto; `:trace -o FILE` alone writes what was traced last,\n"
      "and `:trace` shows it again. With --time before EXP a file is in time.\n"},
     command_trace},
    {"kill",
     "",
     "WORD...",
     "ends goroutines: deferred calls run, locks are freed",
     {"It is a panic that nothing recovers: `:kill 7`, `:kill leaked`, `:kill all`.\n"
      "A second :kill also gives up deferred calls that wait. Words choose, as for\n"
      ":ps:\n",
      filter_help, NULL},
     command_kill},
    {"load",
     "",
     "FILE",
     "runs a file here; what it declares stays",
     {"It runs as `gosh FILE` runs it, in this session's world. `~` is the home\n"
      "directory.\n"},
     command_load},
    {"edit",
     "",
     "[NAME]",
     "opens an editor; what is saved runs",
     {"The last entry, the function of that name, or a file whose name ends in .gosh.\n"
      "The editor is $VISUAL or $EDITOR, else one that is there. Goroutines run\n"
      "meanwhile, and what they print comes when the editor has ended.\n"
      "In a lesson, where a program is to be mended, it opens that one, and what is\n"
      "saved is graded.\n"},
     command_edit},
    {"reset",
     "",
     "[lesson]",
     "begins anew: variables and goroutines go, history stays",
     {"The goroutines end where they are, as at os.Exit: deferred calls do not run.\n"
      "The options of the command line hold on, and what :seed and :clock say. In a\n"
      "lesson the step begins anew; a program that you have mended is kept as FILE.old.\n"
      "`:reset lesson` forgets what you have done in the whole lesson.\n"},
     command_reset},
    {"save",
     "",
     "[-f] FILE",
     "writes the session to a file, as a program",
     {"Entries that have run stand there in their order, those that failed as comments;\n"
      "an expression prints its values as it did. `gosh FILE` runs it, or `:load FILE`.\n"
      "With -f it writes over a file that this session has not written.\n"},
     command_save},
    {"seed",
     "",
     "[N]",
     "lets every choice come from a number; off",
     {"Who runs next, which case a select takes, what rand and math.random give; and\n"
      "time is virtual. The order of pairs, addresses and dates follow after a :reset.\n"
      "Without N it shows the seed; `:seed off` ends it.\n"},
     command_seed},
    {"clock",
     "",
     "[virtual|real]",
     "time passes, or jumps to the next timer",
     {"Virtual time stands still while goroutines run, and jumps to the next timer when\n"
      "all wait. The clock goes on from where it is, and timers stay due; a world that\n"
      "begins with virtual time begins at midnight, 2000-01-01, UTC. Real time has the\n"
      "machine's date again. More: `:help virtual-time`.\n"},
     command_clock},
    {"set",
     "",
     "[NAME [VALUE]]",
     "shows and changes settings",
     {settings_help, NULL},
     command_set},
    {"quit", "q", "", "leaves", {NULL}, command_quit},
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

/* Groups of rows, by the first one of each. */
static const struct {
    const char *name, *first;
} groups[] = {{"Learn", "help"}, {"Lesson", "lesson"}, {"Look", "vars"}, {"Run", "time"}, {"Session", "reset"}};

static const char *command_group(size_t index) {
    const char *group = NULL;
    for (size_t i = 0; i <= index; i++)
        for (size_t k = 0; k < sizeof groups / sizeof *groups; k++)
            if (strcmp(commands[i].name, groups[k].first) == 0) group = groups[k].name;
    return group;
}

/* Takes white space away at both ends. */
static const char *command_trim(const char *text, size_t *length) {
    while (*length > 0 && isspace((unsigned char)text[*length - 1])) --*length;
    while (*length > 0 && isspace((unsigned char)*text)) text++, --*length;
    return text;
}

static bool command_is(const char *text, size_t length, const char *name) {
    return length && strlen(name) == length && memcmp(text, name, length) == 0;
}

static const Command *command_find(const char *name, size_t length) {
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (command_is(name, length, commands[i].name) ||
            command_is(name, length, commands[i].other_name))
            return &commands[i];
    return NULL;
}

/* The command that was probably meant: one that the word begins, or almost is. NULL if none is. */
static const char *command_nearest(const char *word, size_t length) {
    static const char *const leaving[] = {"exit", "x", "bye"};
    Nearest nearest;
    for (size_t i = 0; i < sizeof leaving / sizeof *leaving; i++)
        if (command_is(word, length, leaving[i])) return "quit";
    nearest_begin(&nearest, word, length, true);
    for (int i = 0; i < COMMAND_COUNT; i++) nearest_offer(&nearest, commands[i].name);
    return nearest.name;
}

/* Commands say again what they are given: a control character, which a paste may have, is not to reach the terminal. */
static bool command_has_control(const char *text, size_t length) {
    size_t before = visible_length(text, length);
    if (before == length) return false;
    Bytes seen = {0};
    visible_add(&seen, text + before, length - before > 1 && (unsigned char)text[before] == 0xC2 ? 2 : 1);
    fflush(stdout);
    fprintf(stderr, "there is a control character, %.*s, in what stands after the colon: type it without\n",
            (int)seen.length, seen.data);
    bytes_free(&seen);
    return true;
}

static void command_unknown(const char *word, size_t length) {
    const char *nearest = command_nearest(word, length);
    fflush(stdout);
    fprintf(stderr, "there is no command :%.*s; ", (int)length, word);
    if (nearest) fprintf(stderr, "there is :%s, and ", nearest);
    fputs(":help shows what there is\n", stderr);
}

/* ---- Entries ---- */

bool command_test(const char *text, size_t length) {
    text = command_trim(text, &length);
    return length > 0 && (*text == '?' || (*text == ':' && (length == 1 || text[1] != ':')));
}

bool command_row(size_t index, CommandRow *row) {
    if (index >= COMMAND_COUNT) return false;
    const Command *c = &commands[index];
    *row = (CommandRow){c->name, c->other_name, c->arguments, c->doc, command_group(index), c->help, false};
    for (size_t i = 0; i < sizeof c->help / sizeof *c->help; i++) row->chooses |= c->help[i] == filter_help;
    return true;
}

bool command_run(Session *s, const char *text, size_t length) {
    text = command_trim(text, &length);
    bool asks = *text == '?';
    text++, length--;
    if (command_has_control(text, length)) return true;
    size_t name = 0;
    while (!asks && name < length && !isspace((unsigned char)text[name])) name++;
    size_t rest_length = length - name;
    const char *rest = command_trim(text + name, &rest_length);
    const Command *command = asks ? command_find("doc", 3) : command_find(text, name);
    if (!command) {
        command_unknown(text, name);
        return true;
    }
    if (rest_length && !*command->arguments) {
        fflush(stdout);
        fprintf(stderr, ":%s: nothing stands after it, there was %.*s\n", command->name, (int)rest_length, rest);
        walker_hint_answer(s, command->name, rest, rest_length);
        return true;
    }
    Bytes words = {0};
    bytes_add(&words, rest, rest_length);
    bytes_add(&words, "", 1);
    walker_note_command(s, command->name);
    bool go_on = command->run(s, words.data);
    bytes_free(&words);
    return go_on;
}

const char *command_hint(const char *text, size_t length) {
    text = command_trim(text, &length);
    if (command_is(text, length, "exit") || command_is(text, length, "quit") ||
        command_is(text, length, "exit()") || command_is(text, length, "quit()"))
        return "to leave gosh, type :quit or press Ctrl-D";
    if (command_is(text, length, "help") || command_is(text, length, "help()"))
        return "for help, type :help";
    return NULL;
}
