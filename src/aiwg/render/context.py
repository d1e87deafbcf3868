"""What rendering needs to know beside a placement: the catalog, the platforms, the user's models."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from aiwg.artifact.ids import ascii_id
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.content import Content
from aiwg.core.dataclass import dataclass, field
from aiwg.placement.candidates import Bridge
from aiwg.placement.place import Placement
from aiwg.placement.resolve import Platform

TYPE_CHECKING = False
if TYPE_CHECKING:  # they ask for the context
    from typing import Any

    from aiwg.render.forms import FileForm, PlatformText


@dataclass(frozen=True, slots=True)
class Inputs:
    """What rendering takes from outside the sources and adapters.

    `models` are the user's own tiers per platform, `runner` the script that runs hooks in one form, `variables` the
    names of the environment variables that are set, None when nobody looked. `on_demand` has by their path in the
    source the commands that print artifacts on demand.
    """

    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    runner: bytes = b""
    variables: Container[str] | None = None
    on_demand: Mapping[str, str] = field(default_factory=dict)


NOTHING_GIVEN = Inputs()

Known = tuple[int, str, str]
"""The number of a placement, the path that it is written to, and the folder of a source that all of it stands for."""


@dataclass(frozen=True, slots=True)
class SourcePaths:
    """Where the files and folders of the sources are written, by platform and path in the source.

    `longest` is the length of the longest of these folders.
    """

    files: Mapping[tuple[str, str], Known]
    folders: Mapping[tuple[str, str], Known]
    longest: int


@dataclass(slots=True)
class Lookups:
    """What several placements of one rendering ask for, looked up once.

    The texts are those of one artifact: all of its placements stand one after the other. `native_texts` are by the
    identity of their artifact and the content of their form, `shared` are contents by their parts, `values` what native
    keys are made from by the name that the artifact is written under.
    """

    forms: dict[tuple[object, ...], FileForm] = field(default_factory=dict)
    contents: dict[str, int] = field(default_factory=dict)
    native_texts: dict[tuple[int, ...], PlatformText] = field(default_factory=dict)
    shared: dict[tuple[bytes, str], Content] = field(default_factory=dict)
    values: dict[str, tuple[Artifact, Mapping[str, Any]]] = field(default_factory=dict)
    owners: dict[str, tuple[str]] = field(default_factory=dict)
    sources: SourcePaths | None = None

    artifact: Artifact | None = None

    def begin(self, artifact: Artifact) -> None:
        """Go on with an artifact; the texts of another one are forgotten."""
        if self.artifact is not artifact:
            self.forget_texts()
            self.artifact = artifact

    def forget_texts(self) -> None:
        """Forget the texts, which are for one rendering alone."""
        self.artifact = None
        self.native_texts.clear()
        self.shared.clear()
        self.values.clear()


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What a renderer may ask for. Renderers only read it: what they add is what they return.

    `up` is the path from a package to the project that it belongs to, and `above` are the placements of that.
    `own_texts` are by artifact the files of the user's that hold its text.
    """

    catalog: Catalog
    platforms: Mapping[str, Platform]
    placements: Sequence[Placement]
    given: Inputs = field(default_factory=Inputs)
    bridges: Mapping[tuple[str, str], Bridge] = field(default_factory=dict)
    through: Mapping[tuple[str, str], str] = field(default_factory=dict)
    own_texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lookups: Lookups = field(default_factory=Lookups)
    up: str = ""
    above: Sequence[Placement] = ()

    def shared(self, head: bytes, body: str = "") -> Content:
        """Return the content of these parts, the same object each time: platforms want many files alike."""
        found = self.lookups.shared.get((head, body))
        if found is None:
            found = self.lookups.shared[head, body] = Content(head, body)
        return found

    def owners(self, artifact: Artifact) -> tuple[str]:
        """Return the owners of a file that only this artifact has: the same object for all of its files."""
        name = artifact.named
        return self.lookups.owners.setdefault(name, (name,))

    def placed_id(self, placement: Placement) -> str:
        """Return the id under which an artifact is written: a carried one never takes a skill's own id."""
        artifact = placement.artifact
        if not placement.is_carried or placement.cell != "skills":
            return artifact.id
        rank = KINDS[artifact.kind].skill_rank
        assert rank is not None  # noqa: S101  only what can become a skill is carried as one
        rivals = [kind.name for kind in KINDS.values() if kind.skill_rank is not None and kind.skill_rank < rank]
        flat = ascii_id(artifact.id.replace("/", "-"), artifact.kind)
        taken = any(f"{kind}/{artifact.id}" in self.catalog for kind in rivals)
        return f"{flat}-{artifact.kind}" if taken else flat

    def path_of(self, placement: Placement) -> str:
        """Return the path that a placement is written to."""
        artifact, template = placement.artifact, placement.spot.path
        name = self.placed_id(placement)
        path = template.replace("{id:path}", name).replace("{id}", name.replace("/", "-"))
        # instructions of a folder keep the platform's file name and lie in that folder, where clients look for them
        nested = artifact.kind == "instructions" and artifact.id != "instructions"
        return f"{artifact.id}/{path}" if nested else path

    def skill_folder(self, skill: str, platform: str) -> str | None:
        """Return where a platform loads a skill from, or None."""
        for path, placement in self.paths():
            if (
                placement.cell == "skills"
                and platform in placement.platforms
                and placement.artifact.key == f"skill/{skill}"
            ):
                return path.rstrip("/")
        return None

    def paths(self) -> Iterator[tuple[str, Placement]]:
        """Yield each placement with its path; in a package those of the project above it come last."""
        yield from ((self.path_of(each), each) for each in self.placements)
        yield from ((self.up + self.path_of(each), each) for each in self.above)
