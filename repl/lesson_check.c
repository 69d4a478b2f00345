/* gosh lesson check and copy. */
#include "repl/lesson_check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repl/colour.h"
#include "repl/exit.h"
#include "repl/file.h"
#include "repl/grade.h"
#include "repl/json.h"
#include "repl/number.h"
#include "repl/option.h"
#include "repl/pack.h"
#include "repl/print.h"
#include "repl/stream.h"
#include "repl/visible.h"
#include "runtime/posix.h"

/* ---- check ---- */

/* A file that is graded. */
typedef struct Checked {
    const char *file;
    const char *lesson; /* NULL: it is no exercise, or cannot be read */
    Lesson *text;
    size_t step;
    Grade grade;
    double seconds;
} Checked;

static const char *const verdict_names[] = {
    [VERDICT_RIGHT] = "right", [VERDICT_POSSIBLE] = "possible", [VERDICT_WRONG] = "wrong", [VERDICT_UNDECIDED] = "undecided"};

static void add_string(Bytes *out, const char *text) {
    bytes_add(out, text, strlen(text));
}

static bool is_folder(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Finds the step, and grades. */
static void file_check(const Options *options, const Pack *pack, Checked *c) {
    GradeOptions grading = {.sandbox = true, .processes = options->explore.processes, .name = file_name_last(c->file), .path = c->file};
    Bytes program = {0};
    int64_t begin = posix_monotonic();
    size_t lesson = pack_exercise(pack, file_name_last(c->file), &c->text, &c->step);
    if (is_folder(c->file)) {
        add_string(&c->grade.text, "it is a folder; name the files in it\n");
    } else if (lesson == SIZE_MAX) {
        add_string(&c->grade.text, "there is no exercise ");
        visible_add(&c->grade.text, file_name_last(c->file), strlen(file_name_last(c->file)));
        bytes_format(&c->grade.text, " in the pack %s\n", pack->name);
    } else if (!file_read_session(c->file, &program)) {
        add_string(&c->grade.text, "it cannot be read\n");
    } else {
        c->lesson = pack->lessons[lesson].name;
        c->grade = grade_fix(&grading, &c->text->steps[c->step], program.data ? program.data : "", program.length);
    }
    c->seconds = (double)(posix_monotonic() - begin) / 1e9;
    bytes_free(&program);
}

static void file_tell(const Checked *c) {
    bool right = c->lesson && c->grade.verdict == VERDICT_RIGHT;
    const char *verdict = !c->lesson ? "not graded" : right ? "passes" : c->grade.verdict == VERDICT_WRONG ? "does not pass" : "not decided";
    Colour colour = right ? COLOUR_GOOD : COLOUR_ERROR;
    fputs(colour_on(stdout, colour), stdout);
    visible_print(c->file, strlen(c->file));
    printf(": %s%s", verdict, colour_off(stdout, colour));
    if (c->lesson) printf(" (%s: %s)", c->lesson, c->text->steps[c->step].title);
    printf("\n%.*s", (int)c->grade.text.length, c->grade.text.data ? c->grade.text.data : "");
    fflush(stdout);
}

static void string_put(Bytes *out, const char *key, const char *text) {
    bytes_format(out, ", \"%s\": ", key);
    if (text)
        json_string_add(out, text, strlen(text));
    else
        add_string(out, "null");
}

static void file_json(const Checked *c, Bytes *out) {
    add_string(out, "{\"file\": ");
    json_string_add(out, c->file, strlen(c->file));
    string_put(out, "exercise", c->lesson ? file_name_last(c->file) : NULL);
    string_put(out, "lesson", c->lesson);
    string_put(out, "step", c->lesson ? c->text->steps[c->step].title : NULL);
    string_put(out, "verdict", c->lesson ? verdict_names[c->grade.verdict] : "none");
    add_string(out, ", \"text\": ");
    json_string_add(out, c->grade.text.data ? c->grade.text.data : "", c->grade.text.length);
    string_put(out, "schedule", c->grade.schedule);
    bytes_format(out, ", \"seconds\": %.3f}", c->seconds);
}

static int code_of(const Checked *c) {
    return !c->lesson ? EXIT_STATIC : c->grade.verdict == VERDICT_RIGHT ? EXIT_OK : EXIT_RUN;
}

int lesson_check(const Options *options, char **files, int count) {
    if (!count) {
        options_complain("check needs the files of a learner after it: gosh lesson check FILE...");
        return EXIT_USAGE;
    }
    Pack *pack = pack_open(options->pack);
    if (!pack) return EXIT_STATIC;
    Bytes json = {0};
    int code = EXIT_OK;
    add_string(&json, "{\"version\": 1, \"pack\": ");
    json_string_add(&json, pack->name, strlen(pack->name));
    add_string(&json, ", \"files\": [");
    for (int i = 0; i < count; i++) {
        Checked c = {.file = files[i]};
        file_check(options, pack, &c);
        add_string(&json, i ? ",\n" : "\n");
        file_json(&c, &json);
        if (!options->json) file_tell(&c);
        int its = code_of(&c);
        if (code != EXIT_STATIC && its != EXIT_OK) code = its;
        grade_free(&c.grade);
        lesson_delete(c.text);
    }
    add_string(&json, "]}\n");
    if (options->json) fwrite(json.data, 1, json.length, stdout);
    bytes_free(&json);
    pack_delete(pack);
    return code;
}

/* ---- copy ---- */

typedef struct Copying {
    const Pack *pack;
    const char *folder;
    size_t copied, kept;
    bool failed;
} Copying;

/* Is a file of that name there with the same text? */
static bool is_same(const char *path, const Bytes *text) {
    Bytes there = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    bool regular = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && (size_t)status.st_size == text->length;
    bool same = regular && file_read_whole(fd, &there) && there.length == text->length &&
                (!there.length || memcmp(there.data, text->data, there.length) == 0);
    if (fd >= 0) close(fd);
    bytes_free(&there);
    return same;
}

/* Writes a file that is not there yet. The system's number of the error, or 0. */
static int file_make(const char *path, const Bytes *text) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), error = 0;
    if (fd < 0) return errno;
    if (!stream_write(fd, text->data, text->length)) error = errno;
    if (close(fd) != 0 && !error) error = errno;
    if (error) unlink(path);
    return error;
}

static void exercise_copy(Copying *c, const char *file) {
    Bytes text = {0}, error = {0}, path = {0};
    bytes_format(&path, "%s/%s", c->folder, file_name_last(file));
    bytes_add(&path, "", 1);
    int problem = 0;
    if (!pack_file(c->pack, file, &text, &error)) {
        fprintf(stderr, "gosh: %s: %.*s\n", file, (int)error.length, error.data);
        c->failed = true;
    } else if ((problem = file_make(path.data, &text)) == 0) {
        c->copied++;
    } else if (problem == EEXIST && is_same(path.data, &text)) {
        c->kept++;
    } else {
        if (problem == EEXIST)
            fprintf(stderr, "gosh: %s is there already, with another text: it stays as it is\n", path.data);
        else
            print_failure("write", path.data, problem);
        c->failed = true;
    }
    bytes_free(&text);
    bytes_free(&error);
    bytes_free(&path);
}

static void lesson_copy_files(Copying *c, size_t index) {
    Lesson *lesson = pack_lesson(c->pack, index);
    if (!lesson) c->failed = true;
    for (size_t i = 0; lesson && i < lesson->count; i++) {
        const LessonStep *step = &lesson->steps[i];
        const LessonBlock *file = step->kind == STEP_FIX ? lesson_block(&step->body, BLOCK_FILE, NULL) : NULL;
        if (file) exercise_copy(c, file->text);
    }
    lesson_delete(lesson);
}

static void copied_tell(const Copying *c) {
    Bytes text = {0};
    count_add(&text, c->copied, "file", "files");
    bytes_format(&text, " copied into %s", c->folder);
    if (c->kept) bytes_format(&text, "; %zu %s there already", c->kept, c->kept == 1 ? "was" : "were");
    printf("%.*s\n", (int)text.length, text.data);
    bytes_free(&text);
}

int lesson_copy(const Options *options, char **words, int count) {
    if (count != 1) {
        options_complain(count ? "copy takes one folder, not also %s" : "copy needs a folder after it: gosh lesson copy DIR",
                         count ? words[1] : "");
        return EXIT_USAGE;
    }
    Pack *pack = pack_open(options->pack);
    if (!pack) return EXIT_STATIC;
    Copying c = {.pack = pack, .folder = words[0]};
    if (mkdir(c.folder, 0777) != 0 && errno != EEXIST) {
        print_failure("mkdir", c.folder, errno);
        c.failed = true;
    } else {
        for (size_t i = 0; i < pack->count; i++) lesson_copy_files(&c, i);
        copied_tell(&c);
    }
    pack_delete(pack);
    return c.failed ? EXIT_STATIC : EXIT_OK;
}
