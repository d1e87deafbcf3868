"""What a check is given: one artifact with its file, or one source with all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, field
from aiwg.findings.fix import Fix
from aiwg.findings.model import Finding, Rule
from aiwg.lint.file import LintFile
from aiwg.lint.project import ProjectFacts
from aiwg.source.layers import PROJECT, Layer


@dataclass
class Source:
    """One source: its files by path, the artifacts in it, and what loading said."""

    layer: Layer
    pages: dict[str, LintFile]
    artifacts: list[Artifact]
    problems: list[Finding]
    around: ProjectFacts
    by_file: dict[str, LintFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_file = {page.file: page for page in self.pages.values()}

    @cached_property
    def folders(self) -> frozenset[str]:
        """The paths of all folders that hold something."""
        parts = (path.split("/") for path in self.pages)
        return frozenset("/".join(each[:end]) for each in parts for end in range(1, len(each)))

    @property
    def of_project(self) -> bool:
        """Whether it was written for this one project."""
        return self.layer.name == PROJECT and self.layer.locked is None

    def subjects(self) -> Iterable[CheckTarget]:
        """Yield each artifact with its file."""
        for artifact in self.artifacts:
            page = self.pages.get(artifact.origin.path or KINDS[artifact.kind].shared_file)
            if page is not None:
                yield CheckTarget(artifact, page, self)


@dataclass(frozen=True, slots=True)
class CheckTarget:
    """One artifact, the file that it is written in, and its source."""

    artifact: Artifact
    page: LintFile
    source: Source

    @property
    def kind(self) -> str:
        """The kind of the artifact."""
        return self.artifact.kind

    @property
    def around(self) -> ProjectFacts:
        """The project, the platforms and the other layers."""
        return self.source.around

    def line_of(self, *keys: str | int) -> int:
        """Return the line of a key of the artifact, or of one inside it; of the nearest one above that is known."""
        if self.artifact.origin.path:
            key = str(keys[0])
            return self.page.key_line(key) if keys else 1
        here = self._entry()
        lines = self.page.document.lines if self.page.document else {}
        for end in range(len(keys), 0, -1):
            if (*here, *keys[:end]) in lines:
                return lines[(*here, *keys[:end])]
        return self.artifact.origin.line

    def _entry(self) -> tuple[str | int, ...]:
        """Return the path, inside the file, of an artifact that shares it with others."""
        document = self.page.document
        if document is None:
            return ()
        at = self.artifact.origin.line
        return next((path for path, line in document.lines.items() if line == at and len(path) == 2), ())

    def found(
        self,
        rule: Rule,
        message: str,
        line: int,
        column: int | None = None,
        *,
        hint: str | None = None,
        fix: Fix | None = None,
        level: str | None = None,
    ) -> Finding:
        """Return a finding about this artifact."""
        return self.page.found(rule, message, line, column, hint=hint, fix=fix, level=level, artifact=self.artifact.key)

    def value_of(self, rule: Rule, message: str, key: str, text: Any = None, **more: Any) -> Finding:
        """Return a finding about the value of a key of the artifact, at the text that is wrong in it."""
        line = self.line_of(key)
        if text is not None:
            line, column = self._place_of(line, str(text))
        else:
            column = self.page.value_column(line) if self.artifact.origin.path else self.page.column_of(line, key)
        return self.found(rule, message, line, column, **more)

    def _place_of(self, line: int, text: str) -> tuple[int, int | None]:
        """Return line and column of a text of a value that starts on a line; lists go on over several lines."""
        column = self.page.column_of(line, text, self.page.value_column(line) or 1)
        if column is not None:
            return line, column
        for number in range(line + 1, min(line + 200, len(self.page.lines) + 1)):
            if not self.page.lines[number - 1].startswith((" ", "\t", "-", "#")):
                break
            found = self.page.column_of(number, text)
            if found is not None:
                return number, found
        return line, self.page.value_column(line)


Check = Callable[[CheckTarget], Iterable[Finding]]
PageCheck = Callable[[LintFile], Iterable[Finding]]
SourceCheck = Callable[[Source], Iterable[Finding]]
