#!/usr/bin/python3
"""Looks at the source itself: what its files may ask of each other, and that README's tour knows them all.

    tests/source.py BUILD

One test for each rule.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["runtime", "lua/syntax", "lua", "repl"]  # each may include what is in those before it; the front end only itself
LIBRARIES = ["libedit.so.2", "libcmocka.so.0", "libc.so.6", "libm.so.6"]


def files():
    for layer in LAYERS:
        for path in sorted((ROOT / layer).glob("*")):
            if path.suffix in (".c", ".h", ".sh", ".gosh"):
                yield layer, path


def imports_run_one_way(_):
    """repl -> lua -> runtime; the front end stands by itself."""
    for layer, path in files():
        for name in re.findall(r'^#include "(.*)/[^/"]*"', path.read_text(), re.MULTILINE):
            above = name in LAYERS and LAYERS.index(name) > LAYERS.index(layer)
            if above or (layer == "lua/syntax" and name == "runtime"):
                yield f"{path.relative_to(ROOT)} includes a file of {name}/"


def only_the_program_has_globals_that_change(build):
    """A world can be copied and put back, and there can be several: what changes is in it. The exceptions are the process's."""
    known = {"tick_here", "descriptors_before", "before_death", "ears", "followed", "watched", "one_crowd"}
    for layer in ("runtime", "lua", "lua/syntax"):
        for path in sorted((build / layer).glob("*.o")):
            for name in variables(path):
                if name not in known and not name.startswith("__"):
                    yield f"{path.relative_to(build)} has the global {name}"


def names_are_not_those_of_libraries(build):
    """A function of ours would be called by the library in the place of its own."""
    ours = set(functions(["nm", "--defined-only", build / "gosh"]))
    for library in LIBRARIES:
        found = next(Path("/usr/lib").glob(f"*/{library}"), None) or next(Path("/lib").glob(f"*/{library}"), None)
        if found:
            own = set(functions(["nm", "--defined-only", "--dynamic", found]))
            yield from (f"{name} is also {library}'s" for name in sorted(ours & own) if not name.startswith("_"))


def variables(path):
    """What stands in sections that can be written to; readelf, unlike nm, tells it also of objects for optimising later."""
    listing = subprocess.run(["readelf", "-SsW", path], capture_output=True, text=True, check=True).stdout
    writable = set(re.findall(r"^ +\[ *(\d+)\] \.t?(?:bss|data)(?!\.rel\.ro)\S* ", listing, re.MULTILINE))
    found = re.findall(r" (?:OBJECT|TLS) +\w+ +\w+ +(\d+) (\w+)", listing)
    return [name for section, name in found if section in writable]


def functions(command):
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.findall(r" T (\w+)", listing)


def the_tour_names_every_file(_):
    """README's tour; a header is named with the file of its name."""
    tour = (ROOT / "README.md").read_text().split("## A tour of the source")[1].split("\n## ")[0]
    for _, path in files():
        alone = path.suffix != ".h" or not path.with_suffix(".c").exists()
        if alone and f"`{path.name}`" not in tour:
            yield f"README's tour does not name {path.relative_to(ROOT)}"
    for name in re.findall(r"`([a-z_0-9]+\.[ch])`", tour):
        if not any((ROOT / layer / name).exists() for layer in LAYERS):
            yield f"README's tour names {name}, which is not there"


def main():
    build = Path(sys.argv[1]).resolve()
    tests = [imports_run_one_way, only_the_program_has_globals_that_change, names_are_not_those_of_libraries,
             the_tour_names_every_file]
    failed = 0
    for test in tests:
        complaints = list(test(build))
        if complaints:
            failed += 1
            print(f"FAIL {test.__name__}", *complaints, sep="\n    ")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
