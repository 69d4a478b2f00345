/* :load. */
#include "repl/load.h"

#include <stdio.h>

#include "repl/file.h"

void load_run(Session *s, const char *name) {
    Bytes path = {0}, text = {0};
    if (!*name) {
        fputs(":load needs the name of a file: `:load pool.gosh`\n", stderr);
        return;
    }
    file_name_add(&path, name);
    if (file_read_session(path.data, &text)) session_run(s, text.data ? text.data : "", text.length, path.data);
    bytes_free(&path);
    bytes_free(&text);
}
