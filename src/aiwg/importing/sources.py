"""From drafts to the files of a source, each read back by the source's own reader before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, replace
from aiwg.importing.model import UNREAD, Draft, KeyNote
from aiwg.render.documents import after_own_start, yaml_text
from aiwg.source.markdown import MarkdownLoader
from aiwg.source.reader import SourceFile, SourceReader
from aiwg.source.settings import SettingsLoader

LAYER = "project"


@dataclass(frozen=True, slots=True)
class SourceText:
    """One file of the source to be: its path inside it, its bytes, the artifact it makes, and whether it may be run."""

    path: str
    data: bytes
    artifact: Artifact
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """Drafts as files of a source, and the entries of its settings files; what would not load is among the notes."""

    drafts: tuple[Draft, ...]
    files: tuple[SourceText, ...]
    entries: tuple[Artifact, ...]
    notes: tuple[KeyNote, ...]


def as_sources(drafts: Iterable[Draft]) -> Written:
    """Return the files and entries of drafts, each with the artifact that a source makes of it."""
    kept, files, entries, notes = list[Draft](), list[SourceText](), list[Artifact](), list[KeyNote]()
    for draft in drafts:
        kind = KINDS[draft.artifact.kind]
        if kind.shared_file and kind.settings:
            loaded, wrong = _entry(draft.artifact)
            if loaded is not None:
                entries.append(loaded)
        else:
            loaded, text, wrong = _file(draft)
            if loaded is not None:
                files += _texts(loaded, text)
        if loaded is None:
            notes += [native.note(UNREAD, wrong) for native in draft.natives]
        else:
            kept.append(replace(draft, artifact=loaded))
    return Written(tuple(kept), tuple(files), tuple(entries), tuple(notes))


def _texts(artifact: Artifact, text: str) -> Iterable[SourceText]:
    main = path_of(artifact)
    yield SourceText(main, text.encode("utf-8", "surrogatepass"), artifact)
    folder = main.rpartition("/")[0]
    for asset in artifact.assets:
        yield SourceText(f"{folder}/{asset.path}", asset.data, artifact, asset.executable)


def path_of(artifact: Artifact) -> str:
    """Return the path of an artifact's main file inside a source."""
    kind = KINDS[artifact.kind]
    if kind.settings:
        return kind.settings
    return kind.single if kind.single and artifact.id == kind.single.removesuffix(".md") else kind.path_of(artifact.id)


def _file(draft: Draft) -> tuple[Artifact | None, str, str]:
    """Return what a source makes of a draft, and the text that it makes it of; else why it makes nothing of it."""
    artifact = draft.artifact
    if artifact.kind == "ignore":
        return artifact, artifact.body, ""
    why = ""
    for text in dict.fromkeys((draft.text, text_of(artifact))):
        if not text:
            continue
        loaded, why = _loaded(artifact, text)
        if loaded is not None and is_same(loaded, artifact):
            return loaded, text, ""
    return (loaded, text, "") if loaded is not None else (None, "", why)


def text_of(artifact: Artifact) -> str:
    """Return the text of an artifact's file."""
    front = front_of(artifact)  # the body follows at once: an empty line would become part of it
    return f"---\n{yaml_text(front)}---\n{artifact.body}" if front else after_own_start(artifact.body)


def front_of(artifact: Artifact) -> dict[str, Any]:
    """Return the frontmatter of an artifact, its name first and what is for single platforms last."""
    front: dict[str, Any] = {"name": artifact.id} if KINDS[artifact.kind].is_named else {}
    fields = {key: value for key, value in artifact.fields.items() if key != "name"}
    if fields.get("activation") in ("always", "paths"):
        del fields["activation"]  # paths, or nothing, say it
    for key in ("title", "description"):
        if key in fields:
            front[key] = fields.pop(key)
    front |= {**fields, **artifact.extra}
    if artifact.include or artifact.exclude:
        front["platforms"] = [*artifact.include, *(f"!{name}" for name in artifact.exclude)]
    if artifact.delivery:
        front["delivery"] = artifact.delivery
    if artifact.overrides:
        front["overrides"] = {name: dict(values) for name, values in sorted(artifact.overrides.items())}
    return front


def _loaded(artifact: Artifact, text: str) -> tuple[Artifact | None, str]:
    reader = SourceReader(Path(), "")
    file = SourceFile(path_of(artifact), text.encode("utf-8", "surrogatepass"), False)
    found = MarkdownLoader(reader, LAYER).load(artifact.kind, file, artifact.id, artifact.assets)
    errors = [problem.message for problem in reader.problems if problem.level == "error"]
    return (None, errors[0] if errors else "would not load") if found is None else (found, "")


def is_same(one: Artifact, other: Artifact) -> bool:
    """Say whether two artifacts mean the same; their names in fields are their ids."""
    return (
        one.key == other.key
        and one.body == other.body
        and _fields(one) == _fields(other)
        and dict(one.extra) == dict(other.extra)
        and _plain(one.overrides) == _plain(other.overrides)
        and (one.include, one.exclude, one.delivery) == (other.include, other.exclude, other.delivery)
        and one.assets == other.assets
    )


def _fields(artifact: Artifact) -> dict[str, Any]:
    return {key: value for key, value in artifact.fields.items() if key != "name"}


def _plain(overrides: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: dict(fields) for name, fields in overrides.items() if fields}


def _entry(artifact: Artifact) -> tuple[Artifact | None, str]:
    """Return what a source makes of an entry, else why it makes nothing of it."""
    text = settings_text([artifact])
    reader = SourceReader(Path(), "")
    file = SourceFile(KINDS[artifact.kind].settings, text.encode("utf-8", "surrogatepass"), False)
    found = SettingsLoader(reader, LAYER).load(file)
    errors = [problem.message for problem in reader.problems if problem.level == "error"]
    same = next((each for each in found if each.kind == artifact.kind), None)
    return (same, "") if same is not None else (None, errors[0] if errors else "would not load")


def entry_of(artifact: Artifact) -> Any:
    """Return what an entry of a settings file says."""
    kind = KINDS[artifact.kind]
    if kind.entries_as == "effects":
        platforms = [*artifact.include, *(f"!{name}" for name in artifact.exclude)]
        pattern = artifact.fields["pattern"]
        return {"pattern": pattern, "platforms": platforms} if platforms else pattern
    value = {key: item for key, item in {**artifact.fields, **artifact.extra}.items() if key != "id"}
    if kind.entries_as == "list":
        value = {"id": artifact.id, **value}
    if artifact.include or artifact.exclude:
        value["platforms"] = [*artifact.include, *(f"!{name}" for name in artifact.exclude)]
    if artifact.overrides:
        value["overrides"] = {name: dict(fields) for name, fields in sorted(artifact.overrides.items())}
    return value[kind.short_for] if set(value) == {kind.short_for} else value


def settings_text(artifacts: Sequence[Artifact]) -> str:
    """Return a new settings file with these entries."""
    document: dict[str, Any] = {}
    for artifact in artifacts:
        kind, value = KINDS[artifact.kind], entry_of(artifact)
        if kind.entries_as == "map":
            document.setdefault(kind.sections[0], {})[artifact.id] = value
        else:
            section = str(artifact.fields["effect"]) if kind.entries_as == "effects" else kind.sections[0]
            document.setdefault(section, []).append(value)
    return yaml_text(document)
