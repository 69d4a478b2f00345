#!/bin/sh
# Prints a C file that holds texts: the packages written in gosh, the reference, the course. Each is called as its file is
# without what follows the dot, or, below a folder, by its whole path from there.
#
#     lua/bundle.sh [--below FOLDER] NAME FILE...          const BundleText NAME[]
set -eu
folder=
if [ "$1" = --below ]; then
    folder=$2/
    shift 2
fi
table=$1
shift
echo '#include "lua/bundle.h"'
count=0
for file; do
    count=$((count + 1))
    printf 'static const char text_%d[] = {\n' $count
    od -A n -v -t d1 "$file" | sed 's/-*[0-9][0-9]*/&,/g'
    echo '    0};'
done
echo "const BundleText $table[] = {"
count=0
for file; do
    count=$((count + 1))
    name=${file##*/}
    if [ "$folder" ]; then name=${file#"$folder"}; else name=${name%.*}; fi
    printf '    {"%s", text_%d, sizeof text_%d - 1},\n' "$name" $count $count
done
echo '    {NULL, NULL, 0}};'
