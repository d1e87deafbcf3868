"""The pages of the site: copies of pages of the repository whose links lead to other pages of the site."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from docsite.nav import DOCS, ROOT

LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^()\s]+)\)")
FENCE = re.compile(r"^(```|~~~)", re.MULTILINE)
FORM = "# Architecture Decision Record (ADR)\n"
RECORD_ID = re.compile(r"\*\*ADR ID\*\*: (\S+)")
RECORD_TITLE = re.compile(r"^### Title\n+(.+)$", re.MULTILINE)
PICTURES = (".svg", ".png")


class DeadLinkError(Exception):
    """A page links to a file that is not in the repository."""


def staged_pages() -> dict[Path, Path]:
    """Return the place in the site of each page, schema and picture, by its file in the repository."""
    pages = {DOCS / "README.md": Path("index.md")}
    for file in sorted(DOCS.rglob("*")):
        if file.suffix in (".md", ".json", *PICTURES) and file not in pages:
            pages[file] = index_of(file.relative_to(DOCS))
    for file in sorted((ROOT / "platforms").glob("*/README.md")):
        pages[file] = Path("platforms", f"{file.parent.name}.md")
    pages[ROOT / "platforms" / "README.md"] = Path("adapter-keys.md")
    pages[ROOT / "CONTRIBUTING.md"] = Path("contributing.md")
    pages[ROOT / "CHANGELOG.md"] = Path("changelog.md")
    return pages


def index_of(path: Path) -> Path:
    """Return a page's place: a README is the index of its folder."""
    return path.with_name("index.md") if path.name == "README.md" else path


def stage(folder: Path) -> None:
    """Write the pages into an empty folder. Raises DeadLinkError for a link to nothing."""
    pages = staged_pages()
    for file, place in pages.items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".md":
            target.write_text(with_own_heading(with_links(file, pages)), encoding="utf-8")
        else:
            shutil.copyfile(file, target)


def with_links(file: Path, pages: dict[Path, Path]) -> str:
    """Return a page's text with the links of the site. A link to a file that is not in the site is its text alone."""

    def replaced(match: re.Match[str]) -> str:
        target, hash, fragment = match["target"].partition("#")
        if not target or "://" in target or target.startswith("mailto:"):
            return match[0]
        there = (file.parent / target).resolve()
        if not there.exists():
            raise DeadLinkError(f"{file.relative_to(ROOT)}: {match['target']}")
        if there.is_dir() and (there / "README.md").is_file():
            there /= "README.md"
        if there not in pages:
            return match["text"]
        way = os.path.relpath(pages[there], pages[file].parent)
        return f"{match['image']}[{match['text']}]({Path(way).as_posix()}{hash}{fragment})"

    def converted(part: str) -> str:
        # Code hosts read Markdown between these tags; the generator needs the attribute for it.
        return LINK.sub(replaced, part).replace("<details>", '<details markdown="1">')

    return "".join(part if is_code else converted(part) for part, is_code in parts(file))


def with_own_heading(text: str) -> str:
    """Return a page's text; a decision record, whose heading is that of its form, gets its id and title as heading."""
    id, title = RECORD_ID.search(text), RECORD_TITLE.search(text)
    if not text.startswith(FORM) or id is None or title is None:
        return text
    return f"# {id[1]}: {title[1]}\n{text.removeprefix(FORM)}"


def parts(file: Path) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a page, and whether each is a block of code."""
    text = file.read_text(encoding="utf-8")
    start, inside = 0, False
    for fence in FENCE.finditer(text):
        yield text[start : fence.start()], inside
        start, inside = fence.start(), not inside
    yield text[start:], inside
