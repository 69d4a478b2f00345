#!/bin/sh
# Prints a C file that holds texts, each called as its file is without what follows the dot: the packages written in
# gosh, or the reference.
#
#     lua/bundle.sh NAME FILE...          const BundleText NAME[]
set -eu
table=$1
shift
echo '#include "lua/bundle.h"'
# What the array with the text of a file is called.
symbol() { basename "${1%.*}" | tr - _; }
for file; do
    printf 'static const char %s_text[] = {\n' "$(symbol "$file")"
    od -A n -v -t d1 "$file" | sed 's/-*[0-9][0-9]*/&,/g'
    echo '};'
done
echo "const BundleText $table[] = {"
for file; do
    printf '    {"%s", %s_text, sizeof %s_text},\n' "$(basename "${file%.*}")" "$(symbol "$file")" "$(symbol "$file")"
done
echo '    {NULL, NULL, 0}};'
