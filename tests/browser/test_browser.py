"""The harness itself sees each kind of problem, and none where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import Browser, serve
from tests.browser.chromium import ChromiumMissingError, find_chromium

PAGE = '<!doctype html><html lang="en"><head><title>Page</title></head><body><main>{}</main></body></html>'
FAULTS = {
    "console: ": "<script>console.error('no')</script>",
    "console: oh": "<script>throw new Error('oh')</script>",
    "request to another host: https://example.com/": '<img alt="" src="https://example.com/x.png">',
    "request to another host: http://127.0.0.1:9/": '<img alt="" src="http://127.0.0.1:9/x.png">',
    "picture not shown: ": '<img alt="" src="missing.png" loading="lazy" style="margin-top:3000px">',
    "picture not shown: data": """<img alt="" src='data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"'>""",
    "axe image-alt: img": '<img src="data:image/gif;base64,R0lGODlhAgACAAAAACwAAAAAAgACAAACAoRRADs=">',
    "axe color-contrast: p": '<p style="color:#aaa;background:#fff">pale</p>',
    "wider than the page: the page": '<div style="width:2000px">wide</div>',
    "broken link: ": '<a href="missing.html">away</a>',
    "#nowhere": '<a href="#nowhere">away</a>',
    "other.html#nowhere": '<a href="other.html#nowhere">away</a>',
}
DOT = "data:image/gif;base64,R0lGODlhAgACAAAAACwAAAAAAgACAAACAoRRADs="
CLEAN = (
    '<h1 id="top">Page</h1><a href="#top">top</a> <a href="other.html#there">there</a> <a href="#cell=1">state</a>'
    f' <a href="https://example.com/">elsewhere</a><img alt="" src="{DOT}">'
)


def problems(browser: Browser, url: str) -> list[str]:
    """Return the problems of a page on a small screen."""
    with browser.visit(url, width=360) as visit:
        return visit.problems()


def test_each_fault_is_seen(browser: Browser, tmp_path: Path) -> None:
    """Each kind of fault of a page is a problem of its own, in files and on a server."""
    (tmp_path / "other.html").write_text(PAGE.format('<p id="there">there</p>'))
    for number, body in enumerate(FAULTS.values()):
        (tmp_path / f"{number}.html").write_text(PAGE.format(body))
    with serve(tmp_path) as address:
        for number, text in enumerate(FAULTS):
            base = (tmp_path.as_uri(), address)[number % 2]
            found = problems(browser, f"{base}/{number}.html")
            assert any(text in problem for problem in found), (text, found)


def test_a_clean_page_has_no_problem(browser: Browser, tmp_path: Path) -> None:
    """A page without a fault has no problem, in light and dark, from a file and from a server."""
    (tmp_path / "other.html").write_text(PAGE.format('<p id="there">there</p>'))
    (tmp_path / "page.html").write_text(PAGE.format(CLEAN))
    with serve(tmp_path) as address:
        assert problems(browser, f"{address}/page.html") == []
    with browser.visit((tmp_path / "page.html").as_uri(), scheme="dark") as visit:
        assert visit.problems() == []
        assert visit.run("() => matchMedia('(prefers-color-scheme: dark)').matches")
        visit.screenshot(tmp_path / "page.png")
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")


def test_a_machine_without_chromium_gets_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a Chromium the error names the command that installs one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ChromiumMissingError, match="apt-get install chromium"):
        find_chromium()
