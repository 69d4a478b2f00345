/* Completion of what stands behind a lesson's commands. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "repl/complete_build.h"
#include "repl/walker.h"

bool walker_complete(Session *s, const char *text, size_t length, size_t cursor, Completion *completion) {
    static const char command[] = ":lesson ";
    size_t word = strlen(command);
    if (length != cursor || length < word || memcmp(text, command, word) != 0) return false;
    Walker *w = walker_have(s);
    while (word < cursor && isspace((unsigned char)text[word])) word++;
    Completer c = {.text = text, .length = cursor, .start = word};
    completer_add(&c, "list", strlen("list"), "all lessons, with what is done of each");
    for (size_t i = 0; w && i < w->pack->count; i++) {
        const PackLesson *l = &w->pack->lessons[i];
        completer_add(&c, l->name, strlen(l->name), l->group);
    }
    c.found.start = c.start;
    completion_settle(&c.found);
    *completion = c.found;
    return true;
}
