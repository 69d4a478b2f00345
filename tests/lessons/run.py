#!/usr/bin/env python3
"""Lints packs of lessons, those beside this file, and each lesson of the course, and grades programs with their exercises.

    tests/lessons/run.py [--gosh build/gosh] [FILE...]      default: every .pack file, and the course

NAME.pack is a pack, and what `gosh lesson lint` says of it; the name says the rule. A line that begins with `====` begins
a part:

    ==== file NAME          a file of the pack's folder, which is called pack
    ==== link NAME TARGET   a symbolic link
    ==== fifo NAME          a named pipe
    ==== bytes NAME         a file of the bytes that the Python expression in the next lines gives
    ==== steps              the lesson 01-a.md: what follows stands between its title, which has four lines, and its end
    ==== lint WORD...       in the place of `lint pack`
    ==== lesson WORD...     in its place another thing that gosh lesson can do
    ==== says               what is printed, stdout and stderr, then `[N]` for an exit code that is not 0; a line of three
                            dots stands for any lines, three dots at a line's end for the rest of it

Without a file pack.md, there is one that names the lesson a, 01-a.md. The lessons of the course are left out where what is
tested runs too slowly for the time that a step's search has (GOSH_TEST_SLOWNESS).
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
COURSE = HERE.parent.parent / "lessons"
SLOWNESS = float(os.environ.get("GOSH_TEST_SLOWNESS", "1"))  # as in tests/run.py
SECONDS = 300 * SLOWNESS
MANIFEST = "# p: A pack\n\n- [a](01-a.md)\n"
BEGIN = "# A\n\nWhat is learnt.\n\n"
END = "\n## Learnt\n\n- One.\n- Two.\n- Three.\n"


def parts(text):
    for part in re.split(r"^==== ", text, flags=re.M)[1:]:
        head, body = part.split("\n", 1)
        kind, *words = shlex.split(head)
        yield kind, words, body


def make(folder, case):
    """Makes the pack; gives the words to call gosh with, and what it is to say."""
    words, said = ["lint", "pack"], None
    (folder / "pack").mkdir()
    (folder / "pack/pack.md").write_text(MANIFEST)
    for kind, names, body in parts(case):
        path = folder / "pack" / (names[0] if names else "01-a.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind in ("file", "link", "fifo", "bytes"):
            path.unlink(missing_ok=True)
        if kind == "file":
            path.write_text(body)
        elif kind == "steps":
            path.write_text(BEGIN + body + END)
        elif kind == "link":
            path.symlink_to(names[1])
        elif kind == "fifo":
            os.mkfifo(path)
        elif kind == "bytes":
            path.write_bytes(eval(body))
        elif kind == "lint":
            words = ["lint", *names]
        elif kind == "lesson":
            words = names
        elif kind == "says":
            said = body
        else:
            raise ValueError(f"what is ==== {kind}?")
    return words, said


def fits(said, wanted):
    pattern = "".join("(?:.*\n)*?" if line == "..." else
                      re.escape(line[:-3]) + ".*\n" if line.endswith("...") else
                      re.escape(line) + "\n" for line in wanted.splitlines())
    return re.fullmatch(pattern, said) is not None


def run(gosh, words, folder):
    done = subprocess.run([gosh, "lesson", *words], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=SECONDS)
    return done.stdout.decode(errors="backslashreplace") + (f"[{done.returncode}]\n" if done.returncode else "")


def judge_case(gosh, path):
    with tempfile.TemporaryDirectory() as folder:
        words, wanted = make(Path(folder), path.read_text())
        said = run(gosh, words, folder)
    return None if fits(said, wanted) else f"said:\n{said}wanted:\n{wanted}"


def judge_lesson(gosh, name):
    for _ in range(3):  # a search ends when its time is over, which may be too early on a busy machine
        said = run(gosh, ["lint", str(COURSE), name], "/")
        if re.fullmatch(r"1 lesson, \d+ steps?: no mistakes\n", said):
            return None
    return said


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gosh", default="build/gosh")
    parser.add_argument("files", nargs="*", type=Path)
    args = parser.parse_args()
    gosh = str(Path(args.gosh).resolve())
    tests = [(path.stem, judge_case, path) for path in args.files or sorted(HERE.glob("*.pack"))]
    skipped = 0
    if not args.files:
        names = re.findall(r"^- \[([^]]*)\]", (COURSE / "pack.md").read_text(), re.M)
        skipped = len(names) if SLOWNESS > 1 else 0
        tests += [(f"the course: {name}", judge_lesson, name) for name in names[skipped:]]
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for (name, _, _), wrong in zip(tests, pool.map(lambda t: t[1](gosh, t[2]), tests)):
            if wrong:
                failed += 1
                print(f"FAIL {name}", wrong, sep="\n")
    if skipped:
        print(f"skipped: the {skipped} lessons of the course, which are searched in time", f"{skipped} skipped", sep="\n")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
