"""aiwg.yaml of a set-up: written from a template, or with only the keys changed that were chosen now."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiwg.adapter.model import Adapter
from aiwg.commands.sources.place import open_place, write_actions
from aiwg.config import COMMITTED, FILE, IGNORED
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.core.strict_yaml import parse
from aiwg.core.suggest import suggest
from aiwg.deployment.workspace import Workspace
from aiwg.fs import resources
from aiwg.output.console import paint
from aiwg.plan.actions import CREATE, UPDATE, file_action
from aiwg.render.documents import yaml_text
from aiwg.scaffold.entries import with_keys
from aiwg.scaffold.templating import template_text
from aiwg.source.bundles import BundlesLoader
from aiwg.source.fetched.lock import FILE as LOCK
from aiwg.source.layers import ALL, BUNDLED
from aiwg.source.locations import BUNDLES
from aiwg.source.reader import SourceReader

if TYPE_CHECKING:
    from aiwg.commands.sources.add import NewSource

MINE, EVERYTHING = "mine", ("everything", "bundled", ALL)
OUTPUTS = {"commit": COMMITTED, "ignore": IGNORED}
_PLACE = re.compile(r"[/:@~]|\.{1,2}\Z")
"""Stands in the address of a repository and in the path of a folder, and in no name of a bundle."""


@dataclass(frozen=True, slots=True)
class ChosenSettings:
    """What aiwg.yaml is to say. `chosen` are the keys that somebody chose now; the others are defaults."""

    platforms: Sequence[Adapter]
    bundles: tuple[str, ...]
    outputs: str
    chosen: frozenset[str]
    source: NewSource | None = None


def names_source(typed: str) -> bool:
    """Say whether an answer names a source, a path or an address, and no bundle."""
    return _PLACE.search(typed) is not None


def start_named(typed: str) -> tuple[str, ...]:
    """Return the bundles that an answer means: none of them, all, or those named.

    Raises UserError (usage) for a word that is none, suggesting the closest.
    """
    words = [word.strip() for word in typed.split(",") if word.strip()]
    if words == [MINE]:
        return ()
    if any(word in EVERYTHING for word in words):
        return (ALL,)
    known = _bundle_names()
    for word in words:
        if word not in known:
            choices = [MINE, EVERYTHING[1], *known]
            near = suggest(word, choices)
            hint = f"{near[0].upper()}{near[1:]}   " if near else ""
            hint += f"They are: {', '.join(choices)}, or a source: a path such as ./{word}, or a git URL"
            raise UserError(f'--start has no "{word}".', exit=Exit.USAGE, hint=hint)
    return tuple(words)


def _bundle_names() -> list[str]:
    reader = SourceReader(Path(resources.source_folder()), "(bundled)")
    file = reader.read(BUNDLES)
    return sorted(bundle.name for bundle in BundlesLoader(reader, BUNDLED).bundles(file)) if file else []


def said_in_file(project: Path) -> set[str]:
    """Return the keys that aiwg.yaml has; it was read before, so it is valid."""
    try:
        value = parse(read_whole(project / FILE).decode("utf-8-sig").replace("\r\n", "\n")).value
    except FileNotFoundError:
        return set()
    return set(value) if isinstance(value, Mapping) else set()


def write_set_up(
    workspace: Workspace, settings: ChosenSettings, texts: Sequence[tuple[str, str]]
) -> Iterator[list[str]]:
    """Write aiwg.yaml and the texts to start from in one step, or what is missing of them; yield rows that say so.

    In an aiwg.yaml that is there only the keys change that were chosen now.

    Raises UserError: conflict where that cannot be edited, refused where something leads out of the project.
    """
    place = open_place(workspace.project, "project")
    file = workspace.project / FILE
    before = file.read_bytes() if file.exists() else None
    wanted = _wanted(settings)
    after = _text(workspace, settings) if before is None else with_keys(FILE, before, wanted) if wanted else place.text
    new = [(path, text) for path, text in texts if not os.path.lexists(workspace.project / path)]
    more = [file_action(CREATE, path, None, text.encode()) for path, text in new]
    if settings.source is not None:
        from aiwg.commands.sources.add import declare, declaring  # only for a new source

        declare(settings.source, place, declaring(place, after, settings.source), more=more)
    elif before is None or after.encode() != before:
        kind = CREATE if before is None else UPDATE
        write_actions(place, [file_action(kind, FILE, before, after.encode()), *more])
    elif more:
        write_actions(place, more)
    is_other = settings.source is not None or after.encode() != before
    said = "kept" if not is_other else "wrote" if before is None else "changed"
    yield _row(said, FILE, ", ".join(sorted(wanted)) if said == "changed" else "")
    if settings.source is not None and settings.source.move is not None:
        yield _row(said, LOCK)
    yield from (_row("wrote" if each in new else "kept", each[0]) for each in texts)


def _row(said: str, path: str, more: str = "") -> list[str]:
    more = more or ("there already" if said == "kept" else "")
    return [paint(said, "faint" if said == "kept" else "ok"), path, paint(more, "faint") if more else ""]


def _wanted(settings: ChosenSettings) -> dict[str, Any]:
    return {name: value for name, value in _values(settings).items() if name in settings.chosen}


def _values(settings: ChosenSettings) -> dict[str, Any]:
    outputs = {"outputs": OUTPUTS[settings.outputs]} if settings.outputs in OUTPUTS else {}
    return {"bundles": list(settings.bundles), **outputs}


def _text(workspace: Workspace, settings: ChosenSettings) -> str:
    platforms = {"platforms": [adapter.id for adapter in settings.platforms]}
    outputs = OUTPUTS.get(settings.outputs, "") if "outputs" in settings.chosen else ""
    return template_text(
        "aiwg.yaml",
        platforms=yaml_text(platforms) if settings.platforms else "",
        bundles=yaml_text({"bundles": list(settings.bundles)}),
        outputs=yaml_text({"outputs": outputs}) if outputs else "",
        examples=", ".join(workspace.registry.ids()[:2]),
    )
