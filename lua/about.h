/* What a name stands for that somebody asks about at the prompt. */
#ifndef GOSH_ABOUT_H
#define GOSH_ABOUT_H

#include "lua/gosh.h"

typedef enum AboutKind {
    ABOUT_NOTHING,  /* there is no such variable, or it is nil */
    ABOUT_FUNCTION, /* a function of the program's */
    ABOUT_NAMED,    /* a function, a method or an object of a package, or a method of a value of Lua's */
    ABOUT_VALUE,    /* anything else */
} AboutKind;

enum { ABOUT_NAME_SIZE = 100, ABOUT_FILE_SIZE = 200, ABOUT_HEADER_SIZE = 500 };

typedef struct About {
    AboutKind kind;
    char name[ABOUT_NAME_SIZE]; /* of what is ABOUT_NAMED: "sync.WaitGroup.Add"; of a function as traces have it: "main.add" */
    char type[ABOUT_NAME_SIZE]; /* Go's name for the type of the value; "" for ABOUT_NOTHING */
    char file[ABOUT_FILE_SIZE]; /* where the function is defined */
    int line, last_line;
    char header[ABOUT_HEADER_SIZE]; /* how the function is declared, on one line: "func add(a, b int) int" */
} About;

/* Looks at what the global variable and its fields lead to, "wg.Add" or "wg:Add". Runs nothing of the program's, and
 * changes nothing in the world. */
void about_name(World *w, const char *path, About *a);

/* The same for the function that the goroutine of that number was started with. False if there is no such goroutine. */
bool about_goroutine(World *w, uint64_t id, About *a);

/* Gives the text to `sink` of what is ABOUT_FUNCTION, in whole lines with the comments above it, or ABOUT_NAMED and written
 * in gosh. False, and nothing given, if it is not there. */
bool about_source(const World *w, const About *a, TextSink *sink, void *arg);

/* Gives the line of documentation that stands beside the function, method or type of that name to `sink`, "time.Sleep(d
 * Duration)  pauses ...". False, and nothing given, if there is none. */
bool about_line(World *w, const char *name, TextSink *sink, void *arg);

#endif
