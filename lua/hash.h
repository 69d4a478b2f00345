/* Hashes of bytes, by which what is alike is found (FNV-1a). */
#ifndef GOSH_HASH_H
#define GOSH_HASH_H

#include <stddef.h>
#include <stdint.h>

/* What a hash begins with. */
#define HASH_BEGIN UINT64_C(14695981039346656037)

static inline uint64_t hash_add(uint64_t hash, const void *bytes, size_t length) {
    for (const unsigned char *at = bytes; length > 0; length--)
        hash = (hash ^ *at++) * UINT64_C(1099511628211);
    return hash;
}

#endif
