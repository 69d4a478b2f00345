#!/bin/sh
# Runs every test under valgrind: a read of what was never written, a use of what was freed, or memory lost, fails it.
#
#     tests/valgrind.sh BUILD [CMOCKA_BINARY...]
#
# Stands gosh and the binaries, each behind valgrind, in BUILD/valgrind, and gives them to tests/all.sh. What valgrind
# says goes to BUILD/valgrind/logs, for it also warns of system calls that are newer than itself; what
# it found, which makes a test exit with 99, is shown at the end.
set -eu
build=$(cd "$1" && pwd)
shift
here=$(dirname "$0")
logs=$build/valgrind/logs
rm -rf "$build/valgrind"
mkdir -p "$logs"

# behind NAME: BUILD/valgrind/NAME, which runs BUILD/NAME.
behind() {
    mkdir -p "$(dirname "$build/valgrind/$1")"
    cat >"$build/valgrind/$1" <<END
#!/bin/sh
exec valgrind --quiet --log-file="$logs/%p" --error-exitcode=99 --leak-check=full \\
    --show-leak-kinds=definite --errors-for-leak-kinds=definite "$build/$1" "\$@"
END
    chmod +x "$build/valgrind/$1"
}

behind gosh
behind marked/gosh
for binary in "$@"; do
    name=${binary#*/tests/}
    behind "tests/$name"
    set -- "$@" "$build/valgrind/tests/$name"
    shift
done
code=0
GOSH_TEST_SLOWNESS=20 "$here/all.sh" "$build/valgrind" "$@" || code=$?
grep -lE '^==[0-9]+== ' "$logs"/* 2>/dev/null | xargs -r cat >&2
exit $code
