/* A pack of lessons: its manifest, and its files.
 *
 * The law: a pack is a folder that somebody else has filled, and nothing outside of it is opened, whatever the names in it say:
 * a file is reached folder by folder, no link is followed, and what is no regular file is never waited for. */
#include "repl/pack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lua/bundle.h"
#include "lua/nearest.h"
#include "repl/file.h"
#include "repl/lesson_build.h"

static const char manifest_name[] = "pack.md", course_folder[] = "lessons";

enum { FILE_LARGEST = 1 << 20, LESSONS_MAX = 999, CHUNK = 16 * 1024 };

/* ---- Files ---- */

void pack_path_add(const Pack *p, const char *name, Bytes *path) {
    const char *folder = p->folder ? p->folder : course_folder;
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/') length--;
    bytes_format(path, "%.*s%s%s", (int)length, folder, folder[length - 1] == '/' ? "" : "/", name);
}

/* "16-pool/pool.gosh": does each part of it name something in a folder? */
static bool name_stays_inside(const char *name) {
    for (;;) {
        size_t length = strcspn(name, "/");
        if (!length || (length == 1 && *name == '.') || (length == 2 && memcmp(name, "..", 2) == 0)) return false;
        if (!name[length]) return true;
        name += length + 1;
    }
}

static bool file_fail(Bytes *error, const char *reason) {
    bytes_format(error, "%s", reason);
    return false;
}

static const BundleText *course_text(const char *name) {
    for (const BundleText *t = lesson_texts; t->package; t++)
        if (strcmp(t->package, name) == 0) return t;
    return NULL;
}

static bool course_file(const char *name, Bytes *text, Bytes *error) {
    const BundleText *t = course_text(name);
    if (!t) return file_fail(error, "there is no such file in the course that is built in");
    bytes_add(text, t->text, t->length);
    return true;
}

bool pack_text_is_ours(const char *name, const Bytes *text) {
    const BundleText *t = course_text(name);
    return t && t->length == text->length && (!t->length || memcmp(t->text, text->data, t->length) == 0);
}

/* Opens a file below a folder, which it closes; -1 with errno. */
static int open_below(int folder, const char *name) {
    while (folder >= 0) {
        char part[NAME_MAX + 1];
        size_t length = strcspn(name, "/");
        bool last = !name[length];
        if (length >= sizeof part) errno = ENAMETOOLONG;
        int fd = -1;
        if (length < sizeof part) {
            memcpy(part, name, length);
            part[length] = 0;
            fd = openat(folder, part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | (last ? 0 : O_DIRECTORY));
        }
        int wrong = errno;
        close(folder);
        errno = wrong;
        if (last) return fd;
        folder = fd;
        name += length + 1;
    }
    return folder;
}

/* Reads what a pack's file may hold, and no more. */
static bool file_read_small(int fd, Bytes *text, Bytes *error) {
    struct stat status;
    if (fstat(fd, &status) != 0) return file_fail(error, strerror(errno));
    if (S_ISDIR(status.st_mode)) return file_fail(error, "it is a folder");
    if (!S_ISREG(status.st_mode)) return file_fail(error, "it is no regular file");
    for (;;) {
        ssize_t count = read(fd, bytes_room(text, CHUNK), CHUNK);
        if (count == 0) return true;
        if (count < 0 && errno != EINTR) return file_fail(error, strerror(errno));
        if (count > 0) text->length += (size_t)count;
        if (text->length > FILE_LARGEST) return file_fail(error, "it is larger than 1 MB");
    }
}

bool pack_file(const Pack *p, const char *name, Bytes *text, Bytes *error) {
    if (!name_stays_inside(name)) return file_fail(error, "its name leads out of the pack's folder");
    if (!p->folder) return course_file(name, text, error);
    int fd = open_below(open(p->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), name);
    if (fd < 0)
        return file_fail(error, errno == ELOOP || errno == EMLINK ? "it is a symbolic link, which a pack cannot have"
                                : errno == ENOENT                 ? "there is no such file"
                                : errno == ENXIO                  ? "it is no regular file"
                                : errno == ENOTDIR                ? "it is in no folder of the pack; a symbolic link is none"
                                                                  : strerror(errno));
    bool good = file_read_small(fd, text, error);
    close(fd);
    return good;
}

/* ---- Folders ---- */

static bool course_folder_has(const char *folder, const char *name) {
    size_t length = strlen(folder);
    if (length && (strncmp(name, folder, length) != 0 || name[length] != '/')) return false;
    return !strchr(name + length + (length > 0), '/');
}

static int name_shown(const struct dirent *entry) {
    return *entry->d_name != '.';
}

static void folder_visit(const char *folder, int fd, void (*visit)(void *arg, const char *name), void *arg) {
    struct dirent **entries;
    int count = scandirat(fd, ".", &entries, name_shown, alphasort);
    for (int i = 0; i < count; i++) {
        struct stat status;
        Bytes name = {0};
        bytes_format(&name, "%s%s%s", folder, *folder ? "/" : "", entries[i]->d_name);
        bytes_add(&name, "", 1);
        bool dir = fstatat(fd, entries[i]->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
        if (!dir) visit(arg, name.data);
        bytes_free(&name);
        free(entries[i]);
    }
    if (count >= 0) free(entries);
}

void pack_files(const Pack *p, const char *folder, void (*visit)(void *arg, const char *name), void *arg) {
    if (!p->folder) {
        for (const BundleText *t = lesson_texts; t->package; t++)
            if (course_folder_has(folder, t->package)) visit(arg, t->package);
        return;
    }
    if (*folder && !name_stays_inside(folder)) return;
    int fd = open(p->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*folder) fd = open_below(fd, folder);
    if (fd < 0) return;
    folder_visit(folder, fd, visit, arg);
    close(fd);
}

/* ---- The manifest ---- */

typedef struct Manifest {
    Pack *pack;
    const LessonLine *lines;
    size_t count;
    LessonLine group;
    Complaints complaints;
} Manifest;

/* Lower-case letters, digits and hyphens. */
static bool is_name(LessonLine name) {
    for (size_t i = 0; i < name.length; i++) {
        char c = name.text[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
    }
    return name.length > 0;
}

/* "- [goroutines](01-goroutines.md)" */
static bool line_lesson(LessonLine l, LessonLine *name, LessonLine *file) {
    l = line_trim(l);
    if (l.length < 3 || memcmp(l.text, "- [", 3) != 0 || l.text[l.length - 1] != ')') return false;
    const char *middle = memmem(l.text, l.length, "](", 2);
    if (!middle) return false;
    *name = (LessonLine){l.text + 3, (size_t)(middle - l.text) - 3};
    *file = (LessonLine){middle + 2, (size_t)(l.text + l.length - middle) - 3};
    return true;
}

static void lesson_add(Manifest *m, size_t line, LessonLine name, LessonLine file) {
    Pack *p = m->pack;
    if (p->count == LESSONS_MAX) {
        complaint(&m->complaints, line, "a pack has no more than %d lessons", LESSONS_MAX);
        m->count = line;
        return;
    }
    p->lessons = array_more(p->lessons, &p->count, sizeof *p->lessons);
    PackLesson *new = &p->lessons[p->count - 1];
    *new = (PackLesson){.name = line_copy(name), .file = line_copy(file), .group = line_copy(m->group), .line = (int)line};
    if (!is_name(name)) complaint(&m->complaints, line, "a lesson's name has lower-case letters, digits and hyphens, and not \"%s\"", new->name);
    if (!name_stays_inside(new->file))
        complaint(&m->complaints, line, "%s leads out of the pack's folder", *new->file ? new->file : "the empty name");
    else if (file.length < 4 || strcmp(new->file + file.length - 3, ".md") != 0)
        complaint(&m->complaints, line, "a lesson's file is called like NAME.md, and not %s", new->file);
    for (const PackLesson *l = p->lessons; l < new; l++) {
        if (strcmp(l->name, new->name) == 0) complaint(&m->complaints, line, "the lesson in line %d is called %s, too", l->line, l->name);
        if (strcmp(l->file, new->file) == 0) complaint(&m->complaints, line, "the lesson in line %d is %s, too", l->line, l->file);
    }
}

/* "# course: Go's concurrency" */
static void title_read(Manifest *m, size_t line, LessonLine l) {
    l = line_trim((LessonLine){l.text + 2, l.length - 2});
    const char *colon = memchr(l.text, ':', l.length);
    LessonLine name = line_trim((LessonLine){l.text, colon ? (size_t)(colon - l.text) : 0}), title = {0};
    if (colon) title = line_trim((LessonLine){colon + 1, (size_t)(l.text + l.length - colon) - 1});
    if (m->pack->name) {
        complaint(&m->complaints, line, "a second title; groups of lessons begin with \"## \"");
        return;
    }
    m->pack->name = line_copy(name);
    m->pack->title = line_copy(title);
    if (!is_name(name) || !title.length)
        complaint(&m->complaints, line, "the title is \"# NAME: TITLE\", and NAME has lower-case letters, digits and hyphens");
}

static void manifest_read(Manifest *m) {
    Bytes about = {0};
    Pack *p = m->pack;
    lines_check(m->lines, m->count, &m->complaints);
    for (size_t i = 0; i < m->count; i++) {
        LessonLine l = line_trim(m->lines[i]), name, file;
        if (l.length > 2 && memcmp(l.text, "# ", 2) == 0)
            title_read(m, i + 1, l);
        else if (l.length > 3 && memcmp(l.text, "## ", 3) == 0)
            m->group = line_trim((LessonLine){l.text + 3, l.length - 3});
        else if (line_lesson(l, &name, &file))
            lesson_add(m, i + 1, name, file);
        else if (!p->count && !m->group.length && l.length && *l.text != '#' && *l.text != '-') {
            if (about.length) bytes_add(&about, " ", 1);
            bytes_add(&about, l.text, l.length);
        } else if (l.length)
            complaint(&m->complaints, i + 1, "this is none of \"# NAME: TITLE\", \"## GROUP\" and \"- [NAME](FILE.md)\"");
    }
    bytes_add(&about, "", 1);
    p->about = about.data;
    if (!p->name) complaint(&m->complaints, 1, "the manifest has no title, \"# NAME: TITLE\"");
    if (!p->count) complaint(&m->complaints, 1, "the manifest names no lessons, \"- [NAME](FILE.md)\"");
}

/* ---- Packs ---- */

static void complain_on_stderr(void *path, int line, const char *message) {
    fprintf(stderr, "%s:%d: %s\n", (const char *)path, line, message);
}

static char *path_of(const Pack *p, const char *name) {
    Bytes path = {0};
    pack_path_add(p, name, &path);
    bytes_add(&path, "", 1);
    return path.data;
}

static bool pack_read(Pack *p) {
    Bytes text = {0}, error = {0};
    char *path = path_of(p, manifest_name);
    Manifest m = {.pack = p};
    bool good = pack_file(p, manifest_name, &text, &error);
    if (good) {
        LessonLine *lines = lines_of(text.data, text.length, &m.count);
        m.lines = lines;
        m.group = (LessonLine){"", 0};
        manifest_read(&m);
        free(lines);
        good = !complaints_tell(&m.complaints, complain_on_stderr, path);
    } else
        fprintf(stderr, "%s:1: %.*s; a pack of lessons is a folder with a manifest, %s\n", path, (int)error.length, error.data, manifest_name);
    bytes_free(&text);
    bytes_free(&error);
    free(path);
    return good;
}

Pack *pack_open(const char *folder) {
    size_t one = 0;
    Pack *p = array_more(NULL, &one, sizeof *p);
    if (folder) p->folder = line_copy((LessonLine){folder, strlen(folder)});
    if (folder && !*folder) fputs("gosh: a pack's folder has a name\n", stderr);
    if ((!folder || *folder) && pack_read(p)) return p;
    pack_delete(p);
    return NULL;
}

void pack_delete(Pack *p) {
    if (!p) return;
    for (size_t i = 0; i < p->count; i++) {
        free(p->lessons[i].name);
        free(p->lessons[i].file);
        free(p->lessons[i].group);
    }
    free(p->lessons);
    free(p->name);
    free(p->title);
    free(p->about);
    free(p->folder);
    free(p);
}

/* ---- Lessons ---- */

/* Reads the lesson of that number; the complaints are of its file's lines, and of the first if it cannot be read. */
static Lesson *read_lesson(const Pack *p, size_t index, LessonComplaint *complain, void *arg) {
    Bytes text = {0}, error = {0};
    Lesson *lesson = NULL;
    if (pack_file(p, p->lessons[index].file, &text, &error)) {
        lesson = lesson_read(text.data, text.length, complain, arg);
    } else {
        bytes_add(&error, "", 1);
        complain(arg, 1, error.data);
    }
    bytes_free(&text);
    bytes_free(&error);
    return lesson;
}

Lesson *pack_lesson(const Pack *p, size_t index) {
    char *path = path_of(p, p->lessons[index].file);
    Lesson *lesson = read_lesson(p, index, complain_on_stderr, path);
    free(path);
    return lesson;
}

size_t pack_find(const Pack *p, const char *name) {
    size_t found = SIZE_MAX, length = strlen(name), near = 0;
    if (!length) return SIZE_MAX;
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->lessons[i].name, name) == 0) return i;
    for (size_t i = 0; i < p->count; i++) {
        const PackLesson *l = &p->lessons[i];
        const char *file = file_name_last(l->file);
        size_t whole = strlen(file);
        if (strncmp(file, name, length) == 0 && (length == whole || length + 3 == whole)) return i;
        if (strncmp(l->name, name, length) == 0) {
            found = i;
            near++;
        }
    }
    char *end;
    unsigned long number = strspn(name, "0123456789") == length && length <= 3 ? strtoul(name, &end, 10) : 0;
    if (number >= 1 && number <= p->count) return number - 1;
    return near == 1 ? found : SIZE_MAX;
}

const char *pack_near(const Pack *p, const char *name) {
    Nearest nearest;
    nearest_begin(&nearest, name, strlen(name), true);
    for (size_t i = 0; i < p->count; i++) nearest_offer(&nearest, p->lessons[i].name);
    return nearest.name;
}

static void complain_to_nobody(void *arg, int line, const char *message) {
    (void)arg, (void)line, (void)message;
}

/* The step that has the file; SIZE_MAX: none. */
static size_t exercise_step(const Lesson *lesson, const char *file) {
    for (size_t i = 0; i < lesson->count; i++) {
        const LessonBlock *b = lesson_block(&lesson->steps[i].body, BLOCK_FILE, NULL);
        if (b && strcmp(file_name_last(b->text), file) == 0) return i;
    }
    return SIZE_MAX;
}

size_t pack_exercise(const Pack *p, const char *file, Lesson **lesson, size_t *step) {
    for (size_t i = 0; i < p->count; i++) {
        Lesson *l = read_lesson(p, i, complain_to_nobody, NULL);
        if (!l) continue;
        *step = exercise_step(l, file);
        if (*step != SIZE_MAX) {
            *lesson = l;
            return i;
        }
        lesson_delete(l);
    }
    return SIZE_MAX;
}
