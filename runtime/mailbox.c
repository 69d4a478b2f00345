/* The one thread-safe thing: a stack of messages that any thread pushes on and the Sched's thread
 * takes whole, and a descriptor that tells that there are some. */
#include "runtime.h"

#include <stdatomic.h>
#include <stdlib.h>

/* A message is pushed and then the descriptor raised, so one may be taken before it is raised for:
 * `owed` counts the raises still to come for messages that are gone. Without it such a raise would
 * never be cleared, and who waits for the descriptor would spin. */
struct Mailbox {
    _Atomic(Message *) newest;
    int fd;
    uint64_t owed; /* the Sched's thread only */
};

Mailbox *mailbox_new(void) {
    Mailbox *m = malloc(sizeof *m);
    if (!m) return NULL;
    atomic_init(&m->newest, NULL);
    m->owed = 0;
    m->fd = posix_event_new();
    if (m->fd < 0) {
        free(m);
        return NULL;
    }
    return m;
}

void mailbox_delete(Mailbox *m) {
    if (!m) return;
    posix_event_delete(m->fd);
    free(m);
}

void mailbox_post(Mailbox *m, Message *message) {
    message->next = atomic_load(&m->newest);
    while (!atomic_compare_exchange_weak(&m->newest, &message->next, message)) {
    }
    posix_event_raise(m->fd);
}

size_t mailbox_deliver(Mailbox *m, void *state) {
    if (!m->owed && !atomic_load_explicit(&m->newest, memory_order_relaxed)) return 0;
    uint64_t raised = posix_event_clear(m->fd);
    Message *oldest = NULL;
    for (Message *rest = atomic_exchange(&m->newest, NULL), *next; rest; rest = next) {
        next = rest->next;
        rest->next = oldest;
        oldest = rest;
        m->owed++;
    }
    m->owed -= raised; /* each of these raises was for a message that is taken by now */
    size_t count = 0;
    for (Message *next; oldest; oldest = next, count++) {
        next = oldest->next;
        oldest->deliver(state, oldest);
    }
    return count;
}

int mailbox_fd(const Mailbox *m) {
    return m->fd;
}
