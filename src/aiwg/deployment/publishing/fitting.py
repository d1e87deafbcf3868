"""Artifacts as they go into a package: for its target, under the names that clients call them by there."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from aiwg.adapter.package_target import PackageTarget
from aiwg.artifact.kinds import KINDS, TEXT_CELLS
from aiwg.artifact.markdown_spans import unfenced_lines
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass, replace
from aiwg.deployment.gate.pending import Pending
from aiwg.findings.model import Finding

IGNORED_THERE = "ignored-in-package"

AS_SKILLS: Mapping[str, str] = {row.cell: kind for kind, row in KINDS.items() if row.cell in TEXT_CELLS}
"""What `as_skills` of aiwg.yaml may say, and the kind that it means."""

_MENTION = r"(?<![\w./:@-])/(?P<id>{})(?![\w/:-]|\.\w)"


@dataclass(frozen=True, slots=True)
class Fitting:
    """How the artifacts of one package are changed for its targets, which share one tree.

    `homes` are by id the packages of what people call by `/id`. `called` finds these calls, None where a client does
    not put the name of a package before them.
    """

    targets: tuple[PackageTarget, ...]
    as_skills: Collection[str]
    homes: Mapping[str, str]
    called: re.Pattern[str] | None

    @classmethod
    def of(cls, targets: Iterable[PackageTarget], homes: Mapping[str, str], as_skills: Iterable[str]) -> Fitting:
        """Return how the artifacts of a package are changed."""
        shared = tuple(targets)
        ids = sorted(homes, key=len, reverse=True)
        called = re.compile(_MENTION.format("|".join(map(re.escape, ids)))) if ids and _namespace(shared) else None
        return cls(shared, frozenset(AS_SKILLS[each] for each in as_skills), homes, called)

    def fit(self, artifact: Artifact) -> Artifact:
        """Return an artifact as it goes into the package."""
        changed = _for_targets(artifact, self.targets)
        if self.called is not None and "/" in changed.body:
            changed = changed.with_(body=_renamed(changed.body, self.called, self._name))
        return _as_skill(changed, self.targets) if changed.kind in self.as_skills else changed

    def fit_pending(self, pending: Pending) -> Pending:
        """Return an unapproved artifact, and what stands for it, as they go into the package."""
        return Pending(self.fit(pending.artifact), pending.instead and self.fit(pending.instead))

    def _name(self, match: re.Match[str]) -> str:
        form = _namespace(self.targets)
        return "/" + form.replace("{package}", self.homes[match["id"]]).replace("{id}", match["id"])

    def reader_losses(self, catalog: Catalog) -> Iterator[Finding]:
        """Yield a note for each other client that installs a package, and does not load all that is in it."""
        cells = {KINDS[artifact.kind].cell for artifact in catalog}
        for target in self.targets:
            for reader in target.readers:
                present = cells.intersection(target.adapter.cells)
                lacks = [cell for cell in reader.lacks if cell in present]
                partly = [cell for cell in reader.partly if cell in present]
                if lacks or partly:
                    without = [f"without its {', '.join(lacks)}"] if lacks else []
                    without += [f"with a part of its {', '.join(partly)}"] if partly else []
                    message = f"{reader.name} installs the {target.adapter.name} too, {' and '.join(without)}"
                    hint = f"make a package for it: aiwg package {reader.better}" if reader.better else None
                    yield Finding(IGNORED_THERE, "info", message, hint=hint, platform=target.id)

    def losses(self, catalog: Catalog) -> Iterator[Finding]:
        """Yield a warning for each artifact with native keys that clients ignore in a package."""
        for target in self.targets:
            for artifact in catalog:
                said = _overrides(artifact, target)
                ignored = sorted(target.drops.get(KINDS[artifact.kind].cell, frozenset()).intersection(said))
                if ignored:
                    message = f"{target.adapter.name}: {artifact.named} loses {', '.join(ignored)}"
                    file, line = artifact.origin.file, artifact.origin.line
                    yield Finding(IGNORED_THERE, "warning", message, file, line, platform=target.id)


def homes_of(package: str, called: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return by id the package that a text in one package means by `/id`: itself, else the only one that has it.

    `called` are by id the packages with a command or a skill of this name.
    """
    return {
        id: package if package in packages else next(iter(packages))
        for id, packages in called.items()
        if package in packages or len(packages) == 1
    }


def _namespace(targets: Iterable[PackageTarget]) -> str:
    return next((each.namespace for each in targets if each.namespace), "")


def _overrides(artifact: Artifact, target: PackageTarget) -> dict[str, object]:
    """Return the native keys of an artifact for a target: those of its platform, then its own."""
    found: dict[str, object] = {}
    for name, keys in artifact.overrides.items():
        if name in target.extends:
            found |= keys
    return found | dict(artifact.overrides.get(target.id, {}))


def _for_targets(artifact: Artifact, targets: Iterable[PackageTarget]) -> Artifact:
    """Return an artifact that names targets where it names the platforms whose dialect they write."""
    include, exclude, overrides = list(artifact.include), list(artifact.exclude), dict(artifact.overrides)
    for target in targets:
        include += [target.id] if target.extends.intersection(artifact.include) else []
        exclude += [target.id] if target.extends.intersection(artifact.exclude) else []
        drops = target.drops.get(KINDS[artifact.kind].cell, frozenset())
        own = {key: value for key, value in _overrides(artifact, target).items() if key not in drops}
        if own or target.id in overrides:
            overrides[target.id] = own
    if (include, exclude, overrides) == ([*artifact.include], [*artifact.exclude], {**artifact.overrides}):
        return artifact
    return artifact.with_(include=tuple(include), exclude=tuple(exclude), overrides=overrides)


def _as_skill(artifact: Artifact, targets: Iterable[PackageTarget]) -> Artifact:
    """Return a text as a rule that agents load when it fits, for targets without a place for it."""
    cell = KINDS[artifact.kind].cell
    if any(cell in target.adapter.cells for target in targets) or artifact.fields.get("activation") == "manual":
        return artifact
    fields = {key: value for key, value in artifact.fields.items() if key not in ("activation", "paths")}
    if artifact.fields.get("paths") and "description" not in fields:
        fields["description"] = f"Rules for {', '.join(artifact.fields['paths'])}"
    fields.setdefault("description", f"Rules of this team ({artifact.id}): read them before you work.")
    changed = artifact.with_(fields={**fields, "activation": "model"})
    return changed if artifact.kind == "rule" else replace(changed, kind="rule", composed_from=artifact.named)


def _renamed(body: str, called: re.Pattern[str], name: Callable[[re.Match[str]], str]) -> str:
    """Return a text in which `/id` outside of fenced code is what clients call it in a package."""
    lines = body.split("\n")
    for number, line, _ in unfenced_lines(body):
        lines[number - 1] = called.sub(name, line)
    return "\n".join(lines)
