"""The pages in their order, from docs/nav.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiwg.core.strict_yaml import parse

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@dataclass(frozen=True)
class Topic:
    """One page: its name in `aiwg docs`, its file and one line about it."""

    name: str
    file: Path
    summary: str

    @property
    def title(self) -> str:
        """Return the heading of the page."""
        return self.file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def topic(name: str, entry: Any) -> Topic:
    """Return a topic of docs/nav.yaml: its summary alone, or a mapping with its file."""
    if isinstance(entry, str):
        return Topic(name, DOCS / f"{name}.md", entry)
    return Topic(name, (DOCS / entry["file"]).resolve(), entry["summary"])


def sections() -> dict[str, list[Topic]]:
    """Return the topics of each section of the site. Raises YamlError for a page that is listed twice in a section."""
    data = parse((DOCS / "nav.yaml").read_text(encoding="utf-8")).value
    return {section: [topic(name, entry) for name, entry in entries.items()] for section, entries in data.items()}


def list_of_pages() -> str:
    """Return the list of all pages as Markdown, with links from docs/."""
    lines = []
    for section, topics in sections().items():
        lines += [f"## {section}", ""]
        for each in topics:
            there = (
                each.file.relative_to(DOCS)
                if each.file.is_relative_to(DOCS)
                else Path("..", each.file.relative_to(ROOT))
            )
            lines.append(f"- [{each.title}]({there.as_posix()}): {each.summary[0].lower()}{each.summary[1:]}")
        lines.append("")
    return "\n".join(lines)
