"""A linked file, folder or SKILL.md, inside and outside the folder of its place, as each client was seen to take it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiwg.adapter.discover import discover
from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.loading import DiskReader, LoadedContext, LoadedItem, StartFolder, look_around
from tests.loading.memory import HOME, START, MemoryReader, around

TEXT = "---\nname: mine\ndescription: Does it when asked.\n---\nKeep it short, and say what it is.\n"
STORE = f"{START}/store"
FORMS = ("file", "folder", "both", "root")
"""What is a link: the file itself, the folder of the artifact, both, or the folder that the place names."""
WHERE = ("inside", "outside", "dangling")
REGISTRY = discover()
ALL = {
    (form, where) for form in FORMS for where in WHERE if where != "dangling" and (form, where) != ("root", "inside")
}
NO_FILE = {each for each in ALL if each[0] not in ("file", "both")}
SEEN: dict[tuple[str, str], set[tuple[str, str]]] = {
    ("claude", ".claude/skills/{id}/"): ALL,
    ("claude", ".claude/rules/{id}.md"): ALL,
    ("codex", ".agents/skills/{id}/"): NO_FILE,
    ("codex", ".codex/skills/{id}/"): NO_FILE,
    ("copilot", ".agents/skills/{id}/"): ALL,
    ("copilot", ".claude/rules/{id}.md"): {each for each in ALL if each[0] in ("file", "root")},
    ("copilot", ".github/instructions/{id}.instructions.md"): {each for each in ALL if each[0] in ("file", "root")},
    ("factory", ".agents/skills/{id}/"): ALL,
    ("gemini-cli", ".agents/skills/{id}/"): ALL,
    ("kilo", ".claude/skills/{id}/"): ALL,
    ("openclaw", ".agents/skills/{id}/"): {each for each in ALL if each[1] == "inside" or each[0] == "root"},
    ("opencode", ".agents/skills/{id}/"): ALL,
    ("qwen-code", ".agents/skills/{id}/"): ALL,
    ("qwen-code", ".qwen/rules/{id}.md"): {("root", "outside")},
}
"""Which links the clients follow, as runs of them showed; that they take both at once where they take each follows.

Claude Code 2.1.332, Codex 0.171.0, Copilot CLI 1.0.102, droid 0.225.2, Gemini CLI 0.61.0, Kilo 7.7.9, OpenClaw
2026.9.6, OpenCode 1.18.33, Qwen Code 0.24.4.
"""


def laid(place: str, form: str, where: str) -> tuple[dict[str, str], dict[str, str], str]:
    """Return the files and links of an artifact at a place, and the path at which a client would find it."""
    root, _, tail = place.partition("{id}")
    root = f"{START}/{root.rstrip('/')}"
    base = STORE if where == "outside" or form == "root" else f"{root}/.kept"
    name = "SKILL.md" if tail == "/" else f"mine{tail}"
    found = f"{root}/mine/{name}" if tail == "/" or form in ("folder", "both") else f"{root}/{name}"
    files, links = {f"{base}/mine/{name}": TEXT}, dict[str, str]()
    if form == "file":
        links[found] = f"{base}/mine/{name}"
    elif form == "folder":
        links[f"{root}/mine"] = f"{base}/mine"
    elif form == "root":
        links[root] = base
        found = f"{root}/mine/{name}"
    else:
        files = {f"{base}/text.md": TEXT}
        links |= {f"{base}/mine/{name}": f"{base}/text.md", f"{root}/mine": f"{base}/mine"}
    return ({} if where == "dangling" else files), links, found


def look(adapter: Adapter, files: dict[str, str], links: dict[str, str]) -> LoadedContext:
    """Return what a platform loads among files and links."""
    reader = MemoryReader({f"{START}/.git/HEAD": "", **files}, links)
    return look_around(adapter, StartFolder(START, reader, Environment(HOME)))


def item(context: LoadedContext, path: str) -> LoadedItem | None:
    """Return the item of a path."""
    return next((each for each in context.items if each.path == path), None)


@pytest.mark.parametrize(("id", "place"), list(SEEN), ids=lambda each: each)
@pytest.mark.parametrize(("form", "where"), sorted(ALL))
def test_links_are_followed_as_seen(id: str, place: str, form: str, where: str) -> None:
    """Each client takes the links that it was seen to take, and refuses the others with a reason."""
    files, links, path = laid(place, form, where)
    found = item(look(REGISTRY.named(id), files, links), path)
    assert found is not None
    assert (found.state != "dropped") == ((form, where) in SEEN[id, place]), found.why
    assert found.state != "dropped" or "link" in found.why


def worded() -> Iterator[tuple[str, str, str]]:
    """Yield each place of a project with a file for each artifact, whose adapter says something about links."""
    for id in REGISTRY.ids():
        for name, cell in REGISTRY.get(id).cells.items():
            for place in cell.reads if "links" in cell.settings else ():
                path = place.spec.text.replace("{id:path}", "{id}")
                if name != "instructions" and path.startswith(".") and "{id}" in path and "(" not in path:
                    yield id, cell.settings["links"], path


FOLLOWED = {
    "yes": ALL,
    "direct": set[tuple[str, str]](),
    "no": {each for each in ALL if each[0] == "root"},
    "file": {each for each in ALL if each[0] in ("root", "file")},
    "folder": NO_FILE,
    "inside": {each for each in ALL if each[0] == "root" or each[1] == "inside"},
}


@pytest.mark.parametrize(("id", "word", "place"), list(worded()), ids=lambda each: each)
def test_an_adapters_word_holds_at_each_place(id: str, word: str, place: str) -> None:
    """Whatever an adapter says about links is so in every one of its places."""
    for form, where in sorted(ALL):
        files, links, path = laid(place, form, where)
        found = item(look(REGISTRY.named(id), files, links), path)
        assert found is None or (found.state != "dropped") == ((form, where) in FOLLOWED[word]), (form, where)


def test_the_linked_instructions_of_openclaw_are_refused() -> None:
    """OpenClaw does not load an AGENTS.md that is a link, to wherever it leads."""
    links = {f"{START}/AGENTS.md": f"{STORE}/AGENTS.md"}
    found = item(
        look(REGISTRY.named("openclaw"), {f"{STORE}/AGENTS.md": "Keep it short."}, links), f"{START}/AGENTS.md"
    )
    assert found is not None
    assert (found.state, found.cause) == ("dropped", "link")


@pytest.mark.parametrize(("id", "place"), list(SEEN), ids=lambda each: each)
@pytest.mark.parametrize("form", ["file", "folder", "root"])
def test_links_to_nothing_bring_nothing(id: str, place: str, form: str) -> None:
    """A link whose target is not there is loaded by nobody."""
    files, links, path = laid(place, form, "dangling")
    assert item(look(REGISTRY.named(id), files, links), path) is None


def test_what_nobody_has_seen_is_said_to_be_unknown() -> None:
    """A linked file of a platform of whose links nothing is known counts as loaded, and what hangs on it is no fact."""
    cells = "instructions: {reads: [A.md, B.md], dedup: none}\n"
    context = around(cells, {"A.md": "Keep it short."}, {"B.md": "A.md"})
    assert {each.shown: each.is_doubtful for each in context.loaded} == {"A.md": False, "B.md": True}
    assert [each.certain for each in context.doubles] == [False]
    sure = around(cells.replace("none", "none, links: yes"), {"A.md": "Keep it short."}, {"B.md": "A.md"})
    assert [each.certain for each in sure.doubles] == [True]


def test_a_path_is_resolved_as_the_system_resolves_it(tmp_path: Path) -> None:
    """Links of files and folders, in a chain, in a circle and to nowhere lead where the system says that they lead."""
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/file").write_text("x")
    (tmp_path / "folder").symlink_to("a/b")
    (tmp_path / "a/up").symlink_to("../folder")
    (tmp_path / "link").symlink_to("folder/file")
    (tmp_path / "nowhere").symlink_to("missing/file")
    (tmp_path / "circle").symlink_to("circle")
    reader = DiskReader()
    names = [
        "",
        "a",
        "a/b/file",
        "folder/file",
        "a/up/file",
        "a/up/../b/file",
        "link",
        "nowhere",
        "nowhere/x",
        "circle",
    ]
    for name in [*names, "nowhere/x", "missing/file", "circle/x", "a//b/./file", "a/"]:
        for path in (os.path.join(tmp_path, name), os.path.join(os.path.relpath(tmp_path), name)):
            assert reader.real(path) == os.path.realpath(path), name
