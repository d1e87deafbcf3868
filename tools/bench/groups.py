"""All that is measured: groups of steps, each in rounds in which every tool has its turn."""

from __future__ import annotations

from collections.abc import Iterator

from bench import checkout, ours, peers
from bench.bench_room import OURS, REALISTIC, Room
from bench.group import Group, Round
from bench.measure import Sample, steady
from bench.ours import Case, Own
from bench.peers import Peer
from bench.platform_sets import PlatformSets
from bench.watches import watch_group

SAVES, SAVES_A_ROUND = 24, 8


def cases(sets: PlatformSets) -> list[Case]:
    """Return the trees with the platforms that they are deployed to."""
    three = sets.three
    return [
        Case("20x3", "20", three, 7, {"rulesync": 5, "ruler": 7, "apm": 3}, asks=True),
        Case("200x3", "200", three, 3, {"rulesync": 3, "ruler": 3, "apm": 1}),
        Case("1000x3", "1000", three, 5, {"rulesync": 3, "ruler": 5, "apm": 1}, asks=True),
        Case("1000x42", "1000", sets.all, 2, {"rulesync": 2, "ruler": 2}, peers_edit=False),
        Case("5000x3", "5000", three, 2, {"rulesync": 1, "ruler": 1}, peers_edit=False),
        Case("20000x3", "20000", three, 1, {}),
        Case("realistic x3", REALISTIC, three, 3, {"rulesync": 3, "ruler": 3}),
        Case("realistic to all", REALISTIC, ("all",), 3, {}, edits=False),
    ]


def all_groups(room: Room, sets: PlatformSets, installed: list[Peer], rounds: int | None) -> list[Group]:
    """Return the groups in their order, of as many rounds as asked for or as a standard run has."""
    saves = SAVES if rounds is None else min(SAVES, SAVES_A_ROUND * rounds)
    found = [_start_up(room, installed), *(_deploys(room, case, sets, installed) for case in cases(sets))]
    for group in found:
        group.rounds = rounds or group.rounds
    return [
        *found,
        watch_group(room, sets, installed, saves),
        Group("checkout", 1, {OURS: lambda _: checkout.measure(room, sets.three, min(3, rounds or 3))}),
    ]


def _start_up(room: Room, installed: list[Peer]) -> Group:
    def turn(_: int) -> Iterator[Sample]:
        yield Sample(OURS, "--version", steady(lambda: room.run(room.aiwg("--version"), room.work)))
        yield Sample(ours.PYTHON, "bare", ours.bare(room))

    def peer_turn(peer: Peer) -> Round:
        return lambda _: peers.start_up(room, peer)

    return Group("startup", 11, {OURS: turn, **{peer.name: peer_turn(peer) for peer in installed}})


def _deploys(room: Room, case: Case, sets: PlatformSets, installed: list[Peer]) -> Group:
    own: list[Own] = []

    def turn(_: int) -> Iterator[Sample]:
        if not own:
            own.append(Own(room, case))
        return own[0].run_round()

    def peer_turn(peer: Peer) -> Round:
        return lambda _: peers.run_round(room, peer, case, sets)

    turns = {OURS: turn, **{peer.name: peer_turn(peer) for peer in installed if peer.name in case.peers}}
    return Group(case.name, case.rounds, turns, case.peers)
