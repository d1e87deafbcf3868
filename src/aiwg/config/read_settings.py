"""Reading a settings file: YAML held against a schema, every problem with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from aiwg.core import strict_yaml
from aiwg.core.errors import HOW_TO_UPGRADE, Exit, UserError
from aiwg.core.project_above import FILE
from aiwg.core.read import read_whole
from aiwg.core.shape import check_shape
from aiwg.findings.model import Finding
from aiwg.findings.violations import problems_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _check_version(wanted: object, line: int) -> None:
    """Raise UserError when this aiwg is none of the versions wanted: another may know settings that it does not."""
    from aiwg import __version__
    from aiwg.core.versions import satisfies

    try:
        if isinstance(wanted, str) and satisfies(__version__, wanted):
            return
    except ValueError:
        wanted = None
    if not isinstance(wanted, str):
        hint = 'write it like this: requires: ">=0.2"'
        problem = Finding("bad-config", "error", "requires does not name a version of aiwg", FILE, line, hint=hint)
        raise UserError(f"{FILE} is not valid.", problems=[problem])
    raise UserError(
        f"this project requires aiwg {wanted}, and this is aiwg {__version__}.", exit=Exit.STATE, hint=HOW_TO_UPGRADE
    )


def read_settings(folder: Path, file: str, schema: Mapping[str, Any], shown: str | None = None) -> Mapping[str, Any]:
    """Return what a settings file says, nothing when it is not there. `shown` is its name in messages, if not `file`.

    Raises UserError with every problem, each with its line.
    """
    shown = shown or file
    try:
        document = strict_yaml.parse(read_whole(folder / file).decode("utf-8-sig").replace("\r\n", "\n"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except strict_yaml.YamlError as error:
        problem = Finding("bad-yaml", "error", error.reason, shown, error.line, hint=error.hint)
        raise UserError(f"aiwg cannot read {shown}.", problems=[problem]) from None
    except UnicodeDecodeError:
        raise UserError(f"{shown} is not UTF-8 text.") from None
    except OSError as error:
        raise UserError(f"aiwg cannot read {shown}: {error.strerror}.", exit=Exit.IO) from None
    value: Mapping[str, Any] = document.value or {}
    if file == FILE and isinstance(value, dict) and "requires" in value:
        _check_version(value["requires"], document.lines.get(("requires",), 1))
    found = list(check_shape(value, schema)) or [*_bad_sources(value), *_bad_globs(value)]
    problems = problems_of(shown, found, document.lines, "bad-config")
    if problems:
        raise UserError(f"{shown} is not valid.", problems=problems)
    return value


def _bad_sources(value: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str | None]]:
    """Yield path, message and hint for whatever is wrong with the sources."""
    entries = value.get("sources", ())
    for index, entry in enumerate(entries):
        if isinstance(entry, str) and not entry.strip():  # else it would be the folder of the project itself
            yield ("sources", index), "names no folder", "write the path of a folder, or remove the entry"
    if all(isinstance(entry, str) for entry in entries):
        return
    from aiwg.source.fetched.declared import ENTRY, slips_in

    found = [
        slip
        for index, entry in enumerate(entries)
        if not isinstance(entry, str)
        for slip in check_shape(entry, ENTRY, (index,))
    ]
    yield from ((("sources", *place), message, hint) for place, message, hint in found or slips_in(entries))


def _bad_globs(value: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str | None]]:
    """Yield path, message and hint for each glob that is none."""
    for index, glob in enumerate(value.get("packages", ())):
        from aiwg.source.packages import why_no_package_glob

        if why := why_no_package_glob(glob):
            yield ("packages", index), f'the glob "{glob}" {why}', 'as in "packages/*" or "apps/web"'
    if "checks" not in value:
        return
    from aiwg.core.globs import GlobError, pattern_of

    for number, each in enumerate(allowed_in(value)):
        for index, glob in enumerate(each.get("paths", ())):
            try:
                pattern_of(glob)
            except GlobError as error:
                yield ("checks", "allow", number, "paths", index), f'the glob "{glob}" {error}', 'as in "docs/**"'


def allowed_in(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the findings that the settings of a project allow, as they are written."""
    found: list[dict[str, Any]] = value.get("checks", {}).get("allow", [])
    return found
