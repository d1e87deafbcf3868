"""Packaged and read again as a source, artifacts are what they were, but for what the packaging said is lost."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from aiwg.artifact.ids import ascii_id
from aiwg.artifact.model import Artifact
from aiwg.importing.layouts.find import find_layout
from aiwg.importing.layouts.translate import translate
from aiwg.render.delivery import Delivery
from aiwg.render.values import Loss
from aiwg.source.load import load_source, load_tree
from aiwg.source.tree_file import TreeFile
from tests.conftest import EVERYTHING, PLATFORMS
from tests.packaging.conftest import Packager

READ_AGAIN = ("claude-plugin", "agent-plugin")
"""The targets that a layout reads."""

NOT_SAID = {"requires", "triggers", "name"}
"""Fields that no client has: a trigger stands in the description, a name is that of the file."""

SAME_TOOL = {"list": "glob"}
"""Tools that are one tool of the client."""


def read_again(folder: Path) -> dict[str, Artifact]:
    """Return what a package holds, read as a source by its layout."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    files = {
        path.relative_to(folder).as_posix(): TreeFile(path.read_bytes(), os.access(path, os.X_OK)) for path in paths
    }
    found = translate(files, find_layout(files, "auto"), pick=())
    return {artifact.key: artifact for artifact in load_tree(found.files, "project", "").artifacts}


@pytest.mark.parametrize("source", [EVERYTHING, PLATFORMS.parent], ids=["everything", "bundles"])
@pytest.mark.parametrize("target", READ_AGAIN)
def test_a_package_is_read_as_what_it_was(target: str, source: Path, packager: Packager) -> None:
    """Of each package all artifacts come back, each as it was but for its losses, and no others."""
    packages = packager.make(target, source=source)
    originals = {artifact.named: artifact for artifact in load_source(source, "project", "").artifacts}
    for made in packages.made:
        if not made.folder:
            continue
        back = read_again(packager.out / made.folder)
        arrived = [each for each in made.deliveries if each.level != "unsupported"]
        keys = {expected_key(originals[each.artifact], each, back): each for each in arrived}
        assert keys.keys() == back.keys(), made.name
        for key, delivery in keys.items():
            differences = list(differing(originals[delivery.artifact], back[key], delivery))
            assert not differences, (made.name, key, differences)


def expected_key(artifact: Artifact, delivery: Delivery, back: Mapping[str, Artifact]) -> str:
    """Return the key that an artifact comes back with: hooks have no names in a client, and folders no place."""
    if artifact.kind == "hook":
        return next(key for key, each in back.items() if each.kind == "hook" and is_same_hook(artifact, each))
    kind = "skill" if any(path.startswith("skills/") for path in delivery.paths) else artifact.kind
    kind = "behavior" if artifact.kind == "behavior" and "hooks/hooks.json" in delivery.paths else kind
    id = artifact.id if kind in ("mcp_server", "skill") and artifact.kind == kind else artifact.id.replace("/", "-")
    return f"{kind}/{ascii_id(id, kind) if kind == 'skill' else id}"


def is_same_hook(one: Artifact, other: Artifact) -> bool:
    """Say whether two hooks run the same at the same time."""
    return all(one.fields.get(key) == other.fields.get(key) for key in ("event", "command", "match"))


def differing(one: Artifact, other: Artifact, delivery: Delivery) -> Iterator[str]:
    """Yield the parts of an artifact that came back otherwise, and that no loss names."""
    if one.kind != other.kind:  # carried as a skill: the text is all there is
        if one.body.strip()[:80] not in other.body:
            yield "body"
        return
    lost = {loss.field for loss in delivery.losses if isinstance(loss, Loss)}
    for key in {*one.fields, *other.fields} - lost - NOT_SAID:
        before, after = comparable(key, one.fields), comparable(key, other.fields)
        if before != after and key not in ("id", "contract"):
            yield f"{key}: {before!r} became {after!r}"
    if bare(one.body) != bare(other.body):
        yield "body"
    if [asset.path for asset in one.assets] != [asset.path for asset in other.assets]:
        yield "assets"
    for asset, again in zip(one.assets, other.assets, strict=False):
        if asset.data != again.data and b"@$AIWG_ROOT/" not in asset.data:
            yield asset.path


def comparable(key: str, fields: Mapping[str, Any]) -> Any:
    """Return a field as it counts: in the words that a client has for it."""
    value = fields.get(key)
    if key == "type" and "url" in fields:
        return value or "http"
    if key in ("tools", "deny_tools") and value:
        return sorted({SAME_TOOL.get(tool, tool) for tool in value})
    if key == "description":
        return str(value).partition(" Triggers:")[0]
    return value


def bare(body: str) -> str:
    """Return a text without the names of packages before what people call."""
    return re.sub(r"(?<![\w/])/[a-z-]+:(?=[a-z])", "/", body).strip()
