"""Real clients before and after an import: what each word of a messy project does, and what differs."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from aiwg.adapter.discover import load_adapter
from tests.conformance.accept import acknowledge_agents
from tests.conformance.evidence import Evidence
from tests.conformance.import_trees import (
    BEFORE,
    BESIDE,
    REPLACED,
    ImportProject,
    Trees,
    import_projects,
    make_trees,
    own_projects,
)
from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.model.dialogue import directive
from tests.conformance.model.server import Recorded, serving
from tests.conformance.provoke import Errand
from tests.conformance.room import Room
from tests.conformance.sample import CONTROL, DENIED
from tests.conformance.served import served
from tests.conformance.table import Client
from tests.conftest import PLATFORMS

RESULTS = ('"type": "tool_result"', '"role": "tool"', "function_call_output", "functionResponse")
"""Stand in a request that answers a call of the model's, in the four APIs."""

LOST, MORE, TWICE, OTHERWISE = "lost", "more", "twice", "otherwise"
DENIAL, NOT_SAID = "denied command", "NOT SAID"
RECORDED = Path(__file__).parent / "imported.yaml"
PAGE = Path(__file__).parents[2] / "docs/conformance.md"
BEGIN, END = "<!-- imported: written by `make import-clients` -->", "<!-- /imported -->"
HEAD = """\
# What real clients load in messy projects before and after an import, by `make import-clients`, never by hand. `seen`:
# the words of the project's files that the client showed before. `beside`: after an import and a deploy beside the
# native files; `replaced`: after a deploy that took their place; each with what differs, and the line of the import's
# or the deploy's report that says so. A state is missing where the import changed nothing for any client.
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """How often a word was seen: in one request before anything was read or called, in any one, listed, and run."""

    at_once: int = 0
    in_all: int = 0
    listed: int = 0
    ran: int = 0

    @property
    def is_loaded(self) -> bool:
        """Whether it was seen at all."""
        return any((self.at_once, self.in_all, self.listed, self.ran))


@dataclass(slots=True)
class Answer:
    """What a client showed in one tree: each word by its label, and whether it refused the denied command."""

    seen: dict[str, Seen] = field(default_factory=dict)
    refused: bool | None = None
    requests: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """A word that a client loads otherwise after an import; `why` is the line of the report that says so, if any."""

    label: str
    change: str
    before: Seen
    after: Seen
    why: str = ""


def ask_client(client: Client, trees: Trees, state: str, folder: Path) -> Answer:
    """Return what a client shows in one of the trees: nothing where a broken file keeps it from starting."""
    started = time.monotonic()
    room = Room(client, folder, "project")
    room.home.mkdir(parents=True)
    (folder / "temporary").mkdir()
    shutil.copytree(trees.at(state), room.project, symlinks=True)
    shutil.copytree(trees.folder / "home", room.home, symlinks=True, dirs_exist_ok=True)
    for name in (".local", ".config/aiwg", ".cache"):
        shutil.rmtree(room.home / name, ignore_errors=True)
    trees.marks.write_text("", encoding="utf-8")
    evidence = Evidence()
    with serving() as model, nothing_left_behind(room):
        room.url = model.url
        room.settle()
        acknowledge_agents(room)
        for line in client.prepare:
            room.run(room.filled(line))
        _ask(room, trees.project, evidence)
    for number, request in enumerate(model.requests, 1):
        (folder / f"request-{number}.json").write_text(request.text, encoding="utf-8")
    answer = Answer(_seen(trees, model.requests, evidence), None, len(model.requests), time.monotonic() - started)
    if trees.project.denied and (room.project / CONTROL.split()[1]).exists():
        answer.refused = not (room.project / DENIED.split()[1]).exists()
    return answer


def _ask(room: Room, project: ImportProject, evidence: Evidence) -> None:
    errands = list(errands_of(room, project))
    if room.client.serve:
        with served(room) as server:
            server.list_all(evidence)
            for errand in errands:
                server.do(errand)
        return
    for line in room.client.listings:
        evidence.add("listing", " ".join(line), room.run(room.filled(line)).output)
    for errand in errands:
        room.run(room.filled(room.client.ask, prompt=errand.prompt))


def errands_of(room: Room, project: ImportProject) -> Iterator[Errand]:
    """Yield what the client is made to do: read and start all at once, and a run for each that a person must type."""
    table, words, calls, own = room.client.provoke, [room.client.hello], list[str](), list[Errand]()
    wanted = [("file", {"path": str(room.project / project.messy.read)})] if project.messy.read else []
    wanted += [("shell", {"command": each}) for each in (CONTROL, DENIED) if project.denied]
    wanted += [(kind, {"name": name, "snake": name}) for kind, names in project.names.items() for name in names]
    for form, about in wanted:
        provocation = room.filled(table.get(form, {}), **about)
        words += [provocation["say"]] if "say" in provocation else []
        calls += [directive(tools, how) for tools, how in provocation.get("call", {}).items()]
        if provocation.keys() & {"ask", "command"} and form != "folder":
            own.append(Errand(form, provocation.get("ask", ""), provocation.get("command", "")))
    yield Errand("everything", " ".join(words) + "".join(dict.fromkeys(calls)))
    yield from own


def _seen(trees: Trees, requests: Sequence[Recorded], evidence: Evidence) -> dict[str, Seen]:
    texts = [request.text for request in requests]
    first = [text for text in texts if not any(mark in text for mark in RESULTS)]
    listings = [trace.text for trace in evidence.traces]
    marks = trees.marks.read_text(encoding="utf-8").split()
    found = {}
    for label, word in trees.project.messy.tokens().items():
        once, in_all, listed = (
            max((text.count(word) for text in each), default=0) for each in (first, texts, listings)
        )
        seen = Seen(once, in_all, listed, marks.count(word))
        if seen.is_loaded:
            found[label] = seen
    return found


def _most(word: str, texts: Sequence[str]) -> int:
    return max((text.count(word) for text in texts), default=0)


def differences(before: Answer, after: Answer, trees: Trees, state: str, platform: str) -> list[Difference]:
    """Return what a client showed otherwise, each with the line that the import or the deploy says about it."""
    found = []
    nothing = Seen()
    for label in trees.project.messy.tokens():
        old, new = before.seen.get(label, nothing), after.seen.get(label, nothing)
        change = _change(old, new)
        if change:
            why = explained(label, change, trees, state, platform)
            found.append(Difference(label, change, old, new, why))
    if before.refused != after.refused:
        found.append(Difference(DENIAL, LOST if before.refused else MORE, nothing, nothing))
    return found


def _change(old: Seen, new: Seen) -> str:
    """Return how two sights of a word differ; nothing where they do not."""
    if old.is_loaded != new.is_loaded:
        return LOST if old.is_loaded else MORE
    most = max(new.at_once, new.in_all)
    if most > 1 and most > max(old.at_once, old.in_all):
        return TWICE
    if (old.at_once > 0, old.in_all > 0, old.listed > 0) != (new.at_once > 0, new.in_all > 0, new.listed > 0):
        return OTHERWISE
    return TWICE if new.ran > old.ran else LOST if old.ran > new.ran else ""


def explained(label: str, change: str, trees: Trees, state: str, platform: str) -> str:
    """Return the line of a report that says of a word's file what was seen; nothing where none does."""
    path = label.partition(" ")[0]
    report, plan = trees.report, trees.plans[state]
    artifacts = {
        each["artifact"]
        for each in report["artifacts"]
        if any(_is_of(where.partition("#")[0], path, trees) for where in each["from"])
        or any(_includes(trees, where.partition("#")[0], path) for where in each["from"])
    }
    for each in report["differences"]:
        if each["platform"] == platform and each["artifact"] in artifacts and each["change"] in (change, OTHERWISE):
            return f"import: {each['change']} {each['artifact']}: {each['reason']}"
    for note in report["keys"]:
        reason = note["reason"] or ""
        says = change in (LOST, OTHERWISE) and ("points to" in reason or "from now on" in reason)
        if says and _is_of(note["path"].partition("#")[0], path, trees):
            return f"import: {reason}"
    for each in plan["fidelity"]:
        if each["platform"] == platform and each["artifact"] in artifacts and each["level"] != "unsupported":
            if change == MORE:
                return f"deploy: {each['artifact']} arrives {each['level']}"
            if change == TWICE and any(note.startswith(("twice:", "maybe-twice:")) for note in each["notes"]):
                return "deploy: it is loaded twice"
    name = load_adapter(PLATFORMS / platform, "bundled").name
    for problem in plan["problems"]:
        message = problem["message"]
        named = any(f" {artifact}" in message for artifact in artifacts) or " more" in message
        heard = problem["code"] == "overheard" and message.startswith(f"{name} loads") and named
        if heard and change == (TWICE if "loads twice" in message else MORE):
            return f"deploy: {message}"
    return ""


def _is_of(where: str, path: str, trees: Trees) -> bool:
    """Say whether a path of a report is that of a file, links followed."""
    tree = trees.at(BEFORE)
    return where == path or (tree / where).resolve() == (tree / path).resolve()


def _includes(trees: Trees, where: str, path: str) -> bool:
    """Say whether a file of a project includes another one, which then comes along with it."""
    text = trees.project.messy.files.get(where)
    return isinstance(text, str) and f"@{path}" in text


def run_client(client: Client, trees: Trees, folder: Path) -> tuple[Answer, dict[str, list[Difference] | None]]:
    """Run a client in all trees of a project; a tree that is as the first one is not asked about again: None."""
    before = ask_client(client, trees, BEFORE, folder / BEFORE)
    found: dict[str, list[Difference] | None] = {}
    for state in (BESIDE, REPLACED):
        if trees.is_as(state, BEFORE):
            found[state] = None
            continue
        after = ask_client(client, trees, state, folder / state)
        found[state] = differences(before, after, trees, state, client.platform)
    if any(not each.why for listed in found.values() for each in listed or ()):
        again = ask_client(client, trees, BEFORE, folder / "again")
        found = {
            state: listed and [_settled(each, before, again) for each in listed] for state, listed in found.items()
        }
    return before, found


def _settled(each: Difference, before: Answer, again: Answer) -> Difference:
    """Return a difference with the reason that the client differs by itself, where it did in the very same project."""
    if each.why or before.seen.get(each.label) == again.seen.get(each.label):
        return each
    return replace(each, why="client: of several files of one name it takes now the one, now the other")


def record_imports(chosen: Sequence[Client], names: Sequence[str], folder: Path) -> bool:
    """Run clients in the projects of these names, all of ours if none, and write down what they showed.

    Returns whether the import or the deploy says everything that differs. Rooms are made in a folder.
    """
    trees = {}
    for name in names or own_projects():
        trees[name] = make_trees(import_projects()[name], folder / name)
    is_said = True
    for client in chosen:
        for name, each in trees.items():
            before, found = run_client(client, each, folder / name / client.name)
            _keep(client, name, before, found)
            differing = [(state, one) for state, listed in found.items() for one in listed or ()]
            lines = [f"  {state} {line_of(one)}" for state, one in differing]
            print(
                f"{client.name} {name}: {len(before.seen)} of {len(each.project.messy.tokens())}",
                *lines,
                sep="\n",
                flush=True,
            )
            is_said &= all(one.why for _, one in differing)
    write_page()
    return is_said


def _keep(client: Client, project: str, before: Answer, found: Mapping[str, list[Difference] | None]) -> None:
    """Put what a client showed in one project into the record; another version's are dropped."""
    known: dict[str, Any] = yaml.safe_load(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    entry = known.get(client.name)
    if entry is None or entry["version"] != client.version:
        entry = known[client.name] = {"platform": client.platform, "version": client.version, "projects": {}}
    states = {state: _recorded(listed) for state, listed in found.items() if listed is not None}
    entry["projects"][project] = {"seen": len(before.seen), "denied": before.refused, **states}
    in_order = {name: entry["projects"][name] for name in import_projects() if name in entry["projects"]}
    entry["projects"] = in_order
    text = yaml.safe_dump(dict(sorted(known.items())), sort_keys=False, width=120)
    RECORDED.write_text(HEAD + text, encoding="utf-8")


def _recorded(listed: Sequence[Difference]) -> dict[str, str]:
    return {each.label: f"{each.change}, {each.why or NOT_SAID}" for each in listed}


def table(known: Mapping[str, Any]) -> str:
    """Return what the record says as a table in Markdown, a client a line."""
    rows = ["| client | version | projects | words before | differ beside | differ in their place | not said |"]
    rows.append("|---|---|---|---|---|---|---|")
    for name, entry in known.items():
        found = entry["projects"].values()
        counts = [sum(len(each.get(state, ())) for each in found) for state in (BESIDE, REPLACED)]
        unsaid = sum(NOT_SAID in text for each in found for state in (BESIDE, REPLACED) for text in _texts(each, state))
        words = sum(each["seen"] for each in found)
        cells = [name, entry["version"], len(found), words, *counts, unsaid]
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows)


def _texts(project: Mapping[str, Any], state: str) -> list[str]:
    return list(project.get(state, {}).values())


def write_page() -> None:
    """Write the table into the page of the suite."""
    known = yaml.safe_load(RECORDED.read_text(encoding="utf-8"))
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(f"{BEGIN}\n")
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table(known)}\n{END}{after}", encoding="utf-8")


def line_of(each: Difference) -> str:
    """Return a difference as it is printed."""
    old, new = ((seen.at_once, seen.in_all, seen.listed, seen.ran) for seen in (each.before, each.after))
    return f"{each.change} {each.label} {old} -> {new}: {each.why or NOT_SAID}"
