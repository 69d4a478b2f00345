/* Numbers as they are read. */
#include "repl/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void number_add(Bytes *out, uint64_t count) {
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, count);
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0) bytes_add(out, ",", 1);
        bytes_add(out, &digits[i], 1);
    }
}

void count_add(Bytes *out, uint64_t count, const char *one, const char *many) {
    number_add(out, count);
    bytes_format(out, " %s", count == 1 ? one : many);
}
