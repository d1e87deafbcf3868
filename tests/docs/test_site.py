"""The site of the documentation in a browser: complete, offline, accessible, fit for a small screen.

`make test-slow` looks at a page of each sort, `make check-site` at all of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

import pytest
from docsite.build import build
from docsite.nav import ROOT
from docsite.stage import staged_pages
from markdown_it import MarkdownIt

from tests.browser import Browser, Profile, Visit, serve
from tests.docs.html import Page, read_page

ALL = bool(os.environ.get("AIWG_WHOLE_SITE"))
SAMPLE = ("ci.html", "platforms/zed.html")
Look = tuple[int, Literal["light", "dark"]]
"""A width and a colour scheme."""

LOOKS: tuple[Look, ...] = ((360, "dark"), (1280, "light"), (360, "light"), (1280, "dark"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site."""
    return build(tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Return every page of the site, read once; the menus, which all pages have, of two pages."""
    with_menus = {site / "index.html", site / "adr" / "index.html"}
    files = sorted(site.rglob("*.html"))
    return {file: read_page(file, whole=ALL or file in with_menus) for file in files}


def targets(file: Path, page: Page) -> Iterator[tuple[Path, str]]:
    """Yield the file and the anchor of each link of a page that stays in the site."""
    for link in page.links:
        path, _, anchor = link.partition("#")
        if "://" not in link:
            yield Path(os.path.normpath(file.parent / unquote(path))) if path else file, unquote(anchor)


def test_every_page_of_the_repository_is_a_page_of_the_site(site: Path, pages: dict[Path, Page]) -> None:
    """Each page is built, and links alone lead to it from the first page."""
    wanted = {site / place.with_suffix(".html") for place in staged_pages().values() if place.suffix == ".md"}
    assert set(pages) == wanted
    reached, todo = {site / "index.html"}, [site / "index.html"]
    while todo:
        page = todo.pop()
        new = {there for there, _ in targets(page, pages[page])} & wanted - reached
        reached |= new
        todo += new
    assert wanted - reached == set()


def test_every_link_leads_to_a_page_and_an_anchor(site: Path, pages: dict[Path, Page]) -> None:
    """No link of any page, in its text or around it, leads to a file or an anchor that is not there."""
    dead = []
    for file, page in pages.items():
        for there, anchor in targets(file, page):
            known = pages[there].anchors if there in pages else set()
            if not there.is_file() or (anchor and anchor not in known):
                dead.append((file.relative_to(site).as_posix(), there, anchor))
    assert dead == []


def test_the_site_loads_nothing_from_elsewhere(pages: dict[Path, Page]) -> None:
    """No page names a script, style, font, frame or picture of another host."""
    assert {asset for page in pages.values() for asset in page.assets if "//" in asset} == set()


def test_a_page_has_the_same_parts_as_in_the_repository(site: Path, pages: dict[Path, Page]) -> None:
    """The generator sees each heading, list item, table row and block of code that code hosts see."""
    parser = MarkdownIt("commonmark").enable("table")
    differing = {}
    for source, place in staged_pages().items():
        if place.suffix == ".md":
            opened = [token.type for token in parser.parse(source.read_text(encoding="utf-8"))]
            wanted = {
                "headings": opened.count("heading_open"),
                "items": opened.count("list_item_open"),
                "rows": opened.count("tr_open"),
                "codes": opened.count("fence") + opened.count("code_block"),
            }
            found = pages[site / place.with_suffix(".html")].parts
            if wanted != found:
                differing[source.relative_to(ROOT).as_posix()] = (wanted, found)
    assert differing == {}


SAME_FORM = ("platforms", "adr")
"""Folders whose pages have one form: axe looks at every eighth of them, and the others are opened without a search."""


def looked_at(site: Path) -> dict[Look, list[tuple[Path, bool]]]:
    """Return the pages to open in a browser in each look, and whether one is looked at in all ways."""
    files = sorted(site.rglob("*.html")) if ALL else [site / name for name in SAMPLE]
    found: dict[Look, list[tuple[Path, bool]]] = {look: [] for look in LOOKS}
    for number, file in enumerate(files):
        of_many = file.parent.name in SAME_FORM and number // len(LOOKS) % 8 > 0
        found[LOOKS[number % len(LOOKS)]].append((file, not of_many))
    return found


def wrong_with(profile: Profile, file: Path, in_all_ways: bool, width: int) -> list[str]:
    """Return what is wrong with a page at a width, and whether it is too wide for a small screen."""
    with profile.visit(file.as_uri(), without="" if in_all_ways else "search.js") as visit:
        problems = visit.problems() if in_all_ways else visit.seen()
        if width > 360:
            visit.page.set_viewport_size({"width": 360, "height": 800})
            problems += visit.overflow()
        return problems


def test_pages_are_clean_in_a_browser(browser: Browser, site: Path) -> None:
    """A page has no console error, asks no other host, breaks no rule of WCAG 2.2 AA and fits its screen."""
    found = {}
    for (width, scheme), files in looked_at(site).items():
        with browser.profile(width=width, scheme=scheme) as profile:
            for file, in_all_ways in files:
                if problems := wrong_with(profile, file, in_all_ways, width):
                    found[f"{file.relative_to(site)} at {width} in {scheme}"] = problems
    assert found == {}


def search(visit: Visit, words: str) -> str:
    """Type words into the search and return the address of the first result."""
    visit.page.get_by_role("button", name="Search").first.click()
    visit.page.locator("input[role=combobox]").fill(words)
    result = visit.page.locator("a[role=option]").first
    result.wait_for()
    return str(result.get_attribute("href"))


@pytest.mark.parametrize("served", [False, True] if ALL else [False], ids=lambda served: "server" if served else "file")
def test_the_search_finds_a_page_without_a_network(browser: Browser, site: Path, served: bool) -> None:
    """Typing words of a page finds it, in the file system and on a server, and the results are accessible."""
    with serve(site) as address, browser.visit(f"{address if served else site.as_uri()}/index.html") as visit:
        assert "writing-an-adapter.html" in search(visit, "write an adapter")
        assert visit.problems() == []
