#!/bin/sh
# Makes the manual page: man.sh GOSH VERSION <gosh.1, with the commands that this gosh has at its prompt.
#
# Its day is that of the text's last change, as far as git or SOURCE_DATE_EPOCH knows, so that the same source gives the
# same page.
set -eu
gosh=$1 version=$2 folder=$(dirname "$0")
seconds=${SOURCE_DATE_EPOCH:-$(git -C "$folder" log -1 --format=%ct -- gosh.1 2>/dev/null || true)}
[ -n "$seconds" ] || seconds=$(date -r "$folder/gosh.1" +%s)
day=$(LC_ALL=C date -u -d "@$seconds" '+%B %-d, %Y')

# ":ps [WORD...]   goroutines: ..." becomes an item, the words behind the name one argument each.
commands=$(echo :help commands | NO_COLOR=1 "$gosh" | sed ':all; N; $!b all; s/\n  */ /g' | LC_ALL=C awk '
    function quoted(text) { gsub(/\\/, "\\e", text); gsub(/^[.\047]/, "\\\\\\&&", text); return text }
    /^:[a-z]/ {
        at = match($0, /  +/)
        head = at ? substr($0, 1, at - 1) : $0
        text = at ? substr($0, at + RLENGTH) : ""
        if (!at && match($0, /\] /)) { head = substr($0, 1, RSTART); text = substr($0, RSTART + 2) }
        name = head; sub(/ .*/, "", name)
        rest = substr(head, length(name) + 2)
        print ".It Ic " name (rest == "" ? "" : " " quoted(rest))
        print quoted(text)
    }')
export commands
awk -v version="$version" -v day="$day" '
    $0 == "@COMMANDS@" { print ENVIRON["commands"]; next }
    { gsub(/@VERSION@/, version); gsub(/@DATE@/, day); print }'
