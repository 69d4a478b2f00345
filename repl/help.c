/* Help. What is said about a command stands in its row of the table (command.h); the topics are the files of lessons/help,
 * whose texts are in the program, and the words of one of them, the glossary, can be asked for, too. */
#include "repl/help.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lua/bundle.h"
#include "lua/nearest.h"
#include "lua/reference.h"
#include "repl/command.h"
#include "repl/doc.h"
#include "repl/page.h"
#include "repl/subcommand.h"
#include "repl/walker.h"

enum { NAME_WIDTH = 19, GROUP_WIDTH = 9 };

static const char options_topic[] = "options", commands_topic[] = "commands";

/* ---- Commands ---- */

/* "Learn:   :help :doc ..." for each group. */
static void groups_print(void) {
    CommandRow row;
    for (size_t i = 0; command_row(i, &row);) {
        const char *group = row.group;
        Bytes names = {0};
        for (; command_row(i, &row) && row.group == group; i++) bytes_format(&names, ":%s ", row.name);
        page_words(names.data, names.length, printf("%-*s", GROUP_WIDTH, group), GROUP_WIDTH);
        bytes_free(&names);
    }
}

static void row_print(const CommandRow *row) {
    int width = printf(":%s%s%s", row->name, *row->arguments ? " " : "", row->arguments);
    width += printf("%*s", width < NAME_WIDTH ? NAME_WIDTH - width : 1, "");
    Bytes text = {0};
    bytes_format(&text, *row->other_name ? "%s; also :%s" : "%s", row->doc, row->other_name);
    page_words(text.data, text.length, width, NAME_WIDTH);
    bytes_free(&text);
}

static void commands_print(void) {
    CommandRow row;
    const char *group = NULL;
    for (size_t i = 0; command_row(i, &row); i++) {
        if (row.group != group) page_heading(row.group, strlen(row.group));
        group = row.group;
        row_print(&row);
    }
}

static bool command_show(const char *word) {
    CommandRow row;
    for (size_t i = 0; command_row(i, &row); i++) {
        if (strcmp(word, row.name) != 0 && (!*row.other_name || strcmp(word, row.other_name) != 0)) continue;
        row_print(&row);
        for (size_t k = 0; k < COMMAND_HELP_TEXTS && row.help[k]; k++) page_text(row.help[k], strlen(row.help[k]));
        return true;
    }
    return false;
}

/* ---- Topics ---- */

/* The names in a topic's first line, "# keys, editing". */
static ReferencePart topic_names(const BundleText *t) {
    const char *end = memchr(t->text, '\n', t->length);
    return (ReferencePart){t->text + 2, (size_t)(end - t->text) - 2};
}

static const BundleText *topic_find(const char *word) {
    for (const BundleText *t = help_texts; t->package; t++) {
        ReferencePart names = topic_names(t);
        for (ReferencePart name = {0}; reference_name(&names, &name);)
            if (reference_is(&name, word, strlen(word))) return t;
    }
    return NULL;
}

/* Prints its lines; what stands between fences is indented, and in colours if it is a program. */
static void topic_print(const BundleText *t) {
    static const char fence[] = "```";
    ReferencePart names = topic_names(t), text = {names.text + names.length + 2, 0};
    text.length = (size_t)(t->text + t->length - text.text);
    const char *block = NULL, *words = text.text;
    bool is_program = false;
    for (ReferencePart line = {0}; reference_line(&text, &line);) {
        bool is_fence = line.length >= 3 && memcmp(line.text, fence, 3) == 0;
        if (is_fence && !block) {
            page_text(words, (size_t)(line.text - words));
            block = line.text + line.length + 1;
            is_program = line.length > 3 && line.text[3] == 'g'; /* "gosh", and not "text" */
        } else if (is_fence) {
            (is_program ? page_code : page_lines)(block, (size_t)(line.text - block));
            block = NULL;
            words = line.text + line.length + 1;
        }
    }
    page_text(words, (size_t)(text.text + text.length - words));
}

/* The first names of all topics. */
static void topics_add(Bytes *list) {
    for (const BundleText *t = help_texts; t->package; t++) {
        ReferencePart names = topic_names(t), name = {0};
        reference_name(&names, &name);
        bytes_format(list, "%.*s, ", (int)name.length, name.text);
    }
    bytes_format(list, "%s", options_topic);
}

/* ---- Words of the glossary ---- */

/* An item of the topic "glossary": "- NAME, NAME: TEXT", and the lines below it that go on. */
typedef struct Term {
    ReferencePart names, text; /* `text` is all of the item, without its hyphen */
} Term;

/* Goes on to the next item, from a zeroed one on; false after the last one. */
static bool term_next(Term *term) {
    static const char hyphen[] = "\n- ";
    const BundleText *t = topic_find("glossary");
    const char *from = term->text.text ? term->text.text + term->text.length : t->text;
    const char *item = strstr(from, hyphen), *colon = item ? strchr(item, ':') : NULL;
    if (!colon) return false;
    item += strlen(hyphen);
    const char *end = strstr(item, hyphen);
    term->names = (ReferencePart){item, (size_t)(colon - item)};
    term->text = (ReferencePart){item, end ? (size_t)(end - item) : strlen(item)};
    return true;
}

static bool term_show(const char *word) {
    for (Term term = {0}; term_next(&term);)
        for (ReferencePart name = {0}; reference_name(&term.names, &name);) {
            if (name.length != strlen(word) || strncasecmp(name.text, word, name.length) != 0) continue;
            page_words(term.text.text, term.text.length, 0, PAGE_INDENT);
            return true;
        }
    return false;
}

/* ---- The first page ---- */

static void first_page_print(const Session *s) {
    static const char example[] = "ch := make(chan int)\n"
                                  "go func() ch <- 6 * 7 end()\n"
                                  "<-ch\n";
    static const char begin[] = "`:lesson` begins the course.",
                      lesson[] = "`:lesson` shows the step again, `:next` goes on, `:help lessons` tells more.";
    static const char before[] = " Or type Lua or Go's concurrency; an expression prints its values. For example:";
    Bytes words = {0};
    bytes_format(&words, "%s%s", s->walker && s->walker->lesson ? lesson : begin, before);
    page_words(words.data, words.length, 0, 0);
    putchar('\n');
    bytes_free(&words);
    static const char below[] =
        "\nAn entry that is not finished goes on in the next line. Tab completes, Up brings\n"
        "back what was typed. Ctrl-C drops what is being typed, or stops what runs.\n\n";
    static const char more[] =
        "\n?NAME tells what a name means: ?chan, ?time.After, ?wg.Add for a variable wg.\n"
        ":help COMMAND tells more about one, :help commands tells a little about each.\n";
    page_code(example, strlen(example));
    page_text(below, strlen(below));
    groups_print();
    page_text(more, strlen(more));
    Bytes topics = {0};
    topics_add(&topics);
    page_words(topics.data, topics.length, printf(":help TOPIC: "), PAGE_INDENT);
    bytes_free(&topics);
}

static void unknown_print(const char *word) {
    CommandRow row;
    Nearest nearest;
    Bytes names = {0};
    for (const BundleText *t = help_texts; t->package; t++) {
        ReferencePart list = topic_names(t);
        for (ReferencePart name = {0}; reference_name(&list, &name); bytes_add(&names, "", 1))
            bytes_add(&names, name.text, name.length);
    }
    for (Term term = {0}; term_next(&term);)
        for (ReferencePart name = {0}; reference_name(&term.names, &name); bytes_add(&names, "", 1))
            bytes_add(&names, name.text, name.length);
    nearest_begin(&nearest, word, strlen(word), true);
    for (size_t i = 0; command_row(i, &row); i++) nearest_offer(&nearest, row.name);
    for (size_t at = 0; at < names.length; at += strlen(names.data + at) + 1) nearest_offer(&nearest, names.data + at);
    nearest_offer(&nearest, options_topic);
    nearest_offer(&nearest, commands_topic);
    fflush(stdout);
    fprintf(stderr, "there is no help about %s; ", word);
    if (nearest.name) fprintf(stderr, "there is :help %s, and ", nearest.name);
    fputs(":help shows what there is\n", stderr);
    bytes_free(&names);
}

static void options_print(void) {
    Bytes text = {0};
    subcommand_help(SUBCOMMAND_RUN, &text);
    page_text(text.data, text.length);
    bytes_free(&text);
}

void help_show(Session *s, const char *word) {
    ReferenceEntry e;
    if (*word == ':') word++;
    const BundleText *topic = topic_find(word);
    if (!*word)
        first_page_print(s);
    else if (strcmp(word, commands_topic) == 0)
        commands_print();
    else if (strcmp(word, options_topic) == 0)
        options_print();
    else if (command_show(word))
        return;
    else if (topic)
        topic_print(topic);
    else if (reference_find(word, strlen(word), &e))
        doc_show(s, word);
    else if (!term_show(word))
        unknown_print(word);
}
