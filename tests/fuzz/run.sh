#!/bin/sh
# Fuzzes the front end, starting from every program of the tests.
#
#     tests/fuzz/run.sh FUZZER SECONDS
#
# What the fuzzer has learned stays beside it, in corpus/, and what it has found to be wrong in found/. The last line
# is `1 passed, 0 failed`, or the other way round.
set -u
fuzzer=$1 seconds=$2
here=$(dirname "$0")
folder=$(dirname "$fuzzer")
rm -rf "$folder/seeds" "$folder/found"
mkdir -p "$folder/corpus" "$folder/seeds" "$folder/found"
find "$here/../lang" "$here/../superset" -name '*.gosh' -o -name '*.lua' | while read -r program; do
    cp "$program" "$folder/seeds/$(echo "${program#"$here/../"}" | tr / _)"
done
if "$fuzzer" -max_total_time="$seconds" -max_len=4096 -timeout=10 -dict="$here/gosh.dict" \
    -artifact_prefix="$folder/found/" "$folder/corpus" "$folder/seeds" >"$folder/log" 2>&1; then
    tail -n 1 "$folder/log"
    echo "1 passed, 0 failed"
else
    tail -n 40 "$folder/log"
    echo "0 passed, 1 failed"
    exit 1
fi
