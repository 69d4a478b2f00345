/* Being the scheduler. A terminal shows one picture over the other, with the prompt below; elsewhere commands are read line by
 * line, said again, and pictures come one after the other. */
#include "repl/step.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lua/explore.h"
#include "lua/width.h"
#include "repl/exit.h"
#include "repl/file.h"
#include "repl/plain.h"
#include "repl/print.h"
#include "repl/run.h"
#include "repl/step_picture.h"
#include "repl/stepping.h"
#include "repl/table.h"
#include "repl/tty.h"

enum { ROWS_WITHOUT_END = 40 };

static const char prompt[] = "step> ";

const char step_help[] =
    "The code runs one operation at a time, and you are the scheduler: you choose\n"
    "who goes on. It sees the session's variables, and the session's goroutines take\n"
    "part. What can be typed then:\n";

/* ---- Pictures ---- */

static bool paints(const Stepping *s) {
    return s->screen && !plain_is_on();
}

static void picture_write(Stepping *s, FILE *out, int columns, int rows) {
    const Survey *now = stepping_survey(s);
    if (!now) {
        fputs("there is no memory for a picture\n", out);
        return;
    }
    StepFrame f = {.world = s->world,
                   .steps = s->steps,
                   .now = now,
                   .before = &s->before,
                   .ready_case = steps_case(s->steps),
                   .file = s->file,
                   .session = s->session,
                   .columns = columns,
                   .rows = rows};
    step_picture(out, &f);
}

/* The rows that the text takes on a terminal; its lines fit. */
static int lines_count(const char *text, size_t length) {
    int lines = 0;
    for (size_t i = 0; i < length; i++) lines += text[i] == '\n';
    return lines;
}

/* Over the last picture and the prompt below it, if these still stand where they were. */
static void picture_paint(Stepping *s) {
    int columns, rows;
    char *text = NULL;
    size_t length = 0;
    tty_size(STDOUT_FILENO, &columns, &rows);
    FILE *out = open_memstream(&text, &length);
    if (!out) return;
    int notes = lines_count(s->note.data, s->note.length);
    picture_write(s, out, columns, rows - notes - 2);
    if (s->note.length) fwrite(s->note.data, 1, s->note.length, out);
    fclose(out);
    if (s->painted && columns == s->columns && rows == s->rows) printf("\r\33[%dA\33[J", s->painted);
    fwrite(text, 1, length, stdout);
    fflush(stdout);
    s->painted = lines_count(text, length) + 1 /* the prompt's */;
    s->columns = columns;
    s->rows = rows;
    free(text);
}

static void notes_show(Stepping *s) {
    if (s->note.length) fwrite(s->note.data, 1, s->note.length, stdout);
    s->note.length = 0;
}

/* Where one picture does not take the place of the other, the same is not shown again. */
static void picture_show(Stepping *s) {
    bool same = s->shown == steps_count(s->steps) + 1 && s->note.length > 0;
    s->shown = steps_count(s->steps) + 1;
    if (!paints(s) && same) {
        notes_show(s);
    } else if (paints(s)) {
        picture_paint(s);
    } else {
        picture_write(s, stdout, s->screen ? table_room() : 80, ROWS_WITHOUT_END);
        notes_show(s);
    }
    fflush(stdout);
    s->note.length = 0;
}

/* ---- Reading ---- */

/* A LineCalls.wait: nothing of the program runs meanwhile. */
static LineWait input_wait(void *arg, int fd) {
    Stepping *s = arg;
    Mailbox *mailbox = world_mailbox(s->world);
    for (;;) {
        mailbox_deliver(mailbox, s->world);
        if (interrupt_pressed(s->interrupt)) return LINE_WAIT_INTERRUPTED;
        if (interrupt_disturbed(s->interrupt)) {
            line_renew(s->line);
            s->painted = 0;
        }
        fflush(stdout);
        line_show(s->line);
        bool ready = line_ready(s->line);
        struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = mailbox_fd(mailbox), .events = POLLIN}};
        if (poll(fds, 2, ready ? 0 : -1) < 0 && errno != EINTR) return LINE_WAIT_READABLE;
        if (ready || fds[0].revents) return LINE_WAIT_READABLE;
    }
}

static bool input_whole(void *arg, Bytes *entry) {
    (void)arg, (void)entry;
    return true;
}

static Completion input_complete(void *arg, const char *text, size_t length, size_t cursor) {
    (void)arg, (void)text, (void)length, (void)cursor;
    return (Completion){0};
}

static LineCalls input_calls(Stepping *s) {
    return (LineCalls){
        .wait = input_wait, .whole = input_whole, .complete = input_complete, .arg = s, .prompt = prompt};
}

/* Says so when what is to be come to has been, the first time; and at another end, unless there is something else to be said. */
static void goal_look(Stepping *s) {
    StepGoal *goal = s->goal;
    if (!goal || !goal->reached || goal->met || steps_end(s->steps) == WORLD_RUNNING) return;
    goal->met = goal->reached(goal->arg, s->world, s->steps);
    if (goal->met)
        stepping_note(s, "that is what was to happen: q leaves, b goes back and looks again");
    else if (!s->note.length)
        stepping_note(s, "that is not what was to happen: b steps back, to go on in another way");
}

/* Reads commands and does them until one leaves. */
static Answer commands_read(Stepping *s) {
    Bytes entry = {0};
    Answer answer = ANSWER_SHOW;
    bool shows = true;
    while (answer != ANSWER_LEAVE && answer != ANSWER_DROP) {
        if (shows) picture_show(s);
        entry.length = 0;
        LineEnd end = line_read(s->line, &entry);
        shows = true;
        if (end == LINE_CLOSED || end == LINE_ABANDONED) break;
        if (s->painted) s->painted += width_of(entry.data, entry.length) + (int)strlen(prompt) > s->columns;
        bytes_add(&entry, "", 1);
        if (!s->screen) printf("%s%s\n", prompt, entry.data);
        if (end == LINE_INTERRUPTED) {
            stepping_note(s, "q leaves");
            continue;
        }
        answer = stepping_command(s, entry.data);
        goal_look(s);
        shows = answer == ANSWER_SHOW;
        if (answer == ANSWER_SAY) s->painted = 0;
    }
    bytes_free(&entry);
    return answer;
}

static void stepping_close(Stepping *s) {
    step_before_free(&s->before);
    stepping_forget(s);
    bytes_free(&s->note);
}

/* ---- gosh step ---- */

static void screen_before(void *arg) {
    Stepping *s = arg;
    if (s->line) line_hide(s->line);
}

static bool has_terminal(void) {
    const char *name = getenv("TERM");
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && name && *name && strcmp(name, "dumb") != 0;
}

/* The schedule, which has been read before, is to be followed. */
static void plan_take(Stepping *s, const char *text) {
    ScheduleString string;
    Bytes error = {0};
    if (schedule_string_read(&string, text, &error)) {
        if (string.program != s->string.program && !s->goal)
            stepping_note(s, "this schedule was made for another program, other arguments or another version of gosh: it is followed as far as it fits");
        steps_plan(s->steps, &string.choices);
    }
    schedule_string_free(&string);
    bytes_free(&error);
}

/* What the world is to be so that schedules are the same here and elsewhere; false, after a message, for a schedule that
 * has no choices. */
static bool world_choose(Stepping *s, const Options *options, const WorldSource *source, WorldOptions *world) {
    ScheduleString string = {.seeded = world->seeded, .seed = world->seed};
    Bytes error = {0};
    if (options->schedule && schedule_string_read(&string, options->schedule, &error) && !string.listed) {
        fprintf(stderr, "gosh step: this schedule is a seed alone, which makes all choices: gosh step --seed %" PRIu64
                        " FILE is that world, in which you choose\n", string.seed);
        schedule_string_free(&string);
        return false;
    }
    schedule_string_free(&string);
    bytes_free(&error);
    world->seeded = string.seeded;
    world->seed = string.seed;
    world->marked = true;
    world->fine = string.fine || (!options->schedule && options->explore.fine);
    s->string = (ScheduleString){.program = schedule_program(source, world, world->fine),
                                 .fine = world->fine,
                                 .seeded = string.seeded,
                                 .seed = string.seed};
    return true;
}

static int step_run(Stepping *s, const Options *options, const WorldSource *source) {
    if (world_start(s->world, source, NULL) != WORLD_RUNNING) {
        print_refusal(s->world);
        return world_exit_code(s->world);
    }
    steps_begin(s->steps);
    s->file = source->name + 1;
    if (options->schedule) plan_take(s, options->schedule);
    commands_read(s);
    return steps_end(s->steps) == WORLD_RUNNING ? EXIT_OK : world_exit_code(s->world);
}

int step_program(const Options *options) {
    Program program;
    Stepping s = {0};
    int code = EXIT_STATIC;
    if (options->task == TASK_STDIN) {
        fputs("gosh step: what is typed on stdin are the steps, so the program stands elsewhere: gosh step FILE\n", stderr);
        return EXIT_USAGE;
    }
    WorldOptions world = options->world;
    bool read = program_read(options, &program);
    if (read && !world_choose(&s, options, &program.source, &world)) {
        code = EXIT_USAGE;
    } else if (read) {
        bool terminal = has_terminal();
        LineCalls calls = input_calls(&s);
        s.steps = steps_new();
        if (s.steps) steps_prepare(s.steps, &world);
        s.interrupt = interrupt_new();
        s.screen = terminal ? screen_new(screen_before, &s) : NULL;
        LineKind kind = !terminal ? LINE_FILE : plain_is_on() ? LINE_TERMINAL : LINE_EDITED;
        setvbuf(stdin, NULL, _IONBF, 0);
        s.line = line_new(STDIN_FILENO, kind, s.screen, &calls);
        s.world = s.steps && s.line ? world_new(&world) : NULL;
        if (s.world) {
            interrupt_attach(s.interrupt, s.world, s.screen);
            steps_attach(s.steps, s.world);
            code = step_run(&s, options, &program.source);
            interrupt_attach(s.interrupt, NULL, NULL);
        } else {
            fputs("gosh: cannot get the memory, or the addresses, to step through a program\n", stderr);
            code = EXIT_RUN;
        }
        stepping_close(&s);
        steps_delete(s.steps);
        if (s.world) world_delete(s.world);
        screen_delete(s.screen);
        line_delete(s.line);
        interrupt_delete(s.interrupt);
    }
    program_free(&program);
    if (!print_finish() && code == EXIT_OK) code = EXIT_STATIC;
    return code;
}

/* ---- :step ---- */

static void entry_leave(Session *session, Stepping *s, Answer answer) {
    size_t length;
    WorldEnd end = steps_end(s->steps);
    bool over = !world_evaluating(s->world);
    if (answer == ANSWER_DROP) {
        if (steps_undo(s->steps)) puts("all is as it was before :step");
        steps_leave(s->steps);
        return;
    }
    const char *report = steps_report(s->steps, &length);
    if (over && length) session_report(session, report, length);
    steps_leave(s->steps);
    if (over) {
        if (!world_exited(s->world)) session_show(session, end);
        return;
    }
    puts("it goes on as Go lets it");
    session_evaluate(session);
}

void step_entry(Session *session, const char *code) {
    Stepping s = {.steps = steps_new(),
                  .world = session->world,
                  .line = session->line,
                  .screen = session->screen,
                  .interrupt = session->interrupt,
                  .file = "stdin",
                  .session = true};
    if (!*code) {
        fputs(":step takes the code to run, as in :step wg.Wait() or :step main()\n", stderr);
    } else if (file_is_typed(code)) {
        fprintf(stderr, ":step takes code: to walk through a file, gosh step %s in a shell\n", code);
    } else if (!s.steps || !steps_enter(s.steps, s.world)) {
        fputs("there is not enough memory for that\n", stderr);
    } else if (session_start_text(session, code) != WORLD_RUNNING) {
        steps_leave(s.steps);
        session_show(session, WORLD_STATIC);
    } else {
        steps_begin(s.steps);
        LineCalls calls = input_calls(&s), before = line_ask(s.line, &calls);
        Answer answer = commands_read(&s);
        line_ask(s.line, &before);
        entry_leave(session, &s, answer);
    }
    stepping_close(&s);
    steps_delete(s.steps);
}

/* ---- A lesson's program ---- */

static void program_walk(Session *session, Stepping *s, const WorldSource *source, const char *schedule) {
    interrupt_attach(s->interrupt, s->world, s->screen);
    steps_attach(s->steps, s->world);
    if (world_start(s->world, source, NULL) != WORLD_RUNNING) {
        print_refusal(s->world);
    } else {
        steps_begin(s->steps);
        if (schedule) plan_take(s, schedule);
        LineCalls calls = input_calls(s), before = line_ask(s->line, &calls);
        commands_read(s);
        line_ask(s->line, &before);
    }
    interrupt_attach(s->interrupt, session->world, session->screen);
}

void step_apart(Session *session, const WorldSource *source, WorldOptions making, const char *schedule, StepGoal *goal) {
    Stepping s = {.steps = steps_new(),
                  .line = session->line,
                  .screen = session->screen,
                  .interrupt = session->interrupt,
                  .file = source->name + 1,
                  .goal = goal};
    making.session = making.seeded = making.keep_stuck = false;
    making.marked = true;
    if (s.steps) {
        steps_prepare(s.steps, &making);
        s.world = world_new(&making);
    }
    if (s.world)
        program_walk(session, &s, source, schedule);
    else
        fputs("there is not enough memory to step through it\n", stderr);
    stepping_close(&s);
    steps_delete(s.steps);
    if (s.world) world_delete(s.world);
}
