#!/usr/bin/python3
"""Judges a timeline in the Trace Event Format as strictly as those who show one could: what is written there is whole.

    check_json.py FILE.json [FLOWS]     prints what is in it; FLOWS: of values, each as "from -> to: name"
"""
import json
import sys
from collections import defaultdict


def refuse_constant(text):
    raise ValueError(f"{text} is no JSON")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        trace = json.load(file, parse_constant=refuse_constant, object_pairs_hook=lambda pairs: unique(pairs))
    threads, slices, flows, counts = {}, defaultdict(list), defaultdict(dict), defaultdict(int)
    for e in trace["traceEvents"]:
        counts[e["ph"]] += 1
        assert e["pid"] == 1 and isinstance(e["tid"], int) and isinstance(e["name"], str) and e["name"], e
        if e["ph"] == "M":
            if e["name"] == "thread_name":
                threads[e["tid"]] = e["args"]["name"]
            continue
        assert e["ts"] >= 0 and isinstance(e["cat"], str), e
        if e["ph"] == "X":
            assert e["dur"] >= 0, e
            begin = round(e["ts"] * 1000)
            slices[e["tid"]].append((begin, begin + round(e["dur"] * 1000), e["name"]))
        elif e["ph"] in "sf":
            assert e["ph"] not in flows[e["cat"], e["id"]], e
            assert e["ph"] == "s" or e["bp"] == "e", e
            flows[e["cat"], e["id"]][e["ph"]] = e
        else:
            assert e["ph"] == "i" and e["s"] in ("t", "p"), e
    assert all(tid in threads for tid in slices), "a lane has no name"
    for lane in slices.values():
        nests(lane)
    told = []
    for (kind, _), ends in flows.items():
        begin, end = ends["s"], ends["f"]
        assert begin["ts"] <= end["ts"] and begin["name"] == end["name"], (begin, end)
        for e in (begin, end):
            assert any(at <= round(e["ts"] * 1000) <= until for at, until, _ in slices[e["tid"]]), ("no slice to bind to", e)
        if kind == "value":
            told.append(f"{begin['tid']} -> {end['tid']}: {begin['name']}")
    print(f"{len(threads)} lanes,", ", ".join(f"{counts[ph]} {ph}" for ph in "Xsfi" if counts[ph]))
    if sys.argv[2:]:
        print("\n".join(told))


def unique(pairs):
    assert len({key for key, _ in pairs}) == len(pairs), pairs
    return dict(pairs)


def nests(lane):
    """Slices lie in each other or beside each other."""
    open_until = []
    for at, until, name in sorted(lane, key=lambda s: (s[0], -s[1])):
        while open_until and open_until[-1] <= at:
            open_until.pop()
        assert not open_until or until <= open_until[-1], ("overlaps", at, until, name)
        open_until.append(until)


main()
