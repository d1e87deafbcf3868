"""Slips that are read as meant: what the loader mends in memory, `--fix` mends in the file."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.markdown_spans import prose_spans
from aiwg.core.strict_yaml import YamlError
from aiwg.findings.fix import Edit, Fix, in_line, new_line
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.lint.file import LintFile
from aiwg.lint.target import CheckTarget
from aiwg.source.placeholders import canonical_placeholders
from aiwg.source.repair import parse_mending

NEEDS_QUOTES = Rule(
    "needs-quotes",
    WARNING,
    "a value that YAML misreads or cannot read",
    "Several clients reject the whole file. aiwg deploys it with quotes.",
    "puts the value in double quotes",
)
NO_NAME = Rule(
    "no-name",
    WARNING,
    "an agent, a skill or a behavior without a name",
    "Some clients skip such a file. aiwg deploys it with the name of the file or folder.",
    "writes the name",
)
NAME_FORM = Rule(
    "name-form",
    WARNING,
    "a name that is not a valid id",
    "Ids have lower-case letters, digits and single hyphens, which every client accepts. aiwg deploys it under the id.",
    "replaces the name with the id; rename files and folders yourself",
)
NAME_DIFFERS = Rule(
    "name-differs",
    WARNING,
    "a name that differs from the file or folder",
    "The Agent Skills specification requires the same name, and people look for the file by its name.",
)
OWN_SYNTAX = Rule(
    "own-syntax",
    WARNING,
    "a placeholder or an include in the syntax of one platform",
    "It works only there. aiwg reads it as the canonical one, which works everywhere.",
    "writes the canonical one",
)
RULES = (NEEDS_QUOTES, NO_NAME, NAME_FORM, NAME_DIFFERS, OWN_SYNTAX)


def check_quotes(page: LintFile) -> Iterator[Finding]:
    """Yield the values of the frontmatter that want quotes."""
    front = "\n".join(line for _, line in page.front)
    try:
        mended = parse_mending(front, 2)
    except YamlError:
        return
    lines = mended.text.split("\n")
    for mend in mended.mends:
        old, new = page.lines[mend.line - 1], lines[mend.line - 2]
        start = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        column = page.value_column(mend.line) or start + 1
        fix = in_line(mend.line, start + 1, len(old) + 1, new[start:])
        yield page.found(NEEDS_QUOTES, mend.reason, mend.line, column, hint="put it in double quotes", fix=fix)


def check_name(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what is to be said about the name of an artifact that has a file of its own."""
    artifact, page = subject.artifact, subject.page
    if not artifact.origin.path or artifact.kind == "instructions":
        return
    called = _called(subject).rpartition("/")[2]
    if not KINDS[artifact.kind].is_named or "name" not in artifact.fields:
        last = artifact.id.rpartition("/")[2]
        if called != last:
            message = f'the name "{called}" is used as "{last}"'
            yield subject.found(NAME_FORM, message, 1, hint=f"rename it to {last}")
        if KINDS[artifact.kind].is_named:
            fix = new_line(2, f"name: {artifact.id}") if page.front_end and "/" not in artifact.id else None
            message = (
                "has no name; aiwg uses the name of its file"
                if artifact.kind == "agent"
                else "has no name; aiwg uses the name of its folder"
            )
            yield subject.found(NO_NAME, message, 1, hint=f"name: {last}", fix=fix)
        return
    name = str(artifact.fields["name"])
    if name != artifact.id:
        line = page.key_line("name")
        column = page.column_of(line, name, page.value_column(line) or 1)
        fix = in_line(line, column, column + len(name), artifact.id) if column else None
        message = f'the name "{name}" is used as "{artifact.id}"'
        yield subject.found(NAME_FORM, message, line, column, hint=f"name: {artifact.id}", fix=fix)
    elif called != artifact.id:
        what = "its file" if artifact.kind == "agent" else "its folder"
        message = f'the name is "{artifact.id}", and {what} is called "{called}"'
        hint = f"rename one of them; it is deployed as {artifact.id}"
        yield subject.value_of(
            NAME_DIFFERS, message, "name", hint=hint, level=INFO if artifact.kind == "agent" else None
        )


def _called(subject: CheckTarget) -> str:
    """Return what the path calls an artifact, folders that only group included."""
    path = subject.page.path
    inside = path.partition("/")[2]
    return inside.rpartition("/")[0] if KINDS[subject.kind].has_folder else inside.removesuffix(".md")


def check_own_syntax(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what a command has in one platform's own syntax, each with its place."""
    page = subject.page
    if subject.kind != "command":
        return
    _, respelled = canonical_placeholders(page.body)
    at = 0
    spans = list(prose_spans(page.body)) if respelled else []
    for each in sorted(dict.fromkeys(respelled), key=lambda each: page.body.find(each.found)):
        for start, end in spans:
            at = page.body.find(each.found, start, end)
            while at >= 0:
                line, column = page.place(at)
                fix = Fix((Edit(line, column, line, column + len(each.found), each.meant),))
                message = f"{each.found} is the syntax of one platform; aiwg reads it as {each.meant}"
                yield subject.found(OWN_SYNTAX, message, line, column, hint=f"write {each.meant}", fix=fix)
                at = page.body.find(each.found, at + len(each.found), end)
