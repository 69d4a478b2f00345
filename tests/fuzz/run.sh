#!/bin/sh
# Fuzzes what reads texts, starting from all such texts in some folders.
#
#     tests/fuzz/run.sh FUZZER SECONDS FOLDER...
#
# What the fuzzer has learned stays beside it, in NAME-corpus/, and what it has found to be wrong in NAME-found/. The last
# line is `1 passed, 0 failed`, or the other way round.
set -u
fuzzer=$1 seconds=$2
shift 2
here=$(dirname "$0")
name=$(basename "$fuzzer")
rm -rf "$fuzzer-seeds" "$fuzzer-found"
mkdir -p "$fuzzer-corpus" "$fuzzer-seeds" "$fuzzer-found"
case $name in
syntax) find "$@" -name '*.gosh' -o -name '*.lua' ;;
lesson) find "$@" -name '*.md' -o -name '*.pack' ;;
esac | while read -r text; do
    cp "$text" "$fuzzer-seeds/$(echo "${text#"$here/../"}" | tr / _)"
done
if "$fuzzer" -max_total_time="$seconds" -max_len=16384 -timeout=10 -dict="$here/$name.dict" \
    -artifact_prefix="$fuzzer-found/" "$fuzzer-corpus" "$fuzzer-seeds" >"$fuzzer-log" 2>&1; then
    tail -n 1 "$fuzzer-log"
    echo "1 passed, 0 failed"
else
    tail -n 40 "$fuzzer-log"
    echo "0 passed, 1 failed"
    exit 1
fi
