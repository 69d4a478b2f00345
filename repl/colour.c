/* Colours for what is written, by what they mean. */
#include "repl/colour.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "repl/plain.h"

/* Of the dark eight, yellow cannot be read on white, nor blue on black, and of the bright ones hardly any but blue; bright
 * black is the ground itself in a widespread scheme. Faint is made from the terminal's own colour, whatever that is. */
static const char *const colour_codes[COLOUR_COUNT] = {
    [COLOUR_PLAIN] = "",           [COLOUR_KEYWORD] = "\33[35m",   [COLOUR_STRING] = "\33[32m",
    [COLOUR_NUMBER] = "\33[36m",   [COLOUR_COMMENT] = "\33[2m",    [COLOUR_NAME] = "\33[94m",
    [COLOUR_BRACKET] = "\33[1;4m", [COLOUR_PROMPT] = "\33[1m",     [COLOUR_ERROR] = "\33[31m",
    [COLOUR_GOOD] = "\33[32m",     [COLOUR_FAINT] = "\33[2m",      [COLOUR_STRONG] = "\33[1m",
};

static bool colour_out, colour_err;

static bool colour_wanted(ColourWhen when, int fd) {
    if (when != COLOUR_AUTO) return when == COLOUR_ALWAYS;
    const char *off = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return !(off && *off) && terminal && strcmp(terminal, "dumb") != 0 && isatty(fd);
}

void colour_decide(ColourWhen when) {
    colour_out = colour_wanted(when, STDOUT_FILENO);
    colour_err = colour_wanted(when, STDERR_FILENO);
}

const char *colour_on(FILE *stream, Colour colour) {
    return !plain_is_on() && (stream == stderr ? colour_err : colour_out) ? colour_codes[colour] : "";
}

const char *colour_off(FILE *stream, Colour colour) {
    return *colour_on(stream, colour) ? "\33[m" : "";
}
