"""The picture of the README: one source becomes the files of six tools, with the figures of `aiwg report --json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from pictures.session import Step, fresh_project, typed
from pictures.svg import head

TOOLS = ("claude", "cursor", "gemini-cli", "copilot", "codex", "opencode")
LEVELS = ("native", "translated", "degraded", "unsupported")
KINDS = ("instructions", "rule", "agent", "skill", "command", "behavior")
FOLDERS = {"instructions": "instructions.md"}
WIDTH, TOP, CARD, STEP = 860, 42, 46, 53
BAR_LEFT, BAR_WIDTH = 660, 122
LEFT_HEIGHT = len(TOOLS) * STEP - (STEP - CARD)

STYLE = (
    "text{font:13px ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:#1d1c1a}"
    ".mu{fill:#605c56}.b{font-weight:650}.r{text-anchor:end}"
    ".m{font:11.5px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}"
    ".card{fill:#fff;stroke:#d9d4cb}.native{fill:#0c6b66}.translated{fill:#3d938e}.degraded{fill:#c47600}"
    ".unsupported{fill:#b3261e}.ln{stroke:#0c6b66;fill:none;opacity:.38;stroke-width:2}.ax{stroke:#e3dfd8}"
    "@media(prefers-color-scheme:dark){text{fill:#e9e7e3}.mu{fill:#a9a59d}.card{fill:#1a1c1f;stroke:#383b41}"
    ".native{fill:#52c2b8}.translated{fill:#37877f}.degraded{fill:#e0a13a}.unsupported{fill:#ff8d84}"
    ".ln{stroke:#52c2b8}.ax{stroke:#303338}}"
)


@dataclass(frozen=True)
class Tool:
    """One tool: its name, the folders that it gets, how many artifacts arrive at each level, tokens of each request."""

    name: str
    folders: str
    levels: dict[str, int]
    tokens: int


@dataclass(frozen=True)
class Figures:
    """What a deploy of the bundled source to the six tools comes to."""

    kinds: dict[str, int]
    files: int
    tools: tuple[Tool, ...]


def figures() -> Figures:
    """Deploy the bundled source to an empty project and return what `aiwg report` says about it."""
    with fresh_project("empty"):
        typed(Step(f"aiwg deploy -p {','.join(TOOLS)}"))
        report = json.loads(typed(Step("aiwg report --json")))
    files = [(folder["folder"], file) for folder in report["files"] for file in folder["files"]]
    tools = sorted((_tool(report, number, files) for number in range(len(TOOLS))), key=lambda tool: tool.name)
    return Figures(dict(Counter(each["kind"] for each in report["artifacts"])), len(files), tuple(tools))


def _tool(report: dict[str, Any], number: int, files: Sequence[tuple[str, dict[str, Any]]]) -> Tool:
    tool = report["tools"][number]
    outcomes = (report["outcomes"][delivery[0]]["level"] for delivery in report["deliveries"][number])
    places = {
        f"{folder.split('/')[0]}/" if folder else file["name"] for folder, file in files if tool["id"] in file["tools"]
    }
    texts = sorted(places, key=lambda place: (place.startswith("."), place))
    return Tool(tool["name"], ", ".join(texts), dict(Counter(outcomes)), tool["tokens"]["always"]["tokens"])


def picture(found: Figures) -> str:
    """Return the figures as SVG."""
    height = TOP + LEFT_HEIGHT + 36
    return "\n".join(
        [
            *head(WIDTH, height, "One source, six tools", _described(found)),
            f"<style>{STYLE}</style>",
            *_source(found),
            f'<text class="mu" x="{BAR_LEFT}" y="26">how they arrive</text>',
            '<text class="mu r" x="846" y="26">tokens</text>',
            *(line for number, tool in enumerate(found.tools) for line in _card(tool, number)),
            *_legend(found, TOP + LEFT_HEIGHT + 24),
            "</svg>",
            "",
        ]
    )


def _described(found: Figures) -> str:
    levels = sum((Counter(tool.levels) for tool in found.tools), Counter[str]())
    counts = ", ".join(f"{levels[level]} are {level}" for level in LEVELS if levels[level])
    artifacts = sum(found.kinds.values())
    return (
        f"{artifacts} artifacts become {found.files} files for {len(found.tools)} tools. "
        f"Of {sum(levels.values())} deliveries {counts}."
    )


def _source(found: Figures) -> Iterator[str]:
    yield f'<rect class="card" x="1" y="{TOP}" width="226" height="{LEFT_HEIGHT}" rx="10"/>'
    yield '<text class="b" x="20" y="72" style="font-size:15px">One source</text>'
    yield '<text class="mu" x="20" y="92">you edit only this</text>'
    y = 126
    for kind in KINDS:
        yield f'<text class="m" x="20" y="{y}">{FOLDERS.get(kind, f"{kind}s/")}</text>'
        yield f'<text class="mu r" x="207" y="{y}">{found.kinds[kind]}</text>'
        y += 26
    yield f'<path class="ax" d="M20 {y - 10}H207"/>'
    yield f'<text x="20" y="{y + 12}">{sum(found.kinds.values())} artifacts</text>'
    yield f'<text class="mu" x="20" y="{y + 34}">plus hooks, MCP, permissions</text>'


def _card(tool: Tool, number: int) -> Iterator[str]:
    y = TOP + number * STEP
    middle = y + CARD // 2
    yield f'<path class="ln" d="M227 {TOP + LEFT_HEIGHT // 2}C290 {TOP + LEFT_HEIGHT // 2} 286 {middle} 346 {middle}"/>'
    yield f'<rect class="card" x="346" y="{y}" width="513" height="{CARD}" rx="8"/>'
    yield f'<text class="b" x="362" y="{y + 20}">{escape(tool.name)}</text>'
    yield f'<text class="m mu" x="362" y="{y + 37}">{escape(tool.folders)}</text>'
    x, total = float(BAR_LEFT), sum(tool.levels.values())
    for level in LEVELS:
        width = BAR_WIDTH * tool.levels.get(level, 0) / total
        if width:
            yield f'<rect class="{level}" x="{x:.1f}" y="{y + 17}" width="{width - 1.5:.1f}" height="12" rx="1"/>'
        x += width
    yield f'<text class="r" x="846" y="{y + 28}">{tool.tokens:,}</text>'


def _legend(found: Figures, y: int) -> Iterator[str]:
    used = [level for level in LEVELS if any(tool.levels.get(level) for tool in found.tools)]
    notes = {"degraded": ": a weaker form, with the reason", "unsupported": ": no place in that tool"}
    x = 346
    yield f'<text class="mu" x="1" y="{y}">{found.files} files. Tokens: added to each request</text>'
    for level in used:
        text = f"{level}{notes.get(level, '')}"
        yield f'<rect class="{level}" x="{x}" y="{y - 10}" width="12" height="12" rx="2"/>'
        yield f'<text class="mu" x="{x + 18}" y="{y}">{text}</text>'
        x += 30 + 7 * len(text)
