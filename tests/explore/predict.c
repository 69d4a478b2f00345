/* Grades predictions of what a program prints.
 *
 *     predict [--fine] FILE <PREDICTIONS
 *
 * Each line of stdin is a prediction. What is printed is one line, an object in JSON: `possible`, a list of [text, slow], `complete`,
 * and `grades`, a list of [verdict, text, schedule]. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/file.h"
#include "repl/grade.h"
#include "repl/json.h"

static void string_add(Bytes *out, const char *text) {
    json_string_add(out, text, strlen(text));
}

int main(int argc, char **argv) {
    static const char *const verdicts[] = {"right", "possible", "wrong", "undecided"};
    LessonWords words = {.bound = -1, .fine = argc > 2 && strcmp(argv[1], "--fine") == 0};
    GradeOptions options = {.processes = 1, .name = argv[argc - 1], .time = 120 * INT64_C(1000000000)};
    Bytes program = {0}, out = {0};
    char *line = NULL;
    size_t size = 0, count = 0;
    if (argc < 2 || !file_read_program(argv[argc - 1], &program)) return 1;
    Possibilities *p = possibilities_find(&options, program.data, program.length, &words);
    if (!p || p->error) {
        printf("{\"error\": true}\n");
        return 0;
    }
    bytes_format(&out, "{\"complete\": %s, \"possible\": [", p->slow_complete ? "true" : "false");
    for (size_t i = 0; i < p->count; i++) {
        bytes_format(&out, i ? ", [" : "[");
        string_add(&out, p->list[i].text);
        bytes_format(&out, p->list[i].slow ? ", true]" : ", false]");
    }
    bytes_format(&out, "], \"grades\": [");
    for (ssize_t length; (length = getline(&line, &size, stdin)) > 0; count++) {
        if (line[length - 1] == '\n') line[length - 1] = 0;
        Grade g = grade_prediction(p, line);
        bytes_format(&out, "%s[\"%s\", ", count ? ", " : "", verdicts[g.verdict]);
        json_string_add(&out, g.text.data, g.text.length);
        bytes_format(&out, ", ");
        string_add(&out, g.schedule ? g.schedule : "");
        bytes_format(&out, "]");
        grade_free(&g);
    }
    printf("%.*s]}\n", (int)out.length, out.data);
    possibilities_delete(p);
    bytes_free(&program);
    bytes_free(&out);
    free(line);
    return 0;
}
