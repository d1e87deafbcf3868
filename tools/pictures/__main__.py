"""`python -m pictures` draws every picture into docs/pictures; with --check it lists those that are stale."""

from __future__ import annotations

import sys
from pathlib import Path

from pictures import overview, recording
from pictures.session import ROOT, played, sessions

FOLDER = ROOT / "docs" / "pictures"


def pictures() -> dict[Path, str]:
    """Return every picture by its path, as the program would be drawn now."""
    drawn = {FOLDER / "one-source.svg": overview.picture(overview.figures())}
    for name, session in sessions().items():
        drawn[FOLDER / f"{name}.svg"] = recording.picture(session.title, played(session))
    return drawn


def main() -> int:
    """Draw the pictures, or with --check list the stale ones; return the exit code."""
    stale = [
        (path, text)
        for path, text in pictures().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        if "--check" in sys.argv[1:]:
            print(f"{path.relative_to(ROOT)} is stale: make pictures", file=sys.stderr)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
