"""`python -m docsite` builds the site into build/site."""

from __future__ import annotations

import sys

from docsite.build import SiteError, build
from docsite.nav import ROOT
from docsite.stage import DeadLinkError


def main() -> int:
    """Build the site; return the exit code."""
    try:
        site = build().relative_to(ROOT)
    except (SiteError, DeadLinkError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Built {site}/: open {site}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
