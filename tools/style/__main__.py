"""Checks the language: `python -m style`; `--write` lowers the remaining counts, `--table` shows each page."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from aiwg.cli.group import application
from style.check import RULES, Rules, Slip, check_code, check_help, check_page, check_template, measured
from style.prose import texts
from style.readability import averages

ROOT = Path(__file__).parents[2]
_EARLIER = re.compile(r"(?s)(^## \[\d.*?)^## \[\d.*", re.MULTILINE)
"""The newest release, and all before it."""


def pages() -> dict[str, str]:
    """Return the text of each page by its path, of the changes only the newest release and what comes after it."""
    paths = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "platforms/README.md"))]
    found = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    found["CHANGELOG.md"] = _EARLIER.sub(r"\1", found["CHANGELOG.md"])
    docs = sorted((ROOT / "docs").glob("*.md"))
    return found | {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in docs}


def slips(rules: Rules) -> list[Slip]:
    """Return the slips of all pages and of all messages in the code."""
    found = [slip for path, page in pages().items() for slip in check_page(path, page, rules)]
    source = ROOT / "src" / "aiwg"
    for module in sorted(source.rglob("*.py")):
        found += check_code(module.relative_to(source), module.read_text(encoding="utf-8"), rules)
    for template in sorted((source / "templates").glob("*.j2")):
        path = template.relative_to(source)
        found += check_template(path, template.read_text(encoding="utf-8"), rules)
    return [*found, *check_help(application, "aiwg", rules)]


def lowered(text: str, remaining: dict[str, float]) -> str:
    """Return the text of the rules with these remaining counts."""
    head = text[: text.index("\nremaining:")] + "\nremaining:"
    lines = [f"  {key}: {value:g}" for key, value in sorted(remaining.items())]
    return "\n".join([head if lines else f"{head} {{}}", *lines, ""])


def main(arguments: list[str]) -> int:
    """Print each slip beyond the remaining counts, or with --write lower the counts; return the exit code."""
    rules = Rules.load(RULES)
    if "--table" in arguments:
        for path, page in pages().items():
            length, grade = averages(texts(page))
            print(f"{path:24} {length:5} words  grade {grade}")
        return 0
    found = slips(rules)
    values = measured(found)
    if "--write" in arguments:
        kept = {key: min(value, rules.remaining.get(key, 0)) for key, value in values.items() if key in rules.remaining}
        RULES.write_text(lowered(RULES.read_text(encoding="utf-8"), kept), encoding="utf-8")
    over = {key for key, value in values.items() if value > rules.remaining.get(key, 0)}
    for slip in found:
        if slip.key in over:
            print(f"{slip.path}:{slip.line}: {slip.message}", file=sys.stderr)
    for key in sorted(over & set(rules.remaining)):
        print(f"{key}: {values[key]:g}, and only {rules.remaining[key]:g} may remain", file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
