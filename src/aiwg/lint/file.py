"""One file of a source as lint looks at it: bytes, lines, frontmatter, and where in them something stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from aiwg.core.dataclass import dataclass, field
from aiwg.core.strict_yaml import Document, YamlError, parse
from aiwg.findings.fix import Fix
from aiwg.findings.model import Finding, Rule
from aiwg.source.decoding import DecodingError, decode
from aiwg.source.reader import SourceFile

_FENCE = "---"
_KEY = re.compile(r"^(?P<quote>[\"']?)(?P<key>[A-Za-z_$][\w.$-]*)(?P=quote)[ \t]*:(?:[ \t]+|$)")


@dataclass(eq=False)
class LintFile:
    """A file, its path inside its source, how it is shown, the folder of the source, and whether lint may mend it."""

    source: SourceFile
    file: str
    root: str = ""
    mendable: bool = True
    _keys: dict[str, int] | None = field(default=None, repr=False)

    @property
    def path(self) -> str:
        """The path inside the source, with slashes."""
        return self.source.path

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The path of the folder, empty for the root of the source."""
        return self.path.rpartition("/")[0]

    @cached_property
    def text(self) -> str | None:
        """The text as the loader reads it (LF, no byte order mark), or None when it is none."""
        try:
            return decode(self.source.data)[0]
        except DecodingError:
            return None

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return (self.text or "").split("\n")

    @cached_property
    def front_end(self) -> int:
        """The number of the line that closes the frontmatter, 0 when there is none."""
        if self.lines[0].rstrip() != _FENCE:
            return 0
        return next((number for number, line in enumerate(self.lines[1:], 2) if line.rstrip() == _FENCE), 0)

    @cached_property
    def front(self) -> list[tuple[int, str]]:
        """The lines of the frontmatter with their numbers."""
        return [(number, self.lines[number - 1]) for number in range(2, self.front_end)]

    @cached_property
    def body(self) -> str:
        """What comes after the frontmatter."""
        return "\n".join(self.lines[self.front_end :])

    @cached_property
    def _body_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.body))]

    def place(self, at: int) -> tuple[int, int]:
        """Return line and column of an offset of the body."""
        number = bisect_right(self._body_starts, at)
        return self.front_end + number, at - self._body_starts[number - 1] + 1

    @property
    def body_line(self) -> int:
        """The number of the line on which the body starts."""
        return self.front_end + 1

    @cached_property
    def document(self) -> Document | None:
        """The file read as YAML, or None when it is none."""
        try:
            return parse(self.text or "")
        except YamlError:
            return None

    def key_line(self, key: str) -> int:
        """Return the line of a key of the frontmatter, 1 when it has none of that name."""
        if self._keys is None:
            found = ((number, _KEY.match(line)) for number, line in self.front)
            self._keys = {match["key"]: number for number, match in found if match}
        return self._keys.get(key, 1)

    def value_column(self, line: int) -> int | None:
        """Return the column at which the value of a `key: value` line starts; None when the line is none."""
        match = _KEY.match(self.lines[line - 1])
        return match.end() + 1 if match else None

    def column_of(self, line: int, text: str, after: int = 1) -> int | None:
        """Return the column at which a text stands in a line, from a column on, or None."""
        at = self.lines[line - 1].find(text, after - 1) if 0 < line <= len(self.lines) else -1
        return at + 1 if at >= 0 else None

    def found(
        self,
        rule: Rule,
        message: str,
        line: int | None = 1,
        column: int | None = None,
        *,
        hint: str | None = None,
        fix: Fix | None = None,
        level: str | None = None,
        artifact: str | None = None,
        platform: str | None = None,
    ) -> Finding:
        """Return a finding about this file."""
        fix = fix if self.mendable else None
        return Finding(
            rule.code,
            level or rule.level,
            message,
            self.file,
            line,
            column,
            hint,
            platform=platform,
            artifact=artifact,
            fix=fix,
        )
