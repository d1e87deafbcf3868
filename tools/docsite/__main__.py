"""`python -m docsite` builds the site into build/site."""

from __future__ import annotations

import sys

from docsite.build import SITE, SiteError, build
from docsite.nav import ROOT
from docsite.stage import DeadLinkError


def main() -> int:
    """Build the site; return the exit code."""
    try:
        build()
    except (SiteError, DeadLinkError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Built {SITE.relative_to(ROOT)}/: open {SITE.relative_to(ROOT)}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
