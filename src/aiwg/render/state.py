"""What rendering needs to know beside a placement: the catalog, the platforms, the user's models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiwg.artifact.ids import ascii_id
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.findings.model import Finding
from aiwg.placement.candidates import Bridge
from aiwg.placement.place import Placement
from aiwg.placement.resolve import Platform
from aiwg.render.outputs import Outputs
from aiwg.render.values import Loss

LEVELS = ("native", "translated", "degraded", "unsupported")


@dataclass(slots=True)
class Delivery:
    """How one artifact arrives at one platform: the level, where, and what is lost."""

    artifact: str
    platform: str
    level: str
    paths: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the arrival in the shape that programs rely on."""
        losses = [loss.as_json() for loss in self.losses]
        return {
            "platform": self.platform,
            "level": self.level,
            "paths": list(self.paths),
            "notes": list(self.notes),
            "losses": losses,
        }

    def copy(self) -> Delivery:
        """Return an equal one, to be changed."""
        return Delivery(self.artifact, self.platform, self.level, self.paths, self.losses, self.notes)

    def lower_to(self, level: str) -> None:
        """Lower the level, never raise it."""
        if LEVELS.index(level) > LEVELS.index(self.level):
            self.level = level

    def note(self, text: str) -> None:
        """Note something that a person should know, once."""
        if text and text not in self.notes:
            self.notes = (*self.notes, text)

    def lose(self, losses: Iterable[Loss]) -> None:
        """Note losses, each once."""
        self.losses = tuple(dict.fromkeys((*self.losses, *losses)))


@dataclass(frozen=True, slots=True)
class Inputs:
    """What rendering takes from outside the sources and adapters.

    `models` are the user's own tiers per platform, `runner` the script that runs hooks in one form, `variables` the
    names of the environment variables that are set, None when nobody looked.
    """

    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    runner: bytes = b""
    variables: frozenset[str] | None = None


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
class RenderState:
    """The state of one rendering: inputs, and what has been rendered so far."""

    catalog: Catalog
    platforms: Mapping[str, Platform]
    placements: Sequence[Placement]
    given: Inputs = field(default_factory=Inputs)
    outputs: Outputs = field(default_factory=Outputs)
    bridges: Mapping[tuple[str, str], Bridge] = field(default_factory=dict)
    through: Mapping[tuple[str, str], str] = field(default_factory=dict)
    event_hooks: dict[str, list[str]] = field(default_factory=dict)
    arrivals: dict[tuple[str, str], Delivery] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)
    limits: dict[tuple[str, tuple[str, ...]], Sequence[tuple[str, str, Mapping[str, int]]]] = field(
        default_factory=dict
    )
    sources: SourcePaths | None = None

    def arrived(self, placement: Placement, level: str, path: str, losses: Sequence[Loss] = (), note: str = "") -> None:
        """Note that an artifact arrives at all platforms of its placement."""
        level, name = "degraded" if placement.is_carried else level, placement.artifact.named
        paths, lost = (path,), tuple(losses)  # the same for all of them: with many platforms that is most of the memory
        for platform in placement.platforms:
            arrival = self.arrivals.get((name, platform))
            if arrival is None:
                self.arrivals[name, platform] = arrival = Delivery(name, platform, level, paths, lost)
            elif path not in arrival.paths:
                arrival.paths = (*arrival.paths, path)
            if arrival.level == "unsupported":  # another part of it was refused before
                arrival.level = "degraded"
            arrival.lower_to(level)
            arrival.lose(lost if arrival.losses is not lost else ())
            arrival.note(note)

    def take(self, other: Delivery) -> None:
        """Note an arrival that was found apart from others."""
        key = (other.artifact, other.platform)
        arrival = self.arrivals.get(key)
        if arrival is None:
            self.arrivals[key] = other.copy()
            return
        if other.level == "unsupported":
            arrival.lower_to("degraded" if arrival.paths else "unsupported")
        elif arrival.level == "unsupported":
            arrival.level = "degraded"
        else:
            arrival.lower_to(other.level)
        arrival.paths = tuple(dict.fromkeys((*arrival.paths, *other.paths)))
        arrival.lose(other.losses)
        for note in other.notes:
            arrival.note(note)

    def unsupported(self, artifact: Artifact, platform: str, reason: str) -> None:
        """Note that an artifact does not arrive at a platform, unless a part of it does otherwise."""
        known = (artifact.named, platform) in self.arrivals
        arrival = self.arrival(artifact, platform)
        arrival.lower_to("degraded" if known and arrival.paths else "unsupported")
        arrival.note(reason)

    def arrival(self, artifact: Artifact, platform: str) -> Delivery:
        """Return the (new) arrival of an artifact at a platform."""
        name = artifact.named
        found = self.arrivals.get((name, platform))
        if found is None:
            self.arrivals[name, platform] = found = Delivery(name, platform, "native")
        return found

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
        nested = artifact.kind == "instructions" and artifact.id != "instructions"
        return f"{artifact.id}/{path}" if nested else path

    def skill_folder(self, skill: str, platform: str) -> str | None:
        """Return where a platform loads a skill from, or None."""
        for placement in self.placements:
            if (
                placement.cell == "skills"
                and platform in placement.platforms
                and placement.artifact.key == f"skill/{skill}"
            ):
                return self.path_of(placement).rstrip("/")
        return None
