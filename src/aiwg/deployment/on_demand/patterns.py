"""What is wrong with `on_demand:` in aiwg.yaml, each with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from aiwg.config import FILE as CONFIG
from aiwg.core import strict_yaml
from aiwg.core.dataclass import replace
from aiwg.core.read import read_whole
from aiwg.findings.model import Finding
from aiwg.source.layers import LoadedLayers
from aiwg.source.on_demand import SETTING, check_patterns
from aiwg.source.user import shown_user_folder


def pattern_problems(read: LoadedLayers, typed: Sequence[str], folder: Path, scope: str) -> list[Finding]:
    """Return what is wrong with `on_demand:` in the aiwg.yaml of a folder, each with its line."""
    if not typed:
        return []
    shown = CONFIG if scope == "project" else f"{shown_user_folder()}/{CONFIG}"
    found = list(check_patterns(list(read.readable), typed, read.bundles, shown))
    lines = _lines(folder / CONFIG) if found else {}
    return [replace(problem, line=lines.get((SETTING, index), 1)) for index, problem in found]


def _lines(file: Path) -> Mapping[tuple[str | int, ...], int]:
    """Return the line of each value of a settings file that was read before."""
    try:
        return strict_yaml.parse(read_whole(file).decode("utf-8-sig").replace("\r\n", "\n")).lines
    except (OSError, ValueError, strict_yaml.YamlError):  # it changed since
        return {}
