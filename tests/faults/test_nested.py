"""Texts nested thousands deep, in each format that aiwg reads."""

from __future__ import annotations

import pytest

from .harness import Box, deadline

DEEP = 3000
TEXTS: dict[str, tuple[str, str]] = {
    "settings in flow YAML": ("project/aiwg.yaml", "platforms: " + "[" * DEEP + "]" * DEEP),
    "servers in block YAML": ("project/.aiwg/mcp.yaml", "".join(" " * n + "a:\n" for n in range(DEEP))),
    "permissions": ("project/.aiwg/permissions.yaml", f"allow:\n{'- ' * DEEP}a\n"),
    "frontmatter": ("project/.aiwg/rules/a.md", f"---\npaths: {'{a: ' * DEEP}1{'}' * DEEP}\n---\nx\n"),
    "a glob": ("project/.aiwg/rules/a.md", f'---\npaths: ["{"{a," * DEEP}b{"}" * DEEP}"]\n---\nx\n'),
    "Markdown": ("project/.aiwg/rules/a.md", f"{'> ' * DEEP}x\n{'- ' * DEEP}x\n{'[' * DEEP}x{']' * DEEP}(y)\n"),
    "HTML": ("project/.aiwg/rules/a.md", f"{'<div>' * DEEP}x{'</div>' * DEEP}\n"),
    "JSON": ("project/.claude/settings.json", "[" * 90_000 + "]" * 90_000),
    "JSON objects": ("project/.mcp.json", '{"a":' * 90_000 + "1" + "}" * 90_000),
    "the manifest": ("project/.aiwg/manifest.json", "[" * 90_000),
    "TOML": ("project/.codex/config.toml", f"a = {'[' * DEEP}{']' * DEEP}\n"),
    "an adapter": ("config/aiwg/platforms/mine/platform.yaml", f"name: {'[' * DEEP}"),
    "a record": ("project/docs/adr/0001-a.md", f"# 1. a\n\n## Status\n\n{'> ' * DEEP}\n\n## Decision\n\n{'[' * DEEP}"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_no_reader_runs_out_of_stack(name: str, box: Box) -> None:
    """Each reader answers for itself: no traceback, and not the last word that is kept for what nobody foresaw."""
    path, text = TEXTS[name]
    box.put("project/aiwg.yaml", "platforms: [claude, codex]\nsources: [project]\n")
    box.put("project/.aiwg/rules/b.md", "Be kind.\n")
    box.put("project/.aiwg/mcp.yaml", "servers:\n  wiki: {command: x}\n")
    box.put(path, text)
    for command in (("trust", "--yes"), ("deploy",), ("lint",), ("doctor",), ("context", "codex"), ("adr", "check")):
        with deadline():
            result = box.aiwg(*command, "--project", "project")
        assert result.exit in range(9)
        assert "Traceback" not in result.said
        assert "nested too deeply to be read" not in result.said
