/* What a lesson shows: its steps and their parts, how far one is, and its end. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lua/width.h"
#include "repl/lesson_list.h"
#include "repl/markdown.h"
#include "repl/page.h"
#include "repl/plain.h"
#include "repl/screen.h"
#include "repl/table.h"
#include "repl/walker.h"
#include "repl/wrap.h"

void walker_tell(const char *format, ...) {
    char text[600];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    page_words(text, strlen(text), 0, 0);
}

/* ---- Blocks ---- */

static void output_show(const LessonStep *step, const LessonBlock *block, bool first) {
    if (step && step->kind == STEP_RUN) return; /* the program shows it itself */
    const char *intro = !step ? "" : step->kind == STEP_BREAK ? "It is to print:\n\n" : "It is to print, always:\n\n";
    if (block->words.any_order) intro = "It is to print, in any order:\n\n";
    if (!first) intro = "or:\n\n";
    fputs(intro, stdout);
    if (*block->text)
        page_lines(block->text, strlen(block->text));
    else
        puts("  (nothing)");
}

static void choice_show(const LessonBlock *block, int number) {
    char mark[8];
    snprintf(mark, sizeof mark, "  %c  ", 'a' + number);
    fputs(mark, stdout);
    markdown_print_line(block->text, strlen(block->text), (int)strlen(mark), (int)strlen(mark));
}

/* Is there something to be seen of that block? */
static bool block_is_shown(const LessonStep *step, const LessonBlock *block) {
    switch (block->kind) {
    case BLOCK_SETUP:
    case BLOCK_CHECK:
    case BLOCK_TEST:
    case BLOCK_FILE:
        return false;
    case BLOCK_OUTPUT:
        return !step || step->kind != STEP_RUN;
    default:
        return true;
    }
}

/* `step`: whose body it is; NULL: another part. */
static void part_show(const LessonStep *step, const LessonPart *part) {
    int choices = 0, outputs = 0;
    bool begun = false;
    for (size_t i = 0; i < part->count; i++) {
        const LessonBlock *block = &part->blocks[i];
        if (!block_is_shown(step, block)) continue;
        if (begun && (block->kind != BLOCK_CHOICE || !choices)) putchar('\n');
        begun = true;
        size_t length = strlen(block->text);
        switch (block->kind) {
        case BLOCK_PROSE:
            markdown_print(block->text, length);
            break;
        case BLOCK_GOSH:
            page_code(block->text, length);
            break;
        case BLOCK_OUTPUT:
            output_show(step, block, outputs++ == 0);
            break;
        case BLOCK_CHOICE:
            choice_show(block, choices++);
            break;
        default:
            page_lines(block->text, length);
        }
    }
}

void walker_show_part(const LessonPart *part) {
    part_show(NULL, part);
}

/* ---- A step ---- */

static void heading_show(const Walker *w) {
    const LessonStep *step = walker_at(w);
    Bytes line = {0};
    if (w->warm_at < w->warm_count)
        bytes_format(&line, "warm-up %zu of %zu - %s, from the lesson %s: %s", w->warm_at + 1, w->warm_count,
                     step_kind_names[step->kind], walker_at_name(w), step->title);
    else
        bytes_format(&line, "step %zu of %zu - %s: %s", w->step + 1, w->lesson->count, step_kind_names[step->kind], step->title);
    putchar('\n');
    page_heading(line.data, line.length);
    bytes_free(&line);
}

static void lesson_show(Session *s) {
    const Walker *w = s->walker;
    Bytes line = {0};
    bytes_format(&line, "lesson %zu of %zu, %s: %s", w->number + 1, w->pack->count, w->pack->lessons[w->number].name,
                 w->lesson->title);
    putchar('\n');
    page_heading(line.data, line.length);
    markdown_print(w->lesson->summary, strlen(w->lesson->summary));
    const char *where = line_is_edited(s->line) ? "row below what you type" : "line in brackets";
    if (!progress_lesson(w->progress)) walker_tell("(The %s says what can be typed; `:next` goes on.)", where);
    if (w->warm_count) walker_tell("First comes what was not right in another lesson; `:skip` leaves it out.");
    bytes_free(&line);
}

static void file_show(Session *s, const LessonStep *step) {
    Bytes path = {0}, text = {0};
    if (walker_fix_text(s, &path, &text)) {
        printf("\n%s:\n\n", walker_fix_name(step));
        page_code(text.data ? text.data : "", text.length);
    }
    bytes_free(&path);
    bytes_free(&text);
}

static void step_show(Session *s) {
    Walker *w = s->walker;
    const LessonStep *step = walker_at(w);
    heading_show(w);
    putchar('\n');
    part_show(step, &step->body);
    if (step->kind == STEP_FIX) file_show(s, step);
    putchar('\n');
}

/* The file that an answer has. */
static void solution_show(const Pack *pack, const LessonBlock *file) {
    Bytes text = {0}, error = {0};
    if (pack_file(pack, file->text, &text, &error)) {
        page_code(text.data ? text.data : "", text.length);
        putchar('\n');
    } else {
        fprintf(stderr, "gosh: %.*s\n", (int)error.length, error.data);
    }
    bytes_free(&text);
    bytes_free(&error);
}

void walker_show_done(Session *s, const char *more) {
    Walker *w = s->walker;
    const LessonPart *answer = &walker_at(w)->answer;
    bool read = w->done || progress_shown(w->progress, walker_at_name(w), walker_at(w)->id);
    walker_pass(s);
    for (const LessonBlock *why = NULL; !read && (why = lesson_block(answer, BLOCK_PROSE, why));)
        markdown_print(why->text, strlen(why->text));
    walker_tell("done; %s`:next` goes on", more);
}

void walker_show_answer(Session *s) {
    const LessonStep *step = walker_at(s->walker);
    int number = 0;
    if (step->kind != STEP_EXPLAIN) {
        const LessonBlock *file = lesson_block(&step->answer, BLOCK_FILE, NULL);
        if (file) solution_show(s->walker->pack, file);
        walker_show_part(&step->answer);
        return;
    }
    const LessonBlock *choice = lesson_block(&step->body, BLOCK_CHOICE, NULL);
    for (; choice && !choice->right; choice = lesson_block(&step->body, BLOCK_CHOICE, choice)) number++;
    if (!choice) return;
    choice_show(choice, number);
    if (choice->remark) markdown_print(choice->remark, strlen(choice->remark));
}

/* ---- How far one is ---- */

static size_t done_count(const Walker *w, const Lesson *l, const char *name, StepState state) {
    size_t count = 0;
    for (size_t i = 0; i < l->count; i++)
        if (l->steps[i].kind != STEP_READ) count += progress_state(w->progress, name, l->steps[i].id) == state;
    return count;
}

/* What can be typed, what matters most first; ended by NULL. */
static const char *const *below_words(const Session *s, const LessonStep *step) {
    const Walker *w = s->walker;
    static const char *const read[] = {":next", ":back", ":drop", NULL}, *const end[] = {":next", ":back", ":lesson list", ":drop", NULL},
                      *const run[] = {":run", ":skip", ":back", NULL}, *const ran[] = {":next", ":run", ":ps", ":back", NULL},
                      *const act[] = {":check", ":hint", ":answer", ":skip", ":lesson", NULL},
                      *const predict[] = {":predict LINE / LINE", ":hint", ":answer", ":skip", ":lesson", NULL},
                      *const predicted[] = {":next", ":run", ":step", ":answer", NULL},
                      *const tried[] = {":predict LINE / LINE", ":hint", ":answer", ":run", ":skip", ":lesson", NULL},
                      *const broken[] = {":step", ":hint", ":answer", ":run", ":skip", ":lesson", NULL},
                      *const fix[] = {":edit", ":check", ":hint", ":answer", ":skip", ":reset", NULL},
                      *const explain[] = {":check LETTER", ":hint", ":answer", ":skip", ":lesson", NULL},
                      *const done[] = {":next", ":back", ":answer", NULL},
                      *const unfinished[] = {"type on, or Ctrl-C drops it", NULL};
    if (s->kind == ENTRY_UNFINISHED && s->tried > 0) return unfinished; /* its first line has been looked at */
    if (!step) return end;
    if (step->kind == STEP_READ) return read;
    if (step->kind == STEP_RUN) return w->ran || w->done ? ran : run;
    if (step->kind == STEP_PREDICT) return w->done ? predicted : w->graded ? tried : predict;
    if (w->done) return done;
    return step->kind == STEP_DO ? act : step->kind == STEP_BREAK ? broken : step->kind == STEP_FIX ? fix : explain;
}

const char *walker_below(void *session, int columns) {
    Session *s = session;
    Walker *w = s->walker;
    if (!w || !w->lesson) return NULL;
    const char *name = w->pack->lessons[w->number].name;
    const LessonStep *step = walker_at(w);
    size_t done = lesson_list_done(w->progress, name, w->lesson);
    w->below.length = 0;
    bytes_format(&w->below, "%zu of %zu done ", done, lesson_graded(w->lesson));
    if (w->rest.length) bytes_format(&w->below, "  Enter: %d more rows", walker_rows_left(w));
    for (const char *const *word = below_words(s, step); *word; word++) {
        if ((int)(w->below.length + strlen(*word)) + 2 >= columns) break;
        bytes_format(&w->below, "  %s", *word);
    }
    bytes_add(&w->below, "", 1);
    w->below.length--;
    return w->below.data;
}

/* ---- The end ---- */

static void sum_show(const Walker *w, const char *name) {
    size_t all = lesson_graded(w->lesson), done = done_count(w, w->lesson, name, STATE_DONE),
           shown = done_count(w, w->lesson, name, STATE_SHOWN), skipped = done_count(w, w->lesson, name, STATE_SKIPPED),
           missed = done_count(w, w->lesson, name, STATE_MISSED);
    if (!all) return;
    printf("%zu of %zu done", done + shown, all);
    if (shown) printf(", %zu of them with the answer shown", shown);
    if (skipped) printf(", %zu skipped", skipped);
    if (missed) printf(", %zu tried", missed);
    puts(".");
}

static void end_show(Session *s) {
    Walker *w = s->walker;
    const Lesson *l = w->lesson;
    const char *name = w->pack->lessons[w->number].name;
    Bytes line = {0};
    bytes_format(&line, "the end of %s: what you have learnt", name);
    putchar('\n');
    page_heading(line.data, line.length);
    putchar('\n');
    for (size_t i = 0; i < sizeof l->learnt / sizeof *l->learnt; i++) {
        if (!l->learnt[i]) continue;
        fputs("- ", stdout);
        markdown_print_line(l->learnt[i], strlen(l->learnt[i]), 2, 2);
    }
    if (l->go) {
        fputs("\nIn Go: ", stdout);
        markdown_print_line(l->go, strlen(l->go), (int)strlen("In Go: "), 0);
    }
    putchar('\n');
    sum_show(w, name);
    if (w->number + 1 < w->pack->count)
        walker_tell("You are done with this lesson. `:next` begins the next one, %s.", w->pack->lessons[w->number + 1].name);
    else
        walker_tell("You are done with this lesson, and it was the last one.");
    walker_tell("`:drop` goes back to your own session; `:quit` leaves gosh.");
    putchar('\n');
    bytes_free(&line);
}

/* ---- Where he is ---- */

static void here_show(Session *s) {
    if (walker_at(s->walker))
        step_show(s);
    else
        end_show(s);
}

static void opened_show(Session *s) {
    lesson_show(s);
    here_show(s);
}

void walker_show(Session *s) {
    walker_show_in_pages(s, here_show);
}

void walker_show_lesson(Session *s) {
    walker_show_in_pages(s, opened_show);
}

/* ---- All lessons ---- */

void walker_list(Walker *w) {
    Bytes text = {0};
    progress_look(w->progress);
    lesson_list_add(w->pack, w->progress, true, table_room() < WRAP_COLUMNS ? table_room() : WRAP_COLUMNS, &text);
    fwrite(text.data, 1, text.length, stdout);
    bytes_free(&text);
    const char *here = progress_lesson(w->progress);
    printf(here ? "\n`:lesson NAME` begins one; `:lesson` goes on with %s\n" : "\n`:lesson NAME` begins one; `:lesson` the first%s\n",
           here ? here : "");
}

enum { NAME_WIDTH = 13 };

/* What has been asked for in a lesson. */
typedef struct Asked {
    size_t touched, hints, shown; /* steps that something has become of, hints, answers */
} Asked;

static Asked asked_count(const Walker *w, const char *name, const Lesson *l) {
    Asked a = {0};
    for (size_t i = 0; i < l->count; i++) {
        const char *id = l->steps[i].id;
        a.touched += progress_state(w->progress, name, id) != STATE_NONE;
        a.hints += (size_t)progress_hints(w->progress, name, id);
        a.shown += progress_shown(w->progress, name, id);
    }
    return a;
}

static void asked_row(const Walker *w, const char *name, const Lesson *l, const Asked *a) {
    size_t skipped = done_count(w, l, name, STATE_SKIPPED);
    Bytes line = {0};
    const char *comma = "";
    bytes_format(&line, "  %-*s ", NAME_WIDTH, name);
    lesson_list_add_done(w->progress, name, l, &line);
    if (skipped) bytes_format(&line, "%zu skipped", skipped), comma = ", ";
    if (a->hints) bytes_format(&line, "%s%zu hint%s", comma, a->hints, a->hints == 1 ? "" : "s"), comma = ", ";
    if (a->shown) bytes_format(&line, "%s%zu answer%s shown", comma, a->shown, a->shown == 1 ? "" : "s");
    while (line.data[line.length - 1] == ' ') line.length--;
    printf("%.*s\n", (int)line.length, line.data);
    bytes_free(&line);
}

/* The lessons of which something has been asked, below the headings of their groups. One that cannot be read has said so. False
 * if there are none. */
static bool asked_show(const Walker *w) {
    const char *group = NULL;
    for (size_t i = 0; i < w->pack->count; i++) {
        const PackLesson *p = &w->pack->lessons[i];
        Lesson *l = pack_lesson(w->pack, i);
        Asked a = l ? asked_count(w, p->name, l) : (Asked){0};
        if (a.touched || a.hints || a.shown) {
            if (!group || strcmp(group, p->group) != 0) page_heading(p->group, strlen(p->group));
            group = p->group;
            asked_row(w, p->name, l, &a);
        }
        lesson_delete(l);
    }
    return group != NULL;
}

void walker_sum(Walker *w) {
    size_t index = 0, owed = 0;
    const char *step;
    progress_look(w->progress);
    if (!asked_show(w)) puts("nothing has been done yet; `:lesson` begins");
    while ((step = progress_owed(w->progress, "", &index))) {
        if (owed++ == 0) puts("Predictions that come once more, in the warm-up of another lesson:");
        printf("  %s\n", step);
    }
}
