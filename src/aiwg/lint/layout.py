"""Files and folders that a source does not look at although they are plainly meant."""

from __future__ import annotations

import os
from collections.abc import Iterator

from aiwg.artifact.kinds import FOLDERS, KINDS, SETTINGS, SINGLES
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.lint.target import Source

UNKNOWN_PART = Rule(
    "unknown-part",
    WARNING,
    "a file or folder at the root of a source with a misspelled name",
    "aiwg reads only known names at the root of a source.",
)
FLAT_FILE = Rule(
    "flat-file",
    WARNING,
    "a Markdown file directly in skills or behaviors",
    "Each needs its own folder; almost no client loads a single file.",
)
PASSED_OVER = Rule(
    "passed-over",
    INFO,
    "a file that is not an artifact",
    "It is in a folder of artifacts, but is not an artifact. aiwg does not deploy it.",
)
RULES = (UNKNOWN_PART, FLAT_FILE, PASSED_OVER)

_MEANT = {
    **{kind.name: kind.folder for kind in KINDS.values() if kind.folder and not kind.single},
    "behaviours": "behaviors",
    "behaviour": "behaviors",
    "instruction.md": "instructions.md",
    **{
        f"{name}.{end}": f"{name}.yaml"
        for name in (*(settings.removesuffix(".yaml") for settings in SETTINGS), "bundles")
        for end in ("yml", "json")
    },
    **{f"{kind.name}.yaml": kind.settings for kind in KINDS.values() if kind.settings == f"{kind.name}s.yaml"},
    "bundle.yaml": "bundles.yaml",
    "ignore.txt": "ignore",
    ".ignore": "ignore",
}
_RIGHT = (*SINGLES, *SETTINGS, "bundles.yaml", *FOLDERS)


def check_layout(source: Source) -> Iterator[Finding]:
    """Yield what lies at the root of a source under nearly the right name."""
    try:
        names = sorted(os.listdir(source.layer.root))
    except OSError:
        return
    for name in names:
        meant = _MEANT.get(name) or _MEANT.get(name.lower()) or (name.lower() if name not in _RIGHT else None)
        if meant not in _RIGHT or name in _RIGHT:
            continue
        file = name if source.layer.shown in ("", ".") else f"{source.layer.shown}/{name}"
        hint = f"did you mean {meant}?"
        yield Finding(UNKNOWN_PART.code, UNKNOWN_PART.level, f"{name} is ignored", file, hint=hint)
