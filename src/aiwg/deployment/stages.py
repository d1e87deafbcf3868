"""The stages of a deployment, each a value made of the one before: loaded, placed, rendered, planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.adapter.model import Adapter
from aiwg.apply.apply import recorded
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.decisions.in_force import NO_DECISIONS, Decisions
from aiwg.deployment.caches import Caches
from aiwg.deployment.intent import Intent
from aiwg.deployment.packages import DeployedPackage
from aiwg.deployment.relocations import Relocation
from aiwg.deployment.workspace import Workspace
from aiwg.findings.model import Finding
from aiwg.manifest import Manifest
from aiwg.placement.place import Placements
from aiwg.placement.resolve import Platform
from aiwg.placement.user_files import NO_USER_FILES, UserFiles
from aiwg.plan.actions import Action, Plan
from aiwg.plan.manifest_check import Stray
from aiwg.render.delivery import Delivery
from aiwg.render.outputs import Output
from aiwg.source.bundles import Bundle
from aiwg.source.layers import Layer
from aiwg.source.packages import NO_PACKAGES, Packages
from aiwg.source.refused import Refusals, Refused


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is to be deployed: the artifacts that are sound, approved and selected; without platforms there are none.

    `recorded` is the manifest as it is on disk; `sources` and `selection` are what the next one remembers of these.
    `consents` are those that typing a source gives. `withheld` are artifacts that wait for consent, and `unapproved`
    those of which nothing may run, by the name people know. `refusals` are the artifacts that errors keep out, and
    `staying` those of them of which something was deployed: it stays. `yielded` are the artifacts that are left out
    where files of the user's have their places, by the paths of these. `packages` are the further folders to deploy to.
    """

    intent: Intent
    workspace: Workspace
    caches: Caches
    recorded: Manifest
    adapters: tuple[Adapter, ...]
    layers: tuple[Layer, ...] = ()
    bundles: Mapping[str, Bundle] = field(default_factory=dict)
    catalog: Catalog = field(default_factory=Catalog)
    sources: tuple[str, ...] | None = None
    selection: tuple[str, ...] | None = None
    decisions: Decisions = NO_DECISIONS
    consents: Mapping[str, str] = field(default_factory=dict)
    withheld: tuple[Artifact, ...] = ()
    unapproved: Mapping[str, list[Artifact]] = field(default_factory=dict)
    refusals: Refusals = field(default_factory=Refusals)
    staying: frozenset[str] = frozenset()
    yielded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Finding, ...] = ()
    packages: Packages = NO_PACKAGES


@dataclass(frozen=True, slots=True)
class Placed:
    """Where each artifact of `catalog` goes, beside the user's own files."""

    loaded: Loaded
    catalog: Catalog
    staying: frozenset[str]
    platforms: tuple[Platform, ...] = ()
    user_files: UserFiles = NO_USER_FILES
    placements: Placements = field(default_factory=Placements)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What should be on disk, and how each artifact arrives at each platform.

    `placed` is without the artifacts that were found wrong only when they were rendered; `refusals` are with them.
    `packages` say which of the outputs lie in a package, and why.
    """

    placed: Placed
    refusals: Refusals
    outputs: tuple[Output, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    problems: tuple[Finding, ...] = ()
    packages: tuple[DeployedPackage, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """What would change, and all that explains it; carrying it out needs nothing more.

    `old` is what can be believed of the manifest, `strays` the rest; `new` is the manifest to come but for the folders
    that are made. `outputs` are those at their real paths that do not wait. `refused` are the artifacts that errors
    keep out; `waiting` those that wait for them, each with the file that they share. `lost_permissions` forbid it.
    """

    rendered: Rendered
    plan: Plan
    old: Manifest
    new: Manifest
    outputs: tuple[Output, ...] = ()
    strays: tuple[Stray, ...] = ()
    relocations: tuple[Relocation, ...] = ()
    refused: tuple[Refused, ...] = ()
    waiting: Mapping[str, str] = field(default_factory=dict)
    lost_permissions: tuple[Finding, ...] = ()
    problems: tuple[Finding, ...] = ()

    @property
    def placed(self) -> Placed:
        """Return the stage that says where the artifacts go."""
        return self.rendered.placed

    @property
    def loaded(self) -> Loaded:
        """Return the stage that says what is deployed."""
        return self.rendered.placed.loaded

    @property
    def workspace(self) -> Workspace:
        """Return where it is planned for."""
        return self.loaded.workspace

    @property
    def adapters(self) -> tuple[Adapter, ...]:
        """Return the platforms that are served, by id."""
        return self.loaded.adapters

    @property
    def catalog(self) -> Catalog:
        """Return the artifacts that are deployed."""
        return self.placed.catalog

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Return how each artifact arrives at each platform."""
        return self.rendered.deliveries

    def with_actions(self, actions: Iterable[Action]) -> Planned:
        """Return the same with other actions, which the manifest to come follows."""
        plan = replace(self.plan, actions=tuple(actions))
        return replace(self, plan=plan, new=replace(self.new, records=recorded(plan)))

    def with_places_kept(self) -> Planned:
        """Return the same, to be remembered with the places that groups of artifacts were given before."""
        return replace(self, new=replace(self.new, placed=self.old.placed))
