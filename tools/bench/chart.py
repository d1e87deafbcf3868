"""Draws CPU seconds over the size of the tree: one panel for each kind of run, one line for each tool.

The picture has a background of its own and two sets of colours, of which the reader's light or dark setting chooses
one. Tools differ in the shape of their marks and in their dashes too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from bench.bench_room import OURS
from bench.results import Results, Step

SIZES = (20, 200, 1000, 5000, 20_000)
PANELS = (
    ("first", "First deploy"),
    ("no-op", "Nothing to do"),
    ("one edit", "After one edit"),
    ("save", "Save, watched"),
)
LEAST, MOST = 0.001, 1000.0
LEFT, TOP, WIDTH, HEIGHT, APART = 66, 74, 310, 190, 74
TOTAL_WIDTH, TOTAL_HEIGHT = LEFT + 2 * WIDTH + APART + 24, TOP + 2 * HEIGHT + APART + 46


@dataclass(frozen=True, slots=True)
class Look:
    """How the line of a tool looks: its colours on light and on dark, its dashes and the shape of its marks."""

    light: str
    dark: str
    dashes: str
    mark: str


LOOKS = {
    OURS: Look("#116329", "#56d364", "", "circle"),
    "rulesync": Look("#953800", "#ffa657", "7 3", "square"),
    "ruler": Look("#0550ae", "#79c0ff", "2 3", "diamond"),
    "apm": Look("#6639ba", "#d2a8ff", "8 3 2 3", "triangle"),
}
GROUND, TEXT, GRID = ("#ffffff", "#0d1117"), ("#24292f", "#e6edf3"), ("#d0d7de", "#3d444d")
"""Light and dark."""

SHAPES = {
    "circle": '<circle cx="{x}" cy="{y}" r="4"/>',
    "square": '<path d="M{x} {y}m-4-4h8v8h-8z"/>',
    "diamond": '<path d="M{x} {y}m0-5l5 5-5 5-5-5z"/>',
    "triangle": '<path d="M{x} {y}m0-5l5 9h-10z"/>',
}


def picture(results: Results) -> str:
    """Return the picture as SVG."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {TOTAL_WIDTH} {TOTAL_HEIGHT}" role="img" '
        'aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="12">',
        '<title id="t">CPU seconds by number of artifacts, to three platforms</title>',
        f'<desc id="d">{escape(_described(results), quote=False)}</desc>',
        _style(),
        f'<rect class="ground" width="{TOTAL_WIDTH}" height="{TOTAL_HEIGHT}"/>',
        *_legend(results),
    ]
    for number, (step, title) in enumerate(PANELS):
        left, top = LEFT + number % 2 * (WIDTH + APART), TOP + number // 2 * (HEIGHT + APART)
        lines += [*_panel(title, left, top), *_lines(results, step, left, top)]
    return "\n".join([*lines, "</svg>", ""])


def points(results: Results, tool: str, step: str) -> list[tuple[int, float]]:
    """Return the sizes that were measured of a tool, each with its median of CPU seconds."""
    found = []
    for size in SIZES:
        of_watch = Step("watch", tool, f"save {size}")
        figure = results.figure(of_watch if step == "save" else Step(f"{size}x3", tool, step))
        if figure is not None:
            found.append((size, figure.value))
    return found


def _style() -> str:
    def rules(shade: int) -> str:
        tools = "".join(
            f".{name}{{stroke:{colour};fill:{colour}}}"
            for name, look in LOOKS.items()
            for colour in ((look.light, look.dark)[shade],)
        )
        return f".ground{{fill:{GROUND[shade]}}}text{{fill:{TEXT[shade]}}}.grid{{stroke:{GRID[shade]}}}{tools}"

    return f"<style>{rules(0)}polyline{{fill:none!important}}@media(prefers-color-scheme:dark){{{rules(1)}}}</style>"


def _legend(results: Results) -> Iterator[str]:
    x = LEFT
    for tool, look in LOOKS.items():
        if any(points(results, tool, step) for step, _ in PANELS):
            yield f'<g class="{tool}">{_line([(x, 22), (x + 34, 22)], look)}{_mark(x + 17, 22, look)}</g>'
            yield f'<text x="{x + 41}" y="26">{tool}</text>'
            x += 130


def _panel(title: str, left: int, top: int) -> Iterator[str]:
    yield f'<text x="{left}" y="{top - 12}" font-weight="600">{title}, CPU seconds</text>'
    seconds = LEAST
    while seconds <= MOST * 1.001:
        y = _y(seconds, top)
        yield f'<path class="grid" d="M{left} {y}h{WIDTH}"/>'
        yield f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{seconds:g}</text>'
        seconds *= 10
    for size in SIZES:
        x = _x(size, left)
        yield f'<path class="grid" d="M{x} {top}v{HEIGHT}"/>'
        yield f'<text x="{x}" y="{top + HEIGHT + 18}" text-anchor="middle">{size:,}</text>'
    yield f'<text x="{left + WIDTH}" y="{top + HEIGHT + 34}" text-anchor="end">artifacts</text>'


def _lines(results: Results, step: str, left: int, top: int) -> Iterator[str]:
    for tool, look in LOOKS.items():
        places = [(_x(size, left), _y(seconds, top)) for size, seconds in points(results, tool, step)]
        if places:
            yield f'<g class="{tool}">{_line(places, look)}{"".join(_mark(x, y, look) for x, y in places)}</g>'


def _line(places: Sequence[tuple[float, float]], look: Look) -> str:
    dashes = f' stroke-dasharray="{look.dashes}"' if look.dashes else ""
    return f'<polyline points="{" ".join(f"{x},{y}" for x, y in places)}" stroke-width="2"{dashes}/>'


def _mark(x: float, y: float, look: Look) -> str:
    return SHAPES[look.mark].format(x=x, y=y)


def _x(size: int, left: int) -> float:
    share = math.log(size / SIZES[0]) / math.log(SIZES[-1] / SIZES[0])
    return round(left + 14 + share * (WIDTH - 28), 1)


def _y(seconds: float, top: int) -> float:
    share = math.log(max(seconds, LEAST) / LEAST) / math.log(MOST / LEAST)
    return round(top + (1 - share) * HEIGHT, 1)


def _described(results: Results) -> str:
    """Return in words what the lines show, for people who cannot see them."""
    said = []
    for step, title in PANELS:
        for tool in LOOKS:
            found = [f"{seconds:.2g} at {size:,}" for size, seconds in points(results, tool, step)]
            if found:
                said.append(f"{title}, {tool}: {', '.join(found)}.")
    return " ".join(said)
