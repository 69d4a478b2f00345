#!/usr/bin/python3
"""Runs every example in the documents with gosh, so that what they say stays true.

    tests/docs.py [--gosh build/gosh] [FILE.md...]      default: README.md and the lessons

An example is a fenced block, and the word after its fence says what it is:

    ```gosh       a whole program; its comments say what is expected, as in tests/run.py, and it is called program.gosh
    ```session    what a terminal shows at gosh's prompt, as in tests/repl/run.py; the banner may stand first
    ```shell      commands behind `$ ` and what they print, as in tests/repl/run.py

Other blocks are for reading only. Each example runs in a folder of its own.
"""

import argparse
import importlib.util
import os
import re
import sys
import tempfile
from pathlib import Path

from run import TESTS, Program, judge, run_all

ROOT = TESTS.parent
DOCUMENTS = ["README.md", "lessons/language.md", *sorted(ROOT.glob("lessons/reference/*.md")),
             *sorted(ROOT.glob("lessons/help/*.md"))]
KINDS = ("gosh", "session", "shell")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def load_prompt_tests():
    """tests/repl/run.py as a module; its name is taken by the one beside this file."""
    sys.path.append(str(TESTS / "repl"))
    spec = importlib.util.spec_from_file_location("prompt_tests", TESTS / "repl" / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PROMPT_TESTS = load_prompt_tests()


class Example:
    """One fenced block of a document."""

    def __init__(self, document, line, kind, text):
        self.name = f"{document}:{line} ({kind})"
        self.kind = kind
        self.text = text

    def judge(self, gosh):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"program.{self.kind}"
            path.write_text(self.text)
            return judge(Program(path), gosh) if self.kind == "gosh" else PROMPT_TESTS.judge(path, gosh)


def examples(path):
    text = path.read_text()
    document = os.path.relpath(path, ROOT)
    for block in FENCE.finditer(text):
        kind, content = block.groups()
        if kind == "session" and content.startswith("gosh "):
            content = content.partition("\n")[2]
        if kind in KINDS:
            yield Example(document, text.count("\n", 0, block.start()) + 1, kind, content)


def main():
    options = argparse.ArgumentParser(description="Run the examples in the documents.")
    options.add_argument("--gosh", default=str(ROOT / "build" / "gosh"))
    options.add_argument("documents", nargs="*", metavar="FILE.md")
    given = options.parse_args()
    gosh = str(Path(given.gosh).resolve())
    if not os.access(gosh, os.X_OK):
        sys.exit(f"docs.py: no gosh at {gosh}")
    paths = [Path(name).resolve() for name in given.documents] or [ROOT / name for name in DOCUMENTS]
    found = [example for path in paths for example in examples(path)]
    return run_all(found, lambda example: example.judge(gosh))


if __name__ == "__main__":
    sys.exit(main())
