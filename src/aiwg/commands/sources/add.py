"""aiwg add: a source by its URL or folder, shown before it is declared and locked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.commands.review_report import review_json, say_review
from aiwg.commands.sources.consent import ReviewOptions, is_agreed, keep_accepted, refusal, say_next
from aiwg.commands.sources.moves import ReviewedMove, review_first
from aiwg.commands.sources.place import DeclaringPlace, open_place, write_sources
from aiwg.commands.sources.policy import check_before, policy_of
from aiwg.commands.sources.typed import SourceWish, declared_as, entry_of
from aiwg.commands.sources.usage import usage_of
from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.personal.team import is_team_project
from aiwg.deployment.review.compare import compare
from aiwg.deployment.review.model import Review
from aiwg.deployment.review.snapshot import read_snapshot
from aiwg.deployment.workspace import recorded_sources
from aiwg.fetching.git import Waiting, silent
from aiwg.fetching.history import SourceMove
from aiwg.fetching.resolve import read_refs
from aiwg.output.console import paint, say, say_json
from aiwg.output.terminal.transient import show_wait
from aiwg.plan.actions import Action
from aiwg.scaffold.sources import with_source
from aiwg.source.fetched.declared import FolderSource, GitSource
from aiwg.source.fetched.lock import Lock
from aiwg.source.layers import BUNDLED, PROJECT, USER, layers_for
from aiwg.trust.external_sources import outside
from aiwg.trust.store import read_consents, write_consents


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source that can be declared: its entry in aiwg.yaml, all that it brings, and the lock that pins it.

    `move` says from where it was fetched, None for a folder of this machine. `consents` let aiwg read such a folder.
    """

    id: str
    entry: str | dict[str, Any]
    review: Review
    lock: Lock
    move: ReviewedMove | None = None
    consents: Mapping[str, str] = field(default_factory=dict)

    @property
    def moves(self) -> list[ReviewedMove]:
        """Return what was fetched."""
        return [] if self.move is None else [self.move]

    @property
    def reviewed(self) -> tuple[Review, SourceMove | None]:
        """Return the review, as reports take it."""
        return self.review, None if self.move is None else self.move.move


def run_add(wish: SourceWish, place: DeclaringPlace, options: ReviewOptions) -> int:
    """Show a source and declare it if somebody agrees; return the exit code."""
    source = review_new(wish, place, silent if options.as_json else show_wait)
    if not options.as_json:
        say_review(*source.reviewed, options.whole)
    refused = refusal(place, source.moves, options) if source.moves else None
    agreed = refused is None and not options.dry_run and is_agreed(options, f"Add {source.id}?")
    if agreed:
        declare(source, place, declaring(place, place.text, source), options.accept)
    if options.as_json:
        would_add = options.dry_run and refused is None
        say_json(review_json("add", [source.reviewed], agreed, refused, has_changed() or would_add))
    elif agreed:
        _say_added(source.id, source.review, place)
    if refused is not None and not options.as_json and not options.dry_run:
        raise refused
    return Exit.OK if agreed or (options.dry_run and refused is None) else Exit.REFUSED


def review_new(wish: SourceWish, place: DeclaringPlace, waiting: Waiting) -> NewSource:
    """Return the source that a wish means, fetched and reviewed. Raises UserError for one that cannot be declared."""
    entry = entry_of(wish, place.folder)
    declared = declared_as(entry)
    if isinstance(declared, FolderSource):
        return _new_folder(entry, declared, place)
    _refuse_known(declared, place)
    check_before(policy_of(place), declared)
    resolved = read_refs(declared.url, waiting).resolve(declared.ref)
    entry, declared = _with_ref(entry, resolved.ref), replace(declared, ref=resolved.ref)
    move = review_first(place, declared, resolved, waiting)
    lock = place.lock.without_others(place.declared).with_entry(declared.id, move.fetched.locked)
    return NewSource(declared.id, entry, move.review, lock, move)


def declaring(place: DeclaringPlace, text: str, source: NewSource) -> str:
    """Return an aiwg.yaml with one source more; the layers that hold without a list of sources are written first."""
    is_team = place.workspace.scope == "project" and is_team_project(place.folder)
    own = [PROJECT] if is_team else [USER, PROJECT] if place.workspace.scope == "project" else [USER]
    return with_source(text, source.entry, [BUNDLED, *own], [USER, PROJECT])


def declare(
    source: NewSource, place: DeclaringPlace, text: str, accept: Sequence[str] = (), more: Iterable[Action] = ()
) -> None:
    """Write an aiwg.yaml that declares a source, its lock, and `more`; keep what was agreed to with it."""
    write_sources(place, text, source.lock, more)
    if source.move is not None:
        keep_accepted(place, [source.review], accept)
    if source.consents:
        write_consents(place.folder, {**read_consents(place.folder), **source.consents})


def _with_ref(entry: Mapping[str, Any], ref: str) -> dict[str, Any]:
    """Return a mapping of aiwg.yaml with its ref right behind the URL."""
    rest = {name: value for name, value in entry.items() if name not in ("git", "ref")}
    return {"git": entry["git"], "ref": ref, **rest}


def _refuse_known(declared: GitSource, place: DeclaringPlace) -> None:
    if any(each.id == declared.id for each in place.declared):
        raise UserError(
            f'aiwg.yaml has a source "{declared.id}" already.',
            exit=Exit.USAGE,
            hint=f"Update it: aiwg update {declared.id}   Or add this one under another name: --id NAME",
        )


def is_declared(wish: SourceWish, place: DeclaringPlace) -> bool:
    """Say whether aiwg.yaml has the source that a wish means. Raises UserError (usage) for a wish that means none."""
    declared = declared_as(entry_of(wish, place.folder))
    if isinstance(declared, GitSource):
        return any((each.id, each.url) == (declared.id, declared.url) for each in place.declared)
    return declared in (place.config.sources or ()) or declared.path in (place.config.sources or ())


def _new_folder(entry: dict[str, Any], declared: FolderSource, place: DeclaringPlace) -> NewSource:
    """Return a local folder as a source; declaring it approves that aiwg reads it, as typing --source does."""
    bare = entry["path"] if list(entry) == ["path"] else entry
    if bare in (place.config.sources or ()) or declared in (place.config.sources or ()):
        raise UserError(f"aiwg.yaml has the source {declared.path} already.", exit=Exit.USAGE)
    (layer,) = layers_for(place.folder, (), [declared])
    review = compare(declared.path, None, read_snapshot(layer.root, layer.shown, declared.choice), _usage(place))
    given = {each.key: each.hash for each in outside([declared.path], place.folder, "")}
    return NewSource(declared.path, bare, review, place.lock, consents=given)


def _usage(place: DeclaringPlace) -> Any:
    return usage_of(place, GitSource("", ""))


def _say_added(id: str, review: Review, place: DeclaringPlace) -> None:
    say(f"{paint('Added', 'ok')} {shown(id)}.")
    if recorded_sources(place.workspace):
        say("  This project was deployed with --source, so aiwg uses those sources and not aiwg.yaml.")
        say(f"  To use aiwg.yaml: {paint('aiwg remove', 'hint')}, then {paint('aiwg deploy', 'hint')}")
        return
    say_next("aiwg deploy", [review])


__all__ = ["open_place", "run_add"]
