"""The bundles of the layers: the parts that a deploy can be limited to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aiwg.artifact.ids import shown
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.sources import SourceOverview, layer_names, read_sources
from aiwg.output.console import paint, print_problems, say, say_json

SCHEMA = "aiwg.bundles/1"


def run_list_bundles(kind: str | None, explicit: Sequence[str], project: Path, as_json: bool) -> int:
    """List the bundles and what is in them; return the exit code: an invalid source ends with its code, after the list.

    Raises UserError (usage) when a kind is named too: a bundle has artifacts of several.
    """
    if kind is not None:
        raise UserError("use KIND or --bundles, not both.", exit=Exit.USAGE, hint="aiwg list --bundles")
    sources = read_sources(project, explicit)
    if as_json:
        say_json(
            {
                "schema": SCHEMA,
                "bundles": [
                    {
                        "name": bundle.name,
                        "description": bundle.description,
                        "artifacts": list(bundle.artifacts),
                        "default": bundle.default,
                        "layer": bundle.layer,
                        "file": bundle.file,
                    }
                    for bundle in sources.bundles.values()
                ],
                "problems": [problem.as_problem() for problem in sources.problems],
            }
        )
    else:
        _say(sources)
        print_problems([problem for problem in sources.problems if problem.level != "info"])
    return Exit.SOURCE if sources.failed else Exit.OK


def _say(sources: SourceOverview) -> None:
    for bundle in sources.bundles.values():
        say(f"{shown(bundle.name)}  {paint(bundle.layer, 'faint')}  {shown(bundle.description)}".rstrip())
        if not bundle.default:
            say(paint(f"  off by default; in aiwg.yaml: bundles: [all, {shown(bundle.name)}]", "faint"))
        for key in bundle.artifacts:
            say(f"  {shown(key)}")
    where = shown(layer_names(sources.layers)) or "any layer"
    if sources.bundles:
        count = "1 bundle" if len(sources.bundles) == 1 else f"{len(sources.bundles)} bundles"
        say(f"\n{count} from {where}   {paint('aiwg deploy --only NAME', 'hint')}")
    else:
        say(f"No bundles in {where}.   {paint('bundles.yaml names them', 'hint')}")
