"""The report of an import, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from aiwg.artifact.kinds import plural
from aiwg.audit.secrets.search import masked
from aiwg.importing.model import CHANGED, KEPT, LEVELS, NOT_LOADED, RAW, UNREAD, KeyNote
from aiwg.importing.plan import ImportPlan
from aiwg.importing.texts_compared import Difference
from aiwg.output import console
from aiwg.output.console import paint, say

SCHEMA = "aiwg.import/1"
SHOWN = 12
_LABELS = {KEPT: "kept", CHANGED: "changed", NOT_LOADED: "not loaded", UNREAD: "not read", RAW: "raw"}
_COLOURS = {KEPT: "ok", CHANGED: "warning", NOT_LOADED: "faint", UNREAD: "error", RAW: "faint"}


def import_json(plan: ImportPlan, written: bool, changed: bool) -> dict[str, Any]:
    """Return an import in the versioned shape that programs rely on."""
    addition = plan.addition
    there = {draft.artifact.key for draft in addition.known}
    blocked = {draft.artifact.key: path for draft, path in addition.conflicts}
    return {
        "schema": SCHEMA,
        "changed": changed,
        "platforms": [adapter.id for adapter in plan.wish.adapters],
        "into": plan.wish.shown,
        "written": written,
        "layout": plan.wish.source.layout.id if plan.wish.source else None,
        "generated": plan.generated,
        "stale": plan.stale,
        "read": dict(sorted(plan.read.items())),
        "artifacts": [
            {
                "artifact": draft.artifact.key,
                "state": _state_of(draft.artifact.key, there, blocked),
                "conflict": blocked.get(draft.artifact.key),
                "from": [native.where for native in draft.natives],
                "platforms": list(draft.artifact.include),
            }
            for draft in plan.drafts
        ],
        "files": sorted([each.path for each in addition.creates] + [path for path, _, _ in addition.changes]),
        "merged": plan.merged,
        "apart": plan.apart,
        "keys": [_masked(note).as_json() for note in plan.notes],
        "sums": sums(plan.notes),
        "differences": [_difference_json(each) for each in plan.differences],
    }


def _state_of(key: str, there: Container[str], blocked: Container[str]) -> str:
    return "there" if key in there else "conflict" if key in blocked else "new"


def _difference_json(each: Difference) -> dict[str, Any]:
    found = {"platform": each.platform, "artifact": each.artifact, "path": each.path}
    return {**found, "change": each.change, "reason": each.reason or None}


def sums(notes: Iterable[KeyNote]) -> dict[str, int]:
    """Return how many keys are in each level."""
    counted = Counter(note.level for note in notes)
    return {level: counted.get(level, 0) for level in LEVELS}


def _masked(note: KeyNote) -> KeyNote:
    return KeyNote(note.path, masked(note.key), note.level, masked(note.reason), note.line)


def say_import(plan: ImportPlan, written: bool, verbose: bool) -> None:
    """Say what an import read and wrote, and what is otherwise now."""
    if not plan.natives and not plan.notes and not plan.drafts:
        names = ", ".join(adapter.name for adapter in plan.wish.adapters)
        say(f"Found nothing to import: there are no files of {names} here.")
        return
    say(_read(plan))
    say(_wrote(plan, written))
    _say_conflicts(plan)
    _say_notes(plan.notes, verbose)
    _say_differences(plan, verbose)


def _read(plan: ImportPlan) -> str:
    source = plan.wish.source
    tools = len({reader.platform for native in plan.natives for reader in native.readers})
    said = ", ".join(plural(kind, count) for kind, count in plan.read.items()) or "nothing"
    whose = f"{tools} tool{'' if tools == 1 else 's'}"
    if source is not None:
        whose = f"{source.layout.name} ({source.shown})" if source.shown != source.layout.name else source.shown
    text = f"Read {said} of {whose}."
    if source is not None and plan.generated:
        files = f"{plan.generated} file{'' if plan.generated == 1 else 's'}"
        text += f" {source.layout.name} generated {files} of your tools: aiwg imports their source instead."
    if plan.stale:
        text += f" {plan.stale} of them differ from that source by now."
    return _wrapped(text)


def _wrote(plan: ImportPlan, written: bool) -> str:
    kinds = Counter(draft.artifact.kind for draft in plan.addition.added)
    said = ", ".join(plural(kind, count) for kind, count in kinds.items())
    word = "Wrote" if written else "Would write"
    parts = [f"merged {plan.merged}"] * bool(plan.merged) + [f"not merged {plan.apart}"] * bool(plan.apart)
    there = len(plan.addition.known)
    parts += [f"{there} already there"] * bool(there)
    more = f" ({', '.join(parts)})" if parts else ""
    if not said:
        return f"{paint('No changes', 'ok')} to {plan.wish.shown}/{more}."
    return paint(word, "ok") + _wrapped(f"{word} {plan.wish.shown}/: {said}{more}.")[len(word) :]


def _wrapped(text: str, indent: str = "  ") -> str:
    return "\n".join(console.wrapped(text, min(console.width(), 80), hanging=len(indent)))


def _say_conflicts(plan: ImportPlan) -> None:
    if not plan.addition.conflicts:
        return
    say(f"{paint('Not imported', 'error')}: your source has a different text.")
    for draft, path in plan.addition.conflicts[:SHOWN]:
        say(_wrapped(f"  {path}   (from {draft.native.where})", "    "))
    if len(plan.addition.conflicts) > SHOWN:
        say(f"  ... and {len(plan.addition.conflicts) - SHOWN} more: --json lists them")
    say("  Rename or remove one of the two, then run aiwg import again.")


def _say_notes(notes: Sequence[KeyNote], verbose: bool) -> None:
    told = [note for note in notes if note.level in (CHANGED, UNREAD) or (verbose and _is_worth_telling(note))]
    told.sort(key=lambda note: (-LEVELS.index(note.level), note.path))
    for note in told if verbose else told[:SHOWN]:
        where = f"{note.path}:{note.line}" if note.line else note.path
        key = f" {masked(note.key)}:" if note.key else ""
        label = _LABELS[note.level].ljust(10)
        text = _wrapped(f"  {label}  {where}{key} {masked(note.reason) or _USUAL[note.level]}", " " * 14)
        say(f"  {paint(label, _COLOURS[note.level])}{text[len(label) + 2 :]}")
    if not verbose and len(told) > SHOWN:
        say(f"  ... and {len(told) - SHOWN} more: -v shows all")
    left = Counter(note.level for note in notes if note.level in (RAW, NOT_LOADED))
    if not verbose and left:
        raw = _counted(left[RAW], "key for one tool only", "keys for one tool only")
        lost = _counted(left[NOT_LOADED], "file that no tool loads", "files that no tool loads")
        say(_wrapped(f"  Also: {', '.join(part for part in (raw, lost) if part)} (-v shows them).", "    "))


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}" if count else ""


def _is_worth_telling(note: KeyNote) -> bool:
    return note.level != KEPT or bool(note.reason)


_USUAL = {
    KEPT: "aiwg keeps it",
    CHANGED: "aiwg reads it as intended",
    UNREAD: "aiwg does not read it",
    NOT_LOADED: "no tool loads it",
    RAW: "for its own tool only",
}


def _say_differences(plan: ImportPlan, verbose: bool) -> None:
    counted = Counter(each.platform for each in plan.differences)
    said = [f"{id} {count or 'no'} difference{'s' * (count != 1)}" for id, count in _in_order(plan, counted)]
    alike = [adapter.id for adapter in plan.wish.adapters if not counted[adapter.id]]
    if plan.drafts and not plan.differences and alike:
        say(_wrapped(f"Each tool would load the same from the source: {', '.join(alike)}."))
        return
    if not plan.differences:
        return
    say(_wrapped(f"Compared with the files that each tool loads now: {', '.join(said)}."))
    for each in plan.differences if verbose else plan.differences[:SHOWN]:
        text = f"  {each.change}  {each.artifact} on {each.platform} ({each.path}): {each.reason}"
        say(_wrapped(text, "    "))
    if not verbose and len(plan.differences) > SHOWN:
        say(f"  ... and {len(plan.differences) - SHOWN} more: -v shows all")


def _in_order(plan: ImportPlan, counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(adapter.id, counted.get(adapter.id, 0)) for adapter in plan.wish.adapters]


def say_next(plan: ImportPlan, written: bool) -> None:
    """Say the next command after an import that had something to write."""
    if not plan.addition.added:
        return
    if not written:
        say(f"aiwg wrote nothing. To import: {paint('aiwg import', 'hint')}")
    elif plan.wish.adapters and all(adapter.is_stand_in for adapter in plan.wish.adapters):
        say(f"Next: name the tools that you use: {paint('aiwg deploy -p claude,cursor --dry-run', 'hint')}")
    else:
        say(f"Next: {paint('aiwg deploy --dry-run', 'hint')} shows the files that it would write.")


def say_diff(plan: ImportPlan) -> None:
    """Show the text of every file that an import writes."""
    for each in plan.addition.creates:
        say(paint(f"+ {plan.wish.shown}/{each.path}", "bold"))
        for line in each.data.decode("utf-8", "replace").splitlines():
            say(f"  {line}")
    for path, before, after in plan.addition.changes:
        say(paint(f"~ {plan.wish.shown}/{path}", "bold"))
        old = before.decode("utf-8", "replace").splitlines()
        for line in after.decode("utf-8", "replace").splitlines():
            if line not in old:
                say(f"  {paint('+', 'ok')} {line}")
