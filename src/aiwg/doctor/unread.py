"""What lies in a platform's own folders and is not loaded as its author meant: wrong names, wrong keys, wrong depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.artifact.fields import SCOPE_KEYS
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.platform_files import SKILL, Places, places_of
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.manifest import FILE
from aiwg.placement.resolve import Location, ResolvedCell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aiwg.loading.activation import RuleActivation

NOT_READ = Rule(
    "file-unread",
    WARNING,
    "a file in a folder of artifacts with a name that no platform reads",
    "Platforms read the folder, but only files with another ending.",
)
SCOPE_LOST = Rule(
    "scope-ignored",
    WARNING,
    "a rule names its files in another platform's syntax",
    "The platform ignores the key and sends the rule always, or never.",
)
NO_SKILL = Rule(
    "skill-empty", WARNING, "a folder among the skills without a SKILL.md", "No platform finds a skill in it."
)
GROUPED = Rule(
    "skill-grouped",
    WARNING,
    "a skill below a folder of skills' folders",
    "Some platforms look for skills in subfolders, others only in the folder itself.",
)
SKILL_SCOPED = Rule(
    "skill-scoped",
    INFO,
    "a skill that is hidden until a matching file was read",
    "Until then neither the model nor you can find it.",
)
RULES = (NOT_READ, SCOPE_LOST, NO_SKILL, GROUPED, SKILL_SCOPED)
ALWAYS_WORDS = {"alwaysApply": True, "trigger": "always_on", "inclusion": "always"}
"""Values by which a key of scope says that a rule is always on."""


def check_names(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the files in a folder of artifacts that have another ending than every platform that reads there wants."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to look at")
    places = Places(subject)
    read = {path for platform in subject.platforms for _, path in places.files(platform)}
    ours = subject.manifest.records if subject.manifest else {}
    passed: dict[str, tuple[str, set[str]]] = {}
    for platform in subject.platforms:
        for bound in platform.cells.values():
            for spot in bound.reads:
                for path in _of_another_ending(spot, places):
                    if path not in read and path not in ours:
                        passed.setdefault(path, (_ending(spot), set()))[1].add(platform.id)
    for path, (ending, ids) in sorted(passed.items()):
        message = f"{subject.names(ids)} read{'s' if len(ids) == 1 else ''} only *{ending} here: no platform loads it"
        yield found(NOT_READ, message, path, hint=f"rename it to end in {ending}, or move it", platforms=ids)


def _ending(spot: Location) -> str:
    """Return what a name has to end in after the id, when that is more than a usual suffix; else nothing."""
    tail = spot.path.rpartition("}")[2]
    return tail if spot.has_own_file and spot.selector is None and "/" not in tail and tail != ".md" else ""


def _of_another_ending(spot: Location, places: Places) -> Iterator[str]:
    """Yield the Markdown files in the folder of a place that asks for more than `.md` or for another suffix."""
    ending = _ending(spot)
    folder = spot.path.partition("{")[0]
    if not ending.endswith((".md", ".mdc")) or not folder.endswith("/"):
        return
    found = places.below(folder[:-1]) if "{id:path}" in spot.path else places.names_in(folder[:-1])
    for entry in found:
        name = entry.rpartition("/")[2]
        if name.endswith(".md") and not name.endswith(ending) and name.lower() != "readme.md":
            yield f"{folder}{entry}"


def check_scopes(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the rules that say when they hold in words that a platform which reads them ignores."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to look at")
    from aiwg.loading.activation import rule_activation  # only doctor's last third needs it
    from aiwg.loading.frontmatter import front_and_body

    places = Places(subject)
    fronts: dict[str, Mapping[str, Any]] = {}
    lost: dict[tuple[str, str, str], list[str]] = {}
    for platform in subject.platforms:
        bound = platform.cells.get("rules")
        if bound is None:
            continue
        for place in places_of(bound.reads):
            activation, heeded = rule_activation(bound.cell, place), _scope_keys(bound.cell, place)
            for path in places.at(platform.adapter, place, bound.cell):
                if path not in fronts:
                    fronts[path] = front_and_body(subject.text(path) or "")[0]
                said = _unheeded(activation, heeded, fronts[path])
                if said and not _is_output(subject, path):
                    lost.setdefault((path, *said), []).append(platform.id)
    for (path, why, when), ids in sorted(lost.items()):
        message = f"{subject.names(ids)} {_of_several(why) if len(ids) > 1 else why}: the rule is {when} sent"
        yield found(SCOPE_LOST, message, path, hint=_hint(subject, ids[0]), platforms=ids)


def _is_output(subject: InspectedScope, path: str) -> bool:
    """Say whether aiwg wrote all of a file: a deploy lists what is lost there, and nobody can move it."""
    record = subject.records.get(subject.full(path))
    return record is not None and record.own == FILE


def _of_several(why: str) -> str:
    return why.replace("ignores", "ignore").replace("finds", "find")


def _unheeded(activation: RuleActivation, heeded: set[str], front: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return why a key of a rule limits nothing here though it should, and when the rule is sent; else None."""
    from aiwg.loading.model import ALWAYS, MANUAL

    if any(front.get(key) == word for key, word in ALWAYS_WORDS.items()):
        return None
    keys = [key for key in SCOPE_KEYS if _limits(front.get(key))]
    when, _ = activation.of(front)
    empty = next((key for key in SCOPE_KEYS if key in heeded and front.get(key) == []), None)
    missed = next((key for key in keys if key not in heeded), None)
    if when == ALWAYS and (missed or empty):
        return (f"ignores {missed} here", "always") if missed else (f"finds no glob in {empty}", "always")
    return (f"ignores {missed} here", "never") if when == MANUAL and missed and not heeded & set(keys) else None


def _limits(value: Any) -> bool:
    """Say whether the value of a key of scope limits anything."""
    from aiwg.loading.activation import EVERY_FILE

    return value not in (None, "", []) and not (isinstance(value, str) and value in EVERY_FILE)


def _scope_keys(cell: Cell, place: Place) -> set[str]:
    """Return the keys by which a rule says, at a place, when it holds."""
    from aiwg.loading.activation import rules_of

    rules = rules_of(cell, place)
    return {rule.target for rule in rules if {"paths", "activation"}.intersection(rule.sources)}


def _hint(subject: InspectedScope, id: str) -> str:
    platform = next(each for each in subject.platforms if each.id == id)
    bound = platform.cells["rules"]
    rules = bound.cell.fields or ()
    key = next((rule.target for rule in rules if "paths" in rule.sources), None)
    return (
        f"write {key}: with the globs, or move the rule" if key else "move the rule to a folder that the platform reads"
    )


def check_skills(subject: InspectedScope) -> Iterator[Finding]:
    """Yield folders among the skills that hold none, grouped skills that a platform does not look for, and scoped ones.

    A folder in which another kind's files lie too is left alone.
    """
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to look at")
    places, empty, grouped = Places(subject), dict[str, set[str]](), dict[str, set[str]]()
    known: dict[str, list[tuple[str, bool]]] = {}
    for platform in subject.platforms:
        bound = platform.cells.get("skills")
        for spot in bound.reads if bound else ():
            folder = spot.path.partition("{")[0].rstrip("/")
            if not spot.path.endswith("/") or not spot.has_own_file or spot.selector is not None:
                continue
            if folder not in known:
                known[folder] = list(_without_skill(subject, folder, places))
            for path, is_group in known[folder]:
                if not is_group:
                    empty.setdefault(path, set()).add(platform.id)
                elif "{id:path}" not in spot.path:
                    grouped.setdefault(path, set()).add(platform.id)
        if bound and bound.cell.get("scope"):
            yield from _scoped(subject, bound, places, platform.adapter)
    for path, ids in sorted(empty.items()):
        yield found(NO_SKILL, f"has no {SKILL}: no platform loads it", path, hint=f"write {path}/{SKILL}, or move it",
                    platforms=ids)  # fmt: skip
    for path, ids in sorted(grouped.items()):
        verb = "does" if len(ids) == 1 else "do"
        message = f"{subject.names(ids)} {verb} not look for skills below it"
        yield found(GROUPED, message, path, hint="move each skill up one folder", platforms=ids)


def _without_skill(subject: InspectedScope, folder: str, places: Places) -> Iterator[tuple[str, bool]]:
    """Yield the folders in one of skills that are none and hold something, and whether skills lie deeper in them."""
    full = subject.full(folder) if folder else subject.here.start
    for name, entry in sorted(subject.here.reader.entries(full).items()):
        path = f"{folder}/{name}"
        if name.startswith((".", "_")) or not entry.is_folder or subject.has_file(f"{path}/{SKILL}"):
            continue
        inside = list(places.below(path))
        if any(name.lower() in ("skill.md", "skills.md", "skill.markdown") for name in inside):
            continue  # said to have the wrong name
        if any(name.endswith(f"/{SKILL}") for name in inside):
            yield path, True
        elif inside:
            yield path, False


def _scoped(subject: InspectedScope, bound: ResolvedCell, places: Places, adapter: Adapter) -> Iterator[Finding]:
    """Yield the skills of a platform that wait for a file."""
    from aiwg.loading.activation import scope_of
    from aiwg.loading.frontmatter import front_and_body

    for place in places_of(bound.reads):
        for path in places.at(adapter, place, bound.cell):
            globs = scope_of(bound.cell, front_and_body(subject.text(path) or "")[0])
            if globs:
                message = f"{adapter.name} does not list it until a file that matches {', '.join(globs)} was read"
                yield found(SKILL_SCOPED, message, path, platforms=[adapter.id])


CHECKS = (
    Check("names", "every file in a folder of artifacts has a readable name", check_names),
    Check("scopes", "every rule names its files in its platform's syntax", check_scopes),
    Check("skill-folders", "every folder among the skills is a skill", check_skills),
)
