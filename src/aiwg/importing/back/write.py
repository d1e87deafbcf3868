"""A changed artifact into the file of a source: what it changes is written, every other byte of the file stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from aiwg.artifact.fields import ALIASES, NEGATED
from aiwg.artifact.frontmatter import UnclosedFrontmatterError, split
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.artifact.spellings import server_id
from aiwg.importing.back.model import UnreconcilableError
from aiwg.importing.model import Draft
from aiwg.importing.sources import LAYER, as_sources, entry_of, is_same, settings_text
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import MISSING, KeyPath, Member, Value, edit, get, parse
from aiwg.source.decoding import DecodingError, decode
from aiwg.source.reader import SourceFile, SourceReader
from aiwg.source.settings import SettingsLoader

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def written(data: bytes | None, file: str, before: Artifact, after: Artifact) -> bytes:
    """Return the bytes of a source file in which an artifact takes the place of another version of it.

    `data` are the bytes of the file now, None when there is none yet; `file` is what a person calls it. Line ends and a
    byte order mark stay as they are. Raises UnreconcilableError where the source would not hold what was edited.
    """
    try:
        text = "" if data is None else decode(data)[0]
    except DecodingError as error:
        raise UnreconcilableError(f"{file} {error}", f"Repair {file}, then run this again.") from None
    kind = KINDS[after.kind]
    new = _with_entry(text, file, before, after) if kind.settings else _with_text(text, file, before, after)
    return _as_bytes(new, data or b"")


def _as_bytes(text: str, before: bytes) -> bytes:
    mark = BYTE_ORDER_MARK if before.startswith(BYTE_ORDER_MARK) else b""
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    return mark + text.encode("utf-8", "surrogatepass")


def _with_text(text: str, file: str, before: Artifact, after: Artifact) -> str:
    """Return the text of an artifact's own file: its frontmatter edited, else written anew, and its body."""
    if after.kind == "ignore":
        return after.body
    tries = [_edited_text(text, before, after)] if text else []
    for candidate in tries:
        if candidate is not None and _loads(after, candidate):
            return candidate
    made = as_sources([Draft(after, ())])
    if not made.files or not is_same(made.drafts[0].artifact, after):
        raise UnreconcilableError(f"{file} would not hold the edit as it was made", f"Edit {file}.")
    return made.files[0].data.decode("utf-8", "surrogatepass")


def _loads(artifact: Artifact, text: str) -> bool:
    made = as_sources([Draft(artifact, (), text=text)])
    return bool(made.files) and made.files[0].data == text.encode("utf-8", "surrogatepass")


def _edited_text(text: str, before: Artifact, after: Artifact) -> str | None:
    """Return the text with what differs between two versions in it, None where it cannot be edited like that."""
    if text.endswith(before.body) and after.with_(body=before.body, assets=before.assets) == before:
        return text[: len(text) - len(before.body)] + after.body
    try:
        front = split(text).front
        if front is None or not text.endswith(before.body):
            return None
        known = parse(front, "yaml")
        if not isinstance(known, dict):
            return None
        puts, drops = _changes((), known, before, after)
        edited = edit(front, "yaml", puts, drops).text
    except (UnclosedFrontmatterError, EditRefusedError):
        return None
    head = text[: len(text) - len(before.body)]
    return head.replace(front, edited if edited.endswith("\n") else f"{edited}\n", 1) + after.body


def _changes(
    at: KeyPath, known: Mapping[str, Any], before: Artifact, after: Artifact
) -> tuple[list[tuple[KeyPath, Any]], list[KeyPath]]:
    """Return what to set and what to remove below a path so that keys say what another version of them does."""
    puts: list[tuple[KeyPath, Any]] = []
    drops: list[KeyPath] = []
    for one, other in ((before.fields, after.fields), (before.extra, after.extra)):
        for key in dict.fromkeys((*one, *other)):
            if key in other and (key not in one or one[key] != other[key]):
                spelled = _spelling(before.kind, key, known)
                drops += [(*at, name) for name in _spellings(before.kind, key, known) if name != spelled]
                puts.append(((*at, spelled), other[key]))
            elif key not in other:
                drops += [(*at, name) for name in _spellings(before.kind, key, known)]
    for platform in sorted({*before.overrides, *after.overrides}):
        own, new = before.overrides.get(platform, {}), after.overrides.get(platform, {})
        puts += [((*at, "overrides", platform, key), value) for key, value in new.items() if own.get(key) != value]
        drops += [(*at, "overrides", platform, key) for key in own if key not in new]
    if (before.include, before.exclude) != (after.include, after.exclude):
        puts.append(((*at, "platforms"), [*after.include, *(f"!{name}" for name in after.exclude)]))
    return puts, drops


def _spellings(kind: str, key: str, known: Mapping[str, Any]) -> list[str]:
    names = {**ALIASES.get(kind, {}), **NEGATED.get(kind, {})}
    return [name for name in known if name == key or names.get(name) == key]


def _spelling(kind: str, key: str, known: Mapping[str, Any]) -> str:
    """Return how a file spells a field: one that means its opposite gives way to the field itself."""
    return next((name for name in _spellings(kind, key, known) if name not in NEGATED.get(kind, {})), key)


def _with_entry(text: str, file: str, before: Artifact, after: Artifact) -> str:
    """Return the text of a settings file of a source with an entry changed, or added where it has none."""
    why = ""
    for attempt in _entry_edits(text, before, after):
        try:
            candidate = attempt()
        except EditRefusedError as error:
            why = f": {error.reason}"
            continue
        if _entry_is(candidate, after):
            return candidate
    raise UnreconcilableError(f"{file} cannot be edited there without touching more{why}", f"Edit {file}.")


def _entry_is(text: str, artifact: Artifact) -> bool:
    """Say whether a settings file holds an artifact as it should be, and loads."""
    kind = KINDS[artifact.kind]
    reader = SourceReader(Path(), "")
    found = SettingsLoader(reader, LAYER).load(SourceFile(kind.settings, text.encode("utf-8", "surrogatepass"), False))
    if any(problem.level == "error" for problem in reader.problems):
        return False
    return any(each.key == artifact.key and is_same(each, artifact) for each in found)


def _entry_edits(text: str, before: Artifact, after: Artifact) -> Iterator[Callable[[], str]]:
    """Yield ways to write an entry, the one that keeps most of the file first."""
    if not text.strip():
        yield lambda: text + settings_text([after])
        return
    known = parse(text, "yaml")
    path = _entry_path(known, before)
    value = get(known, path) if path else MISSING
    if path is None or value is MISSING:
        yield lambda: edit(text, "yaml", [(_new_path(after), entry_of(after))]).text
        return
    if KINDS[after.kind].entries_as == "effects":
        section = _new_path(after)[0]
        new = entry_of(after)
        if isinstance(value, dict) and before.id != after.id:
            new = {**value, "pattern": after.fields["pattern"]}
        if section == path[0]:
            yield lambda: edit(text, "yaml", [(path, new)]).text
        yield lambda: edit(text, "yaml", [((section, Value(new)), new)], [path]).text
        return
    if isinstance(value, dict):
        puts, drops = _changes(path, value, before, after)
        yield lambda: edit(text, "yaml", puts, drops).text
    yield lambda: edit(text, "yaml", [(path, entry_of(after))]).text


def _new_path(artifact: Artifact) -> KeyPath:
    kind = KINDS[artifact.kind]
    if kind.entries_as == "map":
        return (kind.sections[0], artifact.id)
    if kind.entries_as == "list":
        return (kind.sections[0], Member("id", artifact.id))
    return (str(artifact.fields["effect"]), Value(entry_of(artifact)))


def _entry_path(document: object, artifact: Artifact) -> KeyPath | None:
    """Return where an artifact stands in a settings file, None when it stands there under no name of its own."""
    kind = KINDS[artifact.kind]
    section = str(artifact.fields["effect"]) if kind.entries_as == "effects" else kind.sections[0]
    entries = document.get(section) if isinstance(document, dict) else None
    if kind.entries_as == "list":
        return (section, Member("id", artifact.id)) if isinstance(entries, list) else None
    if kind.entries_as == "map":
        names = entries if isinstance(entries, dict) else {}
        named = next((name for name in names if artifact.id in (name, server_id(str(name)).lstrip("_"))), None)
        return (section, named) if named is not None else None
    for each in entries if isinstance(entries, list) else ():
        pattern = each.get("pattern") if isinstance(each, dict) else each
        if pattern == artifact.fields["pattern"]:
            return (section, Value(each))
    return None
