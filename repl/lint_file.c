/* gosh lesson lint: the files beside lessons. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "repl/file.h"
#include "repl/lesson_build.h"
#include "repl/lint_build.h"

static void file_note(Lint *l, const LessonBlock *b) {
    l->files = array_more(l->files, &l->file_count, sizeof *l->files);
    l->files[l->file_count - 1] =
        (LintFile){line_copy((LessonLine){b->text, strlen(b->text)}), line_copy((LessonLine){l->lesson, strlen(l->lesson)}), b->line};
}

void lint_files_note(Lint *l, const LessonStep *step) {
    const LessonPart *parts[] = {&step->body, &step->answer};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (const LessonBlock *b = NULL; (b = lesson_block(parts[i], BLOCK_FILE, b));) file_note(l, b);
}

static void file_add(Lint *l, const LessonBlock *b) {
    for (size_t i = 0; i < l->file_count; i++) {
        const LintFile *f = &l->files[i];
        if (strcmp(file_name_last(f->name), file_name_last(b->text)) != 0) continue;
        lint_complain(l, b->line, "%s: a file in %s, line %d, is called %s, too", b->text, f->lesson, f->line, file_name_last(b->text));
        break;
    }
    file_note(l, b);
}

typedef struct InFile {
    Lint *lint;
    const char *name;
} InFile;

static void complain_in_file(void *in, int line, const char *message) {
    const InFile *f = in;
    lint_complain_of(f->lint, f->name, line, "%s", message);
}

bool lint_file_read(Lint *l, const LessonBlock *b, Bytes *text) {
    Bytes error = {0};
    file_add(l, b);
    bool good = pack_file(l->pack, b->text, text, &error);
    if (good) {
        InFile in = {l, b->text};
        Complaints complaints = {0};
        size_t count;
        LessonLine *lines = lines_of(text->data, text->length, &count);
        lines_check(lines, count, &complaints);
        free(lines);
        good = !complaints_tell(&complaints, complain_in_file, &in);
    } else
        lint_complain(l, b->line, "%s: %.*s", b->text, (int)error.length, error.data);
    bytes_free(&error);
    return good;
}

static void file_is_used(void *lint, const char *name) {
    Lint *l = lint;
    for (size_t i = 0; i < l->file_count; i++)
        if (strcmp(l->files[i].name, name) == 0) return;
    lint_complain(l, 1, "%s: no step has this file", name);
}

void lint_files_used(Lint *l) {
    Bytes folder = {0};
    size_t length = strlen(l->lesson);
    bytes_add(&folder, l->lesson, length > 3 ? length - 3 : 0);
    bytes_add(&folder, "", 1);
    pack_files(l->pack, folder.data, file_is_used, l);
    bytes_free(&folder);
}

static void lesson_is_used(void *lint, const char *name) {
    Lint *l = lint;
    size_t length = strlen(name);
    bool lesson = length > 6 && isdigit((unsigned char)name[0]) && isdigit((unsigned char)name[1]) && name[2] == '-' &&
                  strcmp(name + length - 3, ".md") == 0;
    for (size_t i = 0; lesson && i < l->pack->count; i++)
        if (strcmp(l->pack->lessons[i].file, name) == 0) return;
    if (lesson) lint_complain_of(l, "pack.md", 1, "the manifest does not name %s", name);
}

void lint_lessons_used(Lint *l) {
    pack_files(l->pack, "", lesson_is_used, l);
}
