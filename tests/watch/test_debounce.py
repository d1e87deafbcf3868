"""When a watch acts, told by a clock that the test sets."""

from __future__ import annotations

import pytest
from watchdog.events import DirCreatedEvent, FileCreatedEvent, FileModifiedEvent, FileMovedEvent

from aiwg.watch.debounce import QUIET_SECONDS, STORM_SECONDS, Debouncer
from aiwg.watch.paths import ANY_FOLDER, WatchPath
from aiwg.watch.queue import Batch, ChangeQueue, is_noise
from aiwg.watch.watcher import _Handler

SECONDS = 60.0


def test_nothing_is_due_before_anything_changed() -> None:
    """Without a change there is nothing to do."""
    assert Debouncer().due() is None


def test_it_acts_soon_after_the_last_change() -> None:
    """Each change puts the time off a little, and nothing more is going on then."""
    debouncer = Debouncer()
    for now in (10.0, 10.02, 10.04):
        debouncer.note(now)
        assert debouncer.due() == pytest.approx(now + QUIET_SECONDS)
    assert not debouncer.is_stormy(10.04 + QUIET_SECONDS)


def test_in_a_storm_it_acts_now_and_then() -> None:
    """Changes that do not end put the time off no further than half a second, and it is said that they go on."""
    debouncer = Debouncer()
    now = 5.0
    while now < 5.0 + STORM_SECONDS:
        debouncer.note(now)
        now += 0.01
    assert debouncer.due() == pytest.approx(5.0 + STORM_SECONDS)
    assert debouncer.is_stormy(5.0 + STORM_SECONDS)


def test_it_starts_anew_after_acting() -> None:
    """What was acted on is forgotten."""
    debouncer = Debouncer()
    debouncer.note(1.0)
    debouncer.reset()
    assert debouncer.due() is None
    debouncer.note(9.0)
    assert debouncer.due() == pytest.approx(9.0 + QUIET_SECONDS)


def test_a_time_in_the_past_puts_nothing_forward() -> None:
    """A change that is noted late does not bring the moment nearer."""
    debouncer = Debouncer()
    debouncer.note(3.0)
    debouncer.note(2.0)
    assert debouncer.due() == pytest.approx(3.0 + QUIET_SECONDS)


def test_hints_come_as_one_batch() -> None:
    """What changed within a moment is one batch, and what is put back comes again with its first time."""
    hints = ChangeQueue(Debouncer(quiet=0.01))
    hints.note("/a")
    hints.note("/b", folder=True)
    batch = hints.wait(1.0)
    assert batch is not None
    assert (batch.paths, batch.folders, batch.stormy) == (frozenset({"/a", "/b"}), True, False)
    assert hints.wait(0.0) is None
    hints.again(Batch(batch.since, batch.paths))
    hints.note("/c")
    again = hints.wait(1.0)
    assert again is not None
    assert (again.paths, again.since) == (frozenset({"/a", "/b", "/c"}), batch.since)


def test_lost_events_are_a_hint_about_everything() -> None:
    """Lost events make a batch without a path, after which all that is watched is looked at anew."""
    hints = ChangeQueue(Debouncer(quiet=0.01))
    hints.lost()
    batch = hints.wait(1.0)
    assert batch is not None
    assert (batch.paths, batch.folders) == (frozenset(), True)


@pytest.mark.parametrize(
    ("path", "noise"),
    [
        ("one.md", False),
        ("one.md~", True),
        (".one.md.swp", True),
        ("#one.md#", True),
        (".#one.md", True),
        ("4913", True),
        ("5036", True),
        ("4914", False),
        ("skills/x/node_modules/a.js", True),
        ("__pycache__/a.pyc", True),
        (".one.md.tmp", False),
        ("", False),
    ],
)
def test_what_editors_leave_for_a_moment(path: str, noise: bool) -> None:
    """Editors' own files and what no source is read from are no reason to act; where the folder lies is none of it."""
    assert is_noise(f"/x/node_modules/rules/{path}".rstrip("/"), "/x/node_modules/rules") is noise


def test_each_event_is_judged_by_its_own_path() -> None:
    """Events of one path in a row are judged alike, and no path is judged by the one before it."""
    hints = ChangeQueue()
    handler = _Handler(WatchPath("/x", frozenset({"aiwg.yaml", ANY_FOLDER})), hints)
    told = (
        (FileCreatedEvent("/x/aiwg.yaml"), True),
        (FileModifiedEvent("/x/aiwg.yaml"), True),
        (FileModifiedEvent("/x/other.yaml"), False),
        (DirCreatedEvent("/x/other.yaml"), True),
        (FileModifiedEvent("/x/other.yaml"), False),
        (FileMovedEvent("/x/other.yaml", "/x/aiwg.yaml"), True),
        (FileMovedEvent("/x/aiwg.yaml", "/x/other.yaml"), True),
        (DirCreatedEvent("/x/node_modules"), False),
    )
    for event, counts in told:
        handler.dispatch(event)
        assert hints.waiting is counts, event
        assert not counts or hints.wait(60.0) is not None, event


def test_a_storm_begins_later_than_one_save() -> None:
    """What one save does is no storm; changes that go on for twice as long are one until they are acted on."""
    debouncer = Debouncer()
    assert not debouncer.is_storm(1.0)
    debouncer.note(1.0)
    assert not debouncer.is_storm(1.0 + QUIET_SECONDS)
    assert debouncer.is_storm(1.0 + 2 * QUIET_SECONDS)
    debouncer.reset()
    assert not debouncer.is_storm(9.0)


def test_a_storm_is_not_waited_for() -> None:
    """While changes storm in, who waits is told so at once, and which paths have come to rest."""
    hints = ChangeQueue(Debouncer(quiet=60.0, storm=600.0))
    hints.note("/a")
    assert hints.wait(0.0) is None
    assert not hints.is_storming
    assert hints.settled(0.0).keys() == {"/a"}
    assert hints.settled(60.0) == {}
    assert hints.debouncer.first is not None
    hints.debouncer.first -= 120.0
    assert hints.is_storming
    assert hints.wait(SECONDS) is None
    hints.debouncer.first -= 600.0
    batch = hints.wait(SECONDS)
    assert batch is not None
    assert batch.paths == {"/a"}
    hints.again(batch)
    assert hints.settled(0.0) == {"/a": batch.since}
