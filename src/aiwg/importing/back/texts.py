"""An edited file back into the artifact it was made of: the same inversion as an import, of what aiwg wrote and of the
edit. Only what the two differ in goes back, so what an output cannot say of its source stays as it is."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.audit.secrets.search import secrets_in
from aiwg.core.dataclass import dataclass, replace
from aiwg.importing.back.model import UnreconcilableError
from aiwg.importing.back.words import merged_words
from aiwg.importing.find import Ground, find_natives
from aiwg.importing.model import Draft, Native
from aiwg.importing.native.read import UnreadableNativeError, read_bytes
from aiwg.importing.native.texts import Naming, read_native
from aiwg.importing.secrets import without_secrets
from aiwg.loading.overlay import OverlayReader
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import parse
from aiwg.render.outputs import FileOutput


@dataclass(frozen=True, slots=True)
class FileReader:
    """How a deployed file is read back: by the platforms that load it, in the folder that they start in."""

    adapters: Sequence[Adapter]
    ground: Ground
    naming: Naming

    def draft(self, artifact: Artifact, text: str, path: str) -> Draft:
        """Return what a file means with this text in it. Raises UnreconcilableError when no platform loads it."""
        full = f"{self.ground.root}/{path}"
        here = replace(self.ground.here, reader=OverlayReader(self.ground.here.reader, frozenset(), {full: text}))
        found = find_natives(self.adapters, Ground(here, self.ground.scope, {})).natives
        natives = sorted((each for each in found if _is_at(each, full)), key=lambda each: each.kind != artifact.kind)
        again = "To write it again: aiwg deploy --force (your file is backed up)."
        if not natives and not text.strip().endswith(artifact.body.strip()[-40:]) and text.startswith("#!"):
            raise UnreconcilableError(f"{path} is a script of aiwg's own", again)
        if not natives:
            raise UnreconcilableError(f"no tool loads {path} as it is now", again)
        try:
            reading = read_native(replace(natives[0], text=text), self.naming)
        except RecursionError:
            raise UnreconcilableError(f"{path} is nested too deeply", again) from None
        if not reading.drafts:
            why = "; ".join(note.reason for note in reading.notes) or "cannot be read"
            raise UnreconcilableError(f"{path} {why}", again)
        return reading.drafts[0]


def _is_at(native: Native, full: str) -> bool:
    return native.path == full and not native.entry


def edited_file(artifact: Artifact, reader: FileReader, texts: tuple[str, str], path: str) -> Artifact:
    """Return an artifact as its edited file means it. `texts` are what aiwg would write at a path and what is there.

    Raises UnreconcilableError.
    """
    before, after = (without_secrets(reader.draft(artifact, text, path)) for text in texts)
    is_new = after.has_secret and not before.has_secret
    if is_new or has_new_secret(*(text.encode("utf-8", "surrogatepass") for text in texts)):
        raise UnreconcilableError(
            f"{path} contains a secret now, and aiwg copies no secrets", "Remove it from the file, then run this again."
        )
    return with_difference(artifact, before.artifact, after.artifact)


def has_new_secret(before: bytes, after: bytes) -> bool:
    """Say whether a text holds a secret that another one does not."""
    known, found = ({data[each.start : each.end] for each in secrets_in(data)} for data in (before, after))
    return not found <= known


def with_difference(artifact: Artifact, before: Artifact, after: Artifact) -> Artifact:
    """Return an artifact with what two readings of an output differ in. Raises UnreconcilableError."""
    file = artifact.origin.file
    if after.kind != artifact.kind:  # carried as another kind: of that only the text is the source's own
        fields = _shared_fields(artifact, before, after)
        if after.with_(body="", assets=(), fields=before.fields) != before.with_(body="", assets=()):
            raise UnreconcilableError(f"{_word(artifact)} has no such keys: {after.kind}s have them", f"Edit {file}.")
        return artifact.with_(fields=fields, body=_body(artifact, before.body, after.body))
    names = {*artifact.overrides, *before.overrides, *after.overrides}
    overrides = {
        name: changed(*(each.overrides.get(name, {}) for each in (artifact, before, after))) for name in sorted(names)
    }
    return artifact.with_(
        fields=changed(artifact.fields, before.fields, after.fields),
        extra=changed(artifact.extra, before.extra, after.extra),
        overrides={name: values for name, values in overrides.items() if values},
        body=_body(artifact, before.body, after.body),
    )


def _word(artifact: Artifact) -> str:
    return f"{KINDS[artifact.kind].article} {KINDS[artifact.kind].word or artifact.kind}"


def _shared_fields(artifact: Artifact, before: Artifact, after: Artifact) -> dict[str, Any]:
    """Return the fields of an artifact that another kind carries, with what was edited of those that both have."""
    result = dict(artifact.fields)
    for key in dict.fromkeys((*before.fields, *after.fields)):
        if before.fields.get(key) == after.fields.get(key):
            continue
        if key not in result or key not in after.fields or result[key] != before.fields.get(key):
            raise UnreconcilableError(
                f"{_word(artifact)} has no {key} of its own there", f"Edit {artifact.origin.file}."
            )
        result[key] = after.fields[key]
    return result


def changed(source: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a source with what differs between two readings, in lists and maps part by part."""
    result = dict(source)
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) == after.get(key) and (key in before) == (key in after):
            continue
        if key in after:
            result[key] = _value(source.get(key), before.get(key), after[key])
        else:
            result.pop(key, None)
    return result


def _value(source: Any, before: Any, after: Any) -> Any:
    if source == before:
        return after
    if isinstance(source, list) and isinstance(before, list) and isinstance(after, list):
        kept = [each for each in source if each in after or each not in before]
        return [*kept, *(each for each in after if each not in before and each not in kept)]
    if isinstance(source, Mapping) and isinstance(before, Mapping) and isinstance(after, Mapping):
        return changed(source, before, after)
    if isinstance(source, str) and isinstance(before, str) and isinstance(after, str):
        return merged_words(before, source, after) or after
    return after


def _body(artifact: Artifact, before: str, after: str) -> str:
    """Return the body of an artifact with an edit in it. Raises UnreconcilableError where it is not its text."""
    source = artifact.body
    if before == after:
        return source
    if source.strip() == before.strip():  # an output has an empty line behind its frontmatter, a source may have none
        return source[: len(source) - len(source.lstrip("\n"))] + after.lstrip("\n")
    merged = merged_words(before, source, after)
    if merged is not None:
        return merged
    file = artifact.origin.file
    raise UnreconcilableError(f"the edited lines read otherwise in {file}", f"Edit {file}.")


def edited_asset(artifact: Artifact, output: FileOutput, after: bytes) -> Artifact | None:
    """Return an artifact of which a file beside it was edited, None where the output is no such file."""
    fitting = [
        asset
        for asset in artifact.assets
        if asset.data == output.data and (output.path == asset.path or output.path.endswith(f"/{asset.path}"))
    ]
    if not fitting:
        return None
    found = max(fitting, key=lambda asset: len(asset.path))
    assets = tuple(replace(each, data=after) if each is found else each for each in artifact.assets)
    return artifact.with_(assets=assets)


def parsed_settings(file: Path, format: str, path: str) -> object:
    """Return the document in a settings file, an empty one where it is gone. Raises UnreconcilableError."""
    try:
        text = read_bytes(str(file))[0].decode("utf-8") if os.path.lexists(file) else ""
        document = parse(text, format)
    except (UnreadableNativeError, UnicodeDecodeError, EditRefusedError) as error:
        raise UnreconcilableError(f"aiwg cannot read it: {error}", f"Repair {path}, then run this again.") from None
    if not isinstance(document, dict):
        raise UnreconcilableError("it has no keys now", f"Repair {path}, then run this again.")
    return document
