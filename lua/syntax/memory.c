/* memory.c: see memory.h. */
#include "memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 32 * 1024 };

static size_t align(size_t size) {
    return (size + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *);
}

/* Gives `block` (NULL: a new one) the size; its place in the list is the caller's affair. */
static MemoryBlock *block_resize(Memory *memory, MemoryBlock *block, size_t size) {
    size_t more = size - (block ? block->size : 0);
    if (size > SIZE_MAX / 4 || more > *memory->room) longjmp(*memory->escape, ESCAPE_NOMEM);
    block = realloc(block, sizeof *block + size);
    if (!block) longjmp(*memory->escape, ESCAPE_NOMEM);
    *memory->room -= more;
    block->size = size;
    return block;
}

void *memory_take(Memory *memory, size_t size) {
    if (size > SIZE_MAX / 4) longjmp(*memory->escape, ESCAPE_NOMEM);
    size = align(size);
    if ((size_t)(memory->end - memory->next) < size) {
        size_t room = BLOCK_SIZE;
        /* Blocks grow with the program, so that a big one takes few of them. */
        if (memory->blocks && memory->blocks->size < (size_t)16 << 20)
            room = memory->blocks->size * 2;
        else if (memory->blocks)
            room = memory->blocks->size;
        if (room < size) room = size;
        MemoryBlock *block = block_resize(memory, NULL, room);
        block->before = memory->blocks;
        memory->blocks = block;
        memory->next = (char *)block->bytes;
        memory->end = memory->next + room;
    }
    void *taken = memory->next;
    memory->next += size;
    return memset(taken, 0, size);
}

void *memory_grow(Memory *memory, void *taken, size_t old_size, size_t size) {
    if (size < BLOCK_SIZE) {
        void *grown = memory_take(memory, size);
        return old_size ? memcpy(grown, taken, old_size) : grown;
    }
    /* A big one has a block of its own, never the newest. */
    if (!memory->blocks) memory_take(memory, 1);
    MemoryBlock **place = &memory->blocks->before;
    if (old_size >= BLOCK_SIZE) {
        while ((char *)(*place)->bytes != taken) place = &(*place)->before;
        *place = block_resize(memory, *place, size);
        return (*place)->bytes;
    }
    MemoryBlock *block = block_resize(memory, NULL, size);
    block->before = *place;
    *place = block;
    if (old_size) memcpy(block->bytes, taken, old_size);
    return block->bytes;
}

MemoryMark memory_mark(const Memory *memory) {
    return (MemoryMark){memory->blocks, memory->next};
}

void memory_rewind(Memory *memory, MemoryMark mark) {
    if (memory->blocks == mark.block) memory->next = mark.next;
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
        *memory->room += block->size;
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
        buffer->bytes = memory_grow(buffer->memory, buffer->bytes, buffer->capacity, capacity);
        buffer->capacity = capacity;
    }
    if (length) memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

void buffer_add_string(Buffer *buffer, const char *string) {
    buffer_add(buffer, string, strlen(string));
}

void buffer_prepend(Buffer *buffer, const Buffer *head) {
    size_t length = buffer->length;
    buffer_add(buffer, head->bytes, head->length);
    memmove(buffer->bytes + head->length, buffer->bytes, length);
    memcpy(buffer->bytes, head->bytes, head->length);
}
