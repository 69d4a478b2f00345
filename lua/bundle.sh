#!/bin/sh
# Prints a C file that holds texts, each called as its file is without what follows the dot: the packages written in
# gosh, or the reference.
#
#     lua/bundle.sh NAME FILE...          const BundleText NAME[]
set -eu
table=$1
shift
echo '#include "lua/bundle.h"'
for file; do
    name=$(basename "$file")
    printf 'static const char %s_text[] = {\n' "${name%.*}"
    od -A n -v -t d1 "$file" | sed 's/-*[0-9][0-9]*/&,/g'
    echo '};'
done
echo "const BundleText $table[] = {"
for file; do
    name=$(basename "$file")
    name=${name%.*}
    printf '    {"%s", %s_text, sizeof %s_text},\n' "$name" "$name" "$name"
done
echo '    {NULL, NULL, 0}};'
