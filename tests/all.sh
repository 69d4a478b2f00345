#!/bin/sh
# Runs every test and sums up what the parts say.
#
#     tests/all.sh BUILD [CMOCKA_BINARY...]
#
# A part that fails without saying how many tests did, or says nothing at all, counts as one failure. What a part prints
# is shown only when something failed in it. The last line is the sum of all: N passed, N failed.
# Before it stands how many were left out, because what is tested runs too slowly (GOSH_TEST_SLOWNESS, see run.py) or this
# machine lacks a program; which one, a line that begins with "skipped:" says.
set -u
build=$1
shift
here=$(dirname "$0")
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 skipped=0

# part NAME COMMAND...: runs it, and adds its last "N passed, N failed", or cmocka's counts.
part() {
    name=$1
    shift
    "$@" >"$log" 2>&1
    code=$?
    set -- $(awk '
        /^[0-9]+ passed, [0-9]+ failed$/ { good = $1; bad = $3; said = 1 }
        /^\[  PASSED  \] [0-9]+ test/ { good += $4; said = 1 }
        /^\[  (FAILED|ERROR)  \] [0-9]+ test/ { bad += $4; said = 1 }
        /^[0-9]+ skipped$/ { left_out = $1 }
        END { if (said) print good + 0, bad + 0, left_out + 0; else print 0, 0, 0 }' "$log")
    good=$1 bad=$2 skipped=$((skipped + $3))
    if [ "$bad" = 0 ] && { [ "$code" != 0 ] || [ "$good" = 0 ]; }; then
        bad=1
        echo "exit code $code" >>"$log"
    fi
    if [ "$bad" = 0 ]; then grep '^skipped:' "$log"; else cat "$log"; fi
    printf '%-24s %5d passed, %d failed\n' "$name" "$good" "$bad"
    passed=$((passed + good)) failed=$((failed + bad))
}

for binary in "$@"; do part "${binary#"$build/tests/"}" "$binary"; done
part lang python3 "$here/run.py" --gosh "$build/gosh"
part marked python3 "$here/run.py" --marked --gosh "$build/marked/gosh"
part marked-superset python3 "$here/superset/run.py" --marked --gosh "$build/marked/gosh"
part superset python3 "$here/superset/run.py" --gosh "$build/gosh"
part explore python3 "$here/explore.py" --gosh "$build/gosh" --brute "$build/tests/explore/brute"
part predictions python3 "$here/predictions.py" --build "$build"
part repl "$here/repl/run.py" --gosh "$build/gosh"
part learners "$here/lessons/learners.py" --gosh "$build/gosh"
part modes "$here/repl/modes.py" --gosh "$build/gosh"
part screenshots "$here/repl/screenshot.py" --check --gosh "$build/gosh" "$here"/../lessons/pictures/*.session
part graph python3 "$here/graph/run.py" --gosh "$build/gosh"
part lessons python3 "$here/lessons/run.py" --gosh "$build/gosh"
part dump python3 "$here/dump/run.py" --gosh "$build/gosh"
part install python3 "$here/install/run.py" --gosh "$build/gosh"
part source "$here/source.py" "$build"
part docs "$here/docs.py" --gosh "$build/gosh"
[ "$skipped" = 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
