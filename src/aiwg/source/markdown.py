"""One Markdown file becomes one artifact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiwg.artifact.model import Artifact, Asset, Origin
from aiwg.artifact.names import ID, check_name, shown, slug
from aiwg.errors import Exit, Problem
from aiwg.source import frontmatter, strict_yaml
from aiwg.source.coerce import Coerced, coerce
from aiwg.source.mend import mend
from aiwg.source.reading import Reader, SourceFile, decode

NEEDS_DESCRIPTION = frozenset({"agent", "skill", "behavior"})
NEEDS_BODY = frozenset({"agent", "rule", "command", "instructions"})
NAMED = frozenset({"agent", "skill", "behavior"})
MAX_DESCRIPTION = 1024


@dataclass(frozen=True, slots=True)
class Parts:
    """A decoded file: its frontmatter with the line of each key, its body and where the body starts."""

    front: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int


class MarkdownLoader:
    """Builds artifacts from the files of one layer; problems go to the reader."""

    def __init__(self, reader: Reader, layer: str) -> None:
        self.reader = reader
        self.layer = layer

    def load(self, kind: str, file: SourceFile, name: str, assets: tuple[Asset, ...] = ()) -> Artifact | None:
        """Return the artifact in `file`; `name` is what its path calls it. None after noting errors."""
        parts = self._parts(kind, file)
        if parts is None:
            return None
        coerced = coerce(kind, parts.front)
        if kind == "rule":
            _settle_activation(coerced)
        before = len(self._errors())
        for key, message, hint in coerced.wrong:
            self._problem("error", "bad-field", message, file, parts.lines.get(key), hint)
        identity = self._identity(kind, name, coerced, file, parts)
        self._check_required(kind, coerced, parts, file)
        if identity is None or len(self._errors()) > before:
            return None
        return Artifact(
            kind,
            identity,
            Origin(self.reader.display(file.path), self.layer, parts.body_line, parts.lines),
            coerced.fields,
            parts.body,
            assets,
            coerced.extra,
            coerced.overrides,
            coerced.include,
            coerced.exclude,
        )

    def _errors(self) -> list[Problem]:
        return [problem for problem in self.reader.problems if problem.severity == "error"]

    def _problem(
        self,
        severity: str,
        code: str,
        message: str,
        file: SourceFile,
        line: int | None = None,
        hint: str | None = None,
        exit: Exit = Exit.SOURCE,
    ) -> None:
        shown_file = self.reader.display(file.path)
        self.reader.problems.append(Problem(severity, code, message, shown_file, line, hint, exit))

    def _parts(self, kind: str, file: SourceFile) -> Parts | None:
        try:
            text, slips = decode(file)
        except ValueError as error:
            self._problem("error", "bad-encoding", str(error), file)
            return None
        for slip in slips:
            self._problem("warning", "mended", f"{slip}; read as meant", file, 1, "aiwg writes it out clean")
        if not text.strip():
            self._problem("error", "empty-file", "is empty", file, 1, "write its text, or remove the file")
            return None
        try:
            split = frontmatter.split(text)
        except frontmatter.Unclosed:
            self._problem(
                "error",
                "unclosed-frontmatter",
                "opens its frontmatter with --- and never closes it",
                file,
                1,
                "end the frontmatter with a line that is just ---",
            )
            return None
        if split.front is None:
            return Parts({}, {}, split.body, 1)
        return self._front(file, split)

    def _front(self, file: SourceFile, split: frontmatter.Split) -> Parts | None:
        front = split.front or ""
        try:
            document = strict_yaml.parse(front, 2)
        except strict_yaml.YamlError as first:
            mended, mends = mend(front)
            try:
                if not mends:
                    raise first
                document = strict_yaml.parse(mended, 2)
            except strict_yaml.YamlError:
                self._problem(
                    "error", "bad-yaml", f"frontmatter {first.reason}", file, first.line, first.hint
                )
                return None
            for each in mends:
                self._problem(
                    "warning",
                    "mended",
                    f"{each.reason}; read as meant",
                    file,
                    each.line + 1,
                    "put it in double quotes",
                )
        if document.value is None:
            document.value = {}
        if not isinstance(document.value, dict):
            shape = "a list" if isinstance(document.value, list) else "a single value"
            self._problem("error", "bad-yaml", f"frontmatter is {shape}, not `key: value` lines", file, 2)
            return None
        lines = {str(path[0]): line for path, line in document.lines.items() if len(path) == 1}
        return Parts(document.value, lines, split.body, split.body_line)

    def _identity(self, kind: str, name: str, coerced: Coerced, file: SourceFile, parts: Parts) -> str | None:
        """Return the id: the frontmatter name where the kind has one, else what the path says."""
        written = str(coerced.fields.get("name", "")) if kind in NAMED and "name" in coerced.fields else None
        if kind in NAMED and written is None:
            slip = "has no name; the file name is taken"
            self._problem("warning", "no-name", slip, file, 1, f"name: {name.rsplit('/', 1)[-1]}")
        if written is not None:
            return self._checked_name(written, file, parts.lines.get("name"))
        settled = [self._checked_name(part, file, None) for part in name.split("/")]
        return None if None in settled else "/".join(part for part in settled if part)

    def _checked_name(self, written: str, file: SourceFile, line: int | None) -> str | None:
        if ID.match(written):
            return written
        bad = check_name(written)
        if bad is not None:
            self._problem(
                "error",
                "bad-name",
                f'the name "{shown(written)}" {bad.reason}',
                file,
                line,
                bad.hint,
                bad.exit,
            )
            return None
        meant = slug(written)
        if meant is None:
            self._problem(
                "error",
                "bad-name",
                f'the name "{shown(written)}" cannot be used as an id',
                file,
                line,
                "use lower-case letters, digits and single hyphens, starting with a letter, at most 64",
            )
            return None
        self._problem(
            "warning",
            "mended",
            f'the name "{shown(written)}" is used as "{meant}"',
            file,
            line,
            f"name it {meant}",
        )
        return meant

    def _check_required(self, kind: str, coerced: Coerced, parts: Parts, file: SourceFile) -> None:
        description = coerced.fields.get("description")
        if (
            kind in NEEDS_DESCRIPTION
            and not description
            and not any(key == "description" for key, *_ in coerced.wrong)
        ):
            self._problem(
                "error",
                "no-description",
                f"a {kind} needs a description: it says when to use it",
                file,
                parts.lines.get("description", 1),
                'description: "Use when ..."',
            )
        if isinstance(description, str) and len(description) > MAX_DESCRIPTION:
            severity = "error" if kind in ("skill", "behavior") else "warning"
            self._problem(
                severity,
                "long-description",
                f"the description has {len(description):,} characters; the limit is {MAX_DESCRIPTION:,}",
                file,
                parts.lines.get("description"),
                "move the detail into the body",
            )
        if kind in NEEDS_BODY and not parts.body.strip():
            self._problem("error", "empty-body", "has no text after its frontmatter", file, parts.body_line)


def _settle_activation(coerced: Coerced) -> None:
    """Give a rule its activation, reading Cursor's `alwaysApply` as meant."""
    always = coerced.extra.pop("alwaysApply", None)
    fields = coerced.fields
    paths = fields.get("paths")
    if paths in ([], ["**"], ["**/*"], ["*"]):
        del fields["paths"]
        paths = None
        always = True if always is None else always
    if "activation" in fields:
        return
    if always in (True, "true"):
        fields["activation"] = "always"
    elif paths:
        fields["activation"] = "paths"
    elif always in (False, "false"):
        fields["activation"] = "model" if fields.get("description") else "manual"
    else:
        fields["activation"] = "always"
