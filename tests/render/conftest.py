"""Platforms of the tests' own, which write in one form each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from aiwg.deployment.stages import Planned
from tests.conftest import Deployer, Writer

HEAD = "name: {id}\nvendor: Nobody\ndocs: https://example.com\nevidence: {{grade: docs}}\n"
Deploy = Callable[..., Planned]


@pytest.fixture
def deploy_to(deployer: Deployer, write: Writer, tmp_path: Path) -> Deploy:
    """Return a function that deploys files to a platform described by the rest of its adapter."""

    def run(adapter: str, files: dict[str, str], id: str = "probe", **more: object) -> Planned:
        write(f"home/.config/aiwg/platforms/{id}/platform.yaml", HEAD.format(id=id) + adapter)
        for path, text in files.items():
            write(f"source/{path}", text)
            if path.endswith(".sh"):
                (tmp_path / "source" / path).chmod(0o755)
        return deployer.deploy(id, source=tmp_path / "source", **more)

    return run


def load(path: Path) -> Any:
    """Return the document in a JSON or YAML file."""
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else YAML(typ="safe", pure=True).load(text)


def losses(deployment: Planned) -> set[tuple[str, str, bool]]:
    """Return every loss as (artifact, field, freer)."""
    return {(arrival.artifact, loss.field, loss.freer) for arrival in deployment.deliveries for loss in arrival.losses}
