"""One page in the browser, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Route

from tests.browser.links import broken

Scheme = Literal["light", "dark"]
AA: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""The tags of axe-core that together are WCAG 2.2 at level AA."""

RUN_AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  const row = (rule, node) => [rule.id, node.target.join(' '), node.failureSummary];
  return found.violations.flatMap(rule => rule.nodes.map(node => row(rule, node)));
}"""
WIDER_THAN_THE_PAGE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const beyond = e => e.getBoundingClientRect().right > page.clientWidth + 1;
  const wide = [...document.querySelectorAll('body *')].filter(beyond);
  return wide.slice(-5).map(e => `${e.tagName.toLowerCase()}.${e.className}`).concat('the page');
}"""
PICTURES_NOT_SHOWN = """async () => {
  const failed = [];
  for (const picture of document.images) {
    picture.loading = 'eager';
    await picture.decode().catch(() => {});
    const isSeen = !picture.checkVisibility() || picture.getBoundingClientRect().height > 1;
    if (!(picture.complete && picture.naturalWidth > 1 && isSeen)) failed.push(picture.src.slice(0, 200));
  }
  return failed;
}"""
LINKS = (
    "() => [...document.querySelectorAll('a[href]')].map(a => a.href).filter(href => !href.startsWith('javascript:'))"
)
IDS = (
    "() => [...document.querySelectorAll('[id], a[name]')].flatMap(e => [e.id, e.getAttribute('name')]).filter(Boolean)"
)


@cache
def axe_source() -> str:
    """Return the script of axe-core, from the package that is pinned in requirements/development.lock."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Visit:
    """A page and what it did while it was open."""

    page: Page
    url: str
    without: str = ""
    """The name of a file that is empty for the page."""

    console_errors: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)
    """Requests for something that is neither a local file nor on the host of the page: they are stopped."""

    def load(self) -> None:
        """Load the page, and listen to it from then on."""
        self.page.on("console", lambda message: self._hear(message))
        self.page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        self.page.route("**/*", lambda route: self._guard(route))
        self.page.goto(self.url, wait_until="load")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(f"{message.text} ({message.location.get('url')})")

    def _guard(self, route: Route) -> None:
        if self.without and route.request.url.endswith(f"/{self.without}"):
            route.fulfill(body="")
        elif self._is_local(route.request.url):
            route.continue_()
        else:
            self.foreign_requests.append(route.request.url)
            route.abort()

    def _is_local(self, url: str) -> bool:
        here, there = urlsplit(self.url), urlsplit(url)
        return there.scheme in ("data", "blob", "about") or (there.scheme, there.netloc) == (here.scheme, here.netloc)

    def run(self, script: str, argument: object = None) -> Any:
        """Return the value of a JavaScript function, called in the page."""
        return self.page.evaluate(script, argument)

    def axe_violations(self) -> list[str]:
        """Return each element that breaks a rule of WCAG 2.2 A or AA, as axe-core sees it."""
        if not self.run("() => 'axe' in window"):
            self.page.evaluate(axe_source())
        found = self.run(RUN_AXE, AA)
        return [f"axe {rule}: {target}: {' '.join(summary.split())}" for rule, target, summary in found]

    def overflow(self) -> list[str]:
        """Return the elements that make the page scroll sideways."""
        return [f"wider than the page: {element}" for element in self.run(WIDER_THAN_THE_PAGE)]

    def missing_pictures(self) -> list[str]:
        """Return the pictures that do not load, or that nobody sees because they are empty."""
        return [f"picture not shown: {source}" for source in self.run(PICTURES_NOT_SHOWN)]

    def broken_links(self) -> list[str]:
        """Return the links to a file, page or anchor that is not there; links to other hosts are not followed."""
        ids = frozenset(self.run(IDS))
        return [f"broken link: {url}" for url in sorted(set(self.run(LINKS))) if broken(url, self.page.url, ids)]

    def problems(self) -> list[str]:
        """Return everything that is wrong with the page as it is now; an empty list is a clean page."""
        return [*self.seen(), *self.axe_violations(), *self.broken_links()]

    def seen(self) -> list[str]:
        """Return the problems that show without a search: errors, requests to other hosts, pictures, overflow."""
        return [
            *(f"console: {text}" for text in self.console_errors),
            *(f"request to another host: {url}" for url in self.foreign_requests),
            *self.missing_pictures(),
            *self.overflow(),
        ]

    def screenshot(self, file: Path, *, whole: bool = False) -> None:
        """Write a PNG of the window, or of the whole page."""
        self.page.screenshot(path=file, full_page=whole, animations="disabled", caret="hide")
