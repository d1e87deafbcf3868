"""What `init` says of the files that are there before it offers to import them."""

from __future__ import annotations

from pathlib import Path

from aiwg.adapter.discover import discover
from aiwg.adapter.environment import Environment
from aiwg.importing.offer import find_native, source_found
from tests.conftest import put


def test_each_tool_is_told_with_what_it_loads(project: Path) -> None:
    """A tool is named with the kinds that it loads, and one that loads nothing is not named."""
    put(project / "CLAUDE.md", "# Shop\n")
    put(project / ".claude" / "rules" / "a.md", "Be brief.\n")
    put(project / ".claude" / "rules" / "b.md", "Be kind.\n")
    put(project / ".cursor" / "mcp.json", '{"mcpServers": {"shop": {"command": "shop"}}}')
    registry = discover()
    adapters = [registry.get(id) for id in ("claude", "cursor", "zed")]
    found = {each.platform: each.counted for each in find_native(adapters, str(project), Environment.current(), {})}
    assert found["claude"] == "1 instruction text, 2 rules"
    assert "1 MCP server" in found["cursor"]


def test_the_source_of_another_tool_is_offered(project: Path) -> None:
    """A source of another tool is named with the kinds that it holds; no platform loads it."""
    assert source_found(str(project)) == []
    put(project / ".rulesync" / "rules" / "a.md", "---\ntargets: ['*']\n---\nBe brief.\n")
    (found,) = source_found(str(project))
    assert (found.platform, found.name, found.counted) == ("", "rulesync (.rulesync/)", "1 rule")
