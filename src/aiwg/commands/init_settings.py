"""aiwg.yaml of a set-up: written from a template, or with only the keys changed that were chosen now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.apply.new_files import StartingFiles
from aiwg.config import COMMITTED, FILE, IGNORED
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.core.strict_yaml import parse
from aiwg.core.suggest import suggest
from aiwg.deployment.workspace import Workspace
from aiwg.fs import resources
from aiwg.output.console import paint
from aiwg.render.documents import yaml_text
from aiwg.scaffold.entries import with_keys
from aiwg.scaffold.templating import template_text
from aiwg.source.bundles import FILE as BUNDLES
from aiwg.source.bundles import BundlesLoader
from aiwg.source.layers import ALL, BUNDLED
from aiwg.source.reader import SourceReader

MINE, EVERYTHING = "mine", ("everything", "bundled", ALL)
OUTPUTS = {"commit": COMMITTED, "ignore": IGNORED}


@dataclass(frozen=True, slots=True)
class ChosenSettings:
    """What aiwg.yaml is to say. `chosen` are the keys that somebody chose now; the others are defaults."""

    platforms: Sequence[Adapter]
    bundles: tuple[str, ...]
    outputs: str
    chosen: frozenset[str]


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
            choices = [MINE, EVERYTHING[0], *known]
            near = suggest(word, choices)
            hint = f"{near[0].upper()}{near[1:]}   " if near else ""
            raise UserError(f'--start has no "{word}".', exit=Exit.USAGE, hint=f"{hint}They are: {', '.join(choices)}")
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


def write_settings(files: StartingFiles, workspace: Workspace, settings: ChosenSettings) -> list[str]:
    """Write aiwg.yaml, or what was chosen now into the one that is there; return the row that says so.

    Raises UserError (conflict) where that cannot be edited.
    """
    if files.create(FILE, _text(workspace, settings)):
        return [paint("wrote", "ok"), FILE, ""]
    wanted = {name: value for name, value in _values(settings).items() if name in settings.chosen}
    if wanted and _change(files, workspace.project, wanted):
        return [paint("changed", "ok"), FILE, paint(", ".join(sorted(wanted)), "faint")]
    return [paint("kept", "faint"), FILE, paint("there already", "faint")]


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


def _change(files: StartingFiles, project: Path, wanted: Mapping[str, Any]) -> bool:
    before = read_whole(project / FILE)
    after = with_keys(FILE, before, wanted)
    if after.encode() == before:
        return False
    files.change(FILE, before, after)
    return True
