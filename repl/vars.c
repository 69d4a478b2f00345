/* What the session has declared, and what type a value has. */
#include "repl/vars.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/vars.h"
#include "repl/table.h"
#include "repl/values.h"

/* ---- :vars ---- */

enum { ROWS = 40 /* variables that are shown at once */ };

/* Do all the words stand in its name or its type? */
static bool variable_matches(const Variable *v, const char *words) {
    const char *type = v->type ? v->type : "";
    for (const char *p = words + strspn(words, " \t"); *p; p += strspn(p, " \t")) {
        size_t length = strcspn(p, " \t");
        if (!memmem(v->name, strlen(v->name), p, length) && !memmem(type, strlen(type), p, length)) return false;
        p += length;
    }
    return true;
}

/* Of "sync.Mutex (unlocked)" what the column of types does not say already: the words between the brackets. */
static char *value_words(char *value, const char *type) {
    size_t length = type ? strlen(type) : 0, size = strlen(value);
    bool said = length && strncmp(value, type, length) == 0 && strncmp(value + length, " (", 2) == 0;
    if (!said || value[size - 1] != ')') return value;
    value[size - 1] = '\0';
    return value + length + 2;
}

static void variable_add(Table *table, const Variable *v) {
    Bytes value = {0};
    if (v->value) value_add_short(v->value, &value);
    bytes_add(&value, "", 1);
    table_cell(table, "%s", v->name);
    table_cell(table, "%s", v->type ? v->type : "");
    table_cell(table, "%s", v->place ? v->place : value_words(value.data, v->type));
    bytes_free(&value);
}

void vars_show(Session *s, const char *words) {
    static const TableColumn columns[] = {{"NAME", .least = 8}, {"TYPE", .least = 12}, {"VALUE", .least = 10}};
    Table table = TABLE(columns);
    Variables variables = vars_list(s->world);
    Variable *shown[ROWS];
    size_t matching = 0;
    for (size_t i = 0; i < variables.count; i++) {
        if (!variable_matches(&variables.list[i], words)) continue;
        if (matching < ROWS) shown[matching] = &variables.list[i];
        matching++;
    }
    size_t rows = matching < ROWS ? matching : ROWS;
    vars_look(s->world, shown, rows);
    for (size_t i = 0; i < rows; i++) variable_add(&table, shown[i]);
    if (matching)
        table_print(&table, stdout, table_room());
    else
        bytes_free(&table.text);
    if (!variables.count)
        puts("nothing has been declared yet; `x := 1` declares a variable");
    else if (!matching)
        puts("no variable has these words in its name or its type");
    else if (matching > ROWS)
        printf("%zu more; a word chooses, as in :vars chan\n", matching - ROWS);
    if (variables.partial) puts("there is not enough memory to show all");
    vars_free(&variables);
}

/* ---- :type ---- */

/* A SessionShow. */
static void types_show(Session *s, void *arg) {
    (void)arg;
    int count = world_result_count(s->world);
    for (int i = 0; i < count; i++) {
        char *type = world_result_type(s->world, i);
        if (type) puts(type);
        free(type);
    }
    if (!count) puts("no value");
}

void vars_type(Session *s, const char *text) {
    if (*text)
        session_evaluate_text(s, text, types_show, NULL);
    else
        fprintf(stderr, ":type takes an expression, as in :type <-ch\n");
}
