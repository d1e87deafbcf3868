"""Refusing to write what nobody approved: the outputs of sources that a clone may bring along, read back as bytes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from aiwg.artifact.kinds import CELL_OF, KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.content import Content
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit
from aiwg.core.patterns import lazy_pattern
from aiwg.deployment.gate.effects import acting_keys, acting_words, is_granting, is_loaded_file
from aiwg.deployment.gate.parse import APART, Keys, UnreadableOutputError, keys_of_document, readings
from aiwg.deployment.gate.standing import Piece
from aiwg.findings.model import Finding
from aiwg.render.outputs import BlockOutput, FileOutput, KeyEntry, KeysOutput, Output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KEPT = ("disable-model-invocation", "user-invocable")
"""Restrictions of a skill that its file has to hold for each of its readers."""

_ALLOWS = lazy_pattern(rb"decision\s*=\s*[\"']allow")

Stands = Callable[[Output, Piece], bool]
"""Says whether a piece of an output stands already where it would be written."""


def nothing_stands(output: Output, piece: Piece) -> bool:
    """Say that every piece would be new."""
    return False


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing in an output that nobody approved: the file, the artifact, and what it is."""

    path: str
    artifact: str
    what: str


def check_outputs(
    outputs: Iterable[Output],
    unapproved: Mapping[str, Sequence[Artifact]],
    own: frozenset[str] = frozenset(),
    stands: Stands = nothing_stands,
) -> list[Finding]:
    """Return an error for each unapproved artifact of which an output would run, grant, fetch, or lose a restriction.

    `unapproved` are by the name people know. `own` are platforms whose adapters the user added or approved: they say
    themselves which keys stand there. What `stands` already is no new grant.
    """
    found: dict[str, Finding] = {}
    for breach in breaches(outputs, unapproved, own, stands) if unapproved else ():
        if breach.artifact not in found:
            origin = unapproved[breach.artifact][0].origin
            found[breach.artifact] = Finding(
                "unapproved",
                "error",
                f"{breach.path} would contain an item that you did not approve: {breach.what}",
                origin.file,
                origin.line,
                hint=f"remove it from the source, or review it: aiwg trust {breach.artifact}",
                exit=Exit.REFUSED,
            )
    return list(found.values())


def breaches(
    outputs: Iterable[Output],
    unapproved: Mapping[str, Sequence[Artifact]],
    own: frozenset[str] = frozenset(),
    stands: Stands = nothing_stands,
) -> Iterator[Breach]:
    """Yield everything that outputs of unapproved artifacts hold and should not, but for what `stands` already."""
    listed = [output for output in outputs if not own.intersection(output.platforms)]
    roots = {output.path[:-9] for output in listed if output.path.endswith("/SKILL.md")}
    by_key = {artifact.key: artifact for artifacts in unapproved.values() for artifact in artifacts}
    seen: set[tuple[Content, str, int]] = set()
    known: dict[str, str | None] = {}
    for output in listed:
        if isinstance(output, BlockOutput):
            found = _of_block(output, by_key)
        elif isinstance(output, KeysOutput):
            found = _of_keys(output, unapproved)
        else:
            found = _of_owners(output, unapproved, roots, known, seen)
        for piece, breach in found:
            if not stands(output, piece):
                yield breach


def _of_owners(
    output: FileOutput,
    unapproved: Mapping[str, Sequence[Artifact]],
    roots: set[str],
    known: dict[str, str | None],
    seen: set[tuple[Content, str, int]],
) -> Iterator[tuple[Piece, Breach]]:
    root = _root_of(output.path, roots, known)
    below = output.path if root is None else output.path[len(root) + 1 :]
    shown = output.path.rpartition("/")[2] if root is None else f"/{below}"
    for name in output.artifacts:
        for artifact in _makers(output, unapproved.get(name, ()), root):
            key = (output.content, shown, id(artifact))
            if key not in seen:  # the same file for many platforms is looked at once
                what = list(_of_file(output, artifact, None if root is None else below))
                if not what:
                    seen.add(key)
                yield from ((output, Breach(output.path, name, each)) for each in what)


def _root_of(path: str, roots: Collection[str], known: dict[str, str | None]) -> str | None:
    """Return `root_of` a path; the files of a folder have the same one."""
    folder = path.rpartition("/")[0]
    if folder not in known:
        known[folder] = root_of(path, roots)
    return known[folder]


def root_of(path: str, roots: Collection[str]) -> str | None:
    """Return the folder of the skill that a file lies in, the outermost of several."""
    parts = path.split("/")
    folders = ("/".join(parts[:length]) for length in range(1, len(parts)))
    return next((folder for folder in folders if folder in roots), None)


def _makers(output: FileOutput, artifacts: Sequence[Artifact], root: str | None) -> list[Artifact]:
    """Return which of the artifacts that are called alike a file comes from: a behavior is a skill and its hooks."""
    return [each for each in artifacts if makes(each, output.path, root)]


def makes(artifact: Artifact, path: str, root: str | None) -> bool:
    """Say whether a file that an artifact's name stands at is of this very part: a behavior is a skill and its hooks.

    `root` is the folder of the skill that the file lies in, if any.
    """
    is_text = root is not None or path.endswith(".md")
    return not artifact.composed_from or KINDS[artifact.kind].starts_process != is_text


def _of_block(output: BlockOutput, by_key: Mapping[str, Artifact]) -> Iterator[tuple[Piece, Breach]]:
    for section in output.sections.values():
        if (artifact := by_key.get(section.artifact)) is not None:
            for what in acting_words(section.text, "instructions", output.path.count("/")):
                yield section, Breach(output.path, artifact.named, what)


def _of_keys(output: KeysOutput, unapproved: Mapping[str, Sequence[Artifact]]) -> Iterator[tuple[Piece, Breach]]:
    for entry in output.entries:
        for name in () if entry.companion else entry.artifacts:
            for artifact in unapproved.get(name, ()):
                yield from ((entry, Breach(output.path, name, what)) for what in _of_entry(entry, artifact))


def _of_entry(entry: KeyEntry, artifact: Artifact) -> Iterator[str]:
    where = ".".join(str(part) for part in entry.path)
    kind = KINDS[artifact.kind]
    if kind.key_form == "grants":
        if any(is_granting(word) for word in _words((*entry.path, entry.value))):
            yield where
    elif kind.runs_code:
        leaves = list(_leaves(entry.value))
        if not leaves or any(leaf is not False for leaf in leaves):  # only switching something off runs nothing
            yield where
    elif kind.has_model and isinstance(entry.value, dict):
        yield from acting_keys(entry.value, CELL_OF[artifact.kind])
        yield from acting_words(" ".join(str(word) for word in _words(entry.value)), CELL_OF[artifact.kind], 0)


def _words(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from _words(inner)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _words(item)
    else:
        yield value


def _leaves(value: Any) -> Iterator[Any]:
    """Yield the values in a value that are no mappings or lists."""
    if isinstance(value, Mapping | list | tuple):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(inner)
    else:
        yield value


def _of_file(output: FileOutput, artifact: Artifact, below: str | None) -> Iterator[str]:
    name = output.path.rpartition("/")[2]
    if artifact.kind == "permission":
        if output.artifacts == (artifact.named,) and _ALLOWS.search(output.data):
            yield name
    elif KINDS[artifact.kind].runs_code:
        yield name
    elif below is None:
        yield from _of_text(output, artifact, CELL_OF.get(artifact.kind, ""))
    elif below == "SKILL.md":
        yield from _of_text(output, artifact, "agents" if artifact.kind == "agent" else "skills")
    elif is_loaded_file(below):
        yield from _of_loaded(output, name)


def _of_loaded(output: FileOutput, name: str) -> Iterator[str]:
    """Yield why a file of configuration beside a skill may not go: it may when its keys do nothing but narrow."""
    try:
        keys = keys_of_document(name, output.data.decode("utf-8", "replace"))
    except UnreadableOutputError:
        keys = None
    if not keys or any(acting_keys(keys, "skills")):
        yield "a file that clients load"


def _of_text(output: FileOutput, artifact: Artifact, cell: str) -> Iterator[str]:
    text, name = output.data.decode("utf-8", "replace"), output.path.rpartition("/")[2]
    for each in dict.fromkeys((cell, CELL_OF.get(artifact.kind, cell))):
        yield from acting_words(text, each, 0 if artifact.kind == "command" else output.path.count("/"))
    try:
        keys = keys_of_document(name, text)
        found = [keys] if keys is not None else list(readings(text))
    except UnreadableOutputError as error:
        yield str(error)
        return
    for reading in found:
        yield from acting_keys(reading, cell)
    if len(found) > 1 and any(reading and reading != found[0] for reading in found[1:]):
        yield APART
    if name == "SKILL.md":
        yield from _lost(found, artifact)


def _lost(found: Sequence[Keys], artifact: Artifact) -> Iterator[str]:
    wanted = {key: artifact.fields[key] for key in KEPT if key in artifact.fields and artifact.kind == "skill"}
    for key, value in wanted.items():
        if any(reading.get(key) is not value for reading in found):
            yield f"{key} is lost"
