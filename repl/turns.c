/* How often goroutines run. */
#include "repl/turns.h"

enum { SECOND = 1000000000 };

typedef struct TurnCount {
    uint64_t id;
    uint32_t turns;
} TurnCount;

static void then_take(TurnsThen *then, const Survey *s, int64_t taken) {
    then->taken = taken;
    then->turns.length = 0;
    TurnCount *counts = (TurnCount *)(void *)bytes_room(&then->turns, s->goroutine_count * sizeof *counts + 1);
    for (size_t i = 0; i < s->goroutine_count; i++)
        counts[i] = (TurnCount){s->goroutines[i].id, s->goroutines[i].switches};
    then->turns.length = s->goroutine_count * sizeof *counts;
}

void turns_add(Turns *t, const Survey *s, int64_t taken) {
    t->now = taken;
    if (!t->past.taken) then_take(&t->past, s, taken);
    if (t->recent.taken && taken - t->recent.taken < SECOND) return;
    if (t->recent.taken) {
        TurnsThen past = t->past;
        t->past = t->recent;
        t->recent = past;
    }
    then_take(&t->recent, s, taken);
}

void turns_free(Turns *t) {
    bytes_free(&t->past.turns);
    bytes_free(&t->recent.turns);
}

uint32_t turns_of(const Turns *t, const SurveyGoroutine *g) {
    const TurnCount *counts = (const TurnCount *)(const void *)t->past.turns.data;
    size_t low = 0, count = t->past.turns.length / sizeof *counts, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (counts[middle].id < g->id)
            low = middle + 1;
        else
            high = middle;
    }
    return g->switches - (low < count && counts[low].id == g->id ? counts[low].turns : 0);
}

int64_t turns_within(const Turns *t) {
    return t->now - t->past.taken;
}
