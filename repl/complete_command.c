/* Completion of commands: their names, and what their arguments can be, which the table of commands says by what it calls
 * them. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lua/bundle.h"
#include "lua/reference.h"
#include "lua/survey.h"
#include "repl/bytes.h"
#include "repl/command.h"
#include "repl/complete_build.h"
#include "repl/settings.h"

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* ---- What arguments can be ---- */

/* Commands, with what is written before each. */
static void names_add(Completer *c, const char *before) {
    CommandRow row;
    for (size_t i = 0; command_row(i, &row); i++) {
        Bytes name = {0}, line = {0};
        bytes_format(&name, "%s%s", before, row.name);
        bytes_format(&line, ":%s%s%s  %s", row.name, *row.arguments ? " " : "", row.arguments, row.doc);
        completer_add(c, name.data, name.length, line.data);
        bytes_free(&name);
        bytes_free(&line);
    }
}

/* What :help tells about: commands, also as they are typed, and topics. */
static void topics_add(Completer *c) {
    static const char *const others[] = {"commands", "options"};
    bool typed = c->start < c->length && c->text[c->start] == ':';
    names_add(c, typed ? ":" : "");
    if (typed) return;
    for (const BundleText *t = help_texts; t->package; t++)
        completer_add(c, t->package, strlen(t->package), "a topic of :help");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        completer_add(c, others[i], strlen(others[i]), "a topic of :help");
}

static void goroutines_add(Completer *c) {
    Survey *s = survey_take(c->w, SURVEY_GOROUTINES);
    for (size_t i = 0; s && i < s->goroutine_count; i++) {
        const SurveyGoroutine *g = &s->goroutines[i];
        char id[24], line[200];
        int length = snprintf(id, sizeof id, "%llu", (unsigned long long)g->id);
        snprintf(line, sizeof line, "%s  %s", g->function ? g->function : "", g->state ? g->state : "");
        completer_add(c, id, (size_t)length, line);
    }
    survey_delete(s);
}

static void choices_add(Completer *c) {
    static const struct {
        const char *word, *doc;
    } words[] = {{"leaked", "whom nothing can ever wake"}, {"all", "each for itself, however many there are"},
                 {"on", "who waits for what is called so"}, {"by", "who was started by that function"},
                 {"in", "who runs that function, or stands in it"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) completer_add(c, words[i].word, strlen(words[i].word), words[i].doc);
    goroutines_add(c);
}

/* What the language has, or if that is nothing, what the reference tells of: "sync.WaitGroup.Add" is no value. */
static void documented_add(Completer *c, size_t from) {
    size_t start = c->start;
    complete_language(c, from);
    if (c->found.count) return;
    c->start = start;
    ReferenceEntry e = {0};
    while (reference_next(&e)) {
        ReferencePart name = {0};
        while (reference_name(&e.names, &name)) completer_add(c, name.text, name.length, NULL);
    }
}

static bool is_folder(const char *folder, const char *name) {
    Bytes path = {0};
    struct stat status;
    bytes_format(&path, "%s%s", folder, name);
    bool is = stat(path.data, &status) == 0 && S_ISDIR(status.st_mode);
    bytes_free(&path);
    return is;
}

/* The files in the folder that the word names, "examples/ch"; a folder's name ends with a '/'. */
static void files_add(Completer *c) {
    Bytes folder = {0};
    size_t typed = c->length;
    while (typed > c->start && c->text[typed - 1] != '/') typed--;
    bytes_add(&folder, c->text + c->start, typed - c->start);
    bytes_add(&folder, "", 1);
    DIR *files = opendir(*folder.data ? folder.data : ".");
    bool hidden = typed < c->length && c->text[typed] == '.';
    for (struct dirent *file; files && (file = readdir(files));) {
        if (*file->d_name == '.' && !hidden) continue;
        Bytes name = {0};
        bytes_format(&name, "%s%s%s", folder.data, file->d_name, is_folder(folder.data, file->d_name) ? "/" : "");
        completer_add(c, name.data, name.length, NULL);
        bytes_free(&name);
    }
    if (files) closedir(files);
    bytes_free(&folder);
}

/* The words of a list such as "[virtual|real]". */
static void alternatives_add(Completer *c, const char *list) {
    while (*(list += strspn(list, "[|]"))) {
        size_t length = strcspn(list, "[|]");
        completer_add(c, list, length, NULL);
        list += length;
    }
}

/* A setting, or behind its name what it can be. */
static void settings_add(Completer *c, size_t from) {
    SettingRow row;
    while (from < c->length && is_blank(c->text[from])) from++;
    for (size_t i = 0; settings_row(i, &row); i++) {
        size_t length = strlen(row.name);
        if (c->start == from)
            completer_add(c, row.name, length, row.doc);
        else if (c->start > from + length && memcmp(c->text + from, row.name, length) == 0 && is_blank(c->text[from + length]))
            for (size_t k = 0; k < SETTING_VALUES && row.values[k]; k++) completer_add(c, row.values[k], strlen(row.values[k]), NULL);
    }
}

/* Does the word that is typed stand behind that one? */
static bool is_behind(const Completer *c, const char *word) {
    size_t end = c->start, length = strlen(word);
    while (end > 0 && is_blank(c->text[end - 1])) end--;
    return end < c->start && end >= length && memcmp(c->text + end - length, word, length) == 0;
}

static void argument_add(Completer *c, const CommandRow *row, size_t from) {
    const char *arguments = row->arguments;
    if (row->chooses)
        choices_add(c);
    else if (strstr(arguments, "-o FILE") && !is_behind(c, "-o"))
        complete_language(c, from);
    else if (strstr(arguments, "FILE"))
        files_add(c);
    else if (strstr(arguments, "TOPIC"))
        topics_add(c);
    else if (strstr(arguments, "NUMBER"))
        goroutines_add(c);
    else if (strstr(arguments, "VALUE"))
        settings_add(c, from);
    else if (strchr(arguments, '|'))
        alternatives_add(c, arguments);
    else if (strstr(arguments, "NAME"))
        documented_add(c, from);
    else if (strstr(arguments, "EXP") || strstr(arguments, "WORD"))
        complete_language(c, from);
}

/* ---- Commands ---- */

/* Finds the command of that name. */
static bool row_find(const char *name, size_t length, CommandRow *row) {
    for (size_t i = 0; command_row(i, row); i++) {
        const char *names[] = {row->name, row->other_name};
        for (int k = 0; k < 2; k++)
            if (length && strlen(names[k]) == length && memcmp(names[k], name, length) == 0) return true;
    }
    return false;
}

bool complete_command(Completer *c) {
    size_t at = 0;
    while (at < c->length && is_blank(c->text[at])) at++;
    if (!command_test(c->text, c->length)) return false;
    size_t name = ++at;
    bool asks = c->text[at - 1] == '?';
    while (!asks && at < c->length && !is_blank(c->text[at])) at++;
    c->start = name - 1;
    if (at == c->length && !asks) {
        names_add(c, ":");
        return true;
    }
    CommandRow row = {.arguments = "NAME"};
    bool known = asks || row_find(c->text + name, at - name, &row);
    c->start = c->length;
    while (c->start > at && !is_blank(c->text[c->start - 1])) c->start--;
    if (known) argument_add(c, &row, at);
    return true;
}
