"""The entry point. The cheapest questions are answered before anything is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.getfilesystemencoding() != "utf-8":
        _run_in_utf8()
    if sys.argv[1:] in (["--version"], ["-V"]):
        from aiwg import __version__

        print(f"aiwg {__version__}")
        return
    from aiwg import snapshot

    said = snapshot.unchanged(sys.argv[1:])
    if said is not None:
        if not {"-q", "--quiet"}.intersection(sys.argv):
            print(said)
        return
    import gc

    from aiwg.cli.app import run

    gc.disable()  # what one command leaves in cycles is little, and looking for it takes a twentieth of its time
    sys.exit(run(sys.argv[1:]))


def _run_in_utf8() -> None:
    """Start again in UTF-8 mode: under a locale of another encoding, names on disk would be read wrongly."""
    import os

    os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "aiwg", *sys.argv[1:]])  # noqa: S606 - no shell


if __name__ == "__main__":
    main()
