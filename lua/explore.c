/* The search over schedules. See explore.h. */
#include "lua/explore.h"

#include "lua/host.h"

/* FNV-1a (Fowler, Noll, Vo). */
static void hash_add(uint64_t *hash, const void *bytes, size_t length) {
    const unsigned char *p = bytes;
    for (size_t i = 0; i < length; i++) *hash = (*hash ^ p[i]) * 1099511628211u;
}

uint32_t schedule_program(const WorldSource *source, const WorldOptions *world, bool fine) {
    uint64_t hash = 14695981039346656037u;
    hash_add(&hash, GOSH_VERSION, sizeof GOSH_VERSION);
    hash_add(&hash, source->text, source->length);
    for (int i = 1; i < world->arg_count; i++) hash_add(&hash, world->args[i], strlen(world->args[i]) + 1);
    hash_add(&hash, &world->seed, sizeof world->seed);
    hash_add(&hash, &fine, sizeof fine);
    uint32_t folded = (uint32_t)(hash ^ hash >> 30) & 0x3fffffff;
    return folded ? folded : 1;
}
