"""Which artifacts a deploy is limited to: by kind, by id, by the name of a bundle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiwg.artifact.kinds import KINDS, kind_named
from aiwg.artifact.model import Catalog
from aiwg.core.dataclass import replace
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.deployment.intent import ArtifactFilter, Deploy, Intent, filter_of
from aiwg.deployment.user_files import is_include
from aiwg.manifest import Manifest
from aiwg.plan.actions import KEEP, Action, Plan
from aiwg.source.exclude import is_at_or_below
from aiwg.source.refused import Refusals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.source.bundles import Bundle


def selection(
    old: Manifest, catalog: Catalog, bundles: Mapping[str, Bundle], intent: Intent, refused: Refusals
) -> list[str] | None:
    """Return the artifacts this project is limited to, None without a limit.

    A filtered deploy only ever adds to them, a plain one ends the limit, and anything else keeps it.
    """
    recorded, wanted = old.selection, filter_of(intent)
    if wanted.profile:
        return [f"{PROFILE}{wanted.profile}"]
    if wanted.is_empty:
        return None if isinstance(intent, Deploy) else recorded
    chosen = selected_keys(catalog, bundles, wanted, refused)
    if recorded is None and old.platforms:
        return None
    return sorted({*(recorded or ()), *chosen})


PROFILE = "profile/"
"""What stands before the name of a profile in a selection: what it holds is looked up each time."""


def without_profiles(
    chosen: Sequence[str],
    profiles: Mapping[str, Sequence[str]],
    catalog: Catalog,
    bundles: Mapping[str, Bundle],
    refused: Refusals,
) -> list[str]:
    """Return a selection with the artifacts of each profile in its place.

    Raises UserError (usage) for a profile that is none.
    """
    found = {each for each in chosen if not each.startswith(PROFILE)}
    for each in chosen:
        if each.startswith(PROFILE):
            found.update(profile_keys(each.removeprefix(PROFILE), profiles, catalog, bundles, refused))
    return sorted(found)


def profile_keys(
    name: str,
    profiles: Mapping[str, Sequence[str]],
    catalog: Catalog,
    bundles: Mapping[str, Bundle],
    refused: Refusals,
) -> list[str]:
    """Return the artifacts of a profile of aiwg.yaml. Raises UserError (usage) when there is no such profile."""
    if name not in profiles:
        hint = _choices(name, sorted(profiles)) if profiles else "Add it under profiles: in aiwg.yaml."
        raise UserError(f'aiwg.yaml has no profile "{name}".', exit=Exit.USAGE, hint=hint)
    only = tuple(profiles[name])
    return selected_keys(catalog, bundles, ArtifactFilter((), only), refused) if only else []


def selected_keys(
    catalog: Catalog, bundles: Mapping[str, Bundle], wanted: ArtifactFilter, refused: Refusals
) -> list[str]:
    """Return the artifacts that --kind and --only name. A bundle's name stands for what is in it, a path for what lies
    there. What is refused can be named, too.

    Raises UserError (usage) for a name that is none, suggesting the closest.
    """
    kinds = set()
    for typed in wanted.kinds:
        kind = kind_named(typed)
        if kind is None:
            raise UserError(f'there is no kind "{typed}".', exit=Exit.USAGE, hint=_choices(typed, tuple(KINDS)))
        kinds.add(kind)
    places = _places(catalog, refused)
    keys = {key for key in places if not kinds or key.split("/", 1)[0] in kinds}
    if not wanted.only:
        return sorted(keys)
    found: set[str] = set()
    for typed in wanted.only:
        matching = {key for key in keys if typed in (key, key.split("/", 1)[1])}
        if typed in bundles:
            matching |= keys.intersection(bundles[typed].artifacts)
        path = typed.removeprefix("./").rstrip("/")
        matching |= {key for key in keys if any(is_at_or_below(place, path) for place in places[key])}
        if not matching and typed in bundles:
            raise UserError(
                f'aiwg.yaml excludes the bundle "{typed}" here.',
                exit=Exit.USAGE,
                hint=f"Add it to aiwg.yaml: bundles: [{typed if bundles[typed].default else f'all, {typed}'}]",
            )
        if not matching:
            raise UserError(
                f'there is no artifact or bundle "{typed}".',
                exit=Exit.USAGE,
                hint=_choices(typed, sorted({*bundles, *(key.split("/", 1)[1] for key in keys)})) + "   All: aiwg list",
            )
        found |= matching
    return sorted(found)


def _places(catalog: Catalog, refused: Refusals) -> dict[str, list[str]]:
    """Return the paths of every artifact, those that are refused too, by its key."""
    places: dict[str, list[str]] = {}
    for artifact in catalog:
        places.setdefault(artifact.named, []).extend((artifact.origin.path, artifact.origin.file))
    for each in refused:
        places.setdefault(each.located.key, []).extend((each.located.path, each.located.file))
    return places


def _choices(typed: str, names: Sequence[str]) -> str:
    near = suggest(typed, names)
    listed = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
    return f"{near[0].upper()}{near[1:]}   They are: {listed}" if near else f"They are: {listed}"


def with_others_kept(plan: Plan, old: Manifest, selected: Sequence[str]) -> Plan:
    """Return the plan with every recorded path that no selected artifact is part of as it is recorded.

    An include leads a platform to what others hold, and goes with that.
    """
    wanted = set(selected)
    actions: list[Action] = []
    for action in plan.actions:
        record = old.records.get(action.path)
        if wanted.intersection(action.artifacts) or any(map(is_include, action.artifacts)):
            actions.append(action)
        elif record is not None:
            actions.append(replace(action, action=KEEP, new=None, record=record, reason="not selected"))
    return replace(plan, actions=tuple(actions))
