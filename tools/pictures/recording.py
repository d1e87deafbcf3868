"""A session as a picture of a terminal: SVG with text, in colours for light and dark, without a font of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from pictures.session import COLUMNS, Shown
from pictures.svg import head

LETTER, LINE, EDGE, BAR = 8.0, 18, 16, 34
"""Width of a letter, height of a line, margin and height of the title bar, in units of the picture."""

CODE = re.compile(r"\x1b\[([0-9;]*)m")
CLASSES = {1: "b", 31: "r", 32: "g", 33: "y", 34: "u", 36: "c", 90: "f"}
LIGHT = {"r": "#a8201a", "g": "#1a6b33", "y": "#855300", "u": "#1f5fa8", "c": "#0c6b66", "f": "#605c56"}
DARK = {"r": "#ff8d84", "g": "#7bd88f", "y": "#e0a13a", "u": "#8ab8f0", "c": "#52c2b8", "f": "#a9a59d"}
STYLE = (
    "text{{font:13.3px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1d1c1a}}"
    ".b{{font-weight:700}}.w{{fill:#fff;stroke:#d9d4cb}}.h{{fill:#f3f0ea}}.t{{fill:#605c56}}{light}"
    "@media(prefers-color-scheme:dark){{text{{fill:#e9e7e3}}.w{{fill:#1a1c1f;stroke:#383b41}}"
    ".h{{fill:#25282d}}.t{{fill:#a9a59d}}{dark}}}"
)

Runs = list[tuple[str, str]]
"""Parts of a line, each a text and its classes."""


def picture(title: str, shown: Sequence[Shown]) -> str:
    """Return a session as SVG."""
    lines = [line for number, each in enumerate(shown) for line in _lines(each, number > 0)]
    width, height = COLUMNS * LETTER + 2 * EDGE, BAR + len(lines) * LINE + 2 * EDGE - 6
    style = STYLE.format(light=_fills(LIGHT), dark=_fills(DARK))
    commands = "; ".join(each.command for each in shown)
    return "\n".join(
        [
            *head(width, height, title, f"A terminal with: {commands}"),
            f"<style>{style}</style>",
            f'<rect class="w" x=".5" y=".5" width="{width - 1:g}" height="{height - 1}" rx="8"/>',
            f'<path class="h" d="M1 {BAR}V8.5Q1 1 8.5 1H{width - 8.5:g}Q{width - 1:g} 1 {width - 1:g} 8.5V{BAR}z"/>',
            f'<text class="t" x="{width / 2:g}" y="22" text-anchor="middle">aiwg</text>',
            *(line for number, runs in enumerate(lines) for line in _drawn(runs, BAR + EDGE + number * LINE + 8)),
            "</svg>",
            "",
        ]
    )


def plain_text(shown: Sequence[Shown]) -> str:
    """Return the text of a session, without colours."""
    return "\n".join(f"$ {each.command}\n{CODE.sub('', each.text).rstrip()}\n" for each in shown)


def _lines(each: Shown, has_gap: bool) -> Iterator[Runs]:
    """Yield the lines of a command: an empty one before it, the command, and its output."""
    if has_gap:
        yield []
    yield [("$ ", "f"), (each.command, "b")]
    classes: set[str] = set()
    for line in each.text.rstrip("\n").split("\n"):
        yield list(_runs(line, classes))


def _runs(line: str, classes: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the parts of a line; colours that it leaves open go on."""
    for number, part in enumerate(CODE.split(line)):
        if number % 2 == 0:
            if part:
                yield part, " ".join(sorted(classes))
            continue
        for code in map(int, filter(None, part.split(";"))):
            if code == 0:
                classes.clear()
            elif code in CLASSES:
                classes.add(CLASSES[code])


def _drawn(runs: Runs, y: int) -> Iterator[str]:
    """Yield the words of a line; each gap is left out, and each part as wide as its letters."""
    column = 0
    for text, classes in runs:
        for part in re.finditer(r"\S+(?: \S+)*", text):
            x = EDGE + (column + part.start()) * LETTER
            styled = f' class="{classes}"' if classes else ""
            length = f' textLength="{len(part[0]) * LETTER:g}"'
            yield f'<text x="{x:g}" y="{y}"{styled}{length}>{escape(part[0], quote=False)}</text>'
        column += len(text)


def _fills(colours: dict[str, str]) -> str:
    return "".join(f".{name}{{fill:{colour}}}" for name, colour in colours.items())
