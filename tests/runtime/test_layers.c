/* The house: runtime/ knows no Lua, and only posix.c and posix_*.c know the system. Reads the sources, so it is
 * run from the root of the tree. */
#include "tests/runtime/world.h"

#include <dirent.h>

/* Headers that are plain C, and the one of AddressSanitizer's marks. */
static const char *const plain[] = {"stdbool.h", "stddef.h",    "stdint.h", "stdlib.h",
                                    "string.h",  "stdatomic.h", "limits.h", "sanitizer/"};

static bool is_plain(const char *header) {
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strncmp(header, plain[i], strlen(plain[i])) == 0) return true;
    return false;
}

/* Calls check(file, header, is_quoted) for each #include of runtime/'s files; how many there were.
 */
static int each_include(void (*check)(const char *file, const char *header, bool is_quoted)) {
    DIR *dir = opendir("runtime");
    assert_non_null(dir);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        const char *dot = strrchr(entry->d_name, '.');
        if (!dot || (strcmp(dot, ".c") != 0 && strcmp(dot, ".h") != 0)) continue;
        char path[300], line[1000], header[200], open;
        snprintf(path, sizeof path, "runtime/%s", entry->d_name);
        FILE *f = fopen(path, "r");
        assert_non_null(f);
        while (fgets(line, sizeof line, f))
            if (sscanf(line, " # include %c%199[^>\"]", &open, header) == 2) {
                check(entry->d_name, header, open == '"');
                count++;
            }
        fclose(f);
    }
    closedir(dir);
    return count;
}

static void check_lua(const char *file, const char *header, bool is_quoted) {
    (void)is_quoted;
    if (strstr(header, "lua") || strstr(header, "lauxlib") || strstr(header, "repl"))
        fail_msg("runtime/%s includes %s", file, header);
}

static void check_system(const char *file, const char *header, bool is_quoted) {
    if (!is_quoted && strncmp(file, "posix", 5) != 0 && strcmp(file, "work.c") != 0 &&
        !is_plain(header))
        fail_msg("runtime/%s includes <%s>, which belongs into posix.c", file, header);
    if (is_quoted && strcmp(header, "runtime.h") != 0 && strcmp(header, "posix.h") != 0 &&
        strcmp(header, "sched.h") != 0 && strcmp(header, "schedule.h") != 0 && strcmp(header, "array.h") != 0)
        fail_msg("runtime/%s includes \"%s\", which is not the runtime's", file, header);
}

static void the_runtime_includes_no_header_of_lua(void **state) {
    (void)state;
    assert_true(each_include(check_lua) > 10);
}

static void only_posix_c_and_socket_c_include_the_systems_headers(void **state) {
    (void)state;
    assert_true(each_include(check_system) > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_runtime_includes_no_header_of_lua),
        cmocka_unit_test(only_posix_c_and_socket_c_include_the_systems_headers),
    };
    return cmocka_run_group_tests_name("layers", tests, NULL, NULL);
}
