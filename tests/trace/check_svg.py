#!/usr/bin/python3
"""Judges a timeline that is drawn: it is XML, stands alone, and what is drawn lies in the picture, one thing not on another.

    check_svg.py FILE.svg       prints what is in it
"""
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict

SVG = "{http://www.w3.org/2000/svg}"
BARS = ("running", "runnable", "channel", "lock", "sleep")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    root = ElementTree.fromstring(text)
    width, height = (float(root.get(name)) for name in ("width", "height"))
    assert root.find(SVG + "title").text, "it has no title"
    assert not re.search(r'<script|href=|@import|url\((?!#)', text), "it needs something else"
    assert "http" not in text.replace("http://www.w3.org/2000/svg", ""), "it needs something else"
    assert "prefers-color-scheme:dark" in text
    bars, counts = defaultdict(list), Counter()
    for rect in root.iter(SVG + "rect"):
        kind = rect.get("class")
        if kind in ("paper", "mark", "panic", "hit"):
            continue
        x, y, w, h = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
        assert 0 <= x and x + w <= width + 0.2 and 0 <= y and y + h <= height, (kind, x, y, w, h)
        if kind in BARS and rect.find(SVG + "title") is not None and h <= 20 and w > 0:
            counts[kind] += 1
            bars[y + h / 2].append((x, x + w))
    for lane in bars.values():
        for one, other in zip(sorted(lane), sorted(lane)[1:]):
            assert one[1] <= other[0] + 1.2, ("one bar lies on another", one, other)
    for path in root.iter(SVG + "path"):
        if path.get("class") not in ("arrow", "wake", "go"):
            continue
        ends = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d"))]
        if len(ends) >= 4:
            assert 0 <= ends[0] <= width and 0 <= ends[-2] <= width and 0 <= ends[1] <= height and 0 <= ends[-1] <= height, path.get("d")
            counts[path.get("class")] += path.find(SVG + "title") is not None
    for element in root.iter(SVG + "text"):
        assert 0 <= float(element.get("x")) <= width and 0 < float(element.get("y")) <= height, element.text
    print(", ".join(f"{counts[kind]} {kind}" for kind in (*BARS, "arrow", "wake", "go") if counts[kind]))


main()
