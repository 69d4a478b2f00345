/* :doc and ?NAME: what the reference says about a name. */
#ifndef GOSH_DOC_H
#define GOSH_DOC_H

#include "repl/session.h"

/* Prints what there is about a name, "wg.Add", "<-", or about a package, or with "" what can be asked for. "NAME run" lets
 * the example run as an entry of the session. */
void doc_show(Session *s, const char *words);

#endif
