#!/bin/sh
# Prints a C file that holds the texts of the packages written in gosh.
#
#     lua/bundle.sh FILE.gosh...
set -eu
echo '#include "lua/bundle.h"'
for file; do
    printf 'static const char %s_text[] = {\n' "$(basename "$file" .gosh)"
    od -A n -v -t d1 "$file" | sed 's/-*[0-9][0-9]*/&,/g'
    echo '};'
done
echo 'const BundleText bundle_texts[] = {'
for file; do
    name=$(basename "$file" .gosh)
    printf '    {"%s", %s_text, sizeof %s_text},\n' "$name" "$name" "$name"
done
echo '    {NULL, NULL, 0}};'
