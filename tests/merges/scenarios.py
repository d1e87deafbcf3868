"""Scenarios of two branches: each adds, changes, deletes or renames one artifact of a kind, and both deploy."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from tests.merges.world import Team, contents, replace_sources, write_files

Model = dict[str, int]
"""Which artifacts of a kind there are, and the version of each."""

BASE: Model = {"keep": 1, "target": 1}
OPERATIONS = ("add", "change", "delete", "rename")
STYLES = ("merge", "diff3", "zdiff3")
PLATFORMS = ("aider", "claude", "codex", "copilot", "cursor")
OWN = {
    "AGENTS.md": "# Mine\n\nBe kind.\n",
    ".mcp.json": '{\n  "mcpServers": {\n    "own": {"command": "x"}\n  }\n}\n',
    ".codex/config.toml": '# mine\nmodel = "x"\n',
    "src/main.py": "print(1)\n",
}
SETTINGS = "platforms: [" + ", ".join(PLATFORMS) + "]\nsources: [project]\n"


def _paragraphs(name: str, version: int) -> str:
    lines = [f"Line {number} of {name}." for number in range(1, 9)]
    lines[version] = f"Version {version} of {name} says so here."
    return "\n".join(lines) + "\n"


def _page(front: str) -> Callable[[str, int], str]:
    return lambda name, version: f"---\n{front.format(name=name)}\n---\n{_paragraphs(name, version)}"


def _files(path: str, page: Callable[[str, int], str]) -> Callable[[Model], dict[str, str]]:
    return lambda model: {path.format(name=name): page(name, version) for name, version in model.items()}


def _skills(model: Model) -> dict[str, str]:
    page = _page("name: {name}\ndescription: Use when testing {name}.")
    texts = {f"skills/{name}/SKILL.md": page(name, version) for name, version in model.items()}
    return texts | {f"skills/{name}/references/more.md": _paragraphs(name, version) for name, version in model.items()}


def _behaviors(model: Model) -> dict[str, str]:
    found = {}
    for name, version in model.items():
        front = f"name: {name}\ndescription: Tells about {name}\nhooks:\n"
        front += f"  - {{event: tool_after, match: [edit], script: scripts/{name}.sh, timeout: {10 + version}}}"
        found[f"behaviors/{name}/BEHAVIOR.md"] = f"---\n{front}\n---\n# {name}\n\n{_paragraphs(name, version)}"
        found[f"behaviors/{name}/scripts/{name}.sh"] = f"#!/bin/sh\necho {name} {version}\n"
    return found


def _hooks(model: Model) -> dict[str, str]:
    entries = [
        f"  - {{id: {name}, event: tool_after, match: [edit], command: echo {name} {version}}}\n"
        for name, version in model.items()
    ]
    return {"hooks.yaml": "hooks:\n" + "".join(entries)} if entries else {}


def _servers(model: Model) -> dict[str, str]:
    entries = [f"  {name}: {{command: npx, args: [{name}, v{version}]}}\n" for name, version in model.items()]
    return {"mcp.yaml": "servers:\n" + "".join(entries)}


def _permissions(model: Model) -> dict[str, str]:
    entries = [f'  - "bash(run {name} {version} *)"\n' for name, version in model.items()]
    return {"permissions.yaml": "allow:\n" + "".join(entries)}


def _ignore(model: Model) -> dict[str, str]:
    return {"ignore": "".join(f"{name}-{version}/\n" for name, version in model.items())}


KINDS: Mapping[str, Callable[[Model], dict[str, str]]] = {
    "instructions": _files("instructions/{name}.md", lambda name, version: _paragraphs(name, version)),
    "always-rule": _files("rules/{name}.md", lambda name, version: _paragraphs(name, version)),
    "scoped-rule": _files("rules/{name}.md", _page("description: On {name}\npaths: ['src/{name}/**']")),
    "agent": _files("agents/{name}.md", _page("name: {name}\ndescription: Use to test {name}")),
    "skill": _skills,
    "command": _files("commands/{name}.md", _page("description: Do {name}")),
    "behavior": _behaviors,
    "hook": _hooks,
    "server": _servers,
    "permission": _permissions,
    "ignore": _ignore,
}
COMPOSED = ("permission",)
"""Kinds of which one platform reads many in one whole file. What a merge makes of that stands in no commit, so without
consent it stays as one side has it."""
SCENARIOS = [
    (kind, one, other, number) for number, (kind, one, other) in enumerate(product(KINDS, OPERATIONS, OPERATIONS))
]


def changed(operation: str, side: str) -> Model:
    """Return what one side makes of the artifacts."""
    model = dict(BASE)
    if operation == "add":
        model[f"added-{side}"] = 1
    elif operation == "change":
        model["target"] = 2 if side == "a" else 7
    else:
        version = model.pop("target")
        if operation == "rename":
            model[f"renamed-{side}"] = version
    return dict(sorted(model.items()))


def resolved(one: Model, other: Model) -> Model:
    """Return what a person makes of two sides; where both changed one thing, the other side's holds."""
    merged = {}
    for name in sorted({*one, *other}):
        was, mine, theirs = BASE.get(name), one.get(name), other.get(name)
        version = mine if theirs == was else theirs
        if version is not None:
            merged[name] = version
    return merged


@dataclass
class Repository:
    """The branches of one kind. Each is made when it is first wanted."""

    team: Team
    kind: str
    branches: set[str] = field(default_factory=set)

    def sources(self, model: Model) -> dict[str, str]:
        """Return the files of a source."""
        return {"instructions.md": "Say what you do.\n", **KINDS[self.kind](model)}

    def make(self) -> None:
        """Make the branch that both sides come from."""
        self.team.start({"aiwg.yaml": SETTINGS, **OWN})
        self.team.sources(self.sources(BASE))
        self.team.deploy()
        self.team.commit("base")

    def branch(self, side: str, operation: str) -> str:
        """Return a branch on which one side did one thing."""
        name = f"{side}-{operation}"
        if name not in self.branches:
            self.team.checkout("main")
            self.team.sources(self.sources(changed(operation, side)))
            if side == "a":
                self.team.write({"AGENTS.md": "Hello.\n" + (self.team.project / "AGENTS.md").read_text()})
            self.team.deploy()
            self.team.commit(name)
            self.team.git("branch", name)
            self.branches.add(name)
        return name


def play(repository: Repository, one: str, other: str, number: int) -> list[str]:
    """Merge two branches, sync once and remove; return what was wrong."""
    team = repository.team
    home = "nobody-approved" if number % 4 == 0 else "approving"
    first, second = repository.branch("a", one), repository.branch("b", other)
    team.checkout(first)
    style = STYLES[number % 3]
    team.git("-c", f"merge.conflictStyle={style}", "merge", "-q", "--no-edit", second, fails=True)
    model = resolved(changed(one, "a"), changed(other, "b"))
    team.sources(repository.sources(model))
    if home == "approving":
        team.approve()
    code = team.aiwg("sync", home=home)
    wrong = [f"sync ends with {code}: {team.said}"] if code else []
    wrong += [f"{path} has markers" for path, data in contents(team.project).items() if b"<<<<<<<" in data]
    if repository.kind in COMPOSED:
        team.approve(home)
        wrong += [team.said] if team.aiwg("sync", home=home) else []
    wrong += _differences(contents(team.project), fresh(repository, model, one))
    team.commit("merged")
    if team.aiwg("sync", home=home) or team.git("status", "--porcelain"):
        wrong.append(f"a second sync changes {team.git('status', '--porcelain')} {team.said}")
    team.aiwg("remove", home=home)
    left = {path: data for path, data in contents(team.project).items() if not path.startswith(".aiwg/")}
    wrong += [f"after remove: {each}" for each in _differences(left, _own_files(team.project))]
    return wrong


def _own_files(project: Path) -> dict[str, bytes]:
    own = {**OWN, "aiwg.yaml": SETTINGS, "AGENTS.md": "Hello.\n" + OWN["AGENTS.md"]}
    return {path: text.encode() for path, text in own.items()}


def fresh(repository: Repository, model: Model, one: str) -> dict[str, bytes]:
    """Return the tree of a deploy of a source where nothing was deployed before."""
    folder = repository.team.root / "fresh"
    shutil.rmtree(folder, ignore_errors=True)
    write_files(folder, {**OWN, "aiwg.yaml": SETTINGS, "AGENTS.md": "Hello.\n" + OWN["AGENTS.md"]})
    replace_sources(folder, repository.sources(model))
    repository.team.approve(where=folder)
    assert repository.team.aiwg("deploy", "-q", where=folder) == 0, repository.team.said
    return contents(folder)


def _differences(found: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> list[str]:
    wrong = [f"{path} is missing" for path in wanted.keys() - found.keys()]
    wrong += [f"{path} is left" for path in found.keys() - wanted.keys()]
    for path in sorted(wanted.keys() & found.keys()):
        if found[path] == wanted[path]:
            continue
        if b"<<<<<<<" in found[path] or _meaning(path, found[path]) != _meaning(path, wanted[path]):
            wrong.append(f"{path} differs:\n{found[path].decode()}\n-- wanted:\n{wanted[path].decode()}")
    return wrong


def _meaning(path: str, data: bytes) -> object:
    """Return the bytes; of settings what they say, as aiwg puts new entries behind those that are there."""
    if path.endswith(".json"):
        return _sorted(json.loads(data))
    return _sorted(tomllib.loads(data.decode())) if path.endswith(".toml") else data


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted((_sorted(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    return value
