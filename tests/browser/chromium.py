"""Headless Chromium of this machine, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import playwright.sync_api as playwright

from tests.browser.visit import Scheme, Visit

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # CI runs as root, where Chromium has no sandbox
    "--disable-gpu",
    # No name is ever looked up: a page that asks another host is reported, and the request goes nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE = 60_000
"""Milliseconds that a step may take: the machine may be busy with the rest of the tests."""


class ChromiumMissingError(Exception):
    """No Chromium is on the PATH."""


def find_chromium() -> str:
    """Return the path of a Chromium on the PATH."""
    for program in PROGRAMS:
        if path := shutil.which(program):
            return path
    raise ChromiumMissingError(
        f"Tests of pages need Chromium, and the PATH has none of {', '.join(PROGRAMS)}. "
        "Install it: apt-get install chromium (Debian), brew install chromium (macOS)."
    )


@dataclass(frozen=True)
class Profile:
    """A profile of the browser, with a size of its window and a colour scheme."""

    context: playwright.BrowserContext

    @contextmanager
    def visit(self, url: str, without: str = "") -> Iterator[Visit]:
        """Load a page (file:// or loopback); the file that `without` names is empty for it."""
        visit = Visit(self.context.new_page(), url, without)
        try:
            visit.load()
            yield visit
        finally:
            visit.page.close()


@dataclass(frozen=True)
class Browser:
    """An open browser."""

    chromium: playwright.Browser

    @contextmanager
    def profile(self, *, width: int = 1280, height: int = 800, scheme: Scheme = "light") -> Iterator[Profile]:
        """Make an empty profile, at a width and height in CSS pixels; a second page in it loads twice as fast."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            locale="en-US",
            timezone_id="UTC",
        )
        try:
            context.set_default_timeout(PATIENCE)
            yield Profile(context)
        finally:
            context.close()

    @contextmanager
    def visit(self, url: str, *, width: int = 1280, height: int = 800, scheme: Scheme = "light") -> Iterator[Visit]:
        """Load a page in a profile of its own."""
        with self.profile(width=width, height=height, scheme=scheme) as profile, profile.visit(url) as visit:
            yield visit


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium, and end it."""
    program = find_chromium()
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=list(ARGUMENTS), timeout=PATIENCE)
        try:
            yield Browser(chromium)
        finally:
            chromium.close()
