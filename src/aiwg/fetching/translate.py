"""From the raw files of a source to the tree that is loaded, with the hash of each of its artifacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from aiwg.artifact.ids import folded, shown
from aiwg.artifact.kinds import KINDS, MAIN_FILES
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import UserError
from aiwg.core.strict_yaml import YamlError, parse
from aiwg.fetching.shaping import shaping_paths
from aiwg.findings.model import Finding
from aiwg.importing.layouts.find import find_layout
from aiwg.importing.layouts.model import Translation
from aiwg.importing.layouts.translate import translate
from aiwg.source.fetched.chosen import is_wanted
from aiwg.source.fetched.declared import RESERVED, SourceChoice
from aiwg.source.fetched.trees import FileFacts, artifact_hash, files_hash
from aiwg.source.load import PARTS, load_tree
from aiwg.source.locations import BUNDLES, restricts
from aiwg.source.tree_file import TreeFile

SETTINGS = "aiwg.yaml"


@dataclass(frozen=True, slots=True)
class RawTree:
    """The files of a source as they are, read when asked for.

    `used` are those that were read, `unusable` the reasons why other paths are no files that an artifact can have.
    """

    files: Mapping[str, TreeFile]
    used: Mapping[str, TreeFile]
    unusable: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CanonicalTree:
    """The artifacts of a source that are wanted: their files, and the hash of each by `kind/id`.

    `raw` are the files that it was made of: a copy of these alone makes the same again. `findings` say what was not
    taken and why. `left_out` are artifacts that limit what agents do and are wanted, but not among the keys asked for.
    """

    layout: str
    files: tuple[FileFacts, ...]
    hashes: Mapping[str, str]
    raw: tuple[FileFacts, ...]
    findings: tuple[Finding, ...]
    left_out: tuple[str, ...] = ()

    @property
    def raw_hash(self) -> str:
        """Return the hash of the raw files."""
        return files_hash(self.raw)


def canonical_tree(tree: RawTree, choice: SourceChoice, shown_root: str, keys: Set[str] | None = None) -> CanonicalTree:
    """Return the wanted artifacts of a source: those of `keys`, else all that the choice takes.

    Raises UserError when its layout is none, or is not the one that is wanted.
    """
    layout = find_layout(tree.files, choice.layout)
    found = translate(tree.files, layout, pick=choice.plugins)
    files = {path: file for path, file in found.files.items() if path != BUNDLES}
    loaded = load_tree(files, "project", shown_root)
    taken = [each for each in loaded.artifacts if (is_wanted(each.key, choice) if keys is None else each.key in keys)]
    findings = [*(_named(each, shown_root) for each in found.findings), *loaded.problems]
    own = {each.key: list(_files_of(each, files)) for each in taken}
    raw = {each.key: _raw_of(each, own[each.key], found, tree.files) for each in taken}
    findings += _passed_over(tree.unusable, shown_root)
    bad = dict(_unusable(taken, raw, tree.unusable, shown_root)) | dict(_clashing(taken, own))
    good = [each for each in taken if each.key not in bad]
    used = {path for each in good for path in raw[each.key]}
    shaping = _shaping(shaping_paths(layout, tree.files), found)
    return CanonicalTree(
        found.layout,
        tuple(_facts(files, {path for each in good for path in own[each.key]})),
        {each.key: artifact_hash(_facts(tree.files, raw[each.key])) for each in good},
        tuple(_facts(tree.files, used | shaping)),
        tuple(dict.fromkeys((*findings, *bad.values(), *_sources_of(tree.files, shown_root)))),
        tuple(
            each.key
            for each in loaded.artifacts
            if keys is not None
            and each.key not in keys
            and is_wanted(each.key, choice)
            and restricts(each.kind, each.fields)
        ),
    )


def _facts(files: Mapping[str, TreeFile], paths: Iterable[str]) -> Iterator[FileFacts]:
    for path in sorted(paths):
        yield path, files[path].executable, files[path].data


def _shaping(paths: Iterable[str], found: Translation) -> set[str]:
    """Return those of some raw paths that are no artifact's own, but say how the others are read."""
    return set(paths) - {path for origins in found.origins.values() for path in origins}


def with_all_that_was_read(made: CanonicalTree, tree: RawTree, choice: SourceChoice, shown_root: str) -> CanonicalTree:
    """Return a tree whose raw files make the same again: all that was read, where fewer do not.

    A layout may look at files that no pattern of it names.
    """
    files = {path: TreeFile(data, executable) for path, executable, data in made.raw}
    try:
        fixed = replace(choice, layout=made.layout)
        again = canonical_tree(RawTree(files, files, {}), fixed, shown_root, made.hashes.keys())
    except UserError:
        again = None
    if again is not None and (again.hashes, set(again.files)) == (made.hashes, set(made.files)):
        return made
    paths = {path for path, _, _ in made.raw} | tree.used.keys()
    return replace(made, raw=tuple(_facts(tree.files, paths)))


def _files_of(artifact: Artifact, files: Mapping[str, TreeFile]) -> Iterator[str]:
    """Yield the paths of an artifact in the tree that is loaded."""
    kind = KINDS[artifact.kind]
    path = artifact.origin.path or kind.settings or kind.single or ""
    if path in files:
        yield path
    folder = path.rpartition("/")[0]
    yield from (name for asset in artifact.assets if (name := f"{folder}/{asset.path}") in files)


def _raw_of(
    artifact: Artifact, own: Iterable[str], found: Translation, files: Mapping[str, TreeFile]
) -> tuple[str, ...]:
    """Return the raw paths that an artifact came from."""
    named = found.origins.get(artifact.key)
    paths = named if named is not None else [raw for path in own for raw in found.origins.get(path, (path,))]
    return tuple(sorted(path for path in set(paths) if path in files))


def _unusable(
    artifacts: Iterable[Artifact], raw: Mapping[str, tuple[str, ...]], unusable: Mapping[str, str], shown_root: str
) -> Iterator[tuple[str, Finding]]:
    """Yield an error for each artifact of which a file is no regular one, too large or elsewhere."""
    for artifact in artifacts:
        folders = _folders(artifact, raw[artifact.key])
        for path, why in sorted(unusable.items()):
            if path in raw[artifact.key] or any(path.startswith(f"{folder}/") for folder in folders):
                hint = f"ask its owner for a regular file, or exclude it: exclude: [{artifact.key}]"
                message = f"{artifact.key} is not used: {shown(path)} {why}"
                where = f"{shown_root}/{shown(path)}"
                yield artifact.key, Finding("unusable-file", "error", message, where, hint=hint)
                break


def _passed_over(unusable: Mapping[str, str], shown_root: str) -> Iterator[Finding]:
    """Yield a warning for whatever lies where artifacts lie and is no file, such as a folder of skills elsewhere."""
    for path, why in sorted(unusable.items()):
        parts = path.split("/")
        if any(part in PARTS or part in MAIN_FILES for part in parts):
            hint = "ask its owner for regular files, or name the repository in which they are"
            yield Finding(
                "unusable-file", "warning", f"is not used: it {why}", f"{shown_root}/{shown(path)}", hint=hint
            )


def _folders(artifact: Artifact, raw: Iterable[str]) -> set[str]:
    """Return the raw folders that are an artifact's own: those of its main files."""
    main = KINDS[artifact.kind].main
    return {path.rpartition("/")[0] for path in raw if main and path.endswith(f"/{main}")}


def _clashing(artifacts: Iterable[Artifact], own: Mapping[str, list[str]]) -> Iterator[tuple[str, Finding]]:
    """Yield an error for each artifact one of whose paths some file system takes for another one."""
    seen: dict[str, str] = {}
    for artifact in artifacts:
        for path in own[artifact.key]:
            parts = path.split("/")
            for end in range(1, len(parts) + 1):
                name = "/".join(parts[:end])
                first = seen.setdefault(folded(name), name)
                if first != name:
                    message = f"{artifact.key} is not used: {shown(name)} differs from {shown(first)} only in case"
                    hint = f"exclude it: exclude: [{artifact.key}]"
                    yield artifact.key, Finding("same-name", "error", message, artifact.origin.file, hint=hint)


def _sources_of(files: Mapping[str, TreeFile], shown_root: str) -> Iterator[Finding]:
    """Yield a finding when a source names sources of its own: they are not followed."""
    settings = files.get(SETTINGS) if SETTINGS in files else None
    try:
        said = parse(settings.data.decode("utf-8")).value if settings is not None else None
    except (YamlError, UnicodeDecodeError):
        return
    listed = said.get("sources") if isinstance(said, dict) else None
    named = [_name_of(each) for each in listed] if isinstance(listed, list) else []
    others = [shown(name) for name in named if name and name not in RESERVED]
    if others:
        message = f"names other sources; aiwg does not follow them: {', '.join(others[:5])}"
        hint = "to use one of them, add it to your own aiwg.yaml"
        yield Finding("own-sources", "info", message, f"{shown_root}/{SETTINGS}", hint=hint)


def _name_of(entry: object) -> str:
    """Return where an entry of a list of sources leads."""
    if isinstance(entry, dict):
        return str(entry.get("git") or entry.get("path") or "")
    return entry if isinstance(entry, str) else ""


def _named(finding: Finding, shown_root: str) -> Finding:
    """Return a finding of a layout, its file named as messages name those of the source."""
    if finding.file is None or finding.file.startswith(shown_root):
        return finding
    return replace(finding, file=f"{shown_root}/{finding.file}")
