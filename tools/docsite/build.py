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
BUILD = ROOT / "build"


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


def build(folder: Path = BUILD) -> Path:
    """Build the site into a subfolder of a folder, and return it. Raises SiteError for a page with a problem."""
    work, site = folder / "site-pages", folder / "site"
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(site, ignore_errors=True)
    (work / "pages").mkdir(parents=True)
    stage(work / "pages")
    shutil.copytree(ASSETS, work / "pages" / "assets")
    (work / "zensical.toml").write_text(tomli_w.dumps(configuration()), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"], cwd=work, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SiteError(run.stdout + run.stderr)
    (work / "site" / "404.html").unlink()  # its links are those of a server; a server brings its own
    (work / "site").rename(site)
    return site
