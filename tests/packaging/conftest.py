"""A project with a source of its own, and packages made of it in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aiwg.adapter.package_target import package_targets
from aiwg.cli.app import run
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.pipeline import carry_out
from aiwg.deployment.publishing.load import package_workspace
from aiwg.deployment.publishing.plan import PackageRequest, PlannedPackages, plan_packages
from aiwg.deployment.workspace import open_workspace
from tests.conftest import put

TARGETS = tuple(package_targets())
SKILL = "---\nname: {0}\ndescription: Use when you {0}.\n---\nDo {0}, then /release.\n"
BUNDLES = "bundles:\n  docs:\n    description: All about docs\n    artifacts: [skill/write, command/release]\n"


@dataclass(frozen=True)
class Packager:
    """Makes packages of one project into one folder."""

    project: Path
    out: Path

    def write(self, files: dict[str, str]) -> None:
        """Write files of the project."""
        for path, text in files.items():
            put(self.project / path, text)

    def plan(self, *targets: str, source: Path | None = None, only: tuple[str, ...] = ()) -> PlannedPackages:
        """Return the plan of the packages, with no regard to restrictions that are lost."""
        sources = (str(source),) if source else ()
        workspace = package_workspace(open_workspace(self.project, "project"), self.out, package_targets())
        intent = Deploy(Targets(self.project, sources=sources), accept_freer=True)
        return plan_packages(intent, PackageRequest(self.out, targets, only), workspace)

    def make(self, *targets: str, source: Path | None = None) -> PlannedPackages:
        """Make the packages and return their plan."""
        packages = self.plan(*targets, source=source)
        self.out.mkdir(exist_ok=True)
        carry_out(packages.planned)
        return packages

    def aiwg(self, *arguments: str) -> int:
        """Run `aiwg package` on the project; return its exit code."""
        return run(["package", *arguments, "--project", str(self.project), "-o", str(self.out)])

    def files(self) -> dict[str, bytes]:
        """Return all files of the folder but those of aiwg's own state."""
        found = (path for path in self.out.rglob("*") if path.is_file())
        named = {path.relative_to(self.out).as_posix(): path.read_bytes() for path in found}
        return {path: data for path, data in named.items() if not path.startswith(".aiwg.packages/")}

    def read(self, path: str) -> Any:
        """Return a JSON file of the folder."""
        return json.loads((self.out / path).read_text(encoding="utf-8"))


@pytest.fixture
def packager(project: Path, tmp_path: Path) -> Packager:
    """Return what makes packages of an empty project."""
    return Packager(project, tmp_path / "packages")


@pytest.fixture
def docs(packager: Packager) -> Packager:
    """Return what makes packages of a project with a bundle, and a skill outside of it."""
    packager.write(
        {
            ".aiwg/skills/write/SKILL.md": SKILL.format("write"),
            ".aiwg/skills/count/SKILL.md": SKILL.format("count"),
            ".aiwg/commands/release.md": "---\ndescription: Release it.\n---\nAs `/write` says, not in a/release.\n",
            ".aiwg/bundles.yaml": BUNDLES,
            "aiwg.yaml": "package: {name: team, author: {name: Sam}, license: MIT}\n",
        }
    )
    return packager
