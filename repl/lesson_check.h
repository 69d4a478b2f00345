/* gosh lesson check and copy: the exercises of a pack without a terminal, for a class. */
#ifndef GOSH_LESSON_CHECK_H
#define GOSH_LESSON_CHECK_H

#include "repl/options.h"

/* Grades files, each as the mended program of the Fix step whose file has the same name, and prints a line about each, with reasons,
 * or with --json one object about all. Exit code 0 if all pass, EXIT_RUN if one does not, EXIT_STATIC if one cannot be read or is
 * no exercise. */
int lesson_check(const Options *options, char **files, int count);

/* Copies the files of all exercises into a folder, which is made if it is not there. What is there stays as it is; another file in
 * the place of one is told, and the exit code is then EXIT_STATIC. */
int lesson_copy(const Options *options, char **words, int count);

#endif
