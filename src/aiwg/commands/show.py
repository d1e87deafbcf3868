"""One artifact: what its source says, and how it arrives at each platform."""

from __future__ import annotations

import json
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.artifact.model import Artifact
from aiwg.artifact.on_demand import DEPLOY, ON_DEMAND
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.intent import Sync, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.sources import SourceOverview, artifact_meant, fetched_from, read_sources
from aiwg.output.console import paint, print_problems, say, say_json, table
from aiwg.output.diff import shown_line
from aiwg.render.delivery import Delivery

SCHEMA = "aiwg.show/1"
SHOWN_LINES = 40
MEANING = {"native": "ok", "translated": "ok", "on-demand": "ok", "degraded": "warning", "unsupported": "error"}


@dataclass(frozen=True, slots=True)
class Deliveries:
    """How an artifact arrives at the platforms asked for, or in `reason` why nothing can be said."""

    deliveries: list[Delivery]
    names: dict[str, str]
    reason: str = ""
    hint: str = ""
    waits: bool = False


def run_show(typed: str, targets: Targets, as_json: bool, verbose: bool) -> int:
    """Show one artifact; return the exit code."""
    sources = read_sources(targets.project, targets.sources)
    artifact = _as_readable(artifact_meant(typed, sources.catalog), targets)
    journey = _journey(artifact, sources, targets)
    if as_json:
        say_json(_show_json(artifact, sources, journey))
        return Exit.OK
    _say_fields(artifact, sources)
    _say_journey(journey)
    _say_body(artifact, verbose)
    return Exit.OK


def _as_readable(artifact: Artifact, targets: Targets) -> Artifact:
    """Return an artifact as agents may see it: one on demand that nobody approved has no text and no files."""
    if artifact.delivery != ON_DEMAND:
        return artifact
    from aiwg.deployment.on_demand.reading import READY, read_for_agents

    sources = read_for_agents(targets)
    same = [each for each in sources if each.named == artifact.key]
    if same and sources.state_of(same[0]) == READY:
        return artifact
    return artifact.with_(body="", assets=())


def _journey(artifact: Artifact, sources: SourceOverview, targets: Targets) -> Deliveries:
    recorded = sources.workspace.state.read_manifest().platforms
    if not (targets.platforms or recorded or sources.workspace.config.platforms):
        return Deliveries([], {}, "aiwg has not deployed anything here yet", f"aiwg show {artifact.id} --platform ID")
    for name in targets.platforms:
        if name not in ("all", "detected"):
            sources.workspace.registry.named(name)
    try:
        deployment = plan_deployment(Sync(targets))
    except UserError as error:
        return Deliveries([], {}, error.message.rstrip("."), error.hint or "aiwg deploy --dry-run")
    names = {adapter.id: adapter.name for adapter in deployment.adapters}
    wanted = set(names)
    if targets.platforms and not {"all", "detected"} & set(targets.platforms):
        wanted = {sources.workspace.registry.named(name).id for name in targets.platforms}
    deliveries = [each for each in deployment.deliveries if each.artifact == artifact.key and each.platform in wanted]
    held = (*deployment.not_deployed, *deployment.not_readable, *deployment.kept)
    waits = any(each.named == artifact.key for each in held)
    if deliveries:
        return Deliveries(deliveries, names, waits=waits)
    if waits:
        return Deliveries([], names, "you have not approved it", "aiwg trust", True)
    if deployment.new.selection is not None and artifact.key not in deployment.new.selection:
        return Deliveries([], names, "this project deploys only other artifacts", "aiwg status")
    return Deliveries([], names, "its platforms filter excludes these platforms")


def _show_json(artifact: Artifact, sources: SourceOverview, journey: Deliveries) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "kind": artifact.kind,
        "id": artifact.id,
        "layer": artifact.origin.layer,
        "from": origin.as_json() if (origin := fetched_from(artifact, sources.layers)) else None,
        "file": artifact.origin.file,
        "line": artifact.origin.line,
        "fields": dict(artifact.fields),
        "extra": dict(artifact.extra),
        "overrides": {name: dict(fields) for name, fields in artifact.overrides.items()},
        "delivery": artifact.delivery or DEPLOY,
        "platforms": {"include": list(artifact.include), "exclude": list(artifact.exclude)},
        "assets": [
            {"path": asset.path, "bytes": len(asset.data), "executable": asset.executable} for asset in artifact.assets
        ],
        "hides": sources.hidden.get(artifact.key, []),
        "body": artifact.body,
        "arrivals": [arrival.as_json() for arrival in journey.deliveries],
        "nowhere": journey.reason or None,
        "withheld": journey.waits,
    }


def _say_fields(artifact: Artifact, sources: SourceOverview) -> None:
    origin = artifact.origin
    say(f"{paint(shown(artifact.key), 'ok')}   {shown(origin.file)}:{origin.line}   {origin.layer} layer")
    fetched = fetched_from(artifact, sources.layers)
    rows = [["from", shown(f"{fetched.named}   {fetched.url}")]] if fetched else []
    rows += [["delivery", artifact.delivery]] if artifact.delivery else []
    rows += [[shown(name), _value(value)] for name, value in {**artifact.fields, **artifact.extra}.items()]
    limits = [f"only {name}" for name in artifact.include] + [f"not {name}" for name in artifact.exclude]
    if limits:
        rows.append(["platforms", shown(", ".join(limits))])
    for name, fields in artifact.overrides.items():
        rows.append([f"for {shown(name)}", _value(fields)])
    for asset in artifact.assets:
        size = f"{len(asset.data):,} bytes{', executable' if asset.executable else ''}"
        rows.append(["asset", f"{shown(asset.path)}   {paint(size, 'faint')}"])
    for file in sources.hidden.get(artifact.key, ()):
        rows.append(["replaces", shown(file)])
    for line in table(rows):
        say(line)
    mine = [problem for problem in sources.problems if problem.file == origin.file and problem.level != "info"]
    print_problems(mine)


def _value(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return shown(", ".join(value))
    return shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _say_journey(journey: Deliveries) -> None:
    say()
    if journey.reason:
        hint = f"   {paint(shown(journey.hint), 'hint')}" if journey.hint else ""
        say(f"Not deployed: {shown(journey.reason)}{hint}")
        return
    say("Deployed to")
    rows = []
    for arrival in journey.deliveries:
        name = shown(journey.names.get(arrival.platform, arrival.platform))
        paths = [shown(path) for path in arrival.paths] or [""]
        rows.append([name, paint(arrival.level, MEANING[arrival.level]), paths[0]])
        rows += [["", "", path] for path in paths[1:]]
        rows += [
            ["", "", paint(f"lost: {shown(loss.field)}, {shown(loss.reason)}", "faint")] for loss in arrival.losses
        ]
        rows += [["", "", paint(shown(note), "faint")] for note in arrival.notes]
    for line in table(rows):
        say(line)
    if journey.waits:
        say(f"  Not deployed until you approve it   {paint('aiwg trust', 'hint')}")


def _say_body(artifact: Artifact, verbose: bool) -> None:
    lines = artifact.body.strip("\n").split("\n") if artifact.body.strip() else []
    if not lines:
        return
    cut = len(lines) if verbose else SHOWN_LINES
    say("\nText")
    for line in lines[:cut]:
        say(f"  {shown_line(line)}".rstrip())
    if len(lines) > cut:
        say(paint(f"  ... {len(lines) - cut} more lines: -v shows all", "faint"))
