#!/usr/bin/env python3
"""Measures gosh against Go with one P, and plain Lua under gosh against lua5.4.

Both sides of a line run in turn, several times, in one run of this file; the best of each counts,
because what disturbs a run on a shared machine only ever makes it slower. A figure alone says
little: the ratio to the other side is what has a target. Without Go, gosh is measured alone.
"""
import argparse
import glob
import json
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time

import keys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(ROOT, "build", "bench")

# Each program NAME.gosh with the greatest ratio to its peer (NAME.go, or NAME.lua) that is good enough.
PROGRAMS = {
    "pingpong": 0.5,
    "ring": 0.5,
    "stream": 0.5,
    "buffered": 0.9,
    "spawn": 0.35,
    "select": 0.6,
    "sieve": 0.8,
    "sleepers": 0.3,
    "strings": None,
    "strings_buffered": None,
    "tables": None,
    "tables_buffered": None,
    "waitgroup": 2.0,
    "mutex": 5.0,
    "mutex_contended": 5.0,
    "atomic": 6.0,
    "context_cancel": 2.0,
    "timer_start": 2.0,
    "timer_stop": 2.0,
    "timer_fire": 2.0,
    "echo": 1.3,
    "preempt": 1.05,
    "dump": 1.0,
}
PLAIN_TARGET = 1.05
FILES_TARGET = 1.3  # of plain programs that read and write files
QUIT_TARGET = 2000  # ms, from SIGQUIT to the end of a program of 100,000 goroutines, ten calls deep
SURVEY_TARGET = 500  # ms, to look around among 100,000 goroutines with a channel each
LEAKS_TARGET = 1000  # ms, to look for leaks among 100,000 goroutines
KEYS_TARGET = 30  # ms, for 99 of 100 keys that are typed at the prompt to be seen, whatever runs behind it
TRACE_TARGET = 1.3  # of the channel benchmarks under gosh trace
GRADE_TARGET = 2.0  # s, for any program to be graded, also one that never ends or has very many schedules
JITTER_TARGET = 5.0  # ms, of a ticker of 10 ms
STARTUP_TARGET = 3.0
EXPLORE_TARGET = 100_000  # schedules a second, of three goroutines of four steps, in one process
EXPLORE_WHOLE_TARGET = 1.0  # s, for all 49,280 schedules of three goroutines of three steps, in one process
EXPLORE_SHARE_TARGET = 0.7  # of that, for two processes on two processors
STARTUP_RUNS = 40
SLEEPERS = 1_000_000
SLEEPER_BYTES = 1500
CROWD = 10_000  # idle connections, beside 1,000 busy ones
CROWD_TARGET = 1.5

missed = 0


def find_go():
    found = shutil.which("go")
    versions = sorted(glob.glob("/usr/lib/go-*/bin/go"))
    return found or (versions[-1] if versions else None)


def build_go(go, name):
    source = os.path.join(HERE, name + ".go")
    binary = os.path.join(OUT, name)
    if not os.path.exists(binary) or os.path.getmtime(binary) < os.path.getmtime(source):
        os.makedirs(OUT, exist_ok=True)
        subprocess.run([go, "build", "-o", binary, source], check=True, cwd=HERE)
    return binary


def run(command, codes=(0,)):
    """Runs a program to its end, which is to have one of these exit codes; answers its output, its seconds and its peak of resident bytes.

    The peak is what the kernel also shows as VmHWM, taken when the process is gone.
    """
    environment = dict(os.environ, GOMAXPROCS="1")
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL if 1 in codes else None,
                               text=True, env=environment)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode not in codes:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}")
    return output, seconds, usage.ru_maxrss * 1024


def figure(name, output):
    """The number in the one line `NAME: NUMBER UNIT` that a program prints, and its unit."""
    match = re.fullmatch(re.escape(name) + r": ([0-9.]+) (\S+)\n", output)
    if not match:
        raise RuntimeError(f"{name} printed {output!r}")
    return float(match[1]), match[2]


def row(name, unit, gosh, peer_name="", peer=None, target=None):
    global missed
    digits = 3 if unit == "s" or gosh < 10 else 1
    line = f"{name:18} {gosh:10.{digits}f} {unit:6}"
    if peer is not None:
        line += f" {peer:10.{digits}f} {peer_name:7} {gosh / peer:6.2f}"
        if target is not None:
            met = gosh / peer <= target
            missed += not met
            line += f"  <= {target:<5} {'ok' if met else 'MISSED'}"
    print(line, flush=True)


def bench_program(name, gosh, go, rounds):
    """One pair of programs; with the sleepers, the memory of each as well."""
    global missed
    lua_peer = os.path.join(HERE, name + ".lua")
    if os.path.exists(lua_peer):
        peer_name, peer = "lua5.4", ["lua5.4", lua_peer]
    else:
        peer_name, peer = "go", [build_go(go, name)] if go else None
    ours, theirs, unit, our_peak, their_peak = [], [], "", 0, 0
    for _ in range(min(rounds, 3) if name == "sleepers" else rounds):
        output, _, peak = run([gosh, os.path.join(HERE, name + ".gosh")])
        value, unit = figure(name, output)
        ours.append(value)
        our_peak = max(our_peak, peak)
        if peer:
            output, _, peak = run(peer)
            theirs.append(figure(name, output)[0])
            their_peak = max(their_peak, peak)
    row(name, unit, min(ours), peer_name, min(theirs) if theirs else None, PROGRAMS[name])
    if name == "sleepers":
        each, other = our_peak / SLEEPERS, their_peak / SLEEPERS
        met = each <= SLEEPER_BYTES
        missed += not met
        line = f"{'  memory of one':18} {each:10.0f} {'bytes':6}"
        line += f" {other:10.0f} {peer_name:7} {each / other:6.2f}" if other else " " * 26
        print(f"{line}  <= {SLEEPER_BYTES} bytes {'ok' if met else 'MISSED'}", flush=True)


def crowd(server, client, idle):
    """Runs a server and its client; answers the client's figure and the server's resident bytes a connection.

    Each has a processor of its own: otherwise it is chance whether the system lets them take turns on one.
    """
    environment = dict(os.environ, GOMAXPROCS="1")
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(processors)})
    process = subprocess.Popen(server, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        address = process.stdout.readline().strip()
        os.sched_setaffinity(0, {max(processors)})
        output, _, _ = run([*client, address, str(idle)])
        with open(f"/proc/{process.pid}/status") as status:
            peak = int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) * 1024
    finally:
        os.sched_setaffinity(0, processors)
        process.kill()
        process.wait()
        process.stdout.close()
    return figure("crowd", output)[0], peak / (idle + 1000)


def bench_crowd(gosh, go, rounds):
    """Many connections, of which most are idle, between two processes."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    idle = min(CROWD, most - 1100)
    program = os.path.join(HERE, "crowd")
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(crowd([gosh, program + "_server.gosh"], [gosh, program + ".gosh"], idle))
        if go:
            theirs.append(crowd([build_go(go, "crowd_server")], [build_go(go, "crowd")], idle))
    their_time = min(t for t, _ in theirs) if go else None
    row("crowd", "ns/op", min(t for t, _ in ours), "go", their_time, CROWD_TARGET)
    line = f"{f'  one of {idle + 1000}':18} {min(m for _, m in ours):10.0f} {'bytes':6}"
    print(line + (f" {min(m for _, m in theirs):10.0f} go" if go else ""), flush=True)


def bench_leaks(gosh, go, rounds):
    """What --leaks adds to the time of a program with very many goroutines, beside a collection of Go's."""
    global missed
    program = os.path.join(HERE, "leaks.gosh")
    for world in ("own", "table", "heap"):
        without, reported, theirs = [], [], []
        for _ in range(rounds):
            without.append(run([gosh, program, world])[1])
            reported.append(run([gosh, "--leaks", program, world], codes=(0, 1))[1])
            if go:
                theirs.append(figure("leaks", run([build_go(go, "leaks"), world])[0])[0])
        took = (min(reported) - min(without)) * 1000
        met = took <= LEAKS_TARGET
        missed += not met
        peer = f"{min(theirs):10.1f} {'go':7} {took / min(theirs):6.2f}" if theirs else " " * 25
        print(f"{'leaks ' + world:18} {took:10.1f} {'ms':6} {peer}  <= {LEAKS_TARGET} ms {'ok' if met else 'MISSED'}", flush=True)


def bench_quit(gosh, rounds):
    global missed
    took = []
    for _ in range(min(rounds, 3)):
        with open(os.path.join(OUT, "quit"), "wb") as dump:
            process = subprocess.Popen([gosh, os.path.join(HERE, "dump.gosh"), "quit"], stdout=subprocess.PIPE, stderr=dump)
            process.stdout.readline()
            start = time.perf_counter()
            process.send_signal(signal.SIGQUIT)
            process.wait()
            took.append((time.perf_counter() - start) * 1000)
            process.stdout.close()
    met = min(took) <= QUIT_TARGET and os.path.getsize(os.path.join(OUT, "quit")) > 50_000_000
    missed += not met
    print(f"{'quit':18} {min(took):10.1f} {'ms':6}{'':27}  <= {QUIT_TARGET} {'ok' if met else 'MISSED'}", flush=True)


def bench_survey(gosh, rounds):
    global missed
    took = min(figure("survey", run([gosh, os.path.join(HERE, "survey.gosh")])[0])[0] for _ in range(min(rounds, 3)))
    met = took <= SURVEY_TARGET
    missed += not met
    print(f"{'survey':18} {took:10.1f} {'ms':6}{'':27}  <= {SURVEY_TARGET} {'ok' if met else 'MISSED'}", flush=True)


def bench_trace(gosh, rounds):
    """What recording all that goroutines do costs the operations themselves; the text is made when they are over."""
    for name in ("pingpong", "stream", "buffered", "select"):
        program = os.path.join(HERE, name + ".gosh")
        traced, plain = [], []
        for _ in range(rounds):
            plain.append(figure(name, run([gosh, program])[0])[0])
            output = run([gosh, "trace", program])[0]
            traced.append(figure(name, output[:output.index("\n") + 1])[0])
        row(f"trace {name}", "ns/op", min(traced), "without", min(plain), TRACE_TARGET)


def bench_jitter(gosh, rounds):
    """How late a ticker is, at the 99th percentile, while others wait for input that does not come, pipes, children and
    files."""
    global missed
    command = [gosh, os.path.join(HERE, "jitter.gosh")]
    late = []
    for _ in range(min(rounds, 3)):
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            late.append(figure("jitter", process.stdout.read())[0])
    met = min(late) <= JITTER_TARGET
    missed += not met
    print(f"{'jitter':18} {min(late):10.3f} {'ms':6}{'':27}  <= {JITTER_TARGET:<5} {'ok' if met else 'MISSED'}", flush=True)


def bench_keys(gosh):
    """How long keys that are typed at the prompt wait for their echo, beside goroutines of all kinds."""
    global missed
    for name, times in keys.measure_all(gosh):
        late = times[len(times) * 99 // 100 - 1]
        met = late <= KEYS_TARGET
        missed += not met
        print(f"{'keys':18} {late:10.3f} {'ms':6} max {times[-1]:7.3f}, {name:24} <= {KEYS_TARGET} {'ok' if met else 'MISSED'}",
              flush=True)


def explore(gosh, name, jobs, limit):
    """What a search without reduction says about itself."""
    command = [gosh, "explore", "--json", "--all", "--no-timers", "--jobs", str(jobs), "--limit", str(limit), "--runs", "1"]
    return json.loads(run([*command, os.path.join(HERE, name + ".gosh")], codes=(2,))[0])


def bench_explore(gosh, rounds):
    """Searches of schedules: how many a second, and how long for all of a program, in one process and in two."""
    global missed
    found = [explore(gosh, "explore", 1, 150_000) for _ in range(min(rounds, 3))]
    rate = max(each["schedules"] / each["seconds"] for each in found)
    met = rate >= EXPLORE_TARGET
    missed += not met
    print(f"{'explore':18} {rate:10.0f} {'/s':6}{'':27}  >= {EXPLORE_TARGET} {'ok' if met else 'MISSED'}", flush=True)
    alone = min(explore(gosh, "explore_whole", 1, 1_000_000)["seconds"] for _ in range(rounds))
    met = alone <= EXPLORE_WHOLE_TARGET
    missed += not met
    print(f"{'explore whole':18} {alone:10.3f} {'s':6}{'':27}  <= {EXPLORE_WHOLE_TARGET} {'ok' if met else 'MISSED'}", flush=True)
    if os.cpu_count() > 1:
        both = min(explore(gosh, "explore_whole", 2, 1_000_000)["seconds"] for _ in range(rounds))
        row("explore in two", "s", both, "in one", alone, EXPLORE_SHARE_TARGET)


# What takes as long as it can: in the place of an exercise's program.
HEAVY = {
    "many": "wg := sync.WaitGroup()\nfor i := range 12 do wg.Go(func() print(i) end) end\nwg.Wait()\n",
    "timers": "for i := range 8 do go func() time.Sleep(i * time.Second) print(i) end() end\ntime.Sleep(time.Minute)\n",
    "sends": "c := make(chan int)\nfor _ := range 4 do go func() while true do c <- 1 end end() end\nwhile true do <-c end\n",
    "spins": "while true do end\n",
    "inside": 'string.find(string.rep("a", 60), string.rep("a*", 40) .. "b")\n',
    "eats": 't := {}\nwhile true do t[#t + 1] = string.rep("x", 1000000) .. #t end\n',
}


def grades(gosh, paths):
    """Seconds that each file took."""
    said = json.loads(run([gosh, "lesson", "check", "--json", *paths], codes=(0, 2))[0])
    return {one["file"]: one["seconds"] for one in said["files"]}


def bench_grade(gosh, rounds):
    """The longest of all grades: exercises of the course as they are, their answers, and programs that take as long as they can."""
    global missed
    folder = os.path.join(OUT, "grade")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "answers"))
    run([gosh, "lesson", "copy", os.path.join(folder, "exercises")])
    paths = sorted(glob.glob(os.path.join(folder, "exercises", "*.gosh")))
    for answer in glob.glob(os.path.join(ROOT, "lessons", "*", "*_solution.gosh")):
        shutil.copy(answer, os.path.join(folder, "answers", os.path.basename(answer).replace("_solution", "")))
    paths += sorted(glob.glob(os.path.join(folder, "answers", "*.gosh")))
    for name, text in HEAVY.items():
        os.mkdir(os.path.join(folder, name))
        paths.append(os.path.join(folder, name, "kitchen.gosh"))
        with open(paths[-1], "w") as file:
            file.write(text)
    found = [grades(gosh, paths) for _ in range(min(rounds, 2))]
    longest, path = max((min(each[path] for each in found), path) for path in paths)
    course = max(min(each[path] for each in found) for path in paths[:-len(HEAVY)])
    met = longest <= GRADE_TARGET
    missed += not met
    where = os.path.relpath(path, folder)
    print(f"{'grade':18} {longest:10.3f} {'s':6} course {course:5.3f}, {where:14} <= {GRADE_TARGET} {'ok' if met else 'MISSED'}", flush=True)


def bench_plain(path, gosh, rounds):
    """A plain Lua program from start to end under both."""
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(run([gosh, path])[1])
        theirs.append(run(["lua5.4", path])[1])
    name = os.path.basename(path)[: -len(".lua")]
    row("plain " + name, "s", min(ours), "lua5.4", min(theirs), FILES_TARGET if name.startswith("files") else PLAIN_TARGET)


def bench_startup(gosh):
    """From nothing to the end of an empty program; the median, as in any command's timing."""
    ours, theirs = [], []
    for _ in range(STARTUP_RUNS):
        ours.append(run([gosh, "-e", ""])[1] * 1000)
        theirs.append(run(["lua5.4", "-e", ""])[1] * 1000)
    row("startup", "ms", statistics.median(ours), "lua5.4", statistics.median(theirs), STARTUP_TARGET)


def bench_floor(rounds):
    path = os.path.join(HERE, "floor.lua")
    best = min(figure("floor", run(["lua5.4", path])[0])[0] for _ in range(rounds))
    print(f"{'floor':18} {best:10.1f} ns/op  (bare lua5.4: one resume and one yield)", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gosh", default=os.path.join(ROOT, "build", "gosh"))
    parser.add_argument("--only", action="append", metavar="NAME",
                        help="measure this one; 'crowd', 'leaks', 'quit', 'survey', 'trace', 'explore', 'grade', 'jitter', 'keys', 'plain', 'startup' and 'floor' are names too; may be repeated")
    parser.add_argument("--rounds", type=int, default=5, help="alternations of the two sides")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is missed")
    options = parser.parse_args()
    plain = {os.path.basename(p)[: -len(".lua")]: p for p in sorted(glob.glob(os.path.join(HERE, "plain", "*.lua")))}
    # A name may be both a pair of programs and a plain one: then both are meant.
    chosen = set(options.only or [*PROGRAMS, "crowd", "leaks", "quit", "survey", "trace", "explore", "grade", "jitter", "keys", "plain", "startup", "floor"])
    unknown = chosen - set(PROGRAMS) - set(plain) - {"crowd", "leaks", "quit", "survey", "trace", "explore", "grade", "jitter", "keys", "plain", "startup", "floor"}
    if unknown:
        parser.error("no such bench: " + ", ".join(sorted(unknown)))
    go = find_go()
    if not go:
        print("Go is not installed: gosh alone.")
    busy = os.getloadavg()[0]
    if busy > 0.7 * os.cpu_count():
        print(f"The machine is busy (load {busy:.1f} on {os.cpu_count()} processors): expect noise.")
    if "floor" in chosen:
        bench_floor(options.rounds)
    failed = 0
    for name in PROGRAMS:
        if name in chosen:
            try:
                bench_program(name, options.gosh, go, options.rounds)
            except RuntimeError as error:
                failed += 1
                print(f"{name:18} failed: {error}", flush=True)
    if "crowd" in chosen:
        try:
            bench_crowd(options.gosh, go, options.rounds)
        except RuntimeError as error:
            failed += 1
            print(f"crowd              failed: {error}", flush=True)
    if "leaks" in chosen:
        bench_leaks(options.gosh, go, options.rounds)
    if "survey" in chosen:
        bench_survey(options.gosh, options.rounds)
    if "quit" in chosen:
        bench_quit(options.gosh, options.rounds)
    if "trace" in chosen:
        bench_trace(options.gosh, options.rounds)
    if "explore" in chosen:
        bench_explore(options.gosh, options.rounds)
    if "grade" in chosen:
        bench_grade(options.gosh, options.rounds)
    if "jitter" in chosen:
        bench_jitter(options.gosh, options.rounds)
    if "keys" in chosen:
        bench_keys(options.gosh)
    for name, path in plain.items():
        if "plain" in chosen or name in chosen:
            try:
                bench_plain(path, options.gosh, options.rounds)
            except RuntimeError as error:
                failed += 1
                print(f"plain {name:12} failed: {error}", flush=True)
    if "startup" in chosen:
        bench_startup(options.gosh)
    print(f"{missed} targets missed" + (f", {failed} failed" if failed else ""))
    return 1 if failed or (options.strict and missed) else 0


if __name__ == "__main__":
    sys.exit(main())
