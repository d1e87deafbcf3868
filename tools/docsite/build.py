"""The site from its pages: the configuration of Zensical, and its run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import tomli_w

from docsite.nav import ROOT, sections
from docsite.stage import stage, staged_pages

ASSETS = Path(__file__).parent / "assets"
WORK = ROOT / "build" / "site-pages"
SITE = ROOT / "build" / "site"


class SiteError(Exception):
    """Zensical reports a problem of a page."""


def configuration() -> dict[str, Any]:
    """Return zensical.toml: all of it local, for pages that are opened as files too."""
    pages = staged_pages()
    nav: list[dict[str, Any]] = [{"aiwg": "index.md"}]
    for section, topics in sections().items():
        nav.append({section: [{topic.title.replace("`", ""): pages[topic.file].as_posix()} for topic in topics]})
    return {
        "project": {
            "site_name": "aiwg",
            "docs_dir": "pages",
            "site_dir": "site",
            "use_directory_urls": False,
            "nav": nav,
            "extra_css": ["assets/extra.css"],
            "extra_javascript": ["assets/accessible.js"],
            # The offline plugin would load a script of this name from another host.
            "extra": {"polyfills": ["assets/iframe-worker.js"], "generator": False},
            "plugins": {"offline": {}, "search": {}},
            "theme": {
                "language": "en",
                "font": False,
                "features": ["content.code.copy", "navigation.footer", "navigation.top", "search.highlight"],
                "palette": [
                    {"media": "(prefers-color-scheme: light)", "scheme": "default"},
                    {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
                ],
            },
            "markdown_extensions": {
                "tables": {},
                "md_in_html": {},
                "sane_lists": {},
                "toc": {"slugify": {"object": "pymdownx.slugs.slugify", "kwds": {"case": "lower"}}},
                "pymdownx": {"highlight": {}, "superfences": {}},
            },
        }
    }


def build() -> Path:
    """Build the site and return its folder. Raises SiteError for a page with a problem."""
    shutil.rmtree(WORK, ignore_errors=True)
    shutil.rmtree(SITE, ignore_errors=True)
    (WORK / "pages").mkdir(parents=True)
    stage(WORK / "pages")
    shutil.copytree(ASSETS, WORK / "pages" / "assets")
    (WORK / "zensical.toml").write_text(tomli_w.dumps(configuration()), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"], cwd=WORK, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SiteError(run.stdout + run.stderr)
    (WORK / "site" / "404.html").unlink()  # its links are those of a server; a server brings its own
    (WORK / "site").rename(SITE)
    return SITE
