"""Artifacts that cannot be deployed: what of them stays, what waits for them, and when nothing is written at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from aiwg.artifact.kinds import KINDS, LIMITED
from aiwg.artifact.mention_syntax import INSTALLED_FORM
from aiwg.artifact.model import Artifact, Catalog, Origin
from aiwg.core.dataclass import replace
from aiwg.core.errors import Exit, UserError
from aiwg.findings.model import Finding
from aiwg.manifest import Manifest
from aiwg.placement.groups import variant_of
from aiwg.placement.place import Placements
from aiwg.source.exclude import is_at_or_below
from aiwg.source.locations import ALL, Located
from aiwg.source.mentions import mentions_in
from aiwg.source.refused import Refusals, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAMED = 6
"""How many artifacts the way out names."""


def deployed_of(refused: Refusals, old: Manifest, live: Collection[str]) -> frozenset[str]:
    """Return the artifacts of which something was deployed and that are refused now.

    Of one whose name cannot be read, these are all of its kind that are not in the sources any more: each may be it.
    """
    if not refused:
        return frozenset()
    recorded = {name for record in old.records.values() for name in record.artifacts}
    found = set[str]()
    for each in refused:
        if each.located.key in recorded:
            found.add(each.located.key)
        elif not each.located.certain:
            kind = f"{each.located.kind}/"
            found |= {name for name in recorded if name.startswith(kind) and not _is_left_out(name, refused)}
    return frozenset(found.difference(live))


def _is_left_out(name: str, refused: Refusals) -> bool:
    return refused.exclusion.leaves_out(name, name.partition("/")[2])


def with_stand_ins(catalog: Catalog, deployed: Iterable[str], old: Manifest) -> Catalog:
    """Return the catalog with an artifact in the place of each that is refused and was alone in its group.

    So the others are placed as they would be with it. Nothing of a stand-in is to be written.
    """
    found = list(_stand_ins(catalog, sorted(deployed), old))
    return Catalog([*found, *catalog]) if found else catalog


def with_names(catalog: Catalog, deployed: Iterable[str]) -> Catalog:
    """Return the catalog with a stand-in for each artifact that is refused and may share a name with others.

    So a command that is carried as a skill keeps its name beside the skill of the same name.
    """
    parts = [(KINDS.get(name.partition("/")[0]), name.partition("/")[2]) for name in deployed]
    found = [Artifact(kind.as_skill, id, STAND_IN) for kind, id in parts if kind and kind.skill_rank is not None]
    return Catalog([*found, *catalog]) if found else catalog


def depending_on(deployed: Collection[str], refused: Iterable[Refused], catalog: Catalog) -> dict[str, str]:
    """Return the artifacts that are written otherwise without what is refused, each with what it depends on.

    They name a server whose settings an agent brings along, or mention a file that lies in what is refused.
    """
    if not deployed:
        return {}
    paths = {f"{INSTALLED_FORM}{each.located.path}": each.located.key for each in refused}
    found: dict[str, str] = {}
    for artifact in catalog:
        servers = artifact.fields.get("mcp_servers")
        names = [f"mcp_server/{name}" for name in servers] if isinstance(servers, list | dict) else []
        on = next((name for name in names if name in deployed), "")
        for mention in mentions_in(artifact.body) if INSTALLED_FORM in artifact.body else ():
            on = on or next((key for path, key in paths.items() if is_at_or_below(mention.target, path)), "")
        if on in deployed:
            found[artifact.named] = on
    return found


STAND_IN = Origin("", "")


def _stand_ins(catalog: Catalog, deployed: Sequence[str], old: Manifest) -> Iterator[Artifact]:
    groups = {group_of(artifact) for artifact in catalog}
    for name in deployed:
        kind, _, id = name.partition("/")
        for group in [group for group in old.placed if group.split(":")[0] == kind and group not in groups]:
            variant = "" if kind == "instructions" else group.partition(":")[2]
            if kind == "instructions" and group != group_of(Artifact(kind, id, STAND_IN)):
                continue
            fields = _fields_of(variant)
            yield Artifact(kind, id if kind == "instructions" else f"{id}:{group}", STAND_IN, fields)
        if kind == "behavior" and "skill" in old.placed and "skill" not in groups:
            yield Artifact("skill", id, STAND_IN)


def _fields_of(variant: str) -> Mapping[str, Any]:
    """Return fields with which an artifact is placed as those of a variant are."""
    if not variant:
        return {}
    return {"access": "read"} if variant == LIMITED else {"activation": variant, "paths": ["**/*"]}


def group_of(artifact: Artifact) -> str:
    """Return the name of the group that an artifact is placed with, as the manifest knows it."""
    if artifact.kind == "instructions":
        return artifact.kind if artifact.id == "instructions" else f"{artifact.kind}:{artifact.id}"
    variant = variant_of(artifact)
    return f"{artifact.kind}:{variant}" if artifact.kind == "rule" or variant else artifact.kind


def without_stand_ins(placements: Placements) -> Placements:
    """Return placements without those of stand-ins; the places that were chosen for them stay chosen."""
    return replace(
        placements,
        placements=[each for each in placements.placements if each.artifact.origin is not STAND_IN],
        shortfalls=[each for each in placements.shortfalls if each.artifact.origin is not STAND_IN],
        overheard=[each for each in placements.overheard if each.artifact.origin is not STAND_IN],
    )


def told(refused: Refusals, selected: Collection[str] | None) -> list[Refused]:
    """Return what is refused of what is to be deployed; `selected` None: that is everything."""
    listed = list(refused)
    return listed if selected is None else [each for each in listed if _is_selected(each.located, selected)]


def _is_selected(located: Located, selected: Collection[str]) -> bool:
    if located.id == ALL:
        return any(name.startswith(f"{located.kind}/") for name in selected)
    return located.key in selected


def stop_on_refused(refused: Sequence[Refused], strict: bool, nothing_else: bool, problems: Sequence[Finding]) -> None:
    """Raise UserError listing all that is refused, if nothing may be written without it.

    That is so when it limits agents, when the user wants it so, and when there is `nothing_else` to write.
    """
    guards = [each for each in refused if each.stops_all]
    if not refused or not (guards or strict or nothing_else):
        return
    errors = [problem for each in refused for problem in each.problems]
    count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
    message = f"no file was written: {count} in the sources."
    if guards and not nothing_else:
        message = f"no file was written: {guards[0].located.path} limits the actions of agents, and aiwg cannot use it."
    raise UserError(message, exit=exit_of(refused), hint=way_out(refused), problems=[*errors, *problems])


def exit_of(refused: Iterable[Refused]) -> Exit:
    """Return the code that a command ends with because of what is refused."""
    codes = [each.exit for each in refused]
    return Exit.REFUSED if Exit.REFUSED in codes else Exit.SOURCE if codes else Exit.OK


def way_out(refused: Sequence[Refused]) -> str:
    """Return how to go on without what is refused, leaving its source as it is."""
    paths = list(dict.fromkeys(each.located.path for each in refused))
    listed = ", ".join(_quoted(path) for path in paths[:NAMED]) + (", ..." if len(paths) > NAMED else "")
    it = "it" if len(paths) == 1 else "them"
    return f"Fix {it}, or leave {it} out in aiwg.yaml: `exclude: [{listed}]`"


def _quoted(path: str) -> str:
    plain = path.replace("/", "").replace("-", "").replace("_", "").replace(".", "")
    return path if plain.isalnum() else f'"{path}"'
