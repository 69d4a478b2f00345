/* GODEBUG as Go reads it: NAME=NUMBER,NAME=NUMBER. The last setting of a name counts; one that is unknown, or has no
 * number, is passed over. */
#include "lua/host.h"
#include "lua/trace.h"

#include <stdlib.h>

/* Go's atoi: digits, perhaps behind a minus, of a number that fits. */
static bool number_read(const char *text, size_t length, int *number) {
    bool negative = length > 0 && *text == '-';
    if (negative) text++, length--;
    if (length == 0 || length > 10) return false;
    int64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        value = value * 10 + (text[i] - '0');
    }
    if (negative) value = -value;
    if (value != (int32_t)value) return false;
    *number = (int)value;
    return true;
}

int godebug_number(const char *name) {
    const char *at = getenv("GODEBUG");
    size_t name_length = strlen(name);
    int number = 0;
    while (at && *at) {
        size_t length = strcspn(at, ",");
        if (length > name_length && strncmp(at, name, name_length) == 0 && at[name_length] == '=')
            number_read(at + name_length + 1, length - name_length - 1, &number);
        at += length + (at[length] == ',');
    }
    return number;
}
