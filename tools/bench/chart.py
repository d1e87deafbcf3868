"""Draws the bars: CPU seconds by case and tool, on a logarithmic scale, in colours that show on light and on dark."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from bench.bars import Results

LEFT, RIGHT, TOP = 130, 90, 44
WIDTH = 760
BAR, GAP, GROUP_GAP = 13, 3, 14
LEAST, MOST = 0.01, 100.0
COLOURS = {"aiwg": "#2f9e6e", "rulesync": "#c77d2b", "ruler": "#5b8fd6", "apm": "#a76bc4"}
TEXT = "#808080"


def picture(results: Results, sizes: Sequence[str], tools: Sequence[str]) -> str:
    """Return the picture as SVG."""
    cases = [f"{size} {step}" for size in sizes for step in ("first", "no-op")]
    drawn, bottom = [], TOP
    for case in cases:
        found = [(tool, value) for tool in tools if (value := results.value(tool, case)) is not None]
        drawn += list(_group(case, found, bottom))
        bottom += len(found) * (BAR + GAP) + GROUP_GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 24}" role="img" '
            f'font-family="system-ui, sans-serif" font-size="12" fill="{TEXT}">',
            "<title>CPU seconds of a deploy, by tool; logarithmic scale</title>",
            *_legend(tools),
            *_scale(bottom),
            *drawn,
            "</svg>",
            "",
        ]
    )


def _x(seconds: float) -> float:
    share = math.log10(max(seconds, LEAST) / LEAST) / math.log10(MOST / LEAST)
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _group(case: str, found: Sequence[tuple[str, float]], top: int) -> Iterator[str]:
    middle = top + len(found) * (BAR + GAP) / 2 + 3
    yield f'<text x="{LEFT - 10}" y="{middle:.0f}" text-anchor="end">{case}</text>'
    for number, (tool, seconds) in enumerate(found):
        y = top + number * (BAR + GAP)
        end = _x(seconds)
        yield f'<rect x="{LEFT}" y="{y}" width="{max(end - LEFT, 1):.1f}" height="{BAR}" fill="{COLOURS[tool]}"/>'
        yield f'<text x="{end + 5:.1f}" y="{y + BAR - 2}">{seconds:.2g} s</text>'


def _legend(tools: Sequence[str]) -> Iterator[str]:
    for number, tool in enumerate(tools):
        x = LEFT + number * 100
        yield f'<rect x="{x}" y="12" width="12" height="12" fill="{COLOURS[tool]}"/>'
        yield f'<text x="{x + 17}" y="22">{tool}</text>'


def _scale(bottom: int) -> Iterator[str]:
    seconds = LEAST
    while seconds <= MOST * 1.001:
        x = _x(seconds)
        yield f'<line x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{bottom}" stroke="{TEXT}" stroke-opacity="0.35"/>'
        yield f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">{seconds:g} s</text>'
        seconds *= 10
