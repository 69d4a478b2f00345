/* The list of lessons. */
#include "repl/lesson_list.h"

#include <stdio.h>
#include <string.h>

#include "repl/wrap.h"

enum { NAME_WIDTH = 13, DONE_WIDTH = 13, SUMMARY_COLUMN = 2 + 2 + 1 + NAME_WIDTH + 1 + DONE_WIDTH + 1 };

size_t lesson_list_done(const Progress *done, const char *name, const Lesson *lesson) {
    size_t count = 0;
    for (size_t i = 0; done && i < lesson->count; i++) {
        StepState state = progress_state(done, name, lesson->steps[i].id);
        count += lesson->steps[i].kind != STEP_READ && (state == STATE_DONE || state == STATE_SHOWN);
    }
    return count;
}

void lesson_list_add_done(const Progress *done, const char *name, const Lesson *lesson, Bytes *out) {
    size_t count = lesson_list_done(done, name, lesson), all = lesson_graded(lesson);
    char text[64];
    if (count && count < all)
        snprintf(text, sizeof text, "%zu of %zu done", count, all);
    else
        snprintf(text, sizeof text, count ? "done" : all == 1 ? "%zu step" : "%zu steps", all);
    bytes_format(out, "%-*s ", DONE_WIDTH, text);
}

/* " 3 rendezvous    3 of 8 done   An unbuffered channel hands over." */
static void row_add(const Pack *p, size_t index, const Progress *done, bool brief, int columns, Bytes *out) {
    Lesson *lesson = pack_lesson(p, index);
    Bytes line = {0};
    bytes_format(&line, "  %2zu %-*s", index + 1, NAME_WIDTH, p->lessons[index].name);
    if (lesson) {
        bytes_format(&line, " ");
        lesson_list_add_done(done, p->lessons[index].name, lesson, &line);
        bytes_format(&line, "%s", brief ? lesson->title : lesson->summary);
    }
    wrap_line(out, line.data, line.length, columns, SUMMARY_COLUMN);
    bytes_format(out, "\n");
    bytes_free(&line);
    lesson_delete(lesson);
}

void lesson_list_add(const Pack *p, const Progress *done, bool brief, int columns, Bytes *out) {
    const char *group = "";
    bytes_format(out, "%s\n", p->title);
    for (size_t i = 0; i < p->count; i++) {
        if (strcmp(group, p->lessons[i].group) != 0) bytes_format(out, "\n%s\n", p->lessons[i].group);
        group = p->lessons[i].group;
        row_add(p, i, done, brief, columns, out);
    }
}
