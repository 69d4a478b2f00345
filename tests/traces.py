"""Goroutine traces in what a program wrote on stderr, read so that gosh's and Go's can be compared whole.

What was written becomes a list of Lines, in which goroutines are numbered by their age and stand, behind the first of
their dump, in that order. What only Go's has is left out: arguments, addresses, the frames of its libraries and of the
functions that it makes for go and defer statements. A place stands for the words of its line that both languages share.
"""

import re
from pathlib import Path

HEADER = re.compile(r"^goroutine (\d+) \[([^\]]+)\]:$")
FRAME = re.compile(r"^(\S.*)\((.*)\)$")
CREATED = re.compile(r"^created by (\S+?)(?: in goroutine (\d+))?$")
PLACE = re.compile(r"^\t(\S+):(\d+)(?: \+0x[0-9a-f]+)?$")
MADE_BY_GO = re.compile(r"\.(gowrap|deferwrap)\d+$")

BY_PACKAGE = "created by a package"  # of Go's own; gosh has other ways to do what it does

COMMENT = {".gosh": "--", ".go": "//"}
WORD = re.compile(r"[\w.]*\w|:=|~=|!=|==|<-|\.\.\.|\.\.|&&|\|\||\S")
LEFT_OUT = {"do", "then", "local", "{", ";"}
SAME = {"~=": "!=", "and": "&&", "or": "||", "..": "+", "elseif": "else", "while": "for", ":=": "=", "'": '"',
        "}": "end", "fmt.Println": "print"}


class Line:
    """A line of text, a goroutine's header, or a frame or "created by" together with its place."""

    def __init__(self, text, place=None, goroutine=None):
        self.text = text
        self.place = place  # (file, line)
        self.goroutine = goroutine  # its number, of a header

    def is_of_trace(self):
        return self.place or self.text.startswith("...")


def present(text):
    """Is there a goroutine's trace in the text?"""
    return any(HEADER.match(line) for line in text.splitlines())


def read(text):
    """The Lines of what was written on stderr."""
    age = {}
    for id in sorted({int(id) for id in re.findall(r"goroutine (\d+)", text)}):
        age[str(id)] = len(age) + 1
    found, rest = [], text.splitlines()
    while rest:
        line = rest.pop(0)
        place = PLACE.match(rest[0]) if rest else None
        place = (place[1], int(place[2])) if place else None
        if header := HEADER.match(line):
            found.append(Line(f"goroutine {age[header[1]]} [{header[2]}]:", goroutine=age[header[1]]))
        elif place and (created := CREATED.match(line)):
            rest.pop(0)
            found.append(Line(f"created by {created[1]} in goroutine {age.get(created[2])}", place))
        elif place and (frame := FRAME.match(line)):
            rest.pop(0)
            found.append(Line(frame[1], place))
        else:
            found.append(Line(line))
    return in_order(in_common(found))


def in_common(lines):
    """The lines without what the other language has no like of; the same things in the same words."""
    kept = []
    for line in lines:
        if line.text.startswith("[signal SIG"):
            continue
        if line.text == "sync.(*WaitGroup).Wait":  # Go 1.24 has a word for that
            header = next(header for header in reversed(kept) if header.goroutine)
            header.text = header.text.replace("[semacquire", "[sync.WaitGroup.Wait")
        if line.place and line.text.startswith("created by"):
            if not line.text.startswith("created by main.") or line.place[0].startswith("gosh:"):
                line = Line(BY_PACKAGE, line.place)
        elif line.place and (not re.match(r"main\.|panic$", line.text) or MADE_BY_GO.search(line.text)):
            continue
        again = re.fullmatch(r"(\t?panic: (.*) \[recovered)(, repanicked)?\]", kept[-1].text) if kept else None
        if again and line.text.removesuffix(" [recovered]") == "\tpanic: " + again[2]:  # Go 1.25 says so in one line
            kept[-1].text = again[1] + ", repanicked]"
            continue
        kept.append(line)
    return kept


def in_order(lines):
    """The lines with the goroutines of each dump by their age: Go takes the places of ended ones again."""
    blocks = []  # the text before a goroutine, or a goroutine
    for line in lines:
        if line.goroutine or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    result, dump = [], []
    for block in blocks:
        if not block[0].goroutine:
            result += block
            continue
        dump.append(block)
        end = next((at for at, line in enumerate(block) if at and not line.is_of_trace()), len(block))
        if [line.text for line in block[end:]] != [""] or block is blocks[-1]:
            block[end:], text = [Line("")], block[end:]
            for goroutine in dump[:1] + sorted(dump[1:], key=lambda block: block[0].goroutine):
                result += goroutine
            result += text
            dump = []
    return result


def words(line, language):
    code = re.sub(rf"\s*{COMMENT[language]}.*", "", line)
    code = re.sub(r"\bfor range\b", "for _ := range", code)
    return [SAME.get(word, word) for word in WORD.findall(code) if word not in LEFT_OUT]


def words_at(place, program):
    lines = program.read_text().splitlines()
    return words(lines[place[1] - 1], program.suffix) if 0 < place[1] <= len(lines) else None


def same_words(ours, theirs):
    """Do two lines say the same? One may say more: types, or a block that stands on one line with its head."""
    if ours is None or theirs is None:
        return False
    shorter, longer = sorted((ours, theirs), key=len)
    rest = iter(longer)
    return all(word in rest for word in shorter)


def difference(of_gosh, program, of_go, twin):
    """Where gosh's stderr for a program and Go's for its twin part, in words; empty when they tell the same."""
    ours, theirs = read(of_gosh), read(of_go)
    for at, line in reversed(list(enumerate(theirs))):
        if line.text == BY_PACKAGE and not any(mine.text.startswith("created by") for mine in ours[at : at + 1]):
            del theirs[at]
    for at in range(max(len(ours), len(theirs))):
        left = ours[at] if at < len(ours) else Line("the end")
        right = theirs[at] if at < len(theirs) else Line("the end")
        if right.text == BY_PACKAGE and left.text.startswith("created by"):
            continue
        if left.text != right.text:
            return f"stderr line {at + 1}, as it is compared: {right.text!r} in Go, {left.text!r} in gosh"
        if left.place and right.place:
            here, there = words_at(left.place, program), words_at(right.place, twin)
            if left.text != "panic" and not same_words(here, there):
                return (f"stderr: {left.text} stands at line {right.place[1]} in Go, {' '.join(there or ['?'])!r}, "
                        f"and at line {left.place[1]} in gosh, {' '.join(here or ['?'])!r}")
    return ""
