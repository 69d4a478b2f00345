/* tree.c: see tree.h. */
#include "tree.h"

#include <stddef.h>

static size_t node_size(NodeKind kind) {
    switch (kind) {
    case EXP_NIL:
    case EXP_TRUE:
    case EXP_FALSE:
    case EXP_NUMBER:
    case EXP_STRING:
    case EXP_VARARG:
        return offsetof(Node, symbol);
    case EXP_NAME:
        return offsetof(Node, left);
    case EXP_PAREN:
    case EXP_SUFFIXED:
    case EXP_UNARY:
    case EXP_BINARY:
    case EXP_TABLE:
    case EXP_RECV:
    case SUFFIX_FIELD:
    case SUFFIX_INDEX:
    case SUFFIX_CALL:
    case SUFFIX_METHOD:
    case ITEM_NAMED:
    case ITEM_KEYED:
        return offsetof(Node, names);
    default:
        return sizeof(Node);
    }
}

Node *node_new(Memory *memory, NodeKind kind, Offset start, int line) {
    Node *node = memory_take(memory, node_size(kind));
    node->kind = (uint8_t)kind;
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

bool node_is_data(const Node *exp) {
    switch (exp->kind) {
    case EXP_TABLE:
        return !exp->list;
    case EXP_UNARY:
    case ITEM_NAMED:
        return node_is_data(exp->left);
    case ITEM_KEYED:
        return node_is_data(exp->left) && node_is_data(exp->right);
    default:
        return node_is_constant(exp);
    }
}

Node *node_bare(Node *exp) {
    while (exp && exp->kind == EXP_PAREN) exp = exp->left;
    return exp;
}
