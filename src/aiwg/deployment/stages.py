"""The stages of a deployment, each a value made of the one before: loaded, placed, rendered, planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.adapter.model import Adapter
from aiwg.apply.apply import recorded
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.decisions.in_force import NO_DECISIONS, Decisions
from aiwg.deployment.caches import Caches
from aiwg.deployment.gate.policy import PolicyApproval
from aiwg.deployment.intent import Intent, Verify
from aiwg.deployment.relocations import Relocation
from aiwg.deployment.workspace import Workspace
from aiwg.findings.model import Finding
from aiwg.manifest import Manifest
from aiwg.placement.place import Placements
from aiwg.placement.resolve import Platform
from aiwg.placement.user_files import NO_USER_FILES, UserFiles
from aiwg.plan.actions import Action, Plan
from aiwg.plan.manifest_check import Stray
from aiwg.render.delivery import DeliveryList
from aiwg.render.outputs import Output
from aiwg.source.layers import Layer
from aiwg.source.refused import Refusals, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.deployment.gate.pending import Pending
    from aiwg.deployment.packages import DeployedPackage
    from aiwg.source.bundles import Bundle
    from aiwg.source.packages import Packages


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is to be deployed: the artifacts that are sound, approved and selected; without platforms there are none.

    `recorded` is the manifest as it is on disk; `sources` and `limit` are what the next one remembers of these, and
    `selection` is the limit with the artifacts of its profiles in their place. `consents` are those that typing a
    source gives. `withheld` are artifacts that wait for consent, and `unapproved` those of which nothing may run, by
    the name people know. Of the `pending` ones among them something is recorded, so the catalog has them as if they
    were approved. `held` are the platforms, by artifact, that load it from a file of the user's that it was imported
    from, and how; `own_texts` are the files of instructions among these. `refusals` are the artifacts that errors keep
    out, and `staying` those of them of which something was deployed: it stays. `yielded` are the artifacts that are
    left out where files of the user's have their places, by the paths of these. `packages` are the further folders to
    deploy to. `looked` are paths that were asked for beside the sources: any of them may come or change.
    `approved_by_policy` are artifacts that nobody but a policy approved, and `forbidden` those withheld ones that it
    denies, by the name people know. `on_demand` are the artifacts that the catalog skill stands for.
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
    limit: tuple[str, ...] | None = None
    decisions: Decisions = NO_DECISIONS
    consents: Mapping[str, str] = field(default_factory=dict)
    withheld: tuple[Artifact, ...] = ()
    unapproved: Mapping[str, list[Artifact]] = field(default_factory=dict)
    pending: Mapping[str, Pending] = field(default_factory=dict)
    held: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    own_texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    refusals: Refusals = field(default_factory=Refusals)
    staying: frozenset[str] = frozenset()
    yielded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Finding, ...] = ()
    packages: Packages | None = None
    looked: tuple[str, ...] = ()
    approved_by_policy: tuple[PolicyApproval, ...] = ()
    forbidden: frozenset[str] = frozenset()
    on_demand: tuple[Artifact, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where each artifact of `catalog` goes, beside the user's own files.

    `kept` are unapproved artifacts that do not stand as the sources say: what was written of them stays. They are among
    those `staying`. `waiting` are others that would bring along what nobody approved, each with the artifact they name.
    """

    loaded: Loaded
    catalog: Catalog
    staying: frozenset[str]
    kept: frozenset[str] = frozenset()
    waiting: Mapping[str, str] = field(default_factory=dict)
    platforms: tuple[Platform, ...] = ()
    user_files: UserFiles = NO_USER_FILES
    placements: Placements = field(default_factory=Placements)


@dataclass(frozen=True, slots=True)
class RenderedPackages:
    """All outputs, those of the project and of its packages; what lies in each package; what a person should know."""

    outputs: tuple[Output, ...]
    packages: tuple[DeployedPackage, ...] = ()
    problems: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """What should be on disk, and how each artifact arrives at each platform.

    `placed` is without the artifacts that were found wrong only when they were rendered; `refusals` are with them.
    `packages` say which of the outputs lie in a package, and why.
    """

    placed: Placed
    refusals: Refusals
    outputs: tuple[Output, ...] = ()
    deliveries: DeliveryList = field(default_factory=DeliveryList)
    problems: tuple[Finding, ...] = ()
    packages: tuple[DeployedPackage, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """What would change, and all that explains it; carrying it out needs nothing more.

    `old` is what can be believed of the manifest, `strays` the rest; `new` is the manifest to come but for the folders
    that are made. `outputs` are those at their real paths that do not wait, `in_conflict` those that cannot be written
    where they belong. `refused` are the artifacts that errors
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
    in_conflict: tuple[Output, ...] = ()

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
    def not_deployed(self) -> list[Artifact]:
        """Return the unapproved artifacts of which what would run is not deployed here, though some platform takes it.

        There are none for an intent that only looks.
        """
        if isinstance(self.loaded.intent, Verify):
            return []
        cells = {cell for adapter in self.adapters for cell in adapter.cells}
        on_demand = {each.named for each in self.loaded.on_demand}
        return [
            each
            for each in self.loaded.withheld
            if each.named not in self.placed.kept
            and each.named not in on_demand
            and not self._stands(each)
            and not cells.isdisjoint((KINDS[each.kind].cell, *KINDS[each.kind].delivered_as.values()))
        ]

    @property
    def not_readable(self) -> list[Artifact]:
        """Return the unapproved artifacts on demand: agents here cannot read them yet."""
        on_demand = {each.named for each in self.loaded.on_demand}
        return [each for each in self.loaded.withheld if each.named in on_demand]

    @property
    def kept(self) -> list[Artifact]:
        """Return the unapproved artifacts of which what stands here is another version than the sources hold."""
        return [each for each in self.loaded.withheld if each.named in self.placed.kept]

    @property
    def standing(self) -> list[Artifact]:
        """Return the unapproved artifacts that stand here as the sources hold them: others approved them."""
        return [each for each in self.loaded.withheld if self._stands(each)]

    def _stands(self, artifact: Artifact) -> bool:
        pending, planned = self.loaded.pending.get(artifact.key), self.catalog.get(artifact.key)
        if pending is None or planned is None:
            return False
        # not the very artifact: one that a platform loads from the user's own file is planned without that platform
        return (planned.fields, planned.body) == (pending.artifact.fields, pending.artifact.body)

    @property
    def deliveries(self) -> DeliveryList:
        """Return how each artifact arrives at each platform."""
        return self.rendered.deliveries

    def with_actions(self, actions: Iterable[Action]) -> Planned:
        """Return the same with other actions, which the manifest to come follows."""
        plan = replace(self.plan, actions=tuple(actions))
        return replace(self, plan=plan, new=replace(self.new, records=recorded(plan)))

    def with_places_kept(self) -> Planned:
        """Return the same, to be remembered with the places that groups of artifacts were given before."""
        return replace(self, new=replace(self.new, placed=self.old.placed))
