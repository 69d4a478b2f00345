/* tree.c: see tree.h. */
#include "tree.h"

Node *node_new(Memory *memory, NodeKind kind, size_t start, int line) {
    Node *node = memory_take(memory, sizeof *node);
    node->kind = kind;
    node->start = start;
    node->end = start;
    node->line = line;
    return node;
}

void node_append(Node **first, Node **last, Node *node) {
    if (*first)
        (*last)->next = node;
    else
        *first = node;
    *last = node;
}

size_t node_count(const Node *list) {
    size_t count = 0;
    for (; list; list = list->next) count++;
    return count;
}

bool node_is_multi(const Node *exp) {
    if (exp->kind == EXP_VARARG) return true;
    if (exp->kind != EXP_SUFFIXED) return false;
    return exp->last->kind == SUFFIX_CALL || exp->last->kind == SUFFIX_METHOD;
}

bool node_is_constant(const Node *exp) {
    return exp->kind <= EXP_FALSE || exp->kind == EXP_STRING ||
           (exp->kind == EXP_NUMBER && !exp->underscores);
}

Node *node_bare(Node *exp) {
    while (exp && exp->kind == EXP_PAREN) exp = exp->left;
    return exp;
}
