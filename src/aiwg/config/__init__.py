"""aiwg.yaml: which platforms, which sources, what to leave out, which models."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from aiwg.core import strict_yaml
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import HOW_TO_UPGRADE, Exit, UserError
from aiwg.core.read import read_whole
from aiwg.core.shape import check_shape
from aiwg.findings.model import Finding
from aiwg.findings.violations import problems_of
from aiwg.source.user import shown_user_folder, user_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aiwg.findings.allowances import Suppression
    from aiwg.source.fetched.declared import SourceSpec

FILE = "aiwg.yaml"
COMMITTED, IGNORED = "committed", "ignored"
_OF_PROJECTS = frozenset({"package", "packages", "outputs", "personal", "adr"})

IN_FORCE_TOKENS = 800
"""How many tokens the rules for decisions in force may take, unless aiwg.yaml says otherwise."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project; all are optional."""

    platforms: tuple[str, ...] = ()
    sources: tuple[SourceSpec, ...] | None = None
    exclude: tuple[str, ...] = ()
    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    accept_freer: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    outputs: str = COMMITTED
    bundles: tuple[str, ...] | None = None
    adr_folder: str | None = None
    adr_in_force: bool = True
    adr_in_force_tokens: int = IN_FORCE_TOKENS
    allowances: tuple[Suppression, ...] = ()
    personal: tuple[str, ...] | None = None
    profiles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    on_demand: tuple[str, ...] = ()
    package: Mapping[str, Any] = field(default_factory=dict)


def read_config(project: Path) -> Config:
    """Return the settings of a project, the defaults when it has no aiwg.yaml.

    Raises UserError with every problem, each with its line.
    """
    if not os.path.lexists(project / FILE):
        return Config()
    from aiwg.config.schema import SCHEMA  # many projects have no such file

    return _config(read_settings(project, FILE, SCHEMA))


def read_user_config() -> Config:
    """Return the settings of the user scope, which lie in the user's own folder: what is of a project alone aside.

    Raises UserError with every problem, each with its line.
    """
    folder = user_folder()
    if not os.path.lexists(folder / FILE):
        return Config()
    from aiwg.config.schema import SCHEMA

    known = {name: said for name, said in SCHEMA["properties"].items() if name not in _OF_PROJECTS}
    shown = f"{shown_user_folder()}/{FILE}"
    return _config(read_settings(folder, FILE, {**SCHEMA, "properties": known}, shown))


def _config(value: Mapping[str, Any]) -> Config:
    if not value:
        return Config()
    return Config(
        tuple(value.get("platforms", ())),
        _sources(value["sources"]) if "sources" in value else None,
        tuple(value.get("exclude", ())),
        value.get("models", {}),
        value.get("overrides", {}),
        (*value.get("allow_weaker_permissions", ()), *value.get("accept_freer", ())),
        _copies(value.get("copies", ())),
        tuple(value.get("packages", ())),
        value.get("outputs", COMMITTED),
        tuple(value["bundles"]) if "bundles" in value else None,
        value.get("adr", {}).get("folder"),
        value.get("adr", {}).get("in_force", True),
        value.get("adr", {}).get("in_force_tokens", IN_FORCE_TOKENS),
        _allowances(value) if "checks" in value else (),
        tuple(value["personal"]) if "personal" in value else None,
        value.get("profiles", {}),
        tuple(value.get("on_demand", ())),
        value.get("package", {}),
    )


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


def _sources(entries: Sequence[Any]) -> tuple[SourceSpec, ...]:
    if all(isinstance(entry, str) for entry in entries):
        return tuple(entries)
    from aiwg.source.fetched.declared import declared_sources  # only for projects that declare such sources

    return declared_sources(entries)


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


def _copies(value: str | list[str] | tuple[()]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _allowances(value: Mapping[str, Any]) -> tuple[Suppression, ...]:
    from aiwg.findings.allowances import Suppression

    return tuple(Suppression(each["code"], tuple(each.get("paths", ()))) for each in _allowed(value))


def _allowed(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = value.get("checks", {}).get("allow", [])
    return found


def _bad_globs(value: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str | None]]:
    """Yield path, message and hint for each glob that is none."""
    for index, glob in enumerate(value.get("packages", ())):
        from aiwg.source.packages import why_no_package_glob

        if why := why_no_package_glob(glob):
            yield ("packages", index), f'the glob "{glob}" {why}', 'as in "packages/*" or "apps/web"'
    if "checks" not in value:
        return
    from aiwg.core.globs import GlobError, pattern_of

    for number, each in enumerate(_allowed(value)):
        for index, glob in enumerate(each.get("paths", ())):
            try:
                pattern_of(glob)
            except GlobError as error:
                yield ("checks", "allow", number, "paths", index), f'the glob "{glob}" {error}', 'as in "docs/**"'
