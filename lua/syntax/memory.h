/*
 * memory.h: the memory of one compilation, and the one way out of it.
 *
 * Everything is taken from a few big blocks and released at once; no more than `room` bytes of
 * them, which several Memory share. Whoever cannot go on (memory is
 * out, the program is wrong) escapes to the setjmp in syntax_compile; nothing needs to be undone.
 */
#ifndef GOSH_SYNTAX_MEMORY_H
#define GOSH_SYNTAX_MEMORY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

enum { ESCAPE_NOMEM = 1, ESCAPE_ERROR = 2 };

typedef struct MemoryBlock {
    struct MemoryBlock *before;
    size_t size;
    max_align_t bytes[];
} MemoryBlock;

typedef struct Memory {
    MemoryBlock *blocks;
    char *next; /* first free byte of the newest block */
    char *end;
    jmp_buf *escape;
    size_t *room;
} Memory;

/* Returns `size` zeroed bytes, aligned for pointers and integers. Escapes with ESCAPE_NOMEM. */
void *memory_take(Memory *memory, size_t size);

/* Returns a copy of `length` bytes with a NUL after them. */
char *memory_copy(Memory *memory, const char *bytes, size_t length);

/* Returns a formatted string. */
char *memory_format(Memory *memory, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes a block that memory_take or memory_grow gave larger, and returns where it is now; NULL for
 * none. The new bytes are not zeroed. */
void *memory_grow(Memory *memory, void *taken, size_t old_size, size_t size);

/* A place to go back to: memory_rewind takes back what was taken since, as far as it is easily
 * had. */
typedef struct MemoryMark {
    MemoryBlock *block;
    char *next;
} MemoryMark;

MemoryMark memory_mark(const Memory *memory);
void memory_rewind(Memory *memory, MemoryMark mark);

/* Releases all blocks. */
void memory_release(Memory *memory);

/* A growing text. */
typedef struct Buffer {
    Memory *memory;
    char *bytes;
    size_t length, capacity;
} Buffer;

void buffer_add(Buffer *buffer, const char *bytes, size_t length);
void buffer_add_string(Buffer *buffer, const char *string);
/* Puts `head` before what the buffer holds. */
void buffer_prepend(Buffer *buffer, const Buffer *head);

#endif
