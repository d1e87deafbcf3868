"""Asking the real client, and asking `aiwg context`: how often each token stands in a request."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aiwg.adapter.discover import load_adapter
from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.loading import LoadedContext, StartFolder, look_around
from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.model.dialogue import directive
from tests.conformance.model.server import serving
from tests.conformance.provoke import Errand
from tests.conformance.room import Room, with_merged
from tests.conformance.served import served
from tests.conformance.table import Client
from tests.conftest import PLATFORMS
from tests.differ.layouts import ONLY, TRUSTED, UNTRUSTED, Layout, TreeInMemory, write_tree
from tests.loading.predicting import SURFACES
from tests.loading.projects import READ_TOKEN

Counts = dict[str, Any]
"""By label how often its token stands in one request; a pair, before and after the reading, where a file is read."""

NOWHERE = "/nowhere"
UNTRUST: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "codex": (".codex/config.toml", {"projects": {"{project}": {"trust_level": "untrusted"}}})
}
"""What a client's settings hold once its person has said no."""


@dataclass(slots=True)
class Stage(Room):
    """A room whose project is the folder that the person has trusted, and not where all files are."""

    trusted: str = ""
    name: str = "project"
    """The folder with all files but those of the home folder."""

    @property
    def project(self) -> Path:
        """The folder that settings name."""
        return self.world / self.trusted if self.trusted != NOWHERE else Path(NOWHERE)

    @property
    def world(self) -> Path:
        """The folder that holds all files but those of the home folder."""
        return self.folder / self.name

    def prepare(self) -> None:
        """Make what every room has."""
        (self.folder / "temporary").mkdir(parents=True)
        self.marks.touch()

    def tree(self, layout: Layout) -> tuple[dict[str, str], dict[str, str]]:
        """Return the files and links of a layout, with the person's settings in the home folder."""
        files, links = layout.tree(str(self.world), str(self.home))
        folders = {layout.start, layout.top, layout.main} if layout.trust == TRUSTED else {NOWHERE}
        if layout.trust.startswith(ONLY):
            folders = {layout.trust.removeprefix(ONLY)}
        # the workspace of a client that has one is the folder that it is started in
        for self.trusted in sorted(folders, key=lambda each: each == layout.start):
            for entry in self.client.settings:
                self._merge(files, entry["path"].removeprefix("~/"), entry["merge"])
        if layout.trust == UNTRUSTED:
            self.trusted = layout.top
            self._merge(files, *UNTRUST[self.client.name])
        return files, links

    def _merge(self, files: dict[str, str], name: str, patch: Mapping[str, Any]) -> None:
        path = f"{self.home}/{name}"
        files[path] = with_merged(files.get(path, ""), posixpath.splitext(name)[1], self.filled(dict(patch)))

    def start_folder(self, layout: Layout) -> Path:
        """Return where the client is started."""
        return self.world / layout.start


def ask_client(client: Client, layout: Layout, folder: Path) -> Counts:
    """Return how often each token that a client sent stood in one request.

    Raises AssertionError when it sends nothing, or does not read the file that it was asked to read.
    """
    stage = Stage(client, folder, "project")
    with serving() as model, nothing_left_behind(stage):
        stage.url = model.url
        stage.prepare()
        write_tree(*stage.tree(layout))
        prompt = prompt_of(stage, layout)
        if client.serve:
            with served(stage, stage.start_folder(layout)) as server:
                server.do(Errand("layout", prompt))
        else:
            stage.run(stage.filled(client.ask, prompt=prompt), stage.start_folder(layout))
    texts = [request.text for request in model.requests]
    assert texts, f"{client.name} sent nothing: {stage.steps[-1].errors[-300:]}{stage.steps[-1].output[-300:]}"
    return counted(texts, layout)


def ask_server(client: Client, layouts: Sequence[Layout], folder: Path) -> Iterator[Counts]:
    """Yield what a client sent in each of several layouts that one server of it answers for, as `ask_client` does.

    Nothing of the layouts may lie in the home folder. Raises AssertionError like `ask_client`.
    """
    stage = Stage(client, folder, "project")
    with serving() as model, nothing_left_behind(stage):
        stage.url = model.url
        stage.prepare()
        stage.settle()
        (folder / "start").mkdir()
        with served(stage, folder / "start") as server:
            for number, layout in enumerate(layouts):
                stage.name = f"layout-{number}"
                write_tree(*layout.tree(str(stage.world), str(stage.home)))
                known = len(model.requests)
                server.do(Errand("layout", prompt_of(stage, layout), folder=stage.start_folder(layout)))
                texts = [request.text for request in model.requests[known:]]
                assert texts, f"{client.name} sent nothing"
                yield counted(texts, layout)


def prompt_of(stage: Stage, layout: Layout) -> str:
    """Return the prompt that makes the client say hello, and read the layout's file."""
    prompt = stage.client.hello
    if layout.read:
        path = str(stage.world / layout.read)
        calls = stage.filled(stage.client.provoke.get("file", {}), path=path).get("call", {})
        prompt += "".join(directive(tools, arguments) for tools, arguments in calls.items())
    return prompt


def counted(texts: list[str], layout: Layout) -> Counts:
    """Return how often each token stood in one of the requests, or in one before and one after the reading."""
    before = [text for text in texts if READ_TOKEN not in text]
    after = [text for text in texts if READ_TOKEN in text]
    assert before, "no request before the reading"
    assert after or not layout.read, "it read nothing"
    counts: Counts = {}
    for label, word in layout.tokens().items():
        pair = [max((text.count(word) for text in group), default=0) for group in (before, after)]
        if any(pair):
            counts[label] = pair if after else pair[0]
    return counts


def look(client: Client, layout: Layout) -> tuple[LoadedContext, Stage]:
    """Return what `aiwg context` says in a layout, as the client found it, without a disk."""
    stage = Stage(client, Path("/room"), "project")
    files, links = stage.tree(layout)
    variables = {name: stage.filled(text) for name, text in client.environment.items()}
    environment = Environment(str(stage.home), variables)
    here = StartFolder(str(stage.start_folder(layout)), TreeInMemory(files, links), environment)
    return look_around(adapter_of(client.platform), here, SURFACES.get(client.name, "")), stage


@cache
def adapter_of(platform: str) -> Adapter:
    """Return an adapter; each is read once."""
    return load_adapter(PLATFORMS / platform, "bundled")


def foretold(context: LoadedContext, layout: Layout, stage: Stage) -> Counts:
    """Return how often each token stands in a request by what `aiwg context` says."""
    before = [item.text for item in context.loaded]
    brought = [item.later for item in context.for_file(str(stage.world / layout.read))] if layout.read else []
    found: Counts = {}
    for label, word in layout.tokens().items():
        pair = [_times(word, before), _times(word, [*before, *brought])]
        if any(pair):
            found[label] = pair if layout.read else pair[0]
    return found


def _times(word: str, texts: Iterable[str]) -> int:
    return sum(text.count(word) for text in texts)
