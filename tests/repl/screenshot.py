#!/usr/bin/python3
"""Draws the screen of a terminal in which a session has been typed.

    tests/repl/screenshot.py [--gosh build/gosh] [--check] FILE.session...

FILE.session says what is typed, in the form of run.py's; its picture is FILE.svg. It shows the whole screen as it is after the last line
that is typed, in the colours of the paper it is looked at on, dark or light. With --check it is only compared with the
one that is there.
"""

import argparse
import os
import sys
import tempfile
from html import escape
from itertools import groupby
from pathlib import Path

from run import HERE, Play, Session

WIDTH, HEIGHT, SIZE = 8.4, 19, 14  # of a cell, and of its letters
MARGIN, BAR = 16, 34  # around the text, and the window's title above it

STYLE = """
.paper{fill:#ffffff;stroke:#c9ced8}
.bar{fill:#eceff4}
.button{fill:#c4cad6}
.cursor{fill:#1f2430;opacity:.55}
text{font:14px ui-monospace,"DejaVu Sans Mono","Liberation Mono",Menlo,Consolas,monospace;fill:#1f2430;white-space:pre}
.title{font-size:13px;fill:#5b6476;text-anchor:middle}
.bold{font-weight:bold}
.underline{text-decoration:underline}
.faint{fill:#646d7f}
.red{fill:#b42318}
.green{fill:#19722f}
.magenta{fill:#8431b8}
.cyan{fill:#0b6e7d}
.blue{fill:#1d5fc4}
@media (prefers-color-scheme:dark){
.paper{fill:#171a21;stroke:#3a4150}
.bar{fill:#232833}
.button{fill:#4a5263}
.cursor{fill:#e6e9f0}
text{fill:#e6e9f0}
.title,.faint{fill:#98a1b5}
.red{fill:#ff8170}
.green{fill:#7fd88f}
.magenta{fill:#d9a5ff}
.cyan{fill:#6fd3e3}
.blue{fill:#86b6ff}
}
"""


def classes(cell):
    """How a cell's letter looks."""
    names = [cell.fg] if cell.fg != "default" else ["bold"] * cell.bold  # a bright colour is bold to pyte
    names += ["faint"] * cell.italics + ["underline"] * cell.underscore
    return " ".join(names)


def draw_row(screen, y):
    """The letters of a row: a piece for each word, so that every one stands in its column whatever the font is."""
    row = screen.buffer[y]
    cells = [(x, row[x]) for x in range(screen.columns) if row[x].data]
    for (look, blank), group in groupby(cells, key=lambda at: (classes(at[1]), at[1].data == " ")):
        piece = list(group)
        if blank:
            continue
        text = "".join(cell.data for _, cell in piece)
        start, end = piece[0][0], piece[-1][0] + 1
        while end < screen.columns and not row[end].data:  # the second half of a wide letter
            end += 1
        yield (f'<text x="{MARGIN + start * WIDTH:g}" y="{BAR + MARGIN + y * HEIGHT + SIZE:g}"'
               f' textLength="{(end - start) * WIDTH:g}"' + (f' class="{look}"' if look else "") +
               f">{escape(text)}</text>")


def draw(screen, title):
    rows = max(screen.cursor.y + 1, len(screen.rows()))
    width = screen.columns * WIDTH + 2 * MARGIN
    height = rows * HEIGHT + 2 * MARGIN + BAR
    text = "\n".join(screen.rows())
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}">',
        f"<title>{escape(title)}</title>", f"<desc>{escape(text)}</desc>", f"<style>{STYLE}</style>",
        f'<rect class="paper" x=".5" y=".5" width="{width - 1:g}" height="{height - 1:g}" rx="9"/>',
        f'<path class="bar" d="M1 {BAR}V10a9 9 0 0 1 9-9H{width - 10:g}a9 9 0 0 1 9 9V{BAR}z"/>',
        *(f'<circle class="button" cx="{20 + 20 * i}" cy="{BAR / 2 + .5:g}" r="6"/>' for i in range(3)),
        f'<text class="title" x="{width / 2:g}" y="{BAR / 2 + 5:g}">{escape(title)}</text>',
    ]
    for y in range(rows):
        lines += draw_row(screen, y)
    cursor = screen.cursor
    lines.append(f'<rect class="cursor" x="{MARGIN + cursor.x * WIDTH:g}" y="{BAR + MARGIN + cursor.y * HEIGHT - 1:g}"'
                 f' width="{WIDTH:g}" height="{HEIGHT - 1}"/>')
    return "\n".join([*lines, "</svg>", ""])


def take(path, gosh):
    """The picture, and what went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        play = Play(Session(path.read_text()), gosh, folder)
        play.type_all()
        play.terminal.await_quiet()
        picture = draw(play.terminal.screen, "gosh")
        play.terminal.kill()
        return picture, play.wrong


def main():
    options = argparse.ArgumentParser(description="Draw the screens of sessions.")
    options.add_argument("--gosh", default=str(HERE.parent.parent / "build" / "gosh"))
    options.add_argument("--check", action="store_true")
    options.add_argument("files", nargs="+", metavar="FILE.session", type=Path)
    given = options.parse_args()
    gosh = str(Path(given.gosh).resolve())
    if not os.access(gosh, os.X_OK):
        sys.exit(f"screenshot.py: no gosh at {gosh}")
    failed = 0
    for path in given.files:
        picture, wrong = take(path, gosh)
        target = path.with_suffix(".svg")
        if not wrong and given.check and picture != (target.read_text() if target.exists() else ""):
            wrong = [f"{target} is not what `make screenshots` draws now; the screen shows:",
                     picture.partition("<desc>")[2].partition("</desc>")[0]]
        if wrong:
            failed += 1
            print(f"FAIL {path.name}", *wrong, sep="\n    ", flush=True)
        elif not given.check:
            target.write_text(picture)
    print(f"{len(given.files) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
