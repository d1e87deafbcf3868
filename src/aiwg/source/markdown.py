"""One Markdown file becomes one artifact."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiwg.artifact import fields as canonical
from aiwg.artifact import frontmatter
from aiwg.artifact.fields import MAX_DESCRIPTION
from aiwg.artifact.ids import NameProblem, check_name, file_id, means_a_title, shown, slug
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Asset, Origin
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit
from aiwg.core.strict_yaml import YamlError
from aiwg.findings.model import Finding
from aiwg.source.fields import Coerced, check_delivery, coerce
from aiwg.source.placeholders import canonical_placeholders
from aiwg.source.reader import SourceFile, SourceReader
from aiwg.source.repair import parse_mending

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True, slots=True)
class Parts:
    """A decoded file: its frontmatter with the line of each key, its body and where the body starts."""

    front: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int


class MarkdownLoader:
    """Builds artifacts from the files of one layer; problems go to the reader."""

    def __init__(self, reader: SourceReader, layer: str) -> None:
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
        check_delivery(kind, coerced)
        before = len(self.reader.problems)
        for key, message, hint in coerced.wrong:
            self._problem("error", "bad-field", message, file, parts.lines.get(key), hint)
        identity = self._identity(kind, name, coerced, file, parts)
        self._check_required(kind, coerced, parts, file)
        if identity is None or any(problem.level == "error" for problem in self.reader.problems[before:]):
            return None
        body = self._canonical(parts, file) if kind == "command" else parts.body
        shown, root = self.reader.display(file.path), str(self.reader.root)
        origin = Origin(shown, self.layer, parts.body_line, parts.lines, file.path, root=root)
        return Artifact(
            kind,
            identity,
            origin,
            coerced.fields,
            body,
            assets,
            coerced.extra,
            coerced.overrides,
            coerced.include,
            coerced.exclude,
            delivery=coerced.delivery,
        )

    def _canonical(self, parts: Parts, file: SourceFile) -> str:
        """Return a command's body in the canonical syntax, after saying what was written for one platform alone."""
        body, respelled = canonical_placeholders(parts.body)
        for each in dict.fromkeys(respelled):
            line = parts.body_line + parts.body.count("\n", 0, max(parts.body.find(each.found), 0))
            message = f"{each.found} is the syntax of one platform; aiwg reads it as {each.meant}"
            self._problem("warning", "own-syntax", message, file, line, f"write {each.meant}: it works everywhere")
        return body

    def _problem(
        self,
        level: str,
        code: str,
        message: str,
        file: SourceFile,
        line: int | None = None,
        hint: str | None = None,
        exit: Exit = Exit.SOURCE,
    ) -> None:
        shown_file = self.reader.display(file.path)
        self.reader.problems.append(Finding(code, level, message, shown_file, line, hint=hint, exit=exit))

    def _parts(self, kind: str, file: SourceFile) -> Parts | None:
        text = self.reader.text(file)
        if text is None:
            return None
        if not text.strip():
            self._problem("error", "empty-file", "is empty", file, 1, "write its text, or remove the file")
            return None
        try:
            split = frontmatter.split(text)
        except frontmatter.UnclosedFrontmatterError:
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
        try:
            mended = parse_mending(split.front or "", 2)
        except YamlError as error:
            self._problem("error", "bad-yaml", f"frontmatter {error.reason}", file, error.line, error.hint)
            return None
        for each in mended.mends:
            message = f"{each.reason}; aiwg reads it as intended"
            self._problem("warning", "mended", message, file, each.line, "put it in double quotes")
        document = mended.document
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
        if KINDS[kind].is_named and "name" in coerced.fields:
            raw = parts.front["name"]
            written = raw if isinstance(raw, str) else str(coerced.fields["name"])
            if slug(written) is None and means_a_title(written) and (id := slug(name.rsplit("/", 1)[-1])):
                return self._titled(kind, id, written, coerced, file, parts.lines["name"])
            return self._checked_name(written, file, parts.lines["name"])
        if KINDS[kind].is_named and not any(key == "name" for key, *_ in coerced.wrong):
            slip = "has no name; aiwg uses the file name"
            self._problem("warning", "no-name", slip, file, 1, f"name: {name.rsplit('/', 1)[-1]}")
        if kind == "instructions":
            return name  # the folder that they are for, spelled as it is
        settled = [self._checked_name(part, file, None, file_id) for part in name.split("/")]
        return None if None in settled else "/".join(part for part in settled if part)

    def _titled(self, kind: str, id: str, written: str, coerced: Coerced, file: SourceFile, line: int) -> str:
        """Return the id that the path gives, with the name as the title that people see."""
        if "title" in canonical.TYPES[kind]:
            coerced.fields.setdefault("title", " ".join(written.split()))
        message = f'the name "{shown(written)}" is a title; the id is "{id}", after its path'
        self._problem("warning", "mended", message, file, line, f"name: {id}")
        return id

    def _checked_name(
        self, written: str, file: SourceFile, line: int | None, meaning: Callable[[str], str | None] = slug
    ) -> str | None:
        """Return the id that a name is or plainly means, or None after noting why it cannot be one."""
        bad = check_name(written)
        meant = meaning(written) if bad is None else None
        if meant is None:
            bad = bad or NameProblem("cannot be used as an id")
            message = f'the name "{shown(written)}" {bad.reason}'
            self._problem("error", "bad-name", message, file, line, bad.hint, bad.exit)
        elif meant != written:
            message = f'the name "{shown(written)}" is used as "{meant}"'
            self._problem("warning", "mended", message, file, line, f"name it {meant}")
        return meant

    def _check_required(self, kind: str, coerced: Coerced, parts: Parts, file: SourceFile) -> None:
        description = coerced.fields.get("description")
        if (
            KINDS[kind].needs_description
            and not description
            and not any(key == "description" for key, *_ in coerced.wrong)
        ):
            self._problem(
                "error",
                "no-description",
                f"{KINDS[kind].article} {kind} needs a description: agents use it to choose",
                file,
                parts.lines.get("description", 1),
                'description: "Use when ..."',
            )
        if isinstance(description, str) and len(description) > MAX_DESCRIPTION:
            self._problem(
                "warning",
                "long-description",
                f"the description has {len(description):,} characters; the limit is {MAX_DESCRIPTION:,}",
                file,
                parts.lines.get("description"),
                "move the detail into the body",
            )
        if KINDS[kind].needs_body and not parts.body.strip():
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
        if fields.get("activation") == "paths":
            del fields["activation"]
    if fields.get("activation") == "paths" and not paths:
        hint = 'paths: ["src/**"]'
        coerced.wrong.append(("activation", "activation is paths, but there are no paths", hint))
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
