#!/usr/bin/python3
"""How long a key that is typed at the prompt waits for its echo, while goroutines are busy behind it.

    keys.py [--gosh build/gosh] [--keys N]

Prints a line for each kind of company: the median, the 99th of a hundred, and the longest, in ms.
"""
import argparse
import os
import pty
import select
import statistics
import struct
import fcntl
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PARKED = "ch := make(chan int) for i := range 10000 do go func() <-ch end() end"
KINDS = {
    "quiet": "x := 1",
    "10,000 parked": PARKED,
    "busy loop": "go func() while true do end end()",
    "busy, 10,000 parked": PARKED + " go func() while true do end end()",
    "4 busy, 10,000 parked": PARKED + " for i := range 4 do go func() while true do end end() end",
    "10,000 lines/s": "go func() n := 0 t := time.NewTicker(time.Millisecond) while true do <-t.C "
                      "for i := range 10 do n += 1 print('line', n) end end end()",
}


class Prompt:
    def __init__(self, gosh):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(gosh, [gosh], dict(os.environ, TERM="xterm", GOSH_HISTORY="", NO_COLOR="1"))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.seen = b""

    def await_bytes(self, wanted, seconds=10):
        end = time.monotonic() + seconds
        while wanted not in self.seen:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                raise TimeoutError(f"no {wanted!r} in {self.seen[-200:]!r}")
            self.seen += os.read(self.fd, 65536)
        self.seen = self.seen.split(wanted, 1)[1]

    def drain(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                os.read(self.fd, 65536)
        self.seen = b""


def measure(gosh, company, keys):
    prompt = Prompt(gosh)
    prompt.await_bytes(b"> ")
    os.write(prompt.fd, company.encode() + b"\r")
    prompt.drain(1)
    times, typed = [], ""
    for i in range(keys):
        if len(typed) == 40:
            os.write(prompt.fd, b"\x15")
            typed = ""
            prompt.drain(0.1)
        typed += "abcdefghij"[i % 10]
        start = time.perf_counter()
        os.write(prompt.fd, typed[-1].encode())
        prompt.await_bytes(b"> " + typed.encode())
        times.append((time.perf_counter() - start) * 1000)
        prompt.drain(0.013)  # out of step with whatever has a rhythm of 10 ms
    os.kill(prompt.pid, 9)
    os.waitpid(prompt.pid, 0)
    os.close(prompt.fd)
    return times


def measure_all(gosh, keys=300):
    """The name of each kind of company with the sorted times of the keys beside it, in ms."""
    for name, company in KINDS.items():
        yield name, sorted(measure(gosh, company, keys))


def main():
    options = argparse.ArgumentParser(description="Measure how long keys wait at gosh's prompt.")
    options.add_argument("--gosh", default=os.path.join(ROOT, "build", "gosh"))
    options.add_argument("--keys", type=int, default=300)
    given = options.parse_args()
    for name, times in measure_all(given.gosh, given.keys):
        print(f"{name:24} p50 {statistics.median(times):7.2f}   p99 {times[len(times) * 99 // 100 - 1]:7.2f}"
              f"   max {times[-1]:7.2f} ms", flush=True)


if __name__ == "__main__":
    main()
