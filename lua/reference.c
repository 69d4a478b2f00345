/* Reading the reference. It is looked through from its beginning each time: a few hundred KB, for somebody who has typed a
 * question. */
#include "lua/reference.h"

#include <string.h>

#include "lua/bundle.h"

bool reference_is(const ReferencePart *part, const char *text, size_t length) {
    return part->length == length && memcmp(part->text, text, length) == 0;
}

static bool begins(const char *p, const char *end, const char *prefix) {
    size_t length = strlen(prefix);
    return (size_t)(end - p) >= length && memcmp(p, prefix, length) == 0;
}

/* Past the line at p. */
static const char *line_end(const char *p, const char *end) {
    const char *newline = memchr(p, '\n', (size_t)(end - p));
    return newline ? newline + 1 : end;
}

/* ---- Entries ---- */

/* Past the lines from p on, up to a blank one; these are the part. */
static const char *part_read(const char *p, const char *end, ReferencePart *part) {
    part->text = p;
    while (p < end && *p != '\n') p = line_end(p, end);
    part->length = (size_t)(p - part->text);
    return p;
}

/* Past the example that begins with a fence at p. */
static const char *example_read(const char *p, const char *end, ReferencePart *example) {
    example->text = p = line_end(p, end);
    while (p < end && !begins(p, end, "```")) p = line_end(p, end);
    example->length = (size_t)(p - example->text);
    return line_end(p, end);
}

/* Reads the entry whose heading, without the signs before it, is at p. */
static void entry_read(const char *p, const char *end, ReferenceEntry *e) {
    static const char go[] = "Go: ", see[] = "See also: ";
    e->names = (ReferencePart){p, (size_t)(line_end(p, end) - p - 1)};
    p = line_end(p, end);
    while (p < end && *p != '#') {
        if (*p == '\n')
            p++;
        else if (begins(p, end, "    "))
            p = part_read(p, end, &e->signatures);
        else if (begins(p, end, "```"))
            p = example_read(p, end, &e->example);
        else if (begins(p, end, go))
            p = part_read(p + strlen(go), end, &e->go);
        else if (begins(p, end, see))
            p = part_read(p + strlen(see), end, &e->see);
        else
            p = part_read(p, end, &e->paragraph);
    }
}

/* The next heading from p on, or NULL. In examples, '#' at the beginning of a line would be Lua's length operator, and an
 * expression begins none. */
static const char *heading_find(const char *p, const char *end) {
    while (p < end && *p != '#') p = line_end(p, end);
    return p < end ? p : NULL;
}

bool reference_next(ReferenceEntry *e) {
    const BundleText *t = reference_texts;
    const char *p = NULL;
    if (e->topic) {
        while (strcmp(t->package, e->topic) != 0) t++;
        const char *end = t->text + t->length;
        p = heading_find(line_end(e->names.text, end), end);
        if (!p) t++;
    }
    if (!t->package) return false;
    if (!p) p = t->text;
    *e = (ReferenceEntry){.topic = t->package, .is_topic = p[1] != '#'};
    entry_read(p + (e->is_topic ? 2 : 3), t->text + t->length, e);
    return true;
}

/* ---- Lists of names, and lines ---- */

bool reference_name(const ReferencePart *list, ReferencePart *name) {
    const char *end = list->text + list->length;
    const char *p = name->text ? name->text + name->length : list->text;
    while (p < end && (*p == ' ' || *p == '\n' || (name->text && *p == ','))) p++;
    name->text = p;
    while (p < end && *p != '\n' && (*p != ',' || p == name->text)) p++;
    name->length = (size_t)(p - name->text);
    return name->length > 0;
}

bool reference_line(const ReferencePart *part, ReferencePart *line) {
    const char *end = part->text + part->length;
    const char *p = line->text ? line_end(line->text, end) : part->text;
    if (p >= end) return false;
    while (begins(p, end, "    ") && part->text[0] == ' ') p += 4;
    line->text = p;
    line->length = (size_t)(line_end(p, end) - p);
    if (line->length && p[line->length - 1] == '\n') line->length--;
    return true;
}

/* ---- Finding ---- */

static bool entry_has(const ReferenceEntry *e, const char *name, size_t length) {
    ReferencePart part = {0};
    while (reference_name(&e->names, &part))
        if (reference_is(&part, name, length)) return true;
    return false;
}

static bool find_exactly(const char *name, size_t length, ReferenceEntry *e) {
    *e = (ReferenceEntry){0};
    while (reference_next(e))
        if (entry_has(e, name, length)) return true;
    return false;
}

enum { NAME_MAX_LENGTH = 100 };

bool reference_find(const char *name, size_t length, ReferenceEntry *e) {
    if (length == 0) return false;
    if (find_exactly(name, length, e)) return true;
    const char *dot = memrchr(name, '.', length);
    ReferenceEntry type;
    if (!dot || !find_exactly(name, (size_t)(dot - name), &type)) return false;
    size_t rest = length - (size_t)(dot - name);
    for (ReferencePart other = {0}; reference_name(&type.names, &other);) {
        char method[NAME_MAX_LENGTH];
        if (other.length + rest > sizeof method) continue;
        memcpy(method, other.text, other.length);
        memcpy(method + other.length, dot, rest);
        if (find_exactly(method, other.length + rest, e)) return true;
    }
    return false;
}
