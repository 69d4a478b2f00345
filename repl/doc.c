/* What the reference (lua/reference.h) says about a name, on a terminal; of the session's own functions, what their text
 * says. */
#include "repl/doc.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lua/about.h"
#include "lua/nearest.h"
#include "lua/reference.h"
#include "lua/source.h"
#include "repl/help.h"
#include "repl/page.h"
#include "repl/visible.h"

enum { NAME_SIZE = 100 };

/* ---- Parts of an entry ---- */

static void part_print(const char *label, const ReferencePart *part) {
    if (part->length == 0) return;
    page_words(part->text, part->length, printf("%s", label), 0);
}

static void example_print(const ReferenceEntry *e) {
    page_code(e->example.text, e->example.length);
}

/* ---- Lines of documentation ---- */

static void line_take(void *bytes, const char *text, size_t length) {
    bytes_add(bytes, text, length);
}

/* Does the entry have that signature? A function of Lua's may have the name of a statement: "select". */
static bool has_signature(const ReferenceEntry *e, const ReferencePart *signature) {
    for (ReferencePart each = {0}; reference_line(&e->signatures, &each);)
        if (reference_is(&each, signature->text, signature->length)) return true;
    return false;
}

/* The line that stands in the program beside what the entry calls so, as two texts; false if there is none. The caller frees
 * `line`. */
static bool doc_line_read(Session *s, const ReferenceEntry *e, const ReferencePart *name, Bytes *line, ReferencePart *signature,
                          ReferencePart *rest) {
    char text[NAME_SIZE];
    *line = (Bytes){0};
    snprintf(text, sizeof text, "%.*s", (int)name->length, name->text);
    if (!about_line(s->world, text, line_take, line)) return false;
    bytes_add(line, "", 1);
    const char *gap = strstr(line->data, "  ");
    *signature = (ReferencePart){line->data, gap ? (size_t)(gap - line->data) : strlen(line->data)};
    *rest = (ReferencePart){gap ? gap + 2 : "", gap ? strlen(gap + 2) : 0};
    if (strchr(text, '.') || has_signature(e, signature)) return true;
    bytes_free(line);
    *line = (Bytes){0};
    return false;
}

/* The first sentence of a paragraph, or what stands before its first colon. */
static ReferencePart sentence_of(const ReferencePart *paragraph) {
    ReferencePart sentence = {paragraph->text, 0};
    while (sentence.length < paragraph->length && !(strchr(".:", sentence.text[sentence.length]) &&
                                                    strchr(" \n", sentence.text[sentence.length + 1])))
        sentence.length++;
    return sentence;
}

static bool is_alone(const ReferenceEntry *e) {
    ReferencePart name = {0};
    return reference_name(&e->names, &name) && name.length == e->names.length;
}

/* Has the name a row of its own? What nothing stands beside in the program has one if it is alone in its entry. */
static bool has_row(Session *s, const ReferenceEntry *e, const ReferencePart *name) {
    Bytes line = {0};
    ReferencePart signature, rest;
    bool found = is_alone(e) || doc_line_read(s, e, name, &line, &signature, &rest);
    bytes_free(&line);
    return found;
}

/* Prints such a row, with the name without its first bytes. */
static void row_print(Session *s, const ReferenceEntry *e, const ReferencePart *name, size_t skipped, int column) {
    Bytes line;
    ReferencePart signature, rest;
    if (!doc_line_read(s, e, name, &line, &signature, &rest)) rest = sentence_of(&e->paragraph);
    int at = printf("%*s%.*s", PAGE_INDENT, "", (int)(name->length - skipped), name->text + skipped);
    at += printf("%*s", at < column ? column - at : 2, "");
    page_words(rest.text, rest.length, at, column);
    bytes_free(&line);
}

/* Prints all names of an entry, and what they are about. */
static void group_print(const ReferenceEntry *e, size_t skipped) {
    Bytes text = {0};
    for (ReferencePart name = {0}; reference_name(&e->names, &name);)
        bytes_format(&text, "%s%.*s", text.length ? ", " : "", (int)(name.length - skipped), name.text + skipped);
    ReferencePart about = sentence_of(&e->paragraph);
    bytes_format(&text, ": %.*s", (int)about.length, about.text);
    page_words(text.data, text.length, printf("%*s", PAGE_INDENT, ""), PAGE_INDENT + PAGE_INDENT);
    bytes_free(&text);
}

/* ---- Lists ---- */

/* Is the name of a part of what is called `whole`: a function of a package, a method of a type? */
static bool is_part_of(const ReferencePart *name, const ReferencePart *whole) {
    return name->length > whole->length + 1 && memcmp(name->text, whole->text, whole->length) == 0 &&
           name->text[whole->length] == '.' &&
           !memchr(name->text + whole->length + 1, '.', name->length - whole->length - 1);
}

/* Prints a row for each name that `belongs` tells of, with the heading first; false if there is none. `skipped`: bytes of the
 * names that are left out. Constants of one entry share a row. */
typedef bool Belongs(const ReferenceEntry *e, const ReferencePart *name, const void *arg);

static bool list_print(Session *s, const char *heading, Belongs *belongs, const void *arg, size_t skipped) {
    enum { COLUMN_MOST = 24 };
    int column = 0;
    bool any = false;
    for (ReferenceEntry e = {0}; reference_next(&e);)
        for (ReferencePart name = {0}; reference_name(&e.names, &name);) {
            int width = PAGE_INDENT + (int)(name.length - skipped) + 2;
            if (!belongs(&e, &name, arg)) continue;
            any = true;
            if (width > column && width <= COLUMN_MOST && has_row(s, &e, &name)) column = width;
        }
    if (!any) return false;
    puts(heading);
    for (ReferenceEntry e = {0}; reference_next(&e);) {
        bool grouped = false;
        for (ReferencePart name = {0}; reference_name(&e.names, &name);) {
            if (!belongs(&e, &name, arg)) continue;
            if (has_row(s, &e, &name)) {
                row_print(s, &e, &name, skipped, column);
            } else if (!grouped) {
                group_print(&e, skipped);
                grouped = true;
            }
        }
    }
    return true;
}

static bool belongs_to_whole(const ReferenceEntry *e, const ReferencePart *name, const void *whole) {
    return !e->is_topic && is_part_of(name, whole);
}

static bool belongs_to_topic(const ReferenceEntry *e, const ReferencePart *name, const void *topic) {
    (void)name;
    return !e->is_topic && strcmp(e->topic, topic) == 0;
}

static bool belongs_by_last_part(const ReferenceEntry *e, const ReferencePart *name, const void *part) {
    const ReferencePart *wanted = part;
    const char *last = name->text + name->length - wanted->length;
    return !e->is_topic && name->length > wanted->length && last[-1] == '.' &&
           strncasecmp(last, wanted->text, wanted->length) == 0;
}

static bool is_package(const ReferenceEntry *e) {
    return e->is_topic && strcmp(e->topic, "statements") != 0 && strcmp(e->topic, "predeclared") != 0 &&
           strcmp(e->topic, "habits") != 0;
}

/* Prints names in lines: those of a topic's entries, or with NULL those of the packages. */
static void names_print(const char *label, const char *topic) {
    Bytes names = {0};
    for (ReferenceEntry e = {0}; reference_next(&e);) {
        bool wanted = topic ? !e.is_topic && strcmp(e.topic, topic) == 0 : is_package(&e);
        for (ReferencePart name = {0}; wanted && reference_name(&e.names, &name);)
            bytes_format(&names, "%.*s ", (int)name.length, name.text);
    }
    puts(label);
    page_words(names.data, names.length, printf("%*s", PAGE_INDENT, ""), PAGE_INDENT);
    bytes_free(&names);
}

static void doc_list(void) {
    puts(":doc NAME or ?NAME tells what NAME is, with an example: :doc chan, ?time.After,\n"
         "?wg.Add for a variable wg, ?worker for a function of yours. What the example\n"
         "prints stands behind `expect:`; :doc NAME run lets it run here.\n");
    names_print("Statements and operators:", "statements");
    names_print("Functions without a package:", "predeclared");
    names_print("Words of Go's that are written otherwise here:", "habits");
    names_print("Packages, each with :doc PACKAGE:", NULL);
}

/* ---- One entry ---- */

static void topic_show(Session *s, const ReferenceEntry *e) {
    page_heading(e->names.text, e->names.length);
    part_print("", &e->paragraph);
    putchar('\n');
    if (is_package(e))
        list_print(s, "In it:", belongs_to_whole, &e->names, e->names.length + 1);
    else
        list_print(s, "Each with :doc NAME:", belongs_to_topic, e->topic, 0);
}

/* The name of the entry's that was asked for: a type may have another name than its methods'. */
static ReferencePart name_of(const ReferenceEntry *e, const ReferencePart *asked) {
    const char *dot = memrchr(asked->text, '.', asked->length);
    size_t last = dot ? (size_t)(asked->text + asked->length - dot) : asked->length;
    ReferencePart found = *asked;
    for (ReferencePart name = {0}; reference_name(&e->names, &name);) {
        if (reference_is(&name, asked->text, asked->length)) return name;
        if (dot && name.length > last && memcmp(name.text + name.length - last, dot, last) == 0) found = name;
    }
    return found;
}

/* The signature of the name that was asked for, and where there are others beside it, what that one does; of what has no line
 * beside it in the program, all ways to write it. */
static void signature_show(Session *s, const ReferenceEntry *e, const ReferencePart *asked, const ReferencePart *name) {
    Bytes line, other = {0};
    ReferencePart signature, rest;
    bool found = doc_line_read(s, e, asked, &line, &signature, &rest) || doc_line_read(s, e, name, &other, &signature, &rest);
    if (found && (!is_alone(e) || !has_signature(e, &signature))) {
        page_heading(signature.text, signature.length);
        if (!is_alone(e)) page_words(rest.text, rest.length, printf("%*s", PAGE_INDENT, ""), PAGE_INDENT);
    } else if (has_signature(e, name)) {
        page_heading(name->text, name->length);
    } else {
        for (ReferencePart each = {0}; reference_line(&e->signatures, &each);) page_heading(each.text, each.length);
    }
    bytes_free(&line);
    bytes_free(&other);
}

static void others_show(const ReferenceEntry *e, const ReferencePart *name) {
    Bytes others = {0};
    for (ReferencePart other = {0}; reference_name(&e->names, &other);)
        if (!reference_is(&other, name->text, name->length))
            bytes_format(&others, "%s%.*s", others.length ? ", " : "", (int)other.length, other.text);
    ReferencePart part = {others.data, others.length};
    part_print("Also here: ", &part);
    bytes_free(&others);
}

static void entry_show(Session *s, const ReferenceEntry *e, const ReferencePart *asked) {
    if (e->is_topic) {
        topic_show(s, e);
        return;
    }
    ReferencePart name = name_of(e, asked);
    signature_show(s, e, asked, &name);
    putchar('\n');
    part_print("", &e->paragraph);
    putchar('\n');
    example_print(e);
    putchar('\n');
    part_print("Go: ", &e->go);
    others_show(e, &name);
    part_print("See also: ", &e->see);
    for (ReferencePart type = {0}; reference_name(&e->names, &type);)
        if (list_print(s, "\nMethods:", belongs_to_whole, &type, type.length + 1)) break;
}

/* Lets the example run as if it had been typed. */
static void example_run(Session *s, const ReferenceEntry *e) {
    if (!e->example.length) {
        fputs("there is no example to run\n", stderr);
        return;
    }
    example_print(e);
    putchar('\n');
    session_run(s, e->example.text, e->example.length - 1, NULL); /* without the end of its last line */
}

/* ---- The session's own ---- */

/* A line that is a comment, without its hyphens. */
static void comment_print(const char *text, size_t length) {
    const char *end = text + length;
    while (text < end && (*text == ' ' || *text == '\t')) text++;
    while (text < end && *text == '-') text++;
    if (text < end && *text == ' ') text++;
    printf("%*s", PAGE_INDENT, "");
    visible_print(text, (size_t)(end - text));
    putchar('\n');
}

static void function_show(Session *s, const char *name, const About *a) {
    Bytes header = {0};
    size_t word = strspn(a->header, "abcdefghijklmnopqrstuvwxyz");
    if (a->header[word] == '(') bytes_format(&header, "%s := ", name); /* a function without a name of its own */
    bytes_add(&header, a->header, strlen(a->header));
    page_heading(header.data, header.length);
    bytes_free(&header);
    size_t length;
    const char *text;
    for (int above = source_comments(s->world, a->file, a->line); above > 0; above--)
        if ((text = source_line(s->world, a->file, a->line - above, &length))) comment_print(text, length);
    printf("%*sdefined at ", PAGE_INDENT, "");
    visible_print(a->file, strlen(a->file));
    printf(":%d\n", a->line);
}

/* ---- Names ---- */

/* The part of the name behind its last dot, if that is what only one entry is about. */
static bool last_part_find(const char *name, ReferenceEntry *e, ReferencePart *full, int *count) {
    ReferencePart wanted = {name, strlen(name)};
    *count = 0;
    for (ReferenceEntry each = {0}; reference_next(&each);)
        for (ReferencePart other = {0}; reference_name(&each.names, &other);) {
            if (!belongs_by_last_part(&each, &other, &wanted)) continue;
            if ((*count)++ == 0) {
                *e = each;
                *full = other;
            }
        }
    return *count == 1;
}

/* The name of the reference's that is nearest to one that is none, with its package, or NULL. `names` gets all names, each
 * behind a 0 and ended by one. */
static const char *nearest_name(const char *meant, Bytes *names) {
    bytes_add(names, "", 1);
    for (ReferenceEntry e = {0}; reference_next(&e);)
        for (ReferencePart each = {0}; reference_name(&e.names, &each); bytes_add(names, "", 1))
            bytes_add(names, each.text, each.length);
    Nearest nearest;
    nearest_begin(&nearest, meant, strlen(meant), true);
    for (size_t at = 1; strlen(meant) > 1 && at < names->length; at += strlen(names->data + at) + 1) {
        const char *name = names->data + at, *dot = strrchr(name, '.');
        nearest_offer(&nearest, name);
        if (dot && !strchr(meant, '.')) nearest_offer(&nearest, dot + 1);
    }
    const char *found = nearest.name;
    while (found && found[-1]) found--;
    return found;
}

static void unknown_show(Session *s, const char *name) {
    About a;
    Bytes names = {0};
    about_name(s->world, name, &a);
    const char *meant = a.kind == ABOUT_NAMED ? a.name : name, *nearest = nearest_name(meant, &names);
    fflush(stdout);
    if (*a.type)
        fprintf(stderr, "%s is of type %s; there is no more to say about it here\n", name, a.type);
    else if (nearest)
        fprintf(stderr, "there is nothing about %s; there is %s, and :doc shows what else\n", meant, nearest);
    else
        fprintf(stderr, "there is nothing about %s; :doc shows what there is\n", meant);
    bytes_free(&names);
}

/* Finds what the name stands for; false, and all said, if it is nothing of the reference's. */
static bool name_find(Session *s, const char *name, ReferenceEntry *e, ReferencePart *found, Bytes *kept) {
    About a;
    int count;
    about_name(s->world, name, &a);
    *found = (ReferencePart){name, strlen(name)};
    if (a.kind == ABOUT_FUNCTION) {
        function_show(s, name, &a);
        return false;
    }
    if (reference_find(name, strlen(name), e)) return true;
    if (a.kind == ABOUT_NAMED && reference_find(a.name, strlen(a.name), e)) {
        bool is_value = *a.type && strncmp(a.type, "func", 4) != 0;
        if (is_value) printf("%s is of type %s\n\n", name, a.type);
        bytes_add(kept, a.name, strlen(a.name));
        *found = (ReferencePart){kept->data, kept->length};
        return true;
    }
    if (a.kind == ABOUT_NOTHING && !strpbrk(name, ".:") && last_part_find(name, e, found, &count)) return true;
    ReferencePart wanted = *found = (ReferencePart){name, strlen(name)};
    if (a.kind == ABOUT_NOTHING && list_print(s, "There are several:", belongs_by_last_part, &wanted, 0)) return false;
    unknown_show(s, name);
    return false;
}

void doc_show(Session *s, const char *words) {
    char name[NAME_SIZE];
    ReferenceEntry e;
    ReferencePart found;
    Bytes kept = {0};
    size_t length = strlen(words);
    bool runs = length > 4 && strcmp(words + length - 4, " run") == 0;
    if (runs) length -= 4;
    while (length && isspace((unsigned char)words[length - 1])) length--;
    if (length == 0) {
        doc_list();
        return;
    }
    if (*words == ':' && length > 1 && words[1] != '=') {
        help_show(s, words);
        return;
    }
    snprintf(name, sizeof name, "%.*s", (int)length, words);
    if (!reference_find(name, strlen(name), &e) && *name) name[1 + strcspn(name + 1, " ({")] = '\0'; /* arguments of a call */
    if (name_find(s, name, &e, &found, &kept)) {
        if (runs)
            example_run(s, &e);
        else
            entry_show(s, &e, &found);
    }
    bytes_free(&kept);
}
