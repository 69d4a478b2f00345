/* A world's memory. Two allocators over one reserved range:
 *
 *   [Arena | ------------- blocks ------------- | wilderness, never used ...... ]
 *   base                                        top                             end
 *
 * Small blocks (up to SMALL_MAX) come from one free list for each multiple of 16 bytes, refilled by
 * cutting from a common chunk; they carry no header, because the caller tells sizes. Large blocks
 * carry a boundary tag, coalesce with their neighbours when freed, and are found through bins of
 * similar size with a bitmap (the two-level idea of TLSF: Masmano, Ripoll et al., 2004), so both
 * take constant time and a program that builds and drops big strings for hours does not grow. The
 * law: no two neighbouring large blocks are both free, and none before the wilderness is. */
#include "posix.h"
#include "runtime.h"

#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) __asan_poison_memory_region((p), (n))
#define UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#define ARENA_MAX ((size_t)256 << 20) /* to mark bytes as free touches an eighth as many */
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define ARENA_MAX SIZE_MAX
#endif

enum {
    GRAIN = 16,
    SMALL_MAX = 1024,
    SMALL_CLASSES = SMALL_MAX / GRAIN + 1,
    CHUNK =
        4096, /* small blocks are cut from chunks of this size, so that a small world stays small */
    SUBBINS = 8, /* bins for each power of two */
    BINS = 48 * SUBBINS,
    WORDS = BINS / 64,
    HUGE_FROM = 8 << 20, /* a world that grows beyond this gets large pages from there on */
    FREE = 1, /* flag in Large.size: this block is free */
    CHUNK_MAX = 16 * CHUNK,
    ARENA_MIN = 16 * CHUNK,
    TRIES = 4, /* blocks of its own bin that a large allocation looks at, unless all else fails */
};

typedef struct FreeSmall {
    struct FreeSmall *next;
} FreeSmall;

/* The header of a large block. `previous` is the size of the block before it (0 for the first). */
typedef struct Large {
    size_t size; /* with header; a multiple of GRAIN, plus FREE */
    size_t previous;
    struct Large *next_free, *prev_free; /* only when free: they lie in the payload */
} Large;

enum { HEADER = offsetof(Large, next_free), LARGE_MIN = sizeof(Large) };

typedef struct Share Share;

struct Arena {
    char *top, *end, *first;
    size_t reserved;
    size_t in_use;
    uint64_t allocated, freed; /* blocks, ever */
    size_t last_size; /* of the large block just before top */
    size_t failures_in;
    char *chunk, *chunk_end;
    Share *share; /* NULL: snapshots are whole */
    FreeSmall *small[SMALL_CLASSES];
    Large *bins[BINS];
    uint64_t occupied[WORDS];
};

/* What all snapshots have in common: the arena at the time of arena_share. The pages written since are `hot`, and each
 * snapshot has a copy of those that were so when it was taken. */
struct Share {
    size_t size; /* whole pages */
    char *base;  /* a copy of them */
    uint32_t hot_count;
    uint32_t hot[]; /* their numbers, as they became so */
};

struct Snapshot {
    size_t size; /* the arena's extent */
    size_t hot_count;
    _Alignas(GRAIN) char bytes[]; /* without a Share, all of it; else the hot pages, and what lies beyond the shared ones */
};

static size_t round_up(size_t n, size_t to) {
    return (n + to - 1) / to * to;
}

Arena *arena_new(size_t size, uintptr_t address) {
    if (size > ARENA_MAX) size = ARENA_MAX;
    size = round_up(size < ARENA_MIN ? ARENA_MIN : size, CHUNK);
    Arena *a = posix_reserve(size, address);
    while (!a && !address && size > ARENA_MIN) {
        size = round_up(size / 2, CHUNK);
        a = posix_reserve(size, address);
    }
    if (!a) return NULL;
    memset(a, 0, sizeof *a);
    a->reserved = size;
    a->first = (char *)a + round_up(sizeof *a, GRAIN);
    a->top = a->first;
    a->end = (char *)a + size;
    a->failures_in = SIZE_MAX;
    if (size > HUGE_FROM) posix_prefer_huge((char *)a + HUGE_FROM, size - HUGE_FROM);
    POISON(a->top, (size_t)(a->end - a->top));
    return a;
}

void arena_delete(Arena *a) {
    if (!a) return;
    UNPOISON(a, a->reserved);
    if (a->share) {
        posix_unwatch_writes();
        free(a->share->base);
        free(a->share);
    }
    posix_release(a, a->reserved);
}

uint64_t arena_allocated(const Arena *a) {
    return a->allocated;
}

uint64_t arena_freed(const Arena *a) {
    return a->freed;
}

size_t arena_in_use(const Arena *a) {
    return a->in_use;
}
size_t arena_extent(const Arena *a) {
    return (size_t)(a->top - (const char *)a);
}
size_t arena_limit(const Arena *a) {
    return (size_t)(a->end - a->first);
}
void arena_fail_after(Arena *a, size_t count) {
    a->failures_in = count;
}

/* ---- Large blocks ---- */

static size_t large_size(const Large *b) {
    return b->size & ~(size_t)FREE;
}
static bool large_is_free(const Large *b) {
    return b->size & FREE;
}
static Large *large_after(const Arena *a, Large *b) {
    char *next = (char *)b + large_size(b);
    return next < a->top ? (Large *)(void *)next : NULL;
}
static Large *large_before(Large *b) {
    return b->previous ? (Large *)(void *)((char *)b - b->previous) : NULL;
}

/* The bin of blocks that share the power of two and its eighth with `size`. */
static unsigned bin_of(size_t size) {
    unsigned power = 63u - (unsigned)__builtin_clzll(size);
    unsigned sub = (unsigned)(size >> (power - 3)) & (SUBBINS - 1);
    return power * SUBBINS + sub;
}

static void bin_insert(Arena *a, Large *b) {
    unsigned bin = bin_of(large_size(b));
    UNPOISON(b, sizeof *b);
    b->size |= FREE;
    b->prev_free = NULL;
    b->next_free = a->bins[bin];
    if (b->next_free) b->next_free->prev_free = b;
    a->bins[bin] = b;
    a->occupied[bin / 64] |= (uint64_t)1 << (bin % 64);
    POISON((char *)b + sizeof *b, large_size(b) - sizeof *b);
}

static void bin_remove(Arena *a, Large *b) {
    unsigned bin = bin_of(large_size(b));
    if (b->next_free) b->next_free->prev_free = b->prev_free;
    if (b->prev_free)
        b->prev_free->next_free = b->next_free;
    else
        a->bins[bin] = b->next_free;
    if (!a->bins[bin]) a->occupied[bin / 64] &= ~((uint64_t)1 << (bin % 64));
    b->size &= ~(size_t)FREE;
}

/* A free block of at least `size`, taken out of its bin; NULL if there is none. In its own bin a
 * block may be too small, so at most `tries` are looked at before the bins where every block
 * fits. */
static Large *bin_find(Arena *a, size_t size, size_t tries) {
    unsigned bin = bin_of(size);
    Large *b = a->bins[bin];
    for (; b && tries; tries--, b = b->next_free)
        if (large_size(b) >= size) {
            bin_remove(a, b);
            return b;
        }
    bin++;
    for (unsigned word = bin / 64; word < WORDS; word++) {
        uint64_t bits = a->occupied[word];
        if (word == bin / 64) bits &= ~(uint64_t)0 << (bin % 64);
        if (bits) {
            b = a->bins[word * 64 + (unsigned)__builtin_ctzll(bits)];
            bin_remove(a, b);
            return b;
        }
    }
    return NULL;
}

static void set_size(Arena *a, Large *b, size_t size) {
    b->size = size;
    Large *next = large_after(a, b);
    if (next)
        next->previous = size;
    else
        a->last_size = size;
}

/* Gives back what `b` does not need beyond `size`. */
static void large_trim(Arena *a, Large *b, size_t size) {
    size_t rest = large_size(b) - size;
    if ((char *)b + large_size(b) == a->top) {
        a->top = (char *)b + size;
        b->size = size;
        a->last_size = size;
        POISON(a->top, rest);
    } else if (rest >= LARGE_MIN) {
        Large *tail = (Large *)(void *)((char *)b + size);
        UNPOISON(tail, sizeof *tail);
        size_t tail_size = rest;
        Large *next = (Large *)(void *)((char *)b + large_size(b));
        b->size = size;
        if (large_is_free(next)) {
            bin_remove(a, next);
            tail_size += large_size(next);
        }
        tail->previous = size;
        set_size(a, tail, tail_size);
        bin_insert(a, tail);
    }
}

static Large *wilderness_cut(Arena *a, size_t size) {
    if ((size_t)(a->end - a->top) < size) return NULL;
    Large *b = (Large *)(void *)a->top;
    UNPOISON(b, size);
    b->size = size;
    b->previous = a->last_size;
    a->last_size = size;
    a->top += size;
    return b;
}

static size_t large_need(size_t size) {
    size_t need = round_up(size + HEADER, GRAIN);
    return need < LARGE_MIN ? LARGE_MIN : need;
}

static void *large_alloc(Arena *a, size_t size) {
    if (size > a->reserved) return NULL;
    size_t need = large_need(size);
    Large *b = bin_find(a, need, TRIES);
    if (!b && (size_t)(a->end - a->top) < need) b = bin_find(a, need, SIZE_MAX);
    if (b)
        large_trim(a, b, need);
    else
        b = wilderness_cut(a, need);
    if (!b) return NULL;
    UNPOISON(b, large_size(b));
    return (char *)b + HEADER;
}

static void large_free(Arena *a, void *block) {
    Large *b = (Large *)(void *)((char *)block - HEADER);
    Large *next = large_after(a, b), *before = large_before(b);
    if (next && large_is_free(next)) {
        bin_remove(a, next);
        set_size(a, b, large_size(b) + large_size(next));
    }
    if (before && large_is_free(before)) {
        bin_remove(a, before);
        set_size(a, before, large_size(before) + large_size(b));
        b = before;
    }
    if ((char *)b + large_size(b) == a->top) {
        size_t size = large_size(b);
        a->top = (char *)b;
        a->last_size = b->previous;
        POISON(b, size);
    } else {
        bin_insert(a, b);
    }
}

/* Grows or shrinks a large block where it stands, if its neighbour lets it. */
static bool large_resize(Arena *a, void *block, size_t size) {
    Large *b = (Large *)(void *)((char *)block - HEADER);
    size_t need = large_need(size);
    if (need > large_size(b)) {
        Large *next = large_after(a, b);
        if (!next) {
            size_t more = need - large_size(b);
            if ((size_t)(a->end - a->top) < more) return false;
            UNPOISON(a->top, more);
            a->top += more;
            b->size = need;
            a->last_size = need;
            return true;
        }
        if (!large_is_free(next) || large_size(b) + large_size(next) < need) return false;
        bin_remove(a, next);
        set_size(a, b, large_size(b) + large_size(next));
        UNPOISON(b, large_size(b));
    }
    large_trim(a, b, need);
    return true;
}

/* ---- Small blocks ---- */

static size_t small_class(size_t size) {
    return (size + GRAIN - 1) / GRAIN;
}

static void small_push(Arena *a, void *block, size_t class) {
    FreeSmall *f = block;
    f->next = a->small[class];
    a->small[class] = f;
    POISON(f, class * GRAIN);
}

/* What is left at the end of a chunk may never be wanted, so chunks are the larger the larger the
 * world is. */
static size_t chunk_size(const Arena *a) {
    size_t size = CHUNK, extent = arena_extent(a);
    while (size < CHUNK_MAX && size * 64 < extent) size *= 2;
    return size - HEADER;
}

/* When nothing else is left: a part of a free small block that is larger. */
static void *small_split(Arena *a, size_t class) {
    size_t from = class + 1;
    while (from < SMALL_CLASSES && !a->small[from]) from++;
    if (from == SMALL_CLASSES) return NULL;
    FreeSmall *f = a->small[from];
    UNPOISON(f, from * GRAIN);
    a->small[from] = f->next;
    small_push(a, (char *)f + class * GRAIN, from - class);
    return f;
}

/* Cuts a block from the common chunk. What is left of a chunk that is too short becomes a free
 * block of its own size. */
static void *small_cut(Arena *a, size_t class) {
    size_t size = class * GRAIN;
    if ((size_t)(a->chunk_end - a->chunk) < size) {
        size_t rest = (size_t)(a->chunk_end - a->chunk);
        size_t chunk_bytes = chunk_size(a);
        char *chunk = large_alloc(a, chunk_bytes);
        while (!chunk && chunk_bytes / 2 > SMALL_MAX) {
            chunk_bytes = chunk_bytes / 2 / GRAIN * GRAIN;
            chunk = large_alloc(a, chunk_bytes);
        }
        if (!chunk) return small_split(a, class);
        if (rest >= GRAIN) {
            UNPOISON(a->chunk, rest);
            small_push(a, a->chunk, rest / GRAIN);
        }
        a->chunk = chunk;
        a->chunk_end = chunk + chunk_bytes;
        POISON(chunk, chunk_bytes);
    }
    void *block = a->chunk;
    a->chunk += size;
    UNPOISON(block, size);
    return block;
}

static void *small_alloc(Arena *a, size_t size) {
    size_t class = small_class(size);
    FreeSmall *f = a->small[class];
    if (!f) return small_cut(a, class);
    UNPOISON(f, class * GRAIN);
    a->small[class] = f->next;
    return f;
}

/* ---- The interface ---- */

static size_t size_in_use(size_t size) {
    return size <= SMALL_MAX ? small_class(size) * GRAIN : large_need(size);
}

void *arena_alloc(Arena *a, size_t size) {
    if (size == 0) return NULL;
    if (a->failures_in != SIZE_MAX) {
        if (a->failures_in == 0) return NULL;
        a->failures_in--;
    }
    void *block = size <= SMALL_MAX ? small_alloc(a, size) : large_alloc(a, size);
    if (block) {
        a->in_use += size_in_use(size);
        a->allocated++;
    }
    return block;
}

void arena_free(Arena *a, void *block, size_t size) {
    if (!block || size == 0) return;
    a->in_use -= size_in_use(size);
    a->freed++;
    if (size <= SMALL_MAX)
        small_push(a, block, small_class(size));
    else
        large_free(a, block);
}

void *arena_realloc(Arena *a, void *block, size_t old_size, size_t new_size) {
    if (!block || old_size == 0) return arena_alloc(a, new_size);
    if (new_size == 0) {
        arena_free(a, block, old_size);
        return NULL;
    }
    bool was_small = old_size <= SMALL_MAX, is_small = new_size <= SMALL_MAX;
    if (was_small && is_small && small_class(old_size) == small_class(new_size)) return block;
    if (!was_small && !is_small && (new_size <= old_size || a->failures_in == SIZE_MAX) &&
        new_size <= a->reserved && large_resize(a, block, new_size)) {
        a->in_use += size_in_use(new_size) - size_in_use(old_size);
        return block;
    }
    void *fresh = arena_alloc(a, new_size);
    if (!fresh) {
        /* A host may take it for granted that a block can be made smaller: the rest of it is then
         * lost until the whole block is freed, or for good, but never wrong. */
        if (new_size > old_size) return NULL;
        a->in_use += size_in_use(new_size) - size_in_use(old_size);
        return block;
    }
    memcpy(fresh, block, old_size < new_size ? old_size : new_size);
    arena_free(a, block, old_size);
    return fresh;
}

/* ---- Snapshots ---- */

static void copy_poisoned(void *to, const void *from, size_t size)
#ifdef ARENA_ASAN
    __attribute__((no_sanitize("address")));
static void copy_poisoned(void *to, const void *from, size_t size) {
    typedef uint64_t __attribute__((may_alias)) Word;
    volatile Word *t = to; /* blocks are of whole words; volatile, or it would become a call of memcpy, which is watched */
    const volatile Word *f = from;
    for (; size >= sizeof *t; size -= sizeof *t) *t++ = *f++;
}
#else
    ;
static void copy_poisoned(void *to, const void *from, size_t size) {
    memcpy(to, from, size);
}
#endif

/* A page has been written for the first time. In a signal handler. */
static void page_written(void *arg, size_t page) {
    Share *share = arg;
    share->hot[share->hot_count++] = (uint32_t)page;
}

bool arena_share(Arena *a) {
    if (a->share) return false;
    size_t page = posix_page_size(), size = round_up(arena_extent(a), page);
    Share *share = malloc(sizeof *share + size / page * sizeof *share->hot);
    char *base = malloc(size);
    if (share && base && size <= a->reserved) {
        *share = (Share){.size = size, .base = base};
        a->share = share;
        copy_poisoned(base, a, size);
        if (posix_watch_writes(a, size, page_written, share)) return true;
        a->share = NULL;
    }
    free(share);
    free(base);
    return false;
}

/* What lies beyond the shared pages. */
static size_t young_size(const Share *share, size_t extent) {
    return extent > share->size ? extent - share->size : 0;
}

Snapshot *snapshot_take(const Arena *a) {
    size_t size = arena_extent(a), page = posix_page_size();
    const Share *share = a->share;
    uint32_t hot = share ? share->hot_count : 0;
    size_t bytes = share ? hot * page + young_size(share, size) : size;
    Snapshot *snap = malloc(sizeof *snap + bytes);
    if (!snap) return NULL;
    snap->size = size;
    snap->hot_count = hot;
    if (!share) {
        copy_poisoned(snap->bytes, a, size);
        return snap;
    }
    for (uint32_t i = 0; i < hot; i++) copy_poisoned(snap->bytes + i * page, (const char *)a + share->hot[i] * page, page);
    copy_poisoned(snap->bytes + hot * page, (const char *)a + share->size, young_size(share, size));
    return snap;
}

static void share_restore(Arena *a, const Share *share, const Snapshot *snap) {
    size_t page = posix_page_size();
    for (uint32_t i = 0; i < share->hot_count; i++) {
        size_t at = share->hot[i] * page;
        copy_poisoned((char *)a + at, i < snap->hot_count ? snap->bytes + i * page : share->base + at, page);
    }
    copy_poisoned((char *)a + share->size, snap->bytes + snap->hot_count * page, young_size(share, snap->size));
}

void snapshot_restore(Arena *a, const Snapshot *snap) {
    size_t now = arena_extent(a);
    UNPOISON(a, now > snap->size ? now : snap->size);
    if (a->share)
        share_restore(a, a->share, snap);
    else
        copy_poisoned(a, snap->bytes, snap->size);
    if (now > snap->size) POISON((char *)a + snap->size, now - snap->size);
}

void snapshot_delete(Snapshot *snap) {
    free(snap);
}
size_t snapshot_size(const Snapshot *snap) {
    return snap->size;
}
