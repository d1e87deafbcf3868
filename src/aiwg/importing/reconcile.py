"""An edited output back into its source: the same inversion as an import, once of what aiwg wrote and once of the edit.

Only what the two differ in goes back, so what an output cannot say of its source stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import replace
from aiwg.importing.find import Ground, find_natives
from aiwg.importing.model import Draft, Native
from aiwg.importing.native.texts import Naming, read_native
from aiwg.importing.secrets import without_secrets
from aiwg.importing.sources import SourceText, as_sources
from aiwg.loading.overlay import OverlayReader
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.render.outputs import BlockOutput


class UnreconcilableError(ValueError):
    """An edit that cannot go back into its source: the message says why."""


def edited_file(
    artifact: Artifact, adapters: Sequence[Adapter], ground: Ground, naming: Naming, texts: tuple[str, str], path: str
) -> Artifact:
    """Return an artifact as its edited file means it. `texts` are what aiwg wrote at a path and what is there now.

    Raises UnreconcilableError.
    """
    before, after = (_draft(artifact, adapters, ground, naming, text, path) for text in texts)
    if after.has_secret:
        raise UnreconcilableError("it holds a secret now, which no source may hold")
    if after.artifact.kind != artifact.kind:  # carried as another kind: of that only the text is the source's own
        if after.artifact.with_(body="") != before.artifact.with_(body=""):
            word = KINDS[artifact.kind].article
            raise UnreconcilableError(f"here {word} {artifact.kind} has the keys of another kind: edit the source")
        return artifact.with_(body=_body(artifact.body, before.artifact.body, after.artifact.body))
    fields = _changed(artifact.fields, before.artifact.fields, after.artifact.fields)
    overrides = {
        name: _changed(
            artifact.overrides.get(name, {}),
            before.artifact.overrides.get(name, {}),
            after.artifact.overrides.get(name, {}),
        )
        for name in {*artifact.overrides, *before.artifact.overrides, *after.artifact.overrides}
    }
    body = _body(artifact.body, before.artifact.body, after.artifact.body)
    kept = {name: values for name, values in overrides.items() if values}
    return artifact.with_(fields=fields, overrides=kept, body=body)


def _draft(
    artifact: Artifact, adapters: Sequence[Adapter], ground: Ground, naming: Naming, text: str, path: str
) -> Draft:
    full = f"{ground.root}/{path}"
    here = replace(ground.here, reader=OverlayReader(ground.here.reader, frozenset(), {full: text}))
    found = find_natives(adapters, Ground(here, ground.scope, {})).natives
    kind = artifact.kind
    natives = sorted((each for each in found if _is_at(each, full)), key=lambda each: each.kind != kind)
    if not natives:
        raise UnreconcilableError("no platform loads it as it is now")
    reading = read_native(replace(natives[0], text=text), naming)
    if not reading.drafts:
        raise UnreconcilableError("; ".join(note.reason for note in reading.notes) or "it cannot be read")
    return without_secrets(reading.drafts[0])


def _is_at(native: Native, full: str) -> bool:
    return native.path == full and not native.entry


def _changed(source: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a source with what differs between two readings."""
    result = dict(source)
    for key in {*before, *after}:
        if before.get(key) == after.get(key):
            continue
        if key in after:
            result[key] = after[key]
        else:
            result.pop(key, None)
    return result


def _body(source: str, before: str, after: str) -> str:
    """Return the body of a source with an edit in it. Raises UnreconcilableError where it is not the source's text."""
    if before == after:
        return source
    if source.strip() == before.strip():  # an output has an empty line behind its frontmatter, a source may have none
        return source[: len(source) - len(source.lstrip("\n"))] + after.lstrip("\n")
    start, end = _common(before, after)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if old and source.count(old) == 1:
        return source.replace(old, new)
    raise UnreconcilableError("its text is not the source's own there: edit the source")


def _common(one: str, other: str) -> tuple[int, int]:
    """Return how many whole lines two texts have in common at their start and at their end, in characters."""
    first, second = one.splitlines(keepends=True), other.splitlines(keepends=True)
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return sum(map(len, first[:start])), sum(map(len, first[len(first) - end :]))


def edited_section(output: BlockOutput, actual: str) -> tuple[str, str, str]:
    """Return the artifact of the one section of a block that was edited, what it said and what it says now.

    `actual` is the whole file. Raises UnreconcilableError where more than one section changed, or the marks are gone.
    """
    try:
        found = block.find(actual, output.style)
    except EditRefusedError:
        found = None
    if found is None:
        raise UnreconcilableError("the marks of aiwg's block are damaged: aiwg deploy --force writes it again")
    ordered = sorted(output.sections.values(), key=lambda section: (section.order, section.artifact))
    separator = "\n\n" if output.style == "html" else "\n"
    actual = found.body.strip("\n")
    for number, section in enumerate(ordered):
        head = separator.join(each.text for each in ordered[:number]).strip("\n")
        tail = separator.join(each.text for each in ordered[number + 1 :]).strip("\n")
        if actual.startswith(head) and actual.endswith(tail) and len(head) + len(tail) <= len(actual):
            middle = actual[len(head) : len(actual) - len(tail)]
            return section.artifact, section.text.strip("\n"), middle.strip("\n")
    raise UnreconcilableError("more than one artifact changed in the block: edit their sources")


def with_section(artifact: Artifact, before: str, after: str) -> Artifact:
    """Return an artifact whose section in a block was edited. Raises UnreconcilableError."""
    body = artifact.body.strip()
    if not before.endswith(body):
        raise UnreconcilableError("its section is not the source's own text: edit the source")
    head = before[: len(before) - len(body)]
    if head and not after.startswith(head):
        raise UnreconcilableError("the mark above its section was changed: restore it, or edit the source")
    text = after[len(head) :].strip("\n")
    if not text.strip():
        raise UnreconcilableError("its section is empty now: remove the source, or exclude it")
    return artifact.with_(body=text + "\n")


def source_of(artifact: Artifact, text: str) -> SourceText:
    """Return the file of an artifact for the source: with the frontmatter of its old text where that still holds.

    Raises UnreconcilableError when it would not load.
    """
    native = Draft(artifact, (), text=text)
    written = as_sources([native])
    if not written.files or KINDS[artifact.kind].settings:
        raise UnreconcilableError("its source would not load: edit the source")
    return written.files[0]
