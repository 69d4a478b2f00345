/* The texts of the steps from a variable to a value. */
#include "lua/survey_path.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool path_is_identifier(const char *text) {
    if (!isalpha((unsigned char)*text) && *text != '_') return false;
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && *text != '_') return false;
    return true;
}

size_t path_write(const Step *step, char *buffer, size_t size) {
    int length = 0;
    switch (step->kind) {
    case STEP_NONE:
        break;
    case STEP_INDEX:
        length = snprintf(buffer, size, "[%lld]", (long long)step->index);
        break;
    case STEP_VARIABLE:
        length = snprintf(buffer, size, "%s", step->text);
        break;
    case STEP_CALL:
        length = snprintf(buffer, size, ".%s()", step->text);
        break;
    case STEP_FIELD:
        if (path_is_identifier(step->text)) {
            length = snprintf(buffer, size, ".%s", step->text);
            break;
        }
        if (size < sizeof "[\"\"]") break;
        length = snprintf(buffer, size, "[\"");
        for (const char *p = step->text; *p && (size_t)length + 8 < size; p++) {
            const char *format = iscntrl((unsigned char)*p) ? "\\%d"
                                 : strchr("\"\\", *p)       ? "\\%c"
                                                            : "%c";
            length += snprintf(buffer + length, size - (size_t)length, format, (unsigned char)*p);
        }
        length += snprintf(buffer + length, size - (size_t)length, "\"]");
        break;
    }
    return (size_t)length < size ? (size_t)length : size - 1;
}

bool path_is_hidden(const char *name) {
    static const char *const hidden[] = {"c_", "v_",   "ok_",       "t_",
                                         "k_", "set_", "continue_", "break_"};
    if (*name == '(' || !*name || strncmp(name, "gosh_", 5) == 0 || strcmp(name, "_ENV") == 0)
        return true;
    size_t length = strlen(name);
    if (name[length - 1] != '_') return false;
    while (length > 1 && name[length - 2] == '_') length--;
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (strlen(hidden[i]) == length && memcmp(hidden[i], name, length) == 0) return true;
    return false;
}
