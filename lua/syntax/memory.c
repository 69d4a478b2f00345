/* memory.c: see memory.h. */
#include "memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 32 * 1024 };

void *memory_take(Memory *memory, size_t size) {
    size_t align = sizeof(max_align_t);
    if (size > SIZE_MAX / 4) longjmp(*memory->escape, ESCAPE_NOMEM);
    size = (size + align - 1) / align * align;
    if ((size_t)(memory->end - memory->next) < size) {
        size_t room = BLOCK_SIZE;
        /* Blocks grow with the program, so that a big one takes few of them. */
        if (memory->blocks && memory->blocks->size < (size_t)16 << 20)
            room = memory->blocks->size * 2;
        else if (memory->blocks)
            room = memory->blocks->size;
        if (room < size) room = size;
        MemoryBlock *block = malloc(sizeof *block + room);
        if (!block) longjmp(*memory->escape, ESCAPE_NOMEM);
        block->before = memory->blocks;
        block->size = room;
        memory->blocks = block;
        memory->next = (char *)block->bytes;
        memory->end = memory->next + room;
    }
    void *taken = memory->next;
    memory->next += size;
    return memset(taken, 0, size);
}

void memory_give_back(Memory *memory, void *taken, size_t size) {
    size_t align = sizeof(max_align_t);
    size = (size + align - 1) / align * align;
    if ((char *)taken + size == memory->next) memory->next = taken;
}

char *memory_copy(Memory *memory, const char *bytes, size_t length) {
    char *copy = memory_take(memory, length + 1);
    if (length) memcpy(copy, bytes, length);
    return copy;
}

char *memory_format(Memory *memory, const char *format, ...) {
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    char *text = memory_take(memory, length < 0 ? 1 : (size_t)length + 1);
    if (length > 0) vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(list);
    return text;
}

void memory_release(Memory *memory) {
    MemoryBlock *block = memory->blocks;
    while (block) {
        MemoryBlock *before = block->before;
        free(block);
        block = before;
    }
    memory->blocks = NULL;
    memory->next = memory->end = NULL;
}

void buffer_add(Buffer *buffer, const char *bytes, size_t length) {
    if (buffer->capacity - buffer->length < length + 1) {
        size_t capacity = buffer->capacity ? buffer->capacity * 2 : 64;
        while (capacity - buffer->length < length + 1) capacity *= 2;
        char *grown = memory_take(buffer->memory, capacity);
        if (buffer->length) memcpy(grown, buffer->bytes, buffer->length);
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    if (length) memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

void buffer_add_string(Buffer *buffer, const char *string) {
    buffer_add(buffer, string, strlen(string));
}
