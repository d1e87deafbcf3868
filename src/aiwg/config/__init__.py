"""aiwg.yaml: which platforms, which sources, what to leave out, which models."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from aiwg.core.dataclass import dataclass, field
from aiwg.core.project_above import FILE as FILE  # part of this module
from aiwg.source.user import shown_user_folder, user_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aiwg.findings.allowances import Suppression
    from aiwg.source.fetched.declared import SourceSpec

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
    from aiwg.config.read_settings import read_settings  # many projects have no such file
    from aiwg.config.schema import SCHEMA

    return _config(read_settings(project, FILE, SCHEMA))


def read_user_config() -> Config:
    """Return the settings of the user scope, which lie in the user's own folder: what is of a project alone aside.

    Raises UserError with every problem, each with its line.
    """
    folder = user_folder()
    if not os.path.lexists(folder / FILE):
        return Config()
    from aiwg.config.read_settings import read_settings
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


def _sources(entries: Sequence[Any]) -> tuple[SourceSpec, ...]:
    if all(isinstance(entry, str) for entry in entries):
        return tuple(entries)
    from aiwg.source.fetched.declared import declared_sources  # only for projects that declare such sources

    return declared_sources(entries)


def _copies(value: str | list[str] | tuple[()]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _allowances(value: Mapping[str, Any]) -> tuple[Suppression, ...]:
    from aiwg.config.read_settings import allowed_in
    from aiwg.findings.allowances import Suppression

    return tuple(Suppression(each["code"], tuple(each.get("paths", ()))) for each in allowed_in(value))
