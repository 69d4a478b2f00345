#!/usr/bin/env python3
"""Writes small random programs, for brute.c to check the search on.

    tests/explore/random_programs.py FOLDER FIRST COUNT [SIZE]

One file for each number from FIRST on, FOLDER/NUMBER.gosh, which hangs on the number alone. Two or three goroutines do a few
operations each on what they share; most programs have mistakes, and many end in a deadlock, a panic or a leak. SIZE is about
the number of operations in all.
"""

import random
import sys
from pathlib import Path

# What goroutines share: its declaration, and what can be done with it. In these, N is a number of its own.
THINGS = {
    "c": ("c := make(chan int)", ["c <- N", "fmt.Println(\"c\", <-c)", "close(c)", "c <- N", "fmt.Println(\"c\", <-c)"]),
    "b": ("b := make(chan int, 1)", ["b <- N", "fmt.Println(\"b\", <-b)", "fmt.Println(\"len\", len(b))", "b <- N", "close(b)"]),
    "m": ("m := sync.Mutex()", ["m.Lock()\nx = x + 1\nfmt.Println(\"x\", x)\nm.Unlock()", "m.Lock()", "m.Unlock()",
                                "m.Lock()\nprint(N)\nm.Unlock()", "print(m.TryLock())"]),
    "rw": ("rw := sync.RWMutex()", ["rw.RLock()\nprint(\"x\", x)\nrw.RUnlock()", "rw.Lock()\nx = N\nrw.Unlock()",
                                    "rw.RLock()", "rw.RUnlock()", "print(rw.TryLock())"]),
    "x": ("x := 0", ["x = x + 1", "fmt.Println(\"x\", x)", "x = N", "if x == 0 then print(\"zero\") end"]),
    "t": ("t := {n = 0}", ["t.n = t.n + 1", "print(\"n\", t.n)", "t[#t + 1] = N", "print(#t)", "t.n = N"]),
    "g": ("g = 0", ["g = g + 1", "print(\"g\", g)", "g = N"]),
    "wg": ("wg := sync.WaitGroup()", ["wg.Add(1)", "wg.Done()", "wg.Wait()\nprint(\"waited\")", "wg.Go(func() print(N) end)"]),
    "a": ("a := atomic.Int64()", ["a.Add(1)", "print(a.Add(1))", "print(a.Load())", "print(a.CompareAndSwap(0, N))", "a.Store(N)"]),
    "o": ("o := sync.Once()", ["o.Do(func() print(\"once\", N) end)", "o.Do(func() a.Add(1) end)"]),
    "k": ("k := sync.NewCond(m)", ["m.Lock()\nif x == 0 then k.Wait() end\nprint(\"x\", x)\nm.Unlock()",
                                   "m.Lock()\nx = N\nm.Unlock()\nk.Signal()", "k.Signal()", "k.Broadcast()", "k.Wait()"]),
    "sleep": ("", ["time.Sleep(N * time.Millisecond)", "time.Sleep(time.Millisecond)\nprint(N)",
                   "print(time.Now().UnixMilli())"]),
    "tm": ("tm := time.NewTimer(2 * time.Millisecond)", ["print(tm.Stop())", "<-tm.C\nprint(\"timer\")", "tm.Reset(time.Millisecond)",
                                                        "select\ncase <-tm.C: print(\"fired\")\ndefault: print(\"not yet\")\nend"]),
    "af": ("", ["time.AfterFunc(time.Millisecond, func() print(\"after\", N) end)"]),
    "sel": ("", ["select\ncase v := <-c: print(\"c\", v)\ncase v := <-b: print(\"b\", v)\nend",
                 "select\ncase v := <-c: print(\"c\", v)\ncase b <- N: print(\"sent\")\nend",
                 "select\ncase c <- N: print(\"sent\")\ndefault: print(\"default\")\nend",
                 "select\ncase v := <-b: print(\"b\", v)\ncase <-time.After(time.Millisecond): print(\"timeout\")\nend",
                 "select\ncase v := <-c: print(\"c\", v)\ncase <-time.After(2 * time.Millisecond): x = N\nend",
                 "select\ncase b <- N:\ncase c <- N:\ncase <-c: print(\"c\")\nend"]),
    "ctx": ("ctx, cancel := context.WithCancel(context.Background())",
            ["cancel()", "<-ctx.Done()\nprint(\"done\")", "print(ctx.Err())",
             "select\ncase <-ctx.Done(): print(\"over\")\ncase v := <-c: print(\"c\", v)\nend"]),
    "num": ("", ["print(runtime.NumGoroutine())", "runtime.Gosched()", "go func() print(N) end()", "go func() c <- N end()"]),
    "mp": ("mp := sync.Map()", ["mp.Store(1, N)", "print(mp.Load(1))", "print(mp.LoadOrStore(1, N))", "mp.Delete(1)"]),
    "p": ("", ["panic(\"p\" .. N)", "error(N)", "os.Exit(N)"]),
    "co": ("co := coroutine.wrap(func() for i := range 3 do coroutine.yield(i) end end)", ["print(co())"]),
    "r": ("", ["print(rand.Intn(100))"]),
}
NEEDS = {"k": ["m", "x"], "o": ["a"], "sel": ["b", "c", "x"], "m": ["x"], "rw": ["x"], "ctx": ["c"], "num": ["c"]}
ORDER = list(THINGS)


def indent(text):
    return "".join("    " + line + "\n" for line in text.split("\n"))


class Writer:
    def __init__(self, number, size):
        self.random = random.Random(number)
        self.size = size
        self.next = 0
        weights = [3 if name in ("c", "b", "m", "x", "sel", "a", "k", "wg") else 1 for name in ORDER]
        self.names = []
        for name in self.random.choices(ORDER, weights, k=self.random.choice([1, 2, 2, 3])):
            self.names += [need for need in [name, *NEEDS.get(name, [])] if need not in self.names]
        self.chosen = self.names

    def operation(self):
        name = self.random.choice(self.chosen)
        self.next += 1
        text = self.random.choice(THINGS[name][1]).replace("N", str(self.next)).replace(f"{self.next}ew", "New")
        return text.replace(f"{self.next}um", "Num").replace(f"{self.next}ow", "Now")

    def body(self, count):
        lines = [self.operation() for _ in range(count)]
        if self.random.random() < 0.12:
            lines.insert(0, 'defer func() print("recovered", recover()) end()')
        return "\n".join(lines)

    def program(self):
        goroutines = self.random.choice([1, 2, 2, 2, 3])
        shares = [1] * goroutines + [0]
        for _ in range(max(0, self.size - goroutines)):
            shares[self.random.randrange(goroutines + 1)] += 1
        text = ""
        for name in ORDER:
            if name in self.names and THINGS[name][0]:
                text += THINGS[name][0] + "\n"
        if "ctx" in self.names:
            text += "defer cancel()\n"
        before = self.random.randrange(shares[-1] + 1) if self.random.random() < 0.3 else 0
        for _ in range(before):
            text += self.operation() + "\n"
        ending = self.random.random()
        if ending < 0.25:
            text += "all := sync.WaitGroup()\n"
        for count in shares[:-1]:
            if ending < 0.25:
                text += "all.Add(1)\n"
            text += "go func()\n" + ("    defer all.Done()\n" if ending < 0.25 else "") + indent(self.body(count)) + "end()\n"
        if shares[-1] > before:
            text += self.body(shares[-1] - before) + "\n"
        if ending < 0.25:
            text += "all.Wait()\n"
        elif ending < 0.4:
            text += "time.Sleep(time.Second)\n"
        elif ending < 0.5:
            text += "select\nend\n"
        return text


def main():
    folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    size = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        (folder / f"{number}.gosh").write_text(Writer(number, size).program())


if __name__ == "__main__":
    main()
