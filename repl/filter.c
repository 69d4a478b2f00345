/* Which goroutines are meant. */
#include "repl/filter.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/tables.h"

const char filter_help[] =
    "  7 12           those goroutines\n"
    "  chan send      a state, or a part of it: select, sleep, Mutex, waiting ...\n"
    "  on jobs        who waits for what is called so; on #3: for the third channel\n"
    "  by main.main   who was started by that function; by 1: by that goroutine\n"
    "  in worker      who runs that function, or stands in it\n"
    "  leaked         whom nothing can ever wake\n"
    "  all            each for itself, however many there are\n";

/* ---- Words ---- */

typedef struct Words {
    const char *at, *end;
} Words;

/* The next word; its length, 0 at the end. */
static size_t word_next(Words *w, const char **word) {
    while (w->at < w->end && isspace((unsigned char)*w->at)) w->at++;
    *word = w->at;
    while (w->at < w->end && !isspace((unsigned char)*w->at)) w->at++;
    return (size_t)(w->at - *word);
}

static bool word_is(const char *word, size_t length, const char *text) {
    return strlen(text) == length && memcmp(word, text, length) == 0;
}

/* Does the text contain the other, whatever their cases? */
static bool contains(const char *text, const char *part) {
    size_t length = strlen(part);
    for (; *text; text++)
        if (strncasecmp(text, part, length) == 0) return true;
    return length == 0;
}

/* Is it that function's name, with or without its package? */
static bool names_function(const char *name, const char *wanted) {
    if (!name) return false;
    size_t length = strlen(name), part = strlen(wanted);
    if (part > length || strcmp(name + length - part, wanted) != 0) return false;
    return part == length || name[length - part - 1] == '.';
}

/* ---- States ---- */

static const char *const other_states[] = {"running", "runnable", "waiting"};
enum { OTHERS = sizeof other_states / sizeof *other_states };

static const char *state_text(int i) {
    return i < OTHERS ? other_states[i] : wait_reason_text((WaitReason)(i - OTHERS + 1));
}

enum { STATES = OTHERS + WAIT_IO };

static bool state_exists(const char *words) {
    for (int i = 0; i < STATES; i++)
        if (contains(state_text(i), words)) return true;
    return false;
}

static bool complain_state(const char *command, const char *words) {
    enum { COLUMNS = 78 };
    int column = fprintf(stderr, ":%s: no state is called %s; states are\n", command, words);
    for (int i = 0; i < STATES; i++) {
        const char *text = state_text(i);
        bool fits = i && column + (int)strlen(text) + 3 < COLUMNS;
        if (!fits) column = 0;
        column += fprintf(stderr, "%s%s%s", i ? fits ? ", " : ",\n" : "", fits ? "" : "  ", text);
    }
    fputc('\n', stderr);
    if (!strchr(words, ' '))
        fprintf(stderr, "`:%s on %s` is who waits for what is called so; ", command, words);
    fprintf(stderr, ":help %s shows all words\n", command);
    return false;
}

/* ---- Reading ---- */

static bool filter_id(Filter *f, const char *command, const char *word, size_t length) {
    uint64_t id = 0;
    for (size_t i = 0; i < length; i++) {
        if (!isdigit((unsigned char)word[i]) || id > UINT64_MAX / 10 - 10) {
            fprintf(stderr, ":%s: %.*s is no goroutine's number\n", command, (int)length, word);
            return false;
        }
        id = id * 10 + (uint64_t)(word[i] - '0');
    }
    if (f->id_count == FILTER_IDS_MAX) {
        fprintf(stderr, ":%s: at most %d numbers can be given\n", command, FILTER_IDS_MAX);
        return false;
    }
    f->ids[f->id_count++] = id;
    return true;
}

/* The word behind `on` and its like. */
static bool filter_name(char *name, Words *words, const char *command, const char *before,
                        const char *what) {
    const char *word;
    size_t length = word_next(words, &word);
    if (!length || length >= FILTER_WORD_MAX) {
        fprintf(stderr, ":%s: after `%s` stands %s\n", command, before, what);
        return false;
    }
    memcpy(name, word, length);
    name[length] = '\0';
    return true;
}

bool filter_parse(Filter *f, const char *command, const char *text, size_t length) {
    *f = (Filter){.all = false};
    Words words = {text, text + length};
    const char *word;
    size_t size, used = 0;
    while ((size = word_next(&words, &word)) > 0) {
        if (word_is(word, size, "all")) {
            f->all = true;
        } else if (word_is(word, size, "leaked")) {
            f->leaked = true;
        } else if (word_is(word, size, "on")) {
            if (!filter_name(f->object, &words, command, "on", "what is waited for: `on jobs`"))
                return false;
        } else if (word_is(word, size, "by")) {
            if (!filter_name(f->creator, &words, command, "by",
                             "a function or a goroutine's number: `by main.main`"))
                return false;
        } else if (word_is(word, size, "in")) {
            if (!filter_name(f->function, &words, command, "in", "a function: `in main.worker`"))
                return false;
        } else if (isdigit((unsigned char)*word)) {
            if (!filter_id(f, command, word, size)) return false;
        } else if (used + size + 2 > sizeof f->state) {
            fprintf(stderr, ":%s: so many words are no state\n", command);
            return false;
        } else {
            if (used) f->state[used++] = ' ';
            memcpy(f->state + used, word, size);
            used += size;
            f->state[used] = '\0';
        }
    }
    return state_exists(f->state) || complain_state(command, f->state);
}

unsigned filter_needs(const Filter *f) {
    return f->leaked ? SURVEY_LEAKS : SURVEY_GOROUTINES;
}

/* ---- Taking ---- */

static bool takes_state(const Filter *f, const SurveyGoroutine *g) {
    if (strcmp(f->state, "waiting") == 0) return g->status == G_WAITING;
    return contains(g->state, f->state);
}

static bool waits_for(const Survey *s, const SurveyGoroutine *g, const char *name) {
    for (size_t i = 0; i < g->wait_count; i++) {
        int32_t object = s->waits[g->wait + i].object;
        char label[TABLES_LABEL_SIZE];
        if (object == SURVEY_NONE) {
            if (strcmp(name, "nil") == 0) return true;
            continue;
        }
        const SurveyObject *o = &s->objects[object];
        if (o->name && strcmp(o->name, name) == 0) return true;
        snprintf(label, sizeof label, "#%llu", (unsigned long long)o->id);
        if (o->kind == SURVEY_CHAN && strcmp(label, name) == 0) return true;
    }
    return false;
}

static bool was_created_by(const SurveyGoroutine *g, const char *creator) {
    char id[24];
    snprintf(id, sizeof id, "%llu", (unsigned long long)g->parent_id);
    return names_function(g->creator, creator) || (g->parent_id && strcmp(id, creator) == 0);
}

static bool has_id(const Filter *f, uint64_t id) {
    for (int i = 0; i < f->id_count; i++)
        if (f->ids[i] == id) return true;
    return f->id_count == 0;
}

bool filter_takes(const Filter *f, const Survey *s, const SurveyGoroutine *g) {
    if (f->leaked && !g->leaked) return false;
    return has_id(f, g->id) && (!*f->state || takes_state(f, g)) &&
           (!*f->object || waits_for(s, g, f->object)) &&
           (!*f->creator || was_created_by(g, f->creator)) &&
           (!*f->function || names_function(g->function, f->function) ||
            names_function(g->at, f->function));
}

/* ---- Nobody ---- */

enum { EXAMPLES = 8 };

static int text_compare(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Writes the different ones of the texts, the first of them in their order. */
static void examples_print(const char **texts, size_t count) {
    size_t shown = 0;
    qsort(texts, count, sizeof *texts, text_compare);
    for (size_t i = 0; i < count; i++) {
        if (i && strcmp(texts[i], texts[i - 1]) == 0) continue;
        if (shown == EXAMPLES) {
            fputs(" ...", stderr);
            break;
        }
        fprintf(stderr, "%s%s", shown++ ? ", " : "", texts[i]);
    }
    fputc('\n', stderr);
}

static const char *objects_name(const Survey *s, size_t i) {
    return s->objects[i].waiter_count ? s->objects[i].name : NULL;
}
static const char *goroutines_creator(const Survey *s, size_t i) {
    return s->goroutines[i].creator;
}
static const char *goroutines_function(const Survey *s, size_t i) {
    return s->goroutines[i].function;
}

/* Says what names there are; false if there are none. */
static void names_print(const Survey *s, size_t count,
                        const char *(*name)(const Survey *s, size_t i), const char *what) {
    const char **names = calloc(count + 1, sizeof *names);
    size_t found = 0;
    if (!names) return;
    for (size_t i = 0; i < count; i++)
        if (name(s, i)) names[found++] = name(s, i);
    if (found) {
        fprintf(stderr, "%s ", what);
        examples_print(names, found);
    }
    free(names);
}

void filter_explain_nothing(const Filter *f, const Survey *s) {
    if (s->goroutine_count == 0) {
        puts("no goroutines");
        return;
    }
    printf("none of %zu goroutine%s\n", s->goroutine_count, s->goroutine_count == 1 ? "" : "s");
    fflush(stdout);
    for (int i = 0; i < f->id_count; i++)
        if (survey_find(s, f->ids[i]) == SURVEY_NONE)
            fprintf(stderr, "goroutine %llu is over, or has not been started\n",
                    (unsigned long long)f->ids[i]);
    if (*f->object) names_print(s, s->object_count, objects_name, "what is waited for is called");
    if (*f->creator)
        names_print(s, s->goroutine_count, goroutines_creator, "go statements stand in");
    if (*f->function)
        names_print(s, s->goroutine_count, goroutines_function, "functions that run are");
}
