"""The artifacts that errors keep out of a deploy: each stops itself, and the others go on without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aiwg.artifact.ids import folded, shown
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit
from aiwg.findings.model import Finding
from aiwg.source.exclude import NOTHING, Exclusion
from aiwg.source.locations import ALL, Located, Locator, is_passed_over

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.source.reader import SourceReader


@dataclass(frozen=True, slots=True)
class Refused:
    """One artifact that is not deployed, where it lies, and the errors that are why."""

    located: Located
    problems: tuple[Finding, ...]

    @property
    def exit(self) -> Exit:
        """Return the code that a command ends with because of it."""
        unsafe = self.located.restricts or any(problem.exit is Exit.REFUSED for problem in self.problems)
        return Exit.REFUSED if unsafe else Exit.SOURCE

    @property
    def stops_all(self) -> bool:
        """Say whether it limits what agents do with all others, so that none may go without it."""
        return self.located.restricts and self.located.kind != "mcp_server"

    def as_json(self) -> dict[str, object]:
        """Return it in the shape of the `refused` list of every `--json` output."""
        first = self.problems[0]
        return {
            "artifact": self.located.key,
            "path": self.located.path,
            "file": first.file,
            "line": first.line,
            "exit": int(self.exit),
            "problems": [problem.as_problem() for problem in self.problems],
        }


@dataclass(slots=True)
class Refusals:
    """Collects errors by the artifact that they refuse. `exclusion` is what the project leaves out in any case."""

    exclusion: Exclusion = NOTHING
    _locators: list[Locator] = field(default_factory=list)
    _found: dict[Located, list[Finding]] = field(default_factory=dict)
    _layer_of: dict[Located, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __iter__(self) -> Iterator[Refused]:
        ordered = sorted(self._found.items(), key=lambda item: (self._layer_of[item[0]], *_place(item[0])))
        return iter(Refused(located, tuple(problems)) for located, problems in ordered)

    def copy(self) -> Refusals:
        """Return equal refusals that may grow by themselves."""
        found = {located: list(problems) for located, problems in self._found.items()}
        return Refusals(self.exclusion, list(self._locators), found, dict(self._layer_of))

    def add_source(self, locator: Locator) -> None:
        """Know one more source, stronger than those before."""
        self._locators.append(locator)

    def take(self, problems: Iterable[Finding]) -> list[Finding]:
        """Take the errors that refuse one artifact alone; return all other problems."""
        return [kept for problem in problems if (kept := self._taken(problem)) is not None]

    def _taken(self, problem: Finding) -> Finding | None:
        """Return a problem that is not one artifact's own, as it is to be told; None for one that was taken."""
        if problem.level != "error" or problem.file is None:
            return problem
        for layer in range(len(self._locators) - 1, -1, -1):
            locator = self._locators[layer]
            path = locator.in_source(problem.file)
            if not path:
                continue
            located = locator.find(problem)
            if located is None or is_passed_over(located, path):
                return None if self.exclusion.leaves_out("", "", path, problem.file) else _only_told(problem, path)
            if not self._is_left_out(located, path, problem.file):
                self._found.setdefault(located, []).append(problem)
                self._layer_of.setdefault(located, layer)
            return None
        return problem

    def _is_left_out(self, located: Located, path: str, file: str) -> bool:
        if not self.exclusion:
            return False
        return self.exclusion.leaves_out(located.key, located.id, located.path, located.file, path, file)

    def without(self, artifacts: Iterable[Artifact]) -> list[Artifact]:
        """Return the artifacts that are not refused."""
        if not self._found:
            return list(artifacts)
        places = {(each.key, each.file, each.line) for each in self._found}
        whole = {(each.kind, each.file) for each in self._found if each.id == ALL}
        return [
            artifact
            for artifact in artifacts
            if (artifact.named, artifact.origin.file, artifact.origin.line) not in places
            and (artifact.kind, artifact.origin.file) not in whole
        ]

    def good(self, catalog: Catalog) -> Catalog:
        """Return the catalog without the artifacts that are refused."""
        return Catalog(self.without(catalog)) if self._found else catalog

    def merge(self, artifacts: Iterable[Artifact], merged: dict[str, Artifact], hidden: dict[str, list[str]]) -> None:
        """Add the artifacts of the source that was added last to those of weaker ones, without what is refused.

        One that is refused hides weaker ones of its name all the same, and what a good one hides is of no account.
        `hidden` are the files of those that others hide, by key.
        """
        layer, live = len(self._locators) - 1, self.without(artifacts)
        keys = {artifact.key for artifact in live} if self._found else set()
        for located in [each for each in self._found if each.key in keys and self._layer_of[each] < layer]:
            del self._found[located]
        for artifact in live:
            if artifact.key in merged:
                hidden.setdefault(artifact.key, []).append(merged[artifact.key].origin.file)
            merged[artifact.key] = artifact
        for located in self._found:
            if self._layer_of[located] == layer and located.key not in keys:
                merged.pop(located.key, None)

    def known(self, keys: Iterable[str]) -> set[str]:
        """Return keys, and those of what is refused or left out: nobody misses them."""
        unread = {each.key for locator in self._locators for each in locator.unread}
        left_out = {key for locator in self._locators for key in locator.left_out}
        return {*keys, *unread, *left_out, *(located.key for located in self._found)}


def _place(located: Located) -> tuple[list[str], int, str]:
    return located.file.split("/"), located.line, located.key


def _only_told(problem: Finding, path: str) -> Finding:
    """Return the error of a file that no artifact brings along as a warning: it is not deployed in any case."""
    return replace(problem, level="warning") if "/" in path else problem


def refuse_same_names(artifacts: list[Artifact], missing: list[Located], reader: SourceReader) -> None:
    """Two artifacts of one kind whose ids are one on some file system: the first by its path is kept.

    The others are errors that name it; so is a good one after one that cannot be read, or it would take its place.
    """
    lying: list[tuple[str, int, Artifact | Located]] = [
        (each.file, each.line, each) for each in missing if each.certain
    ]
    lying += [(artifact.origin.file, artifact.origin.line, artifact) for artifact in artifacts]
    firsts: dict[tuple[str, str], str] = {}
    for file, _, each in sorted(lying, key=_place_of):
        # a permission is told by its pattern, where case and slashes matter: it never becomes a file name
        alike = each.id if each.kind == "permission" else folded(each.id).replace("/", "-")
        line = _line_of_name(each) if isinstance(each, Artifact) else None
        here = Finding("", "error", "", file, line).where()
        first = firsts.setdefault((each.kind, alike), here)
        if first is here or not isinstance(each, Artifact):
            continue
        message = f"is the second {each.kind} called {each.id}; the first is {first}"
        if each.kind == "permission":
            reader.problems.append(Finding("same-id", "warning", message, file, line, hint="remove one of them"))
        else:
            hint = "rename one of them, or exclude one by its path"
            reader.problems.append(Finding("same-id", "error", message, file, line, hint=hint))
    for artifact in artifacts:
        for one, other in _colliding_assets(artifact):
            message = f"two names next to it differ only in case or in Unicode form: {shown(one)} and {shown(other)}"
            hint = "rename one of them"
            reader.problems.append(Finding("same-name", "error", message, artifact.origin.file, hint=hint))


def _place_of(lying: tuple[str, int, Artifact | Located]) -> tuple[list[str], int]:
    return lying[0].split("/"), lying[1]


def _line_of_name(artifact: Artifact) -> int | None:
    """Return the line that names an artifact; None when its path does."""
    origin = artifact.origin
    return origin.lines.get("name", None if origin.lines else origin.line)


def _colliding_assets(artifact: Artifact) -> Iterator[tuple[str, str]]:
    """Yield pairs of names in a folder of its own that some file system takes for one."""
    if not artifact.assets:
        return
    main = artifact.origin.file.rsplit("/", 1)[-1]
    seen, files = {folded(main): main}, {main}
    for asset in artifact.assets:
        parts = asset.path.split("/")
        for count in range(1, len(parts) + 1):
            name = "/".join(parts[:count])
            first = seen.setdefault(folded(name), name)
            if first != name:
                yield first, name
        if asset.path in files:
            yield asset.path, asset.path
        files.add(asset.path)
