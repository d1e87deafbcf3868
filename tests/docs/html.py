"""What a built page holds: links, anchors, assets and parts of its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

PARTS = {"li": "items", "tr": "rows", "pre": "codes", **{f"h{level}": "headings" for level in range(1, 7)}}
ASSETS = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "srcset"}


@dataclass
class Page:
    """One page."""

    links: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)
    assets: set[str] = field(default_factory=set)
    parts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("headings", "items", "rows", "codes"), 0))


class Reader(HTMLParser):
    """Fills a page; parts count inside its article alone."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.in_article = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an element says."""
        values = {name: value for name, value in attrs if value}
        if tag == "article":
            self.in_article = True
        elif self.in_article and tag in PARTS:
            self.page.parts[PARTS[tag]] += 1
        if "id" in values:
            self.page.anchors.add(values["id"])
        if tag == "a" and "href" in values:
            self.page.links.add(values["href"])
        if tag in ASSETS and ASSETS[tag] in values and values.get("rel") not in ("next", "prev", "canonical"):
            self.page.assets.add(values[ASSETS[tag]])

    def handle_endtag(self, tag: str) -> None:
        """Leave the article."""
        if tag == "article":
            self.in_article = False


def read_page(file: Path, *, whole: bool) -> Page:
    """Return what a page holds; without `whole` only its head and its article, without the menus around it."""
    text = file.read_text(encoding="utf-8")
    reader = Reader()
    if whole:
        reader.feed(text)
    else:
        reader.feed(text[: text.index("<body")])
        reader.feed(text[text.index("<article") : text.index("</article>")])
    return reader.page
