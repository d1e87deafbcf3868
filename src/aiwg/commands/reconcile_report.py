"""What aiwg reconcile says, in text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aiwg.artifact.model import Artifact
from aiwg.commands.reconcile_ask import Consent, say_choice, way_of, why_left
from aiwg.commands.reconcile_write import Home, waiting
from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.deployment.stages import Planned
from aiwg.importing.back.choices import HunkChoice, is_whole
from aiwg.importing.back.hunks import ABSENT, LINES, Hunk
from aiwg.importing.back.model import SourceEdit
from aiwg.output.console import paint, say, say_in_columns, say_json

if TYPE_CHECKING:
    from aiwg.commands.reconcile import ReconcileOptions

SCHEMA = "aiwg.reconcile/1"


@dataclass(slots=True)
class Reconciled:
    """The edits of a project, their parts, and what became of them.

    `merged` are edited texts with what their sources changed, `targets` the source files of artifacts, `then` is the
    plan after what was written. `would_change`: a dry run that would write something, if all was agreed to.
    """

    planned: Planned
    edits: list[SourceEdit]
    choices: list[HunkChoice]
    merged: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    homes: Mapping[str, Home] = field(default_factory=dict)
    written: Sequence[Artifact] = ()
    then: Planned | None = None
    would_change: bool = False

    def refuse(self, artifact: str, reason: str, way: str) -> None:
        """Leave all edits of an artifact, for a reason."""
        for number, edit in enumerate(self.edits):
            if edit.artifact == artifact and not edit.reason:
                self.edits[number] = replace(edit, reason=reason, way=way)
        self.choices = [choice for choice in self.choices if choice.artifact != artifact]

    def choices_of(self, edit: SourceEdit) -> list[HunkChoice]:
        """Return the parts of an edit."""
        return [choice for choice in self.choices if edit in choice.edits]


def say_reconciled(found: Reconciled, options: ReconcileOptions) -> None:
    """Print what was found and what was written."""
    if options.as_json:
        rows = [_row(found, edit, options.consent) for edit in found.edits]
        say_json(
            {
                "schema": SCHEMA,
                "changed": has_changed() or found.would_change,
                "edits": rows,
                "waiting": list(waiting(found.then, found.written, options.project)),
            }
        )
        return
    if not found.edits:
        known = found.planned.old.records
        for path in (each for each in options.paths if known.keys().isdisjoint(options.names_of(each))):
            say_in_columns(f"{paint('not known', 'warning')}  {path}", "aiwg did not write this file.")
        say("No deployed file was edited." if not options.named else "None of these files was edited.")
        return
    if not options.asks:
        _say_diffs(found)
    for edit in found.edits:
        if edit.respelled:
            say_in_columns(edit.where, f"{edit.artifact} has the same content by now, spelled differently.")
        if edit.reason:
            say_in_columns(f"{paint('not possible', 'warning')}  {edit.where}", f"{edit.reason}.", edit.way)
    if not options.asks:
        _say_left(found, options)
    _say_written(found, options)


def _say_diffs(found: Reconciled) -> None:
    """Print each part once, below the files that it was found in."""
    heading = ""
    for choice in found.choices:
        name = f"{', '.join(choice.wheres)} -> {found.targets.get(choice.artifact, choice.artifact)}"
        if name != heading:
            say(paint(name, "bold"))
            heading = name
        say_choice(choice)


def _say_left(found: Reconciled, options: ReconcileOptions) -> None:
    """Print why parts were not taken that need a word of a person."""
    for choice in found.choices:
        why = why_left(choice, options.consent)
        if not choice.is_taken and why:
            name = f"{paint('skipped', 'warning')}  {', '.join(choice.wheres)}"
            say_in_columns(name, f"{why}.", way_of(choice, options.consent))


def _say_written(found: Reconciled, options: ReconcileOptions) -> None:
    if found.homes:
        paths = dict.fromkeys(home.path for home in found.homes.values())
        say(f"{paint('Wrote', 'ok')} {', '.join(paths)}.")
        for home in found.homes.values():
            if home.copied_from:
                say(f"  {home.path} is now your copy; it replaces {home.copied_from}.")
        keys = waiting(found.then, found.written, options.project)
        if keys and not options.asks:
            say(f"  Not deployed until you approve it: {', '.join(keys)}. Review with: {paint('aiwg trust', 'hint')}")
        if not options.watching:
            say(f"Next: {paint('aiwg sync', 'hint')} updates your other tools.")
    elif any(not why_left(choice, options.consent) for choice in found.choices):
        hint = paint("aiwg reconcile --yes", "hint")
        say("aiwg wrote nothing." if options.asks or options.yes else f"aiwg wrote nothing. To write it: {hint}")


def _row(found: Reconciled, edit: SourceEdit, consent: Consent) -> dict[str, Any]:
    home = found.homes.get(edit.artifact)
    own = found.choices_of(edit)
    return {
        "path": edit.path,
        "entry": edit.entry or None,
        "artifact": edit.artifact or None,
        "source": found.targets.get(edit.artifact),
        "copied_from": (home.copied_from or None) if home else None,
        "removed": edit.removed,
        "written": bool(found.homes) and any(choice.is_taken for choice in own),
        "respelled": edit.respelled is not None,
        "whole": bool(found.homes) and is_whole(edit, found.choices),
        "reason": edit.reason or next(filter(None, (why_left(each, consent) for each in own)), None),
        "hint": edit.way or next((way_of(each, consent) for each in own if why_left(each, consent)), None),
        "notes": list(edit.notes),
        "changes": [_change(choice, bool(found.homes)) for choice in own],
    }


def _change(choice: HunkChoice, wrote: bool) -> dict[str, Any]:
    hunk = choice.hunk
    return {
        "about": hunk.part,
        "name": hunk.name,
        "line": hunk.start + 1 if hunk.part == LINES else None,
        **dict(_sides(hunk)),
        "taken": wrote and choice.is_taken,
        "weaker": choice.weaker or None,
    }


def _sides(hunk: Hunk) -> Iterator[tuple[str, Any]]:
    for name, value in (("before", hunk.before), ("after", hunk.after)):
        yield name, None if value is ABSENT else "".join(value) if hunk.part == LINES else value
