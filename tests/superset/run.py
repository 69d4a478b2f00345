#!/usr/bin/env python3
"""Runs plain Lua programs under lua5.4 and under gosh: the same output and the same exit code, or gosh is no superset.

    tests/superset/run.py [--gosh build/gosh] [--lua lua5.4] [FILE...]

With --marked, gosh marks all worlds (lua/mark.h); the programs with a line `-- marked: WHY` do something else then.

Every program gets the same arguments and the same standard input. None may print what differs from run to run.
What a program writes to stderr is its own affair: only there the two have words of their own.
"""
import argparse
import difflib
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ARGUMENTS = ["one", "two words", "", "-x"]
STDIN = "first line\n  42 0x10 1e2 word\n\nlast line without end"
SECONDS = 60 * float(os.environ.get("GOSH_TEST_SLOWNESS", "1"))  # as in tests/run.py


def run(interpreter, program):
    """What the program prints, and its exit code; the working folder is one that it may litter."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / program.name).symlink_to(program)
        try:
            done = subprocess.run([interpreter, program.name, *ARGUMENTS], cwd=folder, input=STDIN.encode(),
                                  capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return f"no end within {SECONDS} s\n", "", None
    return done.stdout.decode(errors="backslashreplace"), done.stderr.decode(errors="backslashreplace"), done.returncode


def compare(options, program):
    """The complaint about one program, or nothing."""
    wanted, trouble, wanted_code = run(options.lua, program)
    if trouble.startswith(os.path.basename(options.lua) + ":") or wanted_code is None:
        return f"    the program is wrong under {options.lua}: {trouble}"
    found, said, code = run(options.gosh, program)
    if wanted == found and wanted_code == code:
        return ""
    lines = difflib.unified_diff(wanted.splitlines(), found.splitlines(), options.lua, "gosh", lineterm="", n=1)
    codes = [] if code == wanted_code else [f"exit code {code}, under {options.lua} {wanted_code}"]
    return "\n".join("    " + line for line in [*lines, *codes, *said.splitlines()[:8]])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gosh", default=str(HERE.parent.parent / "build" / "gosh"))
    parser.add_argument("--lua", default="lua5.4")
    parser.add_argument("--marked", action="store_true")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    if os.sep in options.gosh:
        options.gosh = os.path.abspath(options.gosh)
    programs = [file.resolve() for file in options.files] or sorted(HERE.glob("*.lua"))
    if options.marked:
        programs = [program for program in programs if "\n-- marked: " not in program.read_text(errors="replace")]
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for program, complaint in zip(programs, pool.map(lambda program: compare(options, program), programs)):
            if complaint:
                failed += 1
                print(f"FAIL superset/{program.name}\n{complaint}", flush=True)
    print(f"{len(programs) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
