"""Merging what several tools hold: equal texts become one artifact, different ones stay apart, near ones are asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from aiwg.artifact.kinds import KINDS
from aiwg.core.dataclass import dataclass, replace
from aiwg.importing.alike import folded_text, is_near
from aiwg.importing.apart import as_rule, for_all_but, limited, renamed
from aiwg.importing.model import CHANGED, Draft, KeyNote
from aiwg.importing.native.hooks import signature
from aiwg.importing.native.texts import Naming, keys_not_given_back

FIRST, SECOND, BOTH = "first", "second", "both"
Choose = Callable[[Draft, Draft], str]
"""Asks which of two near texts to keep: the first, the second or both; where nobody can be asked there is none."""

_LIMITS = frozenset(
    {"activation", "paths", "agents", "tools", "deny_tools", "access", "enabled", "disable-model-invocation",
     "user-invocable", "allowed-tools", "context", "invocation"}
)  # fmt: skip
"""Fields that decide when an artifact is loaded and what it may do: where they differ there are two artifacts."""


@dataclass(slots=True)
class Merged:
    """The artifacts that are left, and how many were merged and kept apart."""

    drafts: list[Draft]
    notes: list[KeyNote]
    merged: int = 0
    apart: int = 0


def merge(drafts: Sequence[Draft], naming: Naming, choose: Choose | None, everyone: frozenset[str]) -> Merged:
    """Return one draft for each kind and id; drafts that differ get ids of their own and say for which platforms.

    Permissions hold where they hold today, unless that is `everyone`: an import neither grants nor forbids more.
    """
    result = Merged([], [])
    by_kind: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_kind[draft.artifact.kind].append(draft)
    rules = by_kind.pop("instructions", [])
    texts, notes_of_tools = _instructions(_equal_merged(rules, naming, result), result)
    result.drafts += texts
    by_kind["rule"] = [*by_kind.get("rule", []), *notes_of_tools]
    for kind in KINDS:
        found = _of_kind(_equal_merged(by_kind.get(kind, []), naming, result), result, choose)
        if KINDS[kind].entries_as == "effects":
            found = [draft if everyone <= draft.loaded_by else limited(draft) for draft in found]
        result.drafts += found
    return result


def _content(draft: Draft) -> str:
    """Return what two drafts have in common that are the same artifact."""
    artifact = draft.artifact
    if artifact.kind == "hook":
        return signature(artifact)
    if KINDS[artifact.kind].settings:
        told = {key: artifact.fields.get(key) for key in ("command", "args", "url")}
        return f"{artifact.id} {told if any(told.values()) else signature(artifact)}"
    assets = sorted((asset.path, hash(asset.data)) for asset in artifact.assets)
    nested = artifact.id if artifact.kind == "instructions" else ""
    return f"{nested} {folded_text(artifact.body)} {assets}"


def _equal_merged(drafts: Iterable[Draft], naming: Naming, result: Merged) -> list[Draft]:
    """Return drafts with those of equal text made one, where no platform loads both and no limit differs."""
    groups: dict[str, list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(_content(draft), []).append(draft)
    found: list[Draft] = []
    for group in groups.values():
        left = sorted(group, key=_weight)
        kept: list[Draft] = []
        for draft in left:
            twin = next((number for number, each in enumerate(kept) if _is_mergeable(each, draft, naming)), None)
            if twin is None:
                kept.append(draft)
            else:
                kept[twin] = _one_of(kept[twin], draft, naming)
                result.merged += 1
        found += kept
    return found


def _weight(draft: Draft) -> tuple[int, int, str]:
    """Return how early a draft comes: the most limiting first, then the one that most platforms load."""
    limits = sum(field in draft.artifact.fields for field in _LIMITS)
    return -limits, -len(draft.loaded_by), draft.native.shown


def _is_mergeable(one: Draft, other: Draft, naming: Naming) -> bool:
    """Say whether one artifact can be both: a limit that differs is one that the other tool's file says itself."""
    first, second = one.artifact, other.artifact
    if first.id != second.id and one.loaded_by & other.loaded_by:
        return False
    both = first.fields.keys() & second.fields.keys()
    if KINDS[first.kind].settings and any(first.fields[key] != second.fields[key] for key in both):
        return False
    limits = {*first.fields, *second.fields} & _LIMITS
    differing = {field for field in limits if first.fields.get(field) != second.fields.get(field)}
    if not differing:
        return True
    native = other.native
    if (
        native.adapter.id == one.native.adapter.id
        or not KINDS[first.kind].is_invoked
        or differing - second.fields.keys()
    ):
        return False
    own = other.keys.get(native.adapter.id, {})
    restored = keys_not_given_back(native, first, own, naming)
    return len(restored) >= len(differing)


def _one_of(one: Draft, other: Draft, naming: Naming) -> Draft:
    """Return one draft for both; what the other one's platform had otherwise stands under its overrides."""
    artifact, native = one.artifact, other.native
    overrides = {name: dict(fields) for name, fields in artifact.overrides.items()}
    for name, fields in other.artifact.overrides.items():
        overrides[name] = {**overrides.get(name, {}), **fields}
    fields = {**{key: value for key, value in other.artifact.fields.items() if key not in _LIMITS}, **artifact.fields}
    artifact = artifact.with_(fields=fields)
    own = other.keys.get(native.adapter.id, {})
    if native.adapter.id != one.native.adapter.id and KINDS[artifact.kind].folder:
        differing = keys_not_given_back(native, artifact, own, naming)
        if differing:
            overrides[native.adapter.id] = {**differing, **overrides.get(native.adapter.id, {})}
    merged = artifact.with_(overrides={name: fields for name, fields in overrides.items() if fields})
    keys = {**other.keys, **one.keys}
    notes = (*one.notes, *other.notes)
    secret = one.has_secret or other.has_secret
    return replace(
        one,
        artifact=merged,
        natives=(*one.natives, *other.natives),
        notes=notes,
        keys=keys,
        text=one.text if not merged.overrides else "",
        has_secret=secret,
    )


def _instructions(drafts: Sequence[Draft], result: Merged) -> tuple[list[Draft], list[Draft]]:
    """Return the instructions of each folder, and as rules the further texts that other tools have for it."""
    by_folder: dict[str, list[Draft]] = {}
    for draft in drafts:
        by_folder.setdefault(draft.artifact.id, []).append(draft)
    first, more = list[Draft](), list[Draft]()
    for folder, group in by_folder.items():
        main, *others = sorted(group, key=lambda draft: (-len(draft.loaded_by), draft.native.shown))
        result.apart += len(group) if others else 0
        first.append(for_all_but(main, others))
        more += [as_rule(draft, folder) for draft in others]
    return first, more


def _of_kind(drafts: Sequence[Draft], result: Merged, choose: Choose | None) -> list[Draft]:
    """Return drafts of one kind with ids that differ: of those with one id each is for its platforms alone."""
    groups: dict[str, list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(draft.artifact.id.replace("/", "-"), []).append(draft)
    taken = Counter(groups.keys())
    found: list[Draft] = []
    for group in groups.values():
        if len(group) > 1 and group[0].artifact.kind == "ignore":
            found.append(_one_list(group))
            continue
        left = sorted(group, key=_standing)
        if choose is not None and len(left) > 1:
            left = _chosen(left, result, choose)
        if len(left) > 1 and left[0].artifact.kind != "hook":
            result.apart += len(left)
            left = [limited(each) for each in left]
        found.append(left[0])
        found += [renamed(each, taken) for each in left[1:]]
    return found


def _standing(draft: Draft) -> tuple[bool, int, str]:
    """Return how much a draft has a claim to its id: another tool's source keeps it, then what most platforms load."""
    return bool(draft.native.names), -len(draft.loaded_by), draft.native.shown


def _chosen(group: list[Draft], result: Merged, choose: Choose) -> list[Draft]:
    """Return the drafts of one id that are left when a person was asked about near ones."""
    left: list[Draft] = []
    for draft in group:
        twin = next((n for n, each in enumerate(left) if is_near(each.artifact.body, draft.artifact.body)), None)
        if twin is None or not draft.artifact.body:
            left.append(draft)
            continue
        said = choose(left[twin], draft)
        if said == BOTH:
            left.append(draft)
            continue
        winner, other = (left[twin], draft) if said == FIRST else (draft, left[twin])
        result.notes += [native.note(CHANGED, f"is replaced by {winner.native.shown}") for native in other.natives]
        left[twin] = replace(winner, natives=(*winner.natives, *other.natives))
    return left


def _one_list(group: Sequence[Draft]) -> Draft:
    """Return one ignore list for several: their lines in order, each once; `!` makes the order matter."""
    first, *others = group
    lines = first.artifact.body.splitlines()
    notes = list(first.notes)
    for draft in others:
        more = draft.artifact.body.splitlines()
        if any(line.startswith("!") for line in (*lines, *more)) and more != lines:
            notes.append(draft.native.note(CHANGED, "is left out: with ! lines the order matters"))
            continue
        lines += [line for line in more if line not in lines]
        notes += draft.notes
    artifact = first.artifact.with_(body="\n".join(lines) + "\n")
    return replace(first, artifact=artifact, natives=tuple(n for d in group for n in d.natives), notes=tuple(notes))
