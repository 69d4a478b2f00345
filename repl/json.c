/* What there is in a world, as JSON. */
#include "repl/json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lua/rune.h"
#include "lua/survey.h"
#include "repl/print.h"

static void file_take(void *file, const char *bytes, size_t length) {
    fwrite(bytes, 1, length, file);
}

bool json_write(World *w, const char *moment, const char *name) {
    bool to_stdout = strcmp(name, "-") == 0;
    const Survey *last = world_last(w);
    Survey *now = last ? NULL : survey_take(w, SURVEY_OBJECTS | SURVEY_HOLDERS | SURVEY_LEAKS);
    if (!last && !now) return print_failure("write", name, ENOMEM);
    errno = 0;
    FILE *file = to_stdout ? stdout : fopen(name, "we");
    int error = file ? 0 : errno;
    if (file) survey_json(last ? last : now, moment, file_take, file);
    if (file && (ferror(file) || fflush(file) != 0)) error = errno ? errno : EIO;
    if (file && !to_stdout && fclose(file) != 0 && !error) error = errno;
    survey_delete(now);
    return error ? print_failure("write", name, error) : true;
}

void json_string_add(Bytes *out, const char *text, size_t length) {
    bytes_add(out, "\"", 1);
    for (size_t size; length > 0; text += size, length -= size) {
        uint32_t rune = rune_decode(text, length, &size);
        if (rune == '"' || rune == '\\')
            bytes_format(out, "\\%c", (char)rune);
        else if (rune == '\n')
            bytes_add(out, "\\n", 2);
        else if (rune < ' ' || rune == 0x7f)
            bytes_format(out, "\\u%04x", (unsigned)rune);
        else if (rune == RUNE_ERROR)
            bytes_format(out, "\\ufffd");
        else
            bytes_add(out, text, size);
    }
    bytes_add(out, "\"", 1);
}
