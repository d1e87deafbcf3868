"""Links that lead nowhere."""

from __future__ import annotations

import urllib.error
import urllib.request
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

EMPTY = frozenset[str]()


class Anchors(HTMLParser):
    """Collects the anchors of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep ids, and names of links."""
        self.found |= {value for name, value in attrs if value and (name == "id" or (name == "name" and tag == "a"))}


def broken(url: str, here: str, ids: frozenset[str]) -> bool:
    """Return whether a link of the page `here`, which has these anchors, leads nowhere.

    A fragment with `=` is the state of a page and no anchor. Other hosts are never asked.
    """
    target, start = urlsplit(url), urlsplit(here)
    if (target.scheme, target.netloc) != (start.scheme, start.netloc):
        return False
    there = url.partition("#")[0]
    found = ids if there == here.partition("#")[0] else anchors(there)
    if found is None:
        return True
    fragment = unquote(target.fragment)
    return bool(fragment) and "=" not in fragment and fragment not in found


@cache
def anchors(url: str) -> frozenset[str] | None:
    """Return the anchors of a local page (none for another file), or None if nothing is there."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        file = Path(unquote(parts.path))
        return anchors_of(file.read_bytes(), file.suffix) if file.is_file() else None
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return anchors_of(answer.read(), ".html" if "html" in answer.headers.get_content_type() else "")
    except urllib.error.URLError:
        return None


def anchors_of(content: bytes, suffix: str) -> frozenset[str]:
    """Return the anchors of a page."""
    if suffix not in (".html", ".htm"):
        return EMPTY
    parser = Anchors()
    parser.feed(content.decode("utf-8"))
    return frozenset(parser.found)
