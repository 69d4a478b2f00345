/* Without memory there is no graph, and nothing else happens. */
#include "tests/graph/survey.h"

#include "lua/graph.h"
#include "tests/refuse.h"

/* Locks in a circle, and many that wait for channels that are alike. */
static Made *stuck(void) {
    enum { LOCKS = 5, MANY = 200 };
    Made *m = made_new();
    for (int i = 0; i < LOCKS; i++) made_lock(m, "mu", (uint64_t)i + 1);
    int32_t first = (int32_t)m->survey.object_count;
    for (int i = 0; i < MANY; i++) made_chan(m, "ch", 3);
    for (int i = 0; i < LOCKS; i++) made_locks(m, "main.f", (i + 1) % LOCKS, 10);
    for (int i = 0; i < MANY; i++) made_sends(m, "main.g", first + i, 11);
    return m;
}

static void each_allocation_may_fail(void **state) {
    (void)state;
    Made *m = stuck();
    const Survey *s = made_survey(m);
    Graph *g = NULL;
    int failed = 0;
    while (!g) {
        refuse(&refused_heap, (size_t)failed, SIZE_MAX);
        g = graph_make(s, GRAPH_PROGRAM_STUCK);
        refuse(&refused_heap, SIZE_MAX, SIZE_MAX);
        if (!g) failed++;
        assert_in_range(failed, 0, 100);
    }
    assert_in_range(failed, 10, 100);
    assert_int_equal(g->cycle_count, 1);
    assert_int_equal(g->node_count, 12);
    assert_string_equal(g->nodes[10].name, "main.g x 200");
    assert_string_equal(g->nodes[11].name, "ch x 200");
    graph_delete(g);
    made_delete(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_may_fail)};
    return cmocka_run_group_tests_name("graph memory", tests, NULL, NULL);
}
