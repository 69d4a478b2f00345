/* The one thread-safe thing: a stack of messages that any thread pushes on and the Sched's thread
 * takes whole, and a descriptor that tells that there are some. */
#include "posix.h"
#include "runtime.h"

#include <stdatomic.h>
#include <stdlib.h>

/* A message is pushed and then the descriptor raised, so it may be taken before it is raised for.
 * Therefore only posix_wait clears the descriptor, whatever it was raised for, and looks at the
 * messages before it waits: a raise that comes late, or none at all, costs one look in vain. */
struct Mailbox {
    _Atomic(Message *) newest;
    int fd;
    int watched; /* what else ends a wait; -1: nothing */
};

Mailbox *mailbox_new(void) {
    Mailbox *m = malloc(sizeof *m);
    if (!m) return NULL;
    atomic_init(&m->newest, NULL);
    m->watched = -1;
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

bool mailbox_waits(const Mailbox *m) {
    return atomic_load_explicit(&m->newest, memory_order_relaxed) != NULL;
}

size_t mailbox_deliver(Mailbox *m, void *state) {
    if (!mailbox_waits(m)) return 0;
    Message *oldest = NULL;
    for (Message *rest = atomic_exchange(&m->newest, NULL), *next; rest; rest = next) {
        next = rest->next;
        rest->next = oldest;
        oldest = rest;
    }
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

void mailbox_watch(Mailbox *m, int fd) {
    m->watched = fd;
}

int mailbox_watched(const Mailbox *m) {
    return m->watched;
}
