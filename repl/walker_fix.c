/* Fix steps. The learner's copy of the file stands in the state directory; it is written there when the step is begun. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "repl/file.h"
#include "repl/line.h"
#include "repl/page.h"
#include "repl/print.h"
#include "repl/state.h"
#include "repl/visual.h"
#include "repl/walker.h"

static const char check_word[] = ":check";

static const LessonBlock *file_block(const LessonStep *step) {
    return lesson_block(&step->body, BLOCK_FILE, NULL);
}

const char *walker_fix_name(const LessonStep *step) {
    return file_name_last(file_block(step)->text);
}

/* Where the learner's copy is, ended by a 0. */
static bool copy_path(const Walker *w, const LessonStep *step, Bytes *path) {
    Bytes name = {0};
    path->length = 0;
    bytes_format(&name, "lessons/%s/%s", w->pack->name, walker_fix_name(step));
    bytes_add(&name, "", 1);
    bool known = state_path(path, name.data);
    bytes_free(&name);
    if (!known) fputs("there is no place for your file: neither XDG_STATE_HOME nor HOME says where\n", stderr);
    return known;
}

/* The file as it comes with the lesson. */
static bool shipped_read(const Walker *w, const LessonStep *step, Bytes *text) {
    Bytes error = {0};
    bool read = pack_file(w->pack, file_block(step)->text, text, &error);
    if (!read) {
        Bytes lesson = {0};
        pack_path_add(w->pack, w->pack->lessons[w->number].file, &lesson);
        fprintf(stderr, "%.*s:%d: %s: %.*s\n", (int)lesson.length, lesson.data, file_block(step)->line, file_block(step)->text,
                (int)error.length, error.data);
        bytes_free(&lesson);
    }
    bytes_free(&error);
    return read;
}

static bool copy_write(const char *path, const Bytes *text) {
    int error = file_put(path, text->data, text->length);
    return !error || print_failure("write", path, error);
}

bool walker_fix_text(Session *s, Bytes *path, Bytes *text) {
    Walker *w = s->walker;
    const LessonStep *step = walker_at(w);
    if (!copy_path(w, step, path)) return false;
    if (access(path->data, F_OK) == 0) return file_read_session(path->data, text);
    return shipped_read(w, step, text) && copy_write(path->data, text);
}

/* Up brings the program into the line. */
static void line_offer(Session *s, const Bytes *text) {
    Bytes entry = {0};
    size_t length = text->length;
    while (length && text->data[length - 1] == '\n') length--;
    bytes_format(&entry, "%s\n", check_word);
    bytes_add(&entry, text->data, length);
    line_remember(s->line, entry.data, entry.length);
    bytes_free(&entry);
}

void walker_fix_begin(Session *s) {
    Bytes path = {0}, text = {0};
    if (walker_fix_text(s, &path, &text)) line_offer(s, &text);
    bytes_free(&path);
    bytes_free(&text);
}

static void program_grade(Session *s, const Bytes *text) {
    Walker *w = s->walker;
    const LessonStep *step = walker_at(w);
    GradeOptions options = walker_grade_options(s);
    options.name = walker_fix_name(step);
    fflush(stdout);
    Grade g = grade_fix(&options, step, text->data ? text->data : "", text->length);
    page_text(g.text.data ? g.text.data : "", g.text.length);
    if (g.verdict == VERDICT_WRONG) walker_miss(s);
    if (g.verdict == VERDICT_RIGHT)
        walker_show_done(s, "");
    else
        walker_tell("`:edit` opens it again, Up brings it into the line, `:hint` helps");
    walker_keep_schedule(w, &g);
    grade_free(&g);
}

/* Is the word alone in the first line of the entry, with a program below it? */
static bool entry_is_program(const Session *s) {
    const char *text = s->entry.data, *end = memchr(text, '\n', s->entry.length);
    while (end > text && isspace((unsigned char)end[-1])) end--;
    return end && (size_t)(end - text) >= strlen(check_word) &&
           memcmp(end - strlen(check_word), check_word, strlen(check_word)) == 0;
}

void walker_fix_check(Session *s, const char *typed) {
    Bytes path = {0}, text = {0}, given = {0};
    if (*typed && !entry_is_program(s)) {
        walker_tell("`:check` alone grades your program; `:edit` opens it, Up brings it into the line");
        return;
    }
    bytes_add(&given, typed, strlen(typed));
    if (given.length) bytes_add(&given, "\n", 1);
    if (walker_fix_text(s, &path, &text) && (!given.length || copy_write(path.data, &given)))
        program_grade(s, given.length ? &given : &text);
    bytes_free(&path);
    bytes_free(&text);
    bytes_free(&given);
}

bool walker_edit(Session *s, const char *rest) {
    Walker *w = s->walker;
    const LessonStep *step = w && w->lesson ? walker_at(w) : NULL;
    if (*rest || !step || step->kind != STEP_FIX) return false;
    Bytes path = {0}, before = {0}, after = {0};
    if (walker_fix_text(s, &path, &before) && visual_open(s, path.data) && file_read_session(path.data, &after)) {
        bool same = before.length == after.length && (!before.length || memcmp(before.data, after.data, before.length) == 0);
        if (!same) line_offer(s, &after);
        if (same)
            walker_tell("nothing has changed; `:check` grades it as it is");
        else if (!world_exited(s->world))
            program_grade(s, &after);
    }
    bytes_free(&path);
    bytes_free(&before);
    bytes_free(&after);
    return true;
}

/* The learner's file is kept beside, as .old. */
bool walker_fix_reset(Session *s) {
    Walker *w = s->walker;
    const LessonStep *step = walker_at(w);
    Bytes path = {0}, old = {0}, text = {0};
    bool done = copy_path(w, step, &path) && shipped_read(w, step, &text);
    if (done) {
        bytes_format(&old, "%s.old", path.data);
        bytes_add(&old, "", 1);
        if (rename(path.data, old.data) == 0)
            walker_tell("yours is %s now", old.data);
        else if (errno != ENOENT)
            done = print_failure("rename", path.data, errno);
        done = done && copy_write(path.data, &text);
    }
    bytes_free(&path);
    bytes_free(&old);
    bytes_free(&text);
    return done;
}
