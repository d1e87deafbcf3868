"""Sources that hold anything at all: loading them gives artifacts and problems, never an exception, never a hang."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from aiwg.artifact.ids import check_name, file_id, is_id
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Catalog
from aiwg.findings.model import Finding
from aiwg.source.compose import compose
from aiwg.source.layers import Layer, load_layers
from aiwg.source.load import LoadedSource, load_source

LIMITED = settings(max_examples=120, deadline=timedelta(seconds=5), database=None)

PATHS = st.sampled_from(
    [
        "instructions.md",
        "instructions/src/api.md",
        "ignore",
        "mcp.yaml",
        "hooks.yaml",
        "permissions.yaml",
        "mcp.yaml/x",
        "rules/a.md",
        "rules/b/c.md",
        "rules/é.md",
        "rules/README.md",
        "agents/a.md",
        "agents/B.md",
        "agents/con.md",
        "commands/a.md",
        "commands/x/y.md",
        "skills/a",
        "skills/a/SKILL.md",
        "skills/a/SKILL.MD",
        "skills/a/scripts/run.sh",
        "skills/g/b/SKILL.md",
        "behaviors/a/BEHAVIOR.md",
        "behaviors/a/run.sh",
    ]
)
KEYS = st.sampled_from(
    [
        "name",
        "description",
        "paths",
        "globs",
        "tools",
        "model",
        "hooks",
        "servers",
        "allow",
        "deny",
        "platforms",
        "id",
        "overrides",
        "event",
        "command",
        "script",
        "env",
        "args",
        "timeout",
        "activation",
        "url",
        "triggers",
        "x",
        "<<",
    ]
)
PLAIN_WORDS = st.sampled_from(
    [
        "x",
        "*.ts",
        "true",
        "12",
        "1e999",
        "null",
        "'q'",
        "|",
        "bash(x)",
        "../x",
        "C:x",
        "*a",
        "@.aiwg/gone",
        "é",
        "[[[[",
        "-",
        "stop",
        "read",
    ]
)
WORDS = st.sampled_from(
    ["a: b", "[a, b]", "[a] [b]", "{a: b}", "{a: {b: [c]}}", '"\\ud800"', "- a", "&a b", "!!set {a}", "[null]"]
)
HOOKS = st.sampled_from(["[{event: stop, script: run.sh}]", "{stop: run.sh}", "\ufeff", "\u202e"])
LINES = st.builds(
    "{}{}{}: {}".format,
    st.sampled_from(["", "  ", "    "]),
    st.sampled_from(["", "- ", "a: "]),
    KEYS,
    PLAIN_WORDS | WORDS | HOOKS,
)
SENSIBLE = st.builds(
    lambda front, body: ("---\n" + "\n".join(front) + "\n---\n" + body).encode("utf-8", "surrogatepass"),
    st.lists(LINES, max_size=6),
    st.sampled_from(["Text.\n", "", "@.aiwg/gone.md\n", "```\n", "a\0b", "\ud800"]),
)
SETTINGS = st.lists(LINES, max_size=8).map(lambda lines: "\n".join(lines).encode("utf-8", "surrogatepass"))
CONTENTS = st.one_of(SENSIBLE, SENSIBLE, SETTINGS, st.binary(max_size=60), st.text(max_size=40).map(str.encode))
TREES = st.dictionaries(PATHS, CONTENTS, max_size=6)


def write(tree: dict[str, bytes]) -> Path:
    """Write a source into a folder of its own; a path that another one blocks is left out."""
    root = Path(tempfile.mkdtemp(prefix="aiwg-test-"))
    for path, data in tree.items():
        try:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        except OSError:
            continue
    return root


def check(problem: Finding, tree: dict[str, bytes]) -> None:
    """Check that a problem names a file of the source and a line that it has, in characters fit to print."""
    assert problem.level in ("error", "warning", "info")
    assert problem.message
    assert problem.file is not None
    assert problem.file.startswith("src/")
    assert problem.where().isprintable()
    if problem.line is not None:
        data = tree[problem.file.removeprefix("src/")]
        lines = len(data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        assert 1 <= problem.line <= lines, problem


def check_loaded(loaded: LoadedSource) -> None:
    """Check that what was loaded is fit to be placed: known kinds, safe ids, no surrogates."""
    for artifact in loaded.artifacts:
        assert artifact.kind in KINDS
        if artifact.kind not in ("permission", "mcp_server"):
            is_own = is_id if artifact.kind not in ("rule", "command") else lambda part: file_id(part) == part
            assert all(is_own(part) for part in artifact.id.split("/"))
        for asset in artifact.assets:
            assert all(check_name(part) is None for part in asset.path.split("/"))
        repr(artifact).encode()


def load_and_check(tree: dict[str, bytes]) -> None:
    """Load a source twice, compose and merge it, and check all that comes of it."""
    root = write(tree)
    try:
        loaded = load_source(root, "source", "src")
        check_loaded(loaded)
        again = load_source(root, "source", "src")
        assert (again.artifacts, again.problems) == (loaded.artifacts, loaded.problems)
        _, composing = compose(Catalog(loaded.artifacts))
        merged = load_layers([Layer("source", root, "src")], root)
        for problem in (*loaded.problems, *composing, *merged.problems):
            check(problem, tree)
    finally:
        shutil.rmtree(root)


@LIMITED
@given(TREES)
def test_any_source_loads(tree: dict[str, bytes]) -> None:
    """Whatever the files hold, loading gives artifacts fit to be placed and problems with files and lines."""
    load_and_check(tree)


@LIMITED
@given(PATHS, st.binary(max_size=200))
def test_any_bytes_load(path: str, data: bytes) -> None:
    """Whatever the bytes of one file, loading it gives an artifact or a problem."""
    load_and_check({path: data})
