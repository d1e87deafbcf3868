"""What the fuzzer found, each in its shortest form, so that it stays found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aiwg.core import strict_yaml
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import parse
from aiwg.plan.keys import digest_found

from .harness import Box, deadline, listing

SERVER = "servers:\n  tracker: {command: npx}\n"


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("AGENTS.md", "style", "weird"),
        ("AGENTS.md", "style", ["html"]),
        ("AGENTS.md", "lead", "# Mine\n"),
        ("AGENTS.md", "tail", "more"),
        ("AGENTS.md", "artifacts", ["rule/\ud800"]),
        (".mcp.json", "format", "ini"),
        (".mcp.json", "keys", [{"path": [], "sha256": "", "artifacts": [], "platforms": []}]),
        (".mcp.json", "keys", [{"path": ["a", {"member": ["x"]}], "sha256": "", "artifacts": [], "platforms": []}]),
        (".mcp.json", "keys", [{"path": [{"member": [1, {}]}], "sha256": "", "artifacts": [], "platforms": []}]),
        (".mcp.json", "made", [[1]]),
    ],
)
@pytest.mark.parametrize("verb", ["deploy", "remove", "status"])
def test_manifest_that_no_aiwg_wrote(box: Box, path: str, field: str, value: Any, verb: str) -> None:
    """A manifest with content that could not be ours is unusable: exit 8, what to do is said, nothing is touched."""
    box.put("source/instructions.md", "Always test.\n")
    box.put("source/mcp.yaml", SERVER)
    box.put("project/AGENTS.md", "# Mine\n")
    assert box.deploy().exit == 0
    manifest = box.project / ".aiwg/manifest.json"
    content = json.loads(manifest.read_text())
    content["paths"][path][field] = value
    manifest.write_text(json.dumps(content))
    before = listing(box.project)
    result = box.aiwg(verb, "--project", "project")
    assert result.exit == 8, result.said
    assert "Restore it from version control" in result.err
    assert listing(box.project) == before


def test_half_a_character_in_yaml() -> None:
    """Half a character in a YAML text is refused with its line, as everything else that is not valid."""
    with pytest.raises(EditRefusedError, match="line 2: this is half a character"):
        parse("a: 1\nb: \ud800\n", "yaml")


def test_line_behind_a_byte_order_mark() -> None:
    """A byte order mark does not shift the line that an error names."""
    with pytest.raises(strict_yaml.YamlError) as caught:
        strict_yaml.parse("\ufeff[[")
    assert caught.value.line == 1


def test_values_that_json_cannot_hold() -> None:
    """A value of the user's that JSON cannot hold, or that aliases make huge, is never ours, and said so at once."""
    dates = parse("a = 1979-05-27\nb = [07:32:00]\n", "toml")
    keys = parse("1: x\n? [a]\n: y\n", "yaml")
    lines = ["a0: &a0 [x, x]\n"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)]
    huge = parse("".join(lines), "yaml")
    with deadline():
        assert len({digest_found(value) for value in (dates, keys, huge)}) == 1
    assert digest_found({"a": [1, None]}) != digest_found(dates)
