#!/usr/bin/env python3
"""Draws who waits for whom in the programs in this folder, and judges the drawings.

    tests/graph/run.py [--gosh build/gosh] [FILE...]      default: every program under programs/

The text, as `--picture -` prints it after all else, is compared in whole with NAME.txt beside NAME.gosh. `-- option: X`
in a program is an option of gosh's. The SVG is drawn twice, without graphviz and, where that is installed, with it: it has
to be XML, with a title, a description and one for each node and edge; nodes lie in the picture and not on each other,
edges begin and end at their nodes; under a seed it has the same bytes each time. DOT is read by graphviz where it is
installed. Pictures beside the lessons' examples are what gosh draws of these now.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "lessons" / "examples"
SVG = "{http://www.w3.org/2000/svg}"
SECONDS = 20 * float(os.environ.get("GOSH_TEST_SLOWNESS", "1"))
NEAR = 3.5  # pixels


def run(program, gosh, options, **env):
    kept = {name: value for name, value in os.environ.items() if name not in ("GODEBUG", "GOTRACEBACK")}
    said = re.findall(r"-- option: (.*)", program.read_text(errors="replace"))
    command = [gosh, *shlex.split(" ".join(said)), "--explain=off", *options, program.name]
    done = subprocess.run(command, cwd=program.parent, capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL,
                          env={**kept, "LC_ALL": "C.UTF-8", "GOTRACEBACK": "none", **env})
    return done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def judge_text(program, gosh):
    _, err = run(program, gosh, ["--picture", "-"])
    drawn = "\n\n".join(err.split("\n\n")[-2:])  # who waits for whom, and what they are
    wanted = program.with_suffix(".txt").read_text()
    wrong = [] if drawn == wanted else ["the text is", *drawn.splitlines(), "and not", *wanted.splitlines()]
    _, ascii = run(program, gosh, ["--picture", "-"], LC_ALL="C")
    if re.search("[─▶╭│╰╶…]", ascii):
        wrong.append("where only ASCII can be shown there is more than that")
    return wrong + [f"too wide: {line}" for line in drawn.splitlines() if len(line) > 80]


class Rectangle:
    def __init__(self, element):
        self.left, self.top = float(element.get("x")), float(element.get("y"))
        self.right = self.left + float(element.get("width"))
        self.bottom = self.top + float(element.get("height"))

    def touches(self, other):
        return (self.left < other.right and other.left < self.right
                and self.top < other.bottom and other.top < self.bottom)

    def has_at_its_border(self, x, y):
        inside = self.left - NEAR <= x <= self.right + NEAR and self.top - NEAR <= y <= self.bottom + NEAR
        return inside and min(abs(x - self.left), abs(x - self.right), abs(y - self.top), abs(y - self.bottom)) <= NEAR


def judge_svg(text, name):
    """What is wrong with a picture."""
    root = ElementTree.fromstring(text)
    wrong = []
    if root.get("role") != "img" or not root.get("aria-label") or not root.findtext(f"{SVG}title"):
        wrong.append("it has no role or title")
    if re.search(r"\b(href|url\((?!#)|@import|<script)", text):
        wrong.append("it refers to something outside of it")
    inner = root.find(f"{SVG}g")
    nodes = {}
    for group in inner.findall(f"{SVG}g"):
        whose = group.findtext(f"{SVG}title").split(": ")[0]
        stack = [box for box in group.findall(f"{SVG}rect") if box.get("class") in ("box", "thing", "void")]
        nodes.setdefault(whose, []).append(Rectangle(stack[-1]))
    every = [box for boxes in nodes.values() for box in boxes]
    for at, box in enumerate(every):
        wrong += ["two nodes lie on each other" for other in every[:at] if box.touches(other)]
    _, _, width, height = map(float, root.get("viewBox").split())
    if any(box.left < -20 or box.top < -20 or box.right > width or box.bottom > height for box in every):
        wrong.append("a node lies outside of the picture")
    edges = [path for path in inner.findall(f"{SVG}path") if "edge" in path.get("class")]
    for edge in edges:
        title = edge.findtext(f"{SVG}title")
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", edge.get("d"))]
        tail, head = re.match(r"(.*), [A-Za-z ]+, (.*)$", title, re.S).groups()
        for who, x, y in ((tail, *numbers[:2]), (head, *numbers[-2:])):
            if not any(box.has_at_its_border(x, y) for box in nodes.get(who, [])):
                wrong.append(f"the edge {title!r} is not at {who} but at {x}, {y}")
    if not edges or root.findtext(f"{SVG}desc").count("\n") != len(edges):
        wrong.append("its description does not tell of each edge")
    return [f"{name}: {complaint}" for complaint in wrong]


def draw(program, gosh, folder, **env):
    """The picture's text."""
    path = Path(folder) / "picture.svg"
    path.unlink(missing_ok=True)
    _, err = run(program, gosh, ["--seed", "1", "--picture", str(path)], **env)
    if not err.endswith(f"\ngosh: {path} shows who waits for whom\n"):
        raise AssertionError(f"stderr says {err!r}")
    return path.read_text()


def judge_pictures(program, gosh):
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        own = draw(program, gosh, folder, PATH="/nowhere")
        wrong += judge_svg(own, "without graphviz")
        if draw(program, gosh, folder, PATH="/nowhere") != own:
            wrong.append("the picture is different each time")
        if not shutil.which("dot"):
            return wrong
        laid_out = draw(program, gosh, folder)
        wrong += judge_svg(laid_out, "with graphviz")
        if laid_out == own:
            wrong.append("graphviz makes no difference")
        path = Path(folder) / "picture.dot"
        run(program, gosh, ["--picture", str(path)])
        read = subprocess.run(["dot", "-Tsvg", path], capture_output=True, timeout=SECONDS)
        if read.returncode != 0 or read.stderr:
            wrong.append(f"dot does not read it: {read.stderr.decode(errors='replace')}")
    return wrong


def is_as_drawn(picture, gosh):
    """Whether a picture beside an example is what gosh makes of it."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "picture.svg"
        run(picture.with_suffix(".gosh"), gosh, ["--picture", str(drawn)], PATH="/nowhere")
        return drawn.exists() and drawn.read_bytes() == picture.read_bytes()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gosh", default=HERE.parent.parent / "build/gosh")
    parser.add_argument("paths", nargs="*")
    options = parser.parse_args()
    gosh = str(Path(options.gosh).resolve())
    passed = failed = 0
    for path in options.paths or sorted((HERE / "programs").glob("*.gosh")):
        program = Path(path).resolve()
        try:
            wrong = judge_text(program, gosh) + judge_pictures(program, gosh)
        except (AssertionError, ElementTree.ParseError, OSError, subprocess.TimeoutExpired) as error:
            wrong = [str(error)]
        passed, failed = passed + (not wrong), failed + bool(wrong)
        if wrong:
            print(f"FAIL {program.name}", *wrong, sep="\n    ")
    pictures = [p for p in sorted(EXAMPLES.glob("*.svg")) if p.with_suffix(".gosh").exists()]
    for picture in [] if options.paths else pictures:
        good = is_as_drawn(picture, gosh)
        passed, failed = passed + good, failed + (not good)
        if not good:
            print(f"FAIL {picture.name} is not what gosh draws without graphviz")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
