#!/usr/bin/env python3
"""Installs gosh into folders of its own, and looks at it as those see it who use it: man, shells, dpkg.

    tests/install/run.py [--gosh build/gosh] [NAME...]      default: every test

Nothing outside of a temporary folder is changed. What this machine has no program for is skipped, and said so.
"""

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pexpect

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ROOT / "repl" / "install"
SECONDS = 60 * float(os.environ.get("GOSH_TEST_SLOWNESS", "1"))
INSTALLED = {"bin/gosh": 0o755, "share/man/man1/gosh.1": 0o644, "share/bash-completion/completions/gosh": 0o644,
             "share/zsh/site-functions/_gosh": 0o644, "share/fish/vendor_completions.d/gosh.fish": 0o644}


class Skipped(Exception):
    pass


def need(program):
    if not shutil.which(program):
        raise Skipped(f"no {program} here")


def run(command, **more):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "DEB"))}
    return subprocess.run(command, cwd=ROOT, env={**env, "LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS, **more)


def works(command, **more):
    done = run(command, **more)
    assert done.returncode == 0, f"{command}: exit code {done.returncode}\n{done.stdout}"
    return done.stdout


def make(build, target, *settings, **more):
    # What is built is there: whoever calls this has built it.
    return works(["make", "-s", "-o", str(build / "gosh"), f"BUILD={build}", target, *settings], **more)


def files_below(folder):
    return {str(path.relative_to(folder)) for path in Path(folder).rglob("*") if not path.is_dir()}


# ---- make install ----


def install_puts_everything_in_its_place(build, folder):
    make(build, "install", f"DESTDIR={folder}/a b", "PREFIX=/usr", preexec_fn=lambda: os.umask(0o077))
    root = folder / "a b" / "usr"
    assert files_below(root) == set(INSTALLED), files_below(root)
    for place, mode in INSTALLED.items():
        assert (root / place).stat().st_mode & 0o7777 == mode, place
    for path in root.rglob("*"):
        assert not path.is_dir() or path.stat().st_mode & 0o7777 == 0o755, path
    version = works([str(root / "bin" / "gosh"), "--version"]).split()[1]
    assert version in (root / "share/man/man1/gosh.1").read_text(), "the man page has another version"


def install_goes_below_a_home(build, folder):
    home = dict(os.environ, HOME=str(folder))
    subprocess.run(["make", "-s", "-o", build / "gosh", f"BUILD={build}", "install", "PREFIX=~/x"], cwd=ROOT, env=home,
                   stdout=subprocess.DEVNULL, check=True, timeout=SECONDS)
    assert files_below(folder / "x") == set(INSTALLED)


def uninstall_takes_everything_away(build, folder):
    (folder / "bin").mkdir()
    (folder / "bin" / "other").write_text("")
    make(build, "install", f"PREFIX={folder}")
    make(build, "uninstall", f"PREFIX={folder}")
    assert files_below(folder) == {"bin/other"}, files_below(folder)
    make(build, "uninstall", f"PREFIX={folder}")


# ---- The package ----


def make_package(build, folder):
    need("dpkg-deb")
    need("dpkg-shlibdeps")
    package = make(build, "deb").splitlines()[-1]
    version = works([str(build / "gosh"), "--version"]).split()[1]
    assert Path(package).name == f"gosh_{version}_{works(['dpkg', '--print-architecture']).strip()}.deb", package
    return shutil.copy(package, folder)


def the_package_tells_what_it_needs(build, folder):
    package = make_package(build, folder)
    fields = works(["dpkg-deb", "-f", package])
    assert re.search(r"^Depends: .*\blibc6 \(>= ", fields, re.M), fields
    assert re.search(r"^Installed-Size: [1-9]", fields, re.M), fields
    listed = works(["dpkg-deb", "-c", package]).splitlines()
    for line in listed:
        mode, owner = line.split()[:2]
        assert owner == "root/root", line
        assert mode == ("drwxr-xr-x" if mode[0] == "d" else "-rwxr-xr-x" if line.endswith("bin/gosh") else "-rw-r--r--"), line
    works(["dpkg-deb", "-x", package, str(folder / "out")])
    works(["dpkg-deb", "-e", package, str(folder / "out" / "DEBIAN")])
    works("cd out && md5sum --check --quiet DEBIAN/md5sums".replace("out", f"'{folder}/out'"), shell=True)
    doc = folder / "out/usr/share/doc/gosh"
    assert "Lua.org" in (doc / "copyright").read_text(), "Lua is linked into it"
    assert gzip.decompress((doc / "changelog.gz").read_bytes()).startswith(b"gosh (")
    page = gzip.decompress((folder / "out/usr/share/man/man1/gosh.1.gz").read_bytes())
    assert b".Sh SYNOPSIS" in page
    assert works([str(folder / "out/usr/bin/gosh"), "-e", "print(6 * 7)"]) == "42\n"


def the_package_is_the_same_each_time(build, folder):
    (folder / "first").mkdir()
    first = make_package(build, folder / "first")
    assert Path(first).read_bytes() == Path(make_package(build, folder)).read_bytes()


def the_package_installs_and_removes_cleanly(build, folder):
    need("dpkg")
    package = make_package(build, folder)
    if os.geteuid() != 0:
        need("fakeroot")
    root = folder / "root"
    (root / "var/lib/dpkg/info").mkdir(parents=True)
    (root / "var/lib/dpkg/updates").mkdir()
    for name in ("status", "available"):
        (root / "var/lib/dpkg" / name).touch()
    dpkg = [*([] if os.geteuid() == 0 else ["fakeroot"]), "dpkg", f"--root={root}", f"--log={folder}/log",
            "--force-script-chrootless", "--force-not-root", "--force-depends"]
    works([*dpkg, "-i", package])
    assert works([str(root / "usr/bin/gosh"), "-e", "print(6 * 7)"]) == "42\n"
    assert works([*dpkg, "--verify", "gosh"]) == ""
    works([*dpkg, "-i", package])  # again, over itself
    works([*dpkg, "--purge", "gosh"])
    assert not (root / "usr").exists(), files_below(root)


# ---- What they say ----


def options_of_the_program():
    """Their names, long and short, as option.c has them."""
    text = (ROOT / "repl" / "option.c").read_text()
    rows = re.findall(r"""^ *\{\{"([a-z-]+)", (?:NULL|"[^"]*"), (?:0|'([a-z])'),""", text, re.M)
    names, letters = {name for name, _ in rows}, {letter for _, letter in rows if letter}
    assert len(names) > 9 and letters, "option.c has changed: mend this test"
    return names, letters


def subcommands_of_the_program():
    found = re.findall(r'^ *\[SUBCOMMAND_[A-Z]+\] =\s*\{"([a-z]+)"', (ROOT / "repl" / "subcommand.c").read_text(), re.M)
    assert found, "subcommand.c has changed: mend this test"
    return found


def options_of(build, subcommand):
    """Those that its --help names; `subcommand` is the words before that, if any."""
    words = [word for word in subcommand if not word.startswith("-")]
    return re.findall(r"^ +(?:-\w, |    )--([a-z-]+)", works([str(build / "gosh"), *words, "--help"]), re.M)


def help_names_every_option(build, folder):
    """That of some subcommand."""
    names, letters = options_of_the_program()
    text = "".join(works([str(build / "gosh"), name, "--help"]) for name in subcommands_of_the_program())
    assert set(re.findall(r"^ +(?:-\w, |    )--([a-z-]+)", text, re.M)) == names, text
    assert set(re.findall(r"^ +-(\w),", text, re.M)) == letters, text


def man_page(build):
    make(build, f"{build}/gosh.1")
    return (build / "gosh.1").read_text()


def man_names_every_option(build, folder):
    names, letters = options_of_the_program()
    section = re.search(r"^\.Sh OPTIONS\n(.*?)^\.Sh", man_page(build), re.M | re.S)[1]
    items = " ".join(re.findall(r"^\.It (.*)", section, re.M))
    assert set(re.findall(r"-([a-z-]{2,})", items)) == names, items
    assert set(re.findall(r"Fl (\w)\b", items)) == letters, items


def man_names_every_command(build, folder):
    shown = run(f"echo :help commands | '{build}/gosh'", shell=True).stdout
    commands = set(re.findall(r"^:([a-z]+)", shown, re.M))
    assert {"help", "ps", "quit"} <= commands, shown
    for name in commands:
        assert re.search(rf"^\.It Ic :{name}( |$)", man_page(build), re.M), name


def man_names_every_key(build, folder):
    keys = set(re.findall(r"\b(?:Ctrl|Alt)-(?:Enter|\S)", run(f"echo :help keys | '{build}/gosh'", shell=True).stdout))
    assert {"Ctrl-C", "Ctrl-R", "Alt-Enter"} <= keys, keys
    items = " ".join(re.findall(r"^\.It (.*)", man_page(build), re.M)).replace("\\e", "\\")
    assert all(key in items for key in keys), [key for key in keys if key not in items]


def man_names_every_variable(build, folder):
    """Of the environment: those that the source asks for."""
    sources = [path for layer in ("repl", "lua", "runtime") for path in (ROOT / layer).rglob("*.c")]
    names = {name for path in sources for name in re.findall(r'\bgetenv\("(\w+)"\)', path.read_text())}
    assert {"NO_COLOR", "GOTRACEBACK"} <= names, names
    items = " ".join(re.findall(r"^\.It Ev (.*)", man_page(build), re.M)).split()
    page = set(re.findall(r"^\.Ev (\w+)", man_page(build), re.M)) | set(items)
    assert names <= page, names - page


def man_has_no_faults(build, folder):
    man_page(build)
    if shutil.which("mandoc"):
        said = run(["mandoc", "-T", "lint", "-W", "warning", str(build / "gosh.1")]).stdout
    else:
        need("groff")
        said = run(["groff", "-ww", "-z", "-mandoc", "-Tutf8", str(build / "gosh.1")]).stdout
    assert said == "", said


def examples_of_man_are_true(build, folder):
    """Each is a session of the shell."""
    page = man_page(build)
    examples = re.search(r"^\.Sh EXAMPLES\n(.*?)^\.Sh", page, re.M | re.S)[1]
    texts = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", examples, re.M | re.S)
    assert len(texts) >= 3
    for i, text in enumerate(texts):
        (folder / f"{i}.shell").write_text(text.replace("\\&", "").replace("\\e", "\\"))
    works([str(ROOT / "tests/repl/run.py"), "--gosh", str(build / "gosh"),
           *(str(folder / f"{i}.shell") for i in range(len(texts)))])


# ---- Completion ----

FILES = ["p.gosh", "q.lua", "with space.gosh", "other.txt", "pic.svg", "pic.dot", "dir"]
PROGRAMS, OTHERS = ["p.gosh", "q.lua", "with space.gosh", "dir/"], ["other.txt", "pic.svg"]
# What is typed, what is offered then, and what is not. None: every option of that subcommand, and no other.
COMPLETIONS = [
    ("gosh ", ["run", "trace", "explore", "step", "lesson", *PROGRAMS], OTHERS + ["--seed"]),
    ("gosh --", None, PROGRAMS),
    ("gosh run --", None, PROGRAMS),
    ("gosh trace --", None, PROGRAMS),
    ("gosh explore --", None, PROGRAMS),
    ("gosh step --", None, PROGRAMS),
    ("gosh lesson --", None, PROGRAMS),
    ("gosh lesson ", ["list", "lint"], PROGRAMS + ["run"]),
    ("gosh lesson lint ", ["dir/", "p.gosh"], ["list", "run"]),
    ("gosh lesson --pack ", ["dir/"], PROGRAMS[:2] + ["list"]),
    ("gosh explore --fine ", PROGRAMS, OTHERS + ["run"]),
    ("gosh explore --bound ", [], PROGRAMS),
    ("gosh --se", ["--seed"], ["--leaks"]),
    ("gosh --explain=", ["on", "off"], PROGRAMS),
    ("gosh --explain ", ["on", "off"], PROGRAMS),
    ("gosh --picture ", ["pic.svg", "pic.dot", "dir/"], ["p.gosh", "other.txt", "run"]),
    ("gosh --dump-json ", ["other.txt", "p.gosh"], ["run"]),
    ("gosh --seed 3 ", ["run", *PROGRAMS], OTHERS),
    ("gosh --seed ", [], ["run", *PROGRAMS]),
    ("gosh run ", PROGRAMS, ["run", *OTHERS]),
    ("gosh run --lea", ["--leaks"], ["--seed"]),
    ("gosh -e 'a b' ", FILES[:4], ["run"]),
    ("gosh p.gosh ", FILES[:4], ["run"]),
    ("gosh p.gosh --", [], ["--seed", "--help"]),
]


def judge_completions(build, offered):
    """`offered(line)`: what a shell shows then, as one text."""
    for line, wanted, unwanted in COMPLETIONS:
        if wanted is None:
            wanted = [f"--{name}" for name in options_of(build, line.split()[1:2])]
            unwanted = unwanted + [f"--{name}" for name in options_of_the_program()[0] if f"--{name}" not in wanted]
        seen = offered(line).replace("\\ ", " ")

        def has(word):
            return re.search(rf"(?:^|\s|--\w+=){re.escape(word)}=?/?(?=\s|$)", seen, re.M)
        assert all(map(has, wanted)) and not any(map(has, unwanted)), \
            f"{line!r}: not {[w for w in wanted if not has(w)]}, but {[w for w in unwanted if has(w)]}\n{seen}"


def type_at_a_shell(command, begin, folder):
    """A function that types a line, asks what could come, and gives what is shown then."""
    for name in FILES:
        (folder / name).mkdir() if name == "dir" else (folder / name).touch()
    env = {"TERM": "dumb", "PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}

    def offered(line):
        shell = pexpect.spawn(command[0], command[1:], cwd=str(folder), env=env, encoding="utf8", timeout=SECONDS,
                              dimensions=(200, 200))
        shell.sendline(f"{begin}; echo 'be''gun'")
        shell.expect("begun\r\n")
        shell.sendline("PS1='REA''DY '")
        shell.expect("READY ")
        shell.send(f"{line}\x1d\x15echo 'E''ND'\r")
        shell.expect("END")
        shell.close(force=True)
        shown = re.search(r"\n(.*)\nREADY ", shell.before.replace("\r", ""), re.S)  # between the line and its repetition
        return shown[1] if shown else ""
    return offered


def bash_completes(build, folder):
    need("bash")
    judge_completions(build, type_at_a_shell(
        ["bash", "--norc", "--noprofile", "-i"],
        f"""source '{SOURCES}/gosh.bash'; bind '"\\C-]": possible-completions'; bind 'set enable-bracketed-paste off'""",
        folder))


def zsh_completes(build, folder):
    need("zsh")
    judge_completions(build, type_at_a_shell(
        ["zsh", "-f", "-i"],
        f"fpath=('{SOURCES}' $fpath); autoload -Uz compinit; compinit -u -D; unsetopt prompt_cr; LISTMAX=1000; "
        "bindkey '^]' list-choices", folder))


def fish_completes(build, folder):
    need("fish")
    for name in FILES:
        (folder / name).mkdir() if name == "dir" else (folder / name).touch()

    def offered(line):
        return subprocess.run(["fish", "--no-config", "-c", 'source $argv[1]; complete -C $argv[2]', f"{SOURCES}/gosh.fish", line],
                              cwd=folder, env=dict(os.environ, HOME=str(folder), LC_ALL="C.UTF-8"), text=True,
                              stdout=subprocess.PIPE, check=True, timeout=SECONDS).stdout
    judge_completions(build, offered)


TESTS = [install_puts_everything_in_its_place, install_goes_below_a_home, uninstall_takes_everything_away,
         the_package_tells_what_it_needs, the_package_is_the_same_each_time, the_package_installs_and_removes_cleanly,
         help_names_every_option, man_names_every_option, man_names_every_command, man_names_every_key,
         man_names_every_variable, man_has_no_faults,
         examples_of_man_are_true, bash_completes, zsh_completes, fish_completes]


def main():
    options = argparse.ArgumentParser(description="Install gosh, and look at it.")
    options.add_argument("--gosh", default=str(ROOT / "build" / "gosh"))
    options.add_argument("names", nargs="*", metavar="NAME")
    given = options.parse_args()
    build = Path(given.gosh).resolve().parent
    tests = [test for test in TESTS if not given.names or test.__name__ in given.names]
    failed = skipped = 0
    for test in tests:
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(build, Path(folder))
            except Skipped as why:
                skipped += 1
                print(f"skipped: {test.__name__}: {why}")
            except (AssertionError, subprocess.SubprocessError, pexpect.ExceptionPexpect) as wrong:
                failed += 1
                print(f"FAIL {test.__name__}\n    " + str(wrong).replace("\n", "\n    "), flush=True)
    if skipped:
        print(f"{skipped} skipped")
    print(f"{len(tests) - failed - skipped} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
