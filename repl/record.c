/* What has been entered in a session. */
#include "repl/record.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/array.h"

void record_begin(Record *r) {
    r->told[0] = '\0';
    r->goroutines = false;
}

void record_tell(Record *r, const char *bytes, size_t length) {
    size_t told = strlen(r->told), line = 0;
    if (told && r->told[told - 1] == '\n') return;
    while (line < length && bytes[line] != '\n') line++;
    if (line < length) line++; /* its end, which says that it is whole */
    if (line > sizeof r->told - 1 - told) line = sizeof r->told - 1 - told;
    memcpy(r->told + told, bytes, line);
    r->told[told + line] = '\0';
    if (strcmp(r->told, "\n") == 0) r->told[0] = '\0';
}

static RecordValue value_kind(World *w, int index) {
    static const struct {
        const char *type;
        RecordValue kind;
    } kinds[] = {{"nil", RECORD_NIL},     {"string", RECORD_STRING}, {"bool", RECORD_NUMBER},
                 {"boolean", RECORD_NUMBER}, {"int", RECORD_NUMBER},    {"float64", RECORD_FLOAT}};
    char *type = world_result_type(w, index);
    RecordValue kind = RECORD_OTHER;
    for (size_t i = 0; type && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].type, type) == 0) kind = kinds[i].kind;
    free(type);
    return kind;
}

static char *values_of(World *w) {
    int count = world_result_count(w);
    char *values = calloc((size_t)count + 1, 1);
    for (int i = 0; values && i < count; i++) values[i] = (char)value_kind(w, i);
    return values;
}

static void entry_free(RecordEntry *e) {
    free(e->text);
    free(e->values);
    free(e->remark);
}

static bool record_reserve(Record *r) {
    RecordEntry *entries = array_room(r->entries, r->count, &r->capacity, sizeof *entries);
    if (entries) r->entries = entries;
    return entries != NULL;
}

void record_add(Record *r, World *w, const char *text, size_t length, const char *file, WorldEnd end) {
    bool ran = end == WORLD_FINISHED;
    r->told[strcspn(r->told, "\n")] = '\0';
    RecordEntry e = {.kind = !ran ? RECORD_FAILED : file ? RECORD_LOADED : RECORD_RAN,
                     .text = strndup(text, length),
                     .typed = file == NULL,
                     .values = ran ? values_of(w) : strdup(""),
                     .remark = strdup(!ran && end == WORLD_KILLED ? "interrupted" : ran && file ? file : r->told),
                     .goroutines = r->goroutines};
    if (e.text && e.values && e.remark && record_reserve(r)) {
        r->entries[r->count++] = e;
        return;
    }
    entry_free(&e);
    r->partial = true;
}

const char *record_last(const Record *r) {
    for (size_t i = r->count; i > 0; i--)
        if (r->entries[i - 1].typed) return r->entries[i - 1].text;
    return "";
}

void record_clear(Record *r) {
    for (size_t i = 0; i < r->count; i++) entry_free(&r->entries[i]);
    free(r->entries);
    *r = (Record){.count = 0};
}
