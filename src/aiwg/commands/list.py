"""The artifacts of the layers, by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import KINDS, plural
from aiwg.artifact.model import Artifact
from aiwg.artifact.on_demand import DEPLOY, ON_DEMAND
from aiwg.core.errors import Exit
from aiwg.deployment.sources import (
    FetchedOrigin,
    SourceOverview,
    about,
    fetched_from,
    fetched_origins,
    kind_meant,
    layer_names,
    read_sources,
)
from aiwg.output import console
from aiwg.output.console import padded, paint, print_problems, say, say_json, table, width_of
from aiwg.output.originals import taken_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "aiwg.list/1"

NARROW = 24
"""Columns below which descriptions go to lines of their own."""


def run_list(kind: str | None, explicit: Sequence[str], project: Path, as_json: bool, verbose: bool) -> int:
    """List what loads; return the exit code: an invalid source ends with its code, after the list."""
    kinds = [kind_meant(kind)] if kind else list(KINDS)
    sources = read_sources(project, explicit)
    if as_json:
        say_json(_list_json(sources, kinds))
    else:
        _say_kinds(sources, kinds, verbose)
        problems = [problem for problem in sources.problems if verbose or problem.level != "info"]
        print_problems(problems)
    return Exit.SOURCE if sources.failed else Exit.OK


def _list_json(sources: SourceOverview, kinds: Sequence[str]) -> dict[str, Any]:
    taken = taken_from(sources.workspace)
    return {
        "schema": SCHEMA,
        "layers": [
            {"name": layer.name, "path": layer.shown, "exists": layer.root.is_dir()} for layer in sources.layers
        ],
        "artifacts": [
            {
                "kind": artifact.kind,
                "id": artifact.id,
                "layer": artifact.origin.layer,
                "from": origin.as_json() if (origin := fetched_from(artifact, sources.layers)) else None,
                "file": artifact.origin.file,
                "line": artifact.origin.line,
                "description": about(artifact),
                "delivery": artifact.delivery or DEPLOY,
                "platforms": {"include": list(artifact.include), "exclude": list(artifact.exclude)},
                "hides": sources.hidden.get(artifact.key, []),
                "bundles": sources.bundles_of(artifact.key),
                "taken_from": taken.get(artifact.key, []),
            }
            for kind in kinds
            for artifact in sources.catalog.of_kind(kind)
        ],
        "problems": [problem.as_problem() for problem in sources.problems],
    }


def _say_kinds(sources: SourceOverview, kinds: Sequence[str], verbose: bool) -> None:
    listed = [artifact for kind in kinds for artifact in sources.catalog.of_kind(kind)]
    fetched = fetched_origins(sources.layers)
    taken = taken_from(sources.workspace) if verbose else {}
    bundles = [",".join(sources.bundles_of(artifact.key)) for artifact in listed]
    rows = [
        [shown(artifact.id), _layer(artifact, fetched), *([named] if any(bundles) else [])]
        for artifact, named in zip(listed, bundles, strict=True)
    ]
    lines = dict(zip((artifact.key for artifact in listed), table(rows), strict=True))
    width = max(map(width_of, lines.values()), default=0)
    for kind in kinds:
        artifacts = sources.catalog.of_kind(kind)
        if artifacts:
            say(plural(kind, len(artifacts)))
        for artifact in artifacts:
            _say_with_note(lines[artifact.key], width, _note(artifact))
            for path in taken.get(artifact.key, ()) if verbose else ():
                say(f"    {paint(f'from {shown(path)}, which aiwg took over', 'faint')}")
            for file in sources.hidden.get(artifact.key, ()) if verbose else ():
                say(f"    {paint(f'hides {shown(file)}', 'faint')}")
    if verbose and fetched:
        say("fetched sources")
        for line in table([[each.named, paint(shown(each.url), "faint")] for each in fetched.values()]):
            say(line)
    count = "1 artifact" if len(listed) == 1 else f"{len(listed)} artifacts"
    hidden = sum(len(sources.hidden.get(artifact.key, ())) for artifact in listed)
    also = f"; {hidden} hidden by a stronger layer: -v" if hidden and not verbose else ""
    if listed:
        say(f"\n{count} from {shown(layer_names(sources.layers))}{also}   {paint('aiwg show ID', 'hint')}")
    else:
        what = f"No {plural(kinds[0], 2)[2:]}" if len(kinds) == 1 else "No artifacts"
        say(f"{what} in {shown(layer_names(sources.layers)) or 'any layer'}.   {paint('aiwg new KIND ID', 'hint')}")


def _layer(artifact: Artifact, fetched: Mapping[str, FetchedOrigin]) -> str:
    """Return the layer of an artifact, the name of its source if it was fetched."""
    origin = fetched.get(artifact.origin.file.partition("/")[0])
    return origin.id if origin else artifact.origin.layer


def _say_with_note(line: str, width: int, note: str) -> None:
    """Print an artifact with its description, of which one line is shown, beside or below it."""
    room = console.width() - width - 2
    if room >= NARROW:
        say(f"{padded(line, width)}  {console.shortened(note, room)}".rstrip())
        return
    say(line)
    if note:
        say(f"      {console.shortened(note, console.width() - 6)}")


def _note(artifact: Artifact) -> str:
    limits = [ON_DEMAND] if artifact.delivery == ON_DEMAND else []
    limits += [*artifact.include, *(f"not {name}" for name in artifact.exclude)]
    prefix = f"({', '.join(limits)}) " if limits else ""
    return shown(prefix + " ".join(about(artifact).split()))
