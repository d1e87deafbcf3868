"""A deny that is written says what it denies, on every platform: a rule without words denies nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.render.outputs import FileOutput, KeysOutput
from tests.conftest import PLATFORM_IDS, Deployer, put

TOOLS = ("bash", "web_search", "read")


@pytest.mark.parametrize("scope", ["project", "user"])
@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_a_written_deny_names_its_tool(
    platform: str, scope: str, deployer: Deployer, tmp_path: Path, home: Path
) -> None:
    """A deny of a whole tool is written with a value that is not empty, or said to be lost."""
    source = tmp_path / "source"
    put(source / "permissions.yaml", f"deny: [{', '.join(TOOLS)}]\n")
    planned = deployer.plan(platform, source=source, scope=scope, accept_freer=True)
    written: dict[str, list[object]] = {}
    for output in planned.outputs:
        if isinstance(output, KeysOutput):
            for entry in output.entries:
                for name in entry.artifacts:
                    written.setdefault(name, []).append(entry.value)
        elif isinstance(output, FileOutput):
            for name in output.artifacts:
                written.setdefault(name, []).append(output.data)
    for each in planned.deliveries:
        assert each.level == "unsupported" or (each.artifact in written and all(written[each.artifact])), each
