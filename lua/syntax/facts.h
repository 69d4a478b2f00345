/*
 * facts.h: what the source shows about an expression's value, and whether that fits a type.
 *
 * gosh's variables are Lua's: their values may change type. So a fact comes only from a literal, a
 * declared type, or a declaration whose variable is never assigned again (`ch = nil` aside).
 */
#ifndef GOSH_SYNTAX_FACTS_H
#define GOSH_SYNTAX_FACTS_H

#include "parser.h"

/* The type that an expression is known to have, or NULL. */
Type *fact_type(const Parser *parser, const Node *exp);

/* The function that a call's first part is known to name, or NULL. */
Func *fact_function(const Node *callee);

/* The function that the whole expression is known to be one call of, or NULL. */
Func *fact_called(const Node *exp);

/* The literal that an expression is, by way of constants' names, or else the expression. */
const Node *fact_literal(const Node *exp);

/* Whether its value is certainly an integer: a number, a constant, or computed from these. */
bool fact_is_integer(const Node *exp);

/* Whether there is a division in it, which gives a float also of integers. */
bool fact_divides(const Node *exp);

/* Works out what declared names show; to be called in source order. */
void fact_declare(const Parser *parser, Node *names);

/* Go's words for an expression of a type: "jobs (variable of type <-chan int)". */
const char *fact_operand(const Parser *parser, const Node *exp, const Type *type);

/* Whether a value that fits `type` is of that very type, so that nothing need be converted. */
bool fact_is_exact(const Node *exp, const Type *type);

/* Fails when the source shows that `exp` does not fit `type`; `context` is "send" or the like. */
void fact_require(Parser *parser, Node *exp, const Type *type, const char *context);

#endif
