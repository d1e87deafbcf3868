"""Violations of a schema as findings, each with the line of the file it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.core.errors import Exit
from aiwg.core.shape import Path, Violation
from aiwg.findings.model import Finding


def problems_of(
    file: str,
    found: Iterable[Violation],
    lines: Mapping[Path, int],
    code: str,
    exit: Exit = Exit.SOURCE,
) -> list[Finding]:
    """Return findings as problems, each with the nearest line known."""
    result = []
    for path, message, hint in found:
        nearest = next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)
        said = f"{'.'.join(str(part) for part in path)}: {message}" if path else message
        result.append(Finding(code, "error", said, file, nearest, hint=hint, exit=exit))
    return result
