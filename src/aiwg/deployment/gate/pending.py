"""Unapproved artifacts of which the manifest records something: which stand as they are, which stay, which are reduced.

A teammate may have approved and committed them. They are planned as if they were approved. Where each piece of one
stands already, it goes on so, and nothing of it is written. Where a piece does not stand, all that was written of it
stays as it is; but what was only ever written in its harmless form goes on in that form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from aiwg.artifact.kinds import EXECUTABLE
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.content import Content
from aiwg.core.dataclass import dataclass, replace
from aiwg.manifest import BLOCK, KEYS, Manifest, Record
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.key_paths import decode_path
from aiwg.render.outputs import BlockOutput, BlockSection, FileOutput, KeyEntry, KeysOutput, Output
from aiwg.trust.approvals import Approvals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.deployment.gate.standing import Piece, Standing


MAIN = "/SKILL.md"


@dataclass(frozen=True, slots=True)
class Pending:
    """One of them, and what is deployed in its place where it is reduced: its harmless form, another's, or nothing."""

    artifact: Artifact
    instead: Artifact | None


def pending_in(
    withheld: Iterable[Artifact], reduced: Catalog, recorded: Manifest, approvals: Approvals
) -> dict[str, Pending]:
    """Return by key the withheld artifacts of which something is recorded, but for those revoked on this machine.

    `reduced` is the catalog without what nobody approved.
    """
    listed = [artifact for artifact in withheld if not approvals.is_revoked(artifact)]
    if not listed or not recorded.records:
        return {}
    roots = {path[: -len(MAIN)] for path in recorded.records if path.endswith(MAIN)}
    makers: dict[str, list[Artifact]] = {}
    for artifact in listed:
        makers.setdefault(artifact.named, []).append(artifact)
    found: dict[str, Pending] = {}
    for path, record in recorded.records.items():
        for name in record.artifacts:
            for artifact in makers.get(name, ()):
                if artifact.key not in found and _is_made_by(artifact, path, record, roots):
                    found[artifact.key] = Pending(artifact, reduced.get(artifact.key))
    return found


def with_pending(known: Catalog, reduced: Catalog, pending: Mapping[str, Pending]) -> Catalog:
    """Return the reduced catalog with the pending artifacts as they are in the sources."""
    if not pending:
        return reduced
    return Catalog([*reduced, *(artifact for artifact in known if artifact.key in pending)])


def _is_made_by(artifact: Artifact, path: str, record: Record, roots: Collection[str]) -> bool:
    """Say whether a recorded path holds something of an artifact: a behavior is a skill and its hooks."""
    if record.own == KEYS:
        return not artifact.composed_from or artifact.kind in EXECUTABLE
    from aiwg.deployment.gate.verify import makes, root_of

    return makes(artifact, path, root_of(path, roots))


def missing(pending: Iterable[Artifact], outputs: Sequence[Output], catalog: Catalog, standing: Standing) -> set[str]:
    """Return the keys of the artifacts of which a piece in the outputs does not stand yet."""
    wanted = {artifact.key: artifact for artifact in pending}
    if not wanted:
        return set()
    by_name: dict[str, list[Artifact]] = {}
    for artifact in wanted.values():
        for name in {artifact.named, *scripts_of(artifact, catalog)}:
            by_name.setdefault(name, []).append(artifact)
    roots = {output.path[: -len(MAIN)] for output in outputs if output.path.endswith(MAIN)}
    lacking: set[str] = set()
    for output in outputs:
        if by_name.keys().isdisjoint(output.artifacts):
            continue
        for names, piece in _pieces(output):
            owners = {
                each.key
                for name in names
                for each in by_name.get(name, ())
                if each.key not in lacking and _is_piece_of(each, name, output, roots)
            }
            if owners and not standing.has(output, piece):
                lacking |= owners
    return lacking


def _pieces(output: Output) -> Iterator[tuple[Collection[str], Piece]]:
    """Yield the pieces of an output, each with the names of its artifacts."""
    if isinstance(output, FileOutput) and output.items is not None:
        for item in output.items.items:
            yield item.artifacts, item
    elif isinstance(output, FileOutput):
        yield output.artifacts, output
    elif isinstance(output, BlockOutput):
        for section in output.sections.values():
            yield (section.artifact,), section
    else:
        for entry in output.entries:
            yield entry.artifacts, entry


def scripts_of(artifact: Artifact, catalog: Catalog) -> tuple[str, ...]:
    """Return the name of the skill whose files a hook runs, if it runs any."""
    skill = catalog.get(f"skill/{artifact.fields['skill']}") if "skill" in artifact.fields else None
    return (skill.named,) if skill is not None else ()


def _is_piece_of(artifact: Artifact, name: str, output: Output, roots: Collection[str]) -> bool:
    """Say whether an output that names an artifact, or the skill whose files it runs, is a part of what it does."""
    if not isinstance(output, FileOutput):
        return name == artifact.named
    from aiwg.deployment.gate.verify import root_of

    root = root_of(output.path, roots)
    if "skill" in artifact.fields and root is not None:
        return not output.path.endswith(MAIN)
    from aiwg.deployment.gate.verify import makes

    return name == artifact.named and makes(artifact, output.path, root)


def stays(each: Pending, recorded: Manifest, catalog: Catalog, standing: Standing) -> bool:
    """Say whether what was written of an artifact stays as it is, since something of it runs there or grants.

    Else it was never written but in its harmless form, or something else was in its place.
    """
    artifact = each.artifact
    if artifact.kind in EXECUTABLE and each.instead is None:
        return True
    there = list(_recorded_outputs(artifact, recorded, catalog, standing))
    from aiwg.deployment.gate.verify import breaches

    return any(breaches(there, {artifact.named: [artifact]}))


def _recorded_outputs(artifact: Artifact, recorded: Manifest, catalog: Catalog, standing: Standing) -> Iterator[Output]:
    """Yield what stands at the recorded paths of an artifact, as outputs of it alone."""
    for path, record in recorded.records.items():
        if artifact.named not in record.artifacts:
            continue
        for data in standing.texts(path):
            output = _as_output(artifact, path, record, data)
            if isinstance(output, BlockOutput):
                output = _without_words_of_others(output, artifact, record, catalog)
            if output is not None:
                yield output


def _as_output(artifact: Artifact, path: str, record: Record, data: bytes) -> Output | None:
    try:
        if record.own == BLOCK:
            found = block.find(data.decode("utf-8"), record.style)
            section = BlockSection(0, artifact.key, found.body if found else "")
            return BlockOutput(path, record.style, {artifact.key: section}, set(record.platforms))
        if record.own == KEYS:
            from aiwg.merge.keys import Lookup, parse

            lookup = Lookup(parse(data.decode("utf-8"), record.format))
            values = [(decode_path(key.path), key) for key in record.keys if artifact.named in key.artifacts]
            from aiwg.merge.keys import MISSING

            entries = [
                KeyEntry(steps, value, (artifact.named,), key.platforms)
                for steps, key in values
                if (value := lookup.get(steps)) is not MISSING
            ]
            return KeysOutput(path, record.format, entries)
    except (EditRefusedError, ValueError):
        return None
    return FileOutput(path, Content(data), False, (artifact.named,), record.platforms)


def _without_words_of_others(output: BlockOutput, artifact: Artifact, record: Record, catalog: Catalog) -> BlockOutput:
    """Return a block without the acting words of the other artifacts in it, which may be approved ones."""
    text = output.sections[artifact.key].text
    for other in catalog:
        if other.named in record.artifacts and other.key != artifact.key:
            from aiwg.deployment.gate.effects import acting_words

            for words in acting_words(other.body, "instructions", 0):
                text = text.replace(words, "")
    return replace(output, sections={artifact.key: BlockSection(0, artifact.key, text)})


def naming(servers: Collection[str], catalog: Catalog) -> dict[str, str]:
    """Return the artifacts that name one of these servers, by key, each with the first server that it names."""
    found: dict[str, str] = {}
    for artifact in catalog if servers else ():
        named = artifact.fields.get("mcp_servers")
        for name in named if isinstance(named, list | dict) else ():
            if f"mcp_server/{name}" in servers:
                found.setdefault(artifact.key, f"mcp_server/{name}")
    return found


def changed_by(names: Iterable[str], outputs: Iterable[Output], others: Iterable[Output]) -> set[str]:
    """Return which of these artifacts have other outputs in one of two sets than in the other."""
    one, two = ({output.path: output for output in each} for each in (outputs, others))
    changed = {path for path in {*one, *two} if one.get(path) != two.get(path)}
    touched = {name for path in changed for each in (one, two) if path in each for name in each[path].artifacts}
    return touched.intersection(names)
