"""What `aiwg context` says in every layout that a real client was asked about, against what the client sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.adapter.environment import Environment
from aiwg.loading import DiskReader, LoadedContext, StartFolder, look_around
from tests.conformance.table import clients
from tests.differ.asking import Stage, adapter_of, counted, look
from tests.differ.comparing import Difference, differences
from tests.differ.generate import SHAPES, layout
from tests.differ.known import known, unlisted
from tests.differ.layouts import Layout, TreeInMemory, layout_from, write_tree
from tests.differ.record import STOPPED, Entry, recorded
from tests.loading.projects import READ_TOKEN

CLIENTS = {path.stem: recorded(path.stem) for path in sorted((Path(__file__).parent / "recorded").glob("*.jsonl"))}


@pytest.fixture(scope="module")
def found() -> dict[str, list[Difference]]:
    """The differences of each client, looked for once."""
    return {}


def of(name: str, found: dict[str, list[Difference]]) -> list[Difference]:
    """Return the differences of a client."""
    if name not in found:
        found[name] = list(differences(clients()[name], CLIENTS[name]))
    return found[name]


@pytest.mark.parametrize("name", CLIENTS)
def test_context_says_what_the_client_sent(name: str, found: dict[str, list[Difference]]) -> None:
    """In each recorded layout each token is foretold as often as the client sent it, but for what is listed."""
    left = unlisted(of(name, found))
    assert not left, "\n".join(f"{each.entry.number}: {each.told()}" for each in left)


def test_no_difference_is_listed_that_is_gone(found: dict[str, list[Difference]]) -> None:
    """Each listed difference is still there."""
    for entry in known():
        assert any(entry.covers(each) for each in of(entry.client, found)), f"{entry.client}: {entry.where}"


@pytest.mark.parametrize("name", CLIENTS)
def test_a_record_tells_right_from_wrong(name: str) -> None:
    """Clients were asked often enough, in the pinned version, and both took and left much of what was there."""
    entries = CLIENTS[name]
    started = [entry for entry in entries if entry.sent != STOPPED]
    assert len(entries) >= 60
    assert {entry.version for entry in entries} == {clients()[name].version}
    taken = sum(len(entry.sent) for entry in started)
    there = sum(len(entry.layout.tokens()) for entry in started)
    assert len(started) >= 0.9 * len(entries)
    assert 0.1 < taken / there < 0.9


def test_a_difference_is_seen() -> None:
    """A token that the client sent once more, or not at all, is a difference."""
    entry = next(entry for entry in CLIENTS["codex"] if entry.sent and entry.sent != STOPPED)
    sent = dict(entry.sent) if not isinstance(entry.sent, str) else {}
    label = next(iter(sent))
    for times in (0, 7):
        wrong = Entry(entry.number, entry.version, entry.layout, {**sent, label: times}, 0)
        assert [each.label for each in differences(clients()["codex"], [wrong])] == [label]


def test_a_layout_is_the_same_each_time() -> None:
    """A client and a number always make the same layout, and JSON keeps all of it."""
    for name in ("claude", "codex"):
        made = [layout(name, number) for number in range(1, 30)]
        assert made == [layout(name, number) for number in range(1, 30)]
        assert [layout_from(each.data()) for each in made] == made
        assert len({each.id for each in made}) == len(made)


def test_layouts_cover_what_differs_among_clients() -> None:
    """Among 300 layouts are all shapes, links, reading, settings and start folders."""
    made = [layout("claude", number) for number in range(1, 301)]
    assert {tuple(each.git.items()) for each in made} == {tuple(shape.git.items()) for shape in SHAPES}
    assert sum(any(isinstance(content, dict) for content in each.files.values()) for each in made) > 60
    assert sum(bool(each.read) for each in made) > 60
    assert sum(any(path.startswith("~/") for path in each.files) for each in made) > 90
    assert sum(each.start != each.top for each in made) > 60


@pytest.mark.parametrize("number", range(1, 9))
def test_memory_reads_as_the_disk_does(number: int, tmp_path: Path) -> None:
    """A layout is the same in memory and on a disk."""
    client, each = clients()["claude"], layout("claude", number)
    context, stage = look(client, each)
    room = Stage(client, tmp_path, "project")
    room.prepare()
    write_tree(*room.tree(each))
    here = StartFolder(str(room.start_folder(each)), DiskReader(), Environment(str(room.home)))
    on_disk = look_around(adapter_of(client.platform), here)
    assert states(on_disk, str(tmp_path)) == states(context, str(stage.folder))


def states(context: LoadedContext, folder: str) -> list[tuple[str, str, str]]:
    """Return the paths of all items below a folder, with their states."""
    return sorted((item.real.removeprefix(folder), item.state, item.when) for item in context.items)


def test_links_lead_on() -> None:
    """A link to a link, a linked folder and a circle are followed as a disk follows them."""
    links = {"/a/one": "two", "/a/two": "../b", "/c": "c", "/a/file": "one/text.md"}
    tree = TreeInMemory({"/b/text.md": "x"}, links)
    assert (tree.real("/a/one/text.md"), tree.text("/a/file")) == ("/b/text.md", "x")
    assert tree.entries("/a")["one"].is_folder
    assert not tree.entries("/")["c"].is_folder


def test_requests_are_counted_before_and_after_the_reading() -> None:
    """The most that one request holds counts, apart for those before and after a file was read."""
    each = Layout({"AGENTS.md": None}, read="a.py")
    word = each.tokens()["AGENTS.md"]
    assert counted([word, f"{word} {READ_TOKEN} {word}"], each) == {"AGENTS.md": [1, 2]}
    with pytest.raises(AssertionError):
        counted([word], each)
