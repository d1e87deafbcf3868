"""Which paths and keys the adapters of some platforms could have written.

A record of what aiwg owns may have come with a clone: it counts only for what an adapter can write there. The model is
made from the adapters' own data, so it knows no platform by name and needs no care when one is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter, Cell
from aiwg.adapter.paths import PathSpec, Selector, parse_selector
from aiwg.artifact.kinds import kind_of_cell
from aiwg.core.dataclass import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

"""Holds a block of ours that belongs to no adapter: the outputs that git is to ignore."""

MOVED = "{moved}"
"""Stands for the folder that a variable names, wherever that is."""

_VARIABLES = {
    "{id:path}": ".+",
    "{id}": "[^/]+",
    "{agent}": "[^/]+",
    "{event}": "[^/]+",
    "{root}": "[^/]+",
    "*": "[^/]*",
    MOVED: "[~/].*",
}

Form = tuple["Any", ...]
ANY_KEY, ANY_VALUE = object(), object()
"""Steps of a key path that an artifact chooses: a key, and an element of a list told by its value."""


Link = tuple[str, str]
"""A folder or file of a platform's that is a link: where it leads, and how the platform spells it, each with a slash
behind it."""


@dataclass(slots=True)
class Writable:
    """The whole files, blocks and keys that some platforms' adapters can write in a scope.

    `links` gives the platforms' folders and files that are links; a file there lies where they lead. `others` says
    whether any adapter at all could have written where a link leads, None where that does not matter. `packages` are
    folders in which everything may lie as it does in the project's own.
    """

    links: Callable[[Iterable[str]], Iterable[Link]] = lambda folders: ()
    others: Callable[[str], bool] | None = None
    packages: frozenset[str] = frozenset()
    plain_folders: set[str] = field(default_factory=set)
    plain_blocks: set[str] = field(default_factory=set)
    _files: list[str] = field(default_factory=list)
    _blocks: list[str] = field(default_factory=list)
    _folders: list[str] = field(default_factory=list)
    _keys: dict[str, list[Form]] = field(default_factory=dict)
    _compiled: dict[str, re.Pattern[str]] = field(default_factory=dict)
    _links: list[Link] | None = None

    def file(self, path: str) -> bool:
        """Say whether a whole file of ours can lie at a path."""
        return any(self._matches("file", self._files, each) for each in self._spellings(path))

    def block(self, path: str) -> bool:
        """Say whether a marked block of ours can stand in the file at a path."""
        return any(self._matches("block", self._blocks, each) for each in self._spellings(path))

    def key(self, path: str, steps: Sequence[Any]) -> bool:
        """Say whether a key of ours, as the manifest holds it, can stand in the file at a path."""
        return any(_fits(steps, form) for each in self._spellings(path) for form in self._forms(each))

    def path(self, path: str) -> bool:
        """Say whether anything of ours can lie at a path."""
        return self.file(path) or self.block(path) or any(self._forms(each) for each in self._spellings(path))

    def folder(self, path: str) -> bool:
        """Say whether a folder is there for the sake of platforms, whatever the artifacts: not one for a block."""
        return any(self._matches("folder", self._folders, each) for each in self._spellings(path))

    def add_file(self, pattern: str) -> None:
        """Add a pattern of whole files."""
        self._files.append(pattern)

    def add_block(self, pattern: str) -> None:
        """Add a pattern of files with a block."""
        self._blocks.append(pattern)

    def add_keys(self, path: str, *forms: Form) -> None:
        """Add keys that can stand in the files of a path with variables."""
        self._keys.setdefault(path, []).extend(forms)

    def add_folders(self, path: str) -> None:
        """Add the folders of a path with variables."""
        parts = path.split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            deeper = depth == len(parts) - 1 and path.endswith("/")
            any_depth = deeper or "{id:path}" in parts[depth]
            self._folders.append(_pattern(folder) + ("(?:/.+)?" if any_depth else ""))
            if "{" not in folder and folder not in ("", "~"):
                self.plain_folders.add(folder)

    def _forms(self, path: str) -> list[Form]:
        found = list(self._keys.get(path, ()))
        for template, forms in self._keys.items():
            if "{" in template and self._matches(f"keys {template}", [_pattern(template)], path):
                found += forms
        return found

    def _matches(self, name: str, patterns: Sequence[str], path: str) -> bool:
        """Say whether a path is of one of the patterns, which are compiled when they are first asked for."""
        if name not in self._compiled:
            unique = list(dict.fromkeys(patterns))
            self._compiled[name] = re.compile("|".join(unique) if unique else "(?!)", re.DOTALL)
        return self._compiled[name].fullmatch(path) is not None

    def _spellings(self, path: str) -> Iterator[str]:
        """Yield a path, then how it is spelt from the package it lies in, and by way of folders that are links."""
        yield path
        yield from self._inside(path)
        if self._links is None:
            self._links = list(self.links(sorted(self.plain_folders | self.plain_blocks)))
        for there, here in self._links:
            if f"{path}/".startswith(there) and (self.others is None or self.others(path)):
                yield (here + f"{path}/"[len(there) :]).rstrip("/")

    def _inside(self, path: str) -> Iterator[str]:
        parts = path.split("/") if self.packages else []
        for depth in range(1, len(parts)):
            if "/".join(parts[:depth]) in self.packages:
                yield "/".join(parts[depth:])


def writable_by(adapters: Iterable[Adapter], scope: str, environment: Environment) -> Writable:
    """Return what these adapters can write in a scope.

    A folder that a variable moves may lie anywhere in the scope: it was deployed with the variable as it was then.
    """
    found = Writable()
    plain = Environment(environment.home, {}, environment.system)
    for adapter in adapters:
        for each in (environment, plain) if scope == "user" else (environment,):
            _add_adapter(found, adapter, scope, each)
    return found


def _add_adapter(found: Writable, adapter: Adapter, scope: str, environment: Environment) -> None:
    for name, cell in adapter.cells.items():
        files = []
        for write in cell.writes:
            for path in _paths(adapter, write.spec, scope, environment):
                files.append(path)
                _add_place(found, name, cell, path, write.spec.selector)
                for block in (write.imports, write.apart):
                    if block and is_block_cell(name):
                        found.add_folders(block)
                        found.add_block(_nested(block, scope))
        for place in cell.reads:  # a place that was written once may be only read by now
            if place.spec.selector is None and place.spec.has_id and not place.compat:
                for path in _paths(adapter, place.spec, scope, environment):
                    _add_place(found, name, cell, path, None)
            _add_companions(found, place.ensure, files)
        _add_companions(found, cell.get("ensure", {}), files)
        _add_switches(found, cell.switches)
    if "hooks" in adapter.cells:
        folder = runner_folder(scope)
        found.add_folders(f"{folder}hook.py")
        found.add_file(re.escape(f"{folder}hook.py"))
        found.add_keys(f"{folder}{adapter.id}.json", (ANY_KEY,), ("hooks", ANY_KEY))


def runner_folder(scope: str) -> str:
    """Return the folder of the runner of hooks as records name it: no variable moves it."""
    from aiwg.render.hook_runner import FOLDER  # many projects have no hooks

    return ("~/" if scope == "user" else "") + FOLDER


def _paths(adapter: Adapter, spec: PathSpec, scope: str, environment: Environment) -> Iterator[str]:
    where, prefix = environment.located(adapter, spec)
    if where != scope:
        return
    yield from (prefix + spelling for spelling in spec.spellings())
    directory = adapter.data.get("dirs", {}).get(spec.anchor)
    if isinstance(directory, Mapping) and "env" in directory:  # the variable may have been another at the deploy
        yield from (f"{MOVED}/{spelling}" for spelling in spec.spellings())


def is_block_cell(name: str) -> bool:
    """Return whether a kind is text in a block of a shared file."""
    return kind_of_cell(name).rendering == "section"


def _add_place(found: Writable, name: str, cell: Cell, path: str, selector: Selector | None) -> None:
    pattern = _pattern(path)
    found.add_folders(path)
    if selector is not None:
        found.add_keys(path, *key_forms(name, cell, selector))
    if is_block_cell(name) and selector is None:
        found.add_block(_nested_pattern(path, pattern))
        if "{" not in path and "*" not in path:
            found.plain_blocks.add(path)
    elif selector is None or "{id" in path or "{event}" in path:
        found.add_file(f"{pattern}.+" if path.endswith("/") else pattern)
        for further in cell.get("also", ()):
            folders = path.split("/")[:-1]
            for depth in range(1, len(folders) + 1):
                if any("{id" in part for part in folders[:depth]) or depth == len(folders):
                    found.add_file(_pattern("/".join(folders[:depth])) + "/" + re.escape(further["path"]))


def _nested(path: str, scope: str) -> str:
    return _nested_pattern(path, re.escape(path)) if scope == "project" else re.escape(path)


def _nested_pattern(path: str, pattern: str) -> str:
    """Return the pattern of a shared text file, in subfolders too: these have instructions of their own."""
    return pattern if path.startswith(("~", "/")) else f"(?:.+/)?{pattern}"


def _pattern(path: str) -> str:
    pattern = re.escape(path)
    for variable, meaning in _VARIABLES.items():
        pattern = pattern.replace(re.escape(variable), meaning)
    return pattern


def _add_companions(found: Writable, wanted: Mapping[str, Any], files: Sequence[str]) -> None:
    """Add the settings that a place needs beside it, each with the very values that the adapter sets in a list."""
    for where, value in wanted.items():
        file, _, selector = where.partition("#")
        keys = parse_selector(selector).keys
        forms = [(*keys, {"value": item}) for item in value] if isinstance(value, list) else [keys]
        for path in [file] if file else files:
            found.add_folders(path)
            found.add_keys(path, *forms)


def _add_switches(found: Writable, switches: Mapping[str, Any]) -> None:
    """Add the settings of one person that switch an artifact off, whichever it is."""
    for where, value in switches.items():
        path, _, selector = where.partition("#")
        keys = tuple(ANY_KEY if "{id" in key else key for key in parse_selector(selector).keys)
        found.add_folders(path)
        found.add_keys(path, (*keys, ANY_VALUE) if isinstance(value, list) else keys)


def key_forms(name: str, cell: Cell, selector: Selector) -> list[Form]:
    """Return the key paths, with wildcards, of what a kind writes below a selector."""
    start: Form = tuple(ANY_KEY if "{id" in key else key for key in selector.keys)
    if selector.member == "key":
        start = (*start, {"member": selector.member_key})
    form = kind_of_cell(name).key_form
    if form == "events":
        return [(*start, ANY_VALUE), (*start, ANY_KEY, ANY_VALUE)]
    if form == "grants":
        return _permission_forms(start, cell)
    return [start]


def _permission_forms(start: Form, cell: Cell) -> list[Form]:
    shape = cell.get("shape", "lists")
    effects = cell.get("effects", {effect: effect for effect in ("allow", "ask", "deny")})
    if shape in ("lists", "commands"):
        return [(*start, *(word.split(".") if word else ()), ANY_VALUE) for word in effects.values()]
    if shape == "tool-map":
        return [(*start, ANY_KEY), (*start, ANY_KEY, ANY_KEY)]
    if shape == "tool-lists":
        bare = cell.get("bare", {})
        lists = [(*start, ANY_KEY, str(word), ANY_VALUE) for word in effects.values()]
        return [*lists, *([(*start, ANY_KEY, bare["key"])] if "key" in bare else [])]
    return [(*start, ANY_VALUE)]


def _fits(steps: Sequence[Any], form: Sequence[Any]) -> bool:
    """Say whether a key path of the manifest is one of a form."""
    return len(steps) == len(form) and all(_is_step(step, wanted) for step, wanted in zip(steps, form, strict=True))


def _is_step(step: Any, wanted: Any) -> bool:
    if wanted is ANY_KEY:
        return isinstance(step, str)
    if wanted is ANY_VALUE:
        return isinstance(step, dict) and "value" in step
    if isinstance(wanted, dict) and "member" in wanted:
        member = step.get("member") if isinstance(step, dict) else None
        return isinstance(member, list) and member[:1] == [wanted["member"]]
    return bool(step == wanted)
