"""The group of all watches: they run side by side, and a save under each of them is a round."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from bench import peers
from bench.bench_room import OURS, Room
from bench.group import Group
from bench.measure import Failed, Sample
from bench.ours import Case
from bench.peers import Peer
from bench.platform_sets import PlatformSets
from bench.watching import Saves, Watch, start_ours

PEER_SAVES = 6
SIZES = ("20", "1000", "5000", "20000")
PEER_SIZES = {"rulesync": ("20", "1000"), "apm": ("20",)}


@dataclass(frozen=True, slots=True)
class Watched:
    """A tool and a size, the number of saves, and what starts the watch."""

    tool: str
    size: str
    saves: int
    start: Callable[[], Watch]


def watch_group(room: Room, sets: PlatformSets, installed: Sequence[Peer], saves: int) -> Group:
    """Return the group: trees of several sizes under aiwg, and those of other tools that can watch."""
    own = [Watched(OURS, size, saves, lambda size=size: start_ours(room, size, sets.three)) for size in SIZES]  # type: ignore[misc]
    theirs = [
        _of_peer(room, peer, size, sets, min(saves, PEER_SAVES))
        for peer in installed
        for size in PEER_SIZES.get(peer.name, ())
    ]
    group = Group("watch", 1, {})
    group.turns[OURS] = lambda _: _saved_in_turn(room, [*own, *theirs], group.skipped)
    return group


def _of_peer(room: Room, peer: Peer, size: str, sets: PlatformSets, saves: int) -> Watched:
    case = Case(f"watch {size}", size, sets.three, 1, {})
    return Watched(peer.name, size, saves, lambda: peers.start_watch(room, peer, case, sets))


def _saved_in_turn(room: Room, every: Sequence[Watched], skipped: dict[str, str]) -> Iterator[Sample]:
    """Yield the saves of every watch in turn. A watch that fails is left out from then on, and said to be."""
    with ExitStack() as running:
        ready: dict[Watched, Saves] = {}
        for each in every:
            try:
                watch = each.start()
                running.callback(watch.stop)
                ready[each] = Saves(watch, room, each.saves)
            except Failed as failure:
                _leave_out(each, failure, skipped)
        for number in range(max(each.saves for each in every)):
            for each in [each for each in ready if number < each.saves]:
                try:
                    yield ready[each].once(number)
                except Failed as failure:
                    _leave_out(each, failure, skipped)
                    del ready[each]
        for saves in ready.values():
            yield saves.at_rest()


def _leave_out(each: Watched, failure: Failed, skipped: dict[str, str]) -> None:
    skipped[f"{each.tool}, watching {each.size} artifacts"] = failure.reason
