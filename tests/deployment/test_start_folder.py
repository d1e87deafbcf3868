"""What a deploy says of settings that a platform does not read in a subfolder."""

from __future__ import annotations

import pytest

from aiwg.adapter.discover import load_adapter, platform_folders
from aiwg.adapter.model import Adapter
from aiwg.deployment.start_folder import lost_in_subfolders
from aiwg.plan.actions import CREATE, DELETE, KEEP, Action
from tests.conftest import PLATFORMS

ADAPTERS = [load_adapter(folder, "bundled") for folder in platform_folders(PLATFORMS)]
FILES = [(each, path, where) for each in ADAPTERS for path, where in each.data.get("settings", {}).items()]


def _said(adapter: Adapter, path: str, action: str, *artifacts: str) -> list[str]:
    actions = [Action(action, path, "keys", platforms=(adapter.id,), artifacts=artifacts)]
    return [said for _, _, said in lost_in_subfolders([adapter], actions)]


@pytest.mark.parametrize(("adapter", "path", "where"), FILES, ids=lambda each: str(getattr(each, "id", each)))
def test_only_what_is_read_in_the_start_folder_alone_is_noted(adapter: Adapter, path: str, where: str) -> None:
    """A file with hooks or permissions is noted once when it is read in the start folder alone, until it goes."""
    for action in (CREATE, KEEP):
        said = _said(adapter, path, action, "hook/a", "permission/b")
        assert [f"ignores {path} (hooks, permissions)" in each for each in said] == [True] * (where == "start")
    assert _said(adapter, path, DELETE, "hook/a") == []
    assert _said(adapter, path, CREATE, "mcp_server/a") == []
