/* Whether output is to be plain. */
#include "repl/plain.h"

static bool plain;

void plain_set(bool on) {
    plain = on;
}

bool plain_is_on(void) {
    return plain;
}
