"""Trees that mean harm, or are broken: each gets a result or one error, soon, and nothing leaves the tree."""

from __future__ import annotations

import json
import os
import random
from contextlib import suppress
from pathlib import Path

import pytest

from aiwg.artifact.ids import check_name
from aiwg.core.errors import UserError
from aiwg.importing.layouts.find import find_layout, layout_named
from aiwg.importing.layouts.folder import read_folder, read_parts
from aiwg.importing.layouts.model import Translation
from aiwg.importing.layouts.packages import folder_in
from aiwg.importing.layouts.translate import translate
from aiwg.source.load import load_tree
from aiwg.source.tree_file import TreeFile
from tests.conftest import put
from tests.layouts.trees import sample_trees
from tests.stopwatch import quick

TREES = sample_trees()
SKILL = "---\nname: s\ndescription: Use s.\n---\nS.\n"
OUT = [
    "../x",
    "/etc",
    "./../x",
    "a/../../x",
    "~/x",
    "..",
    "C:/x",
    "a\\..\\..\\x",
    "\0",
    "./{id}",
    "a|b",
    "./(a|b)",
    "x#y",
    "*",
]


def translated(files: dict[str, str | bytes], layout: str = "auto", pick: tuple[str, ...] = ()) -> Translation:
    """Return what becomes of some files."""
    held = {path: TreeFile(data if isinstance(data, bytes) else data.encode()) for path, data in files.items()}
    return translate(held, find_layout(held, layout), pick=pick)


def assert_safe(translation: Translation) -> None:
    """Check that every path of a translation is one that a source may have, and that it loads as said."""
    for path in translation.files:
        assert all(check_name(part) is None for part in path.split("/")), path
    loaded = load_tree(translation.files, "project", "")
    assert {artifact.key for artifact in loaded.artifacts} >= set(translation.origins)


@pytest.mark.parametrize("path", OUT)
@pytest.mark.parametrize("key", ["skills", "agents", "commands", "hooks", "mcpServers"])
def test_a_manifest_leads_nowhere_else(key: str, path: str) -> None:
    """A path of a manifest that leaves its plugin, or means more than itself, is a finding and nothing more."""
    files: dict[str, str | bytes] = {
        "p/.claude-plugin/plugin.json": json.dumps({"name": "p", key: path}),
        "p/skills/s/SKILL.md": SKILL,
        "x/SKILL.md": SKILL,
        "x/agents/a.md": SKILL,
        "x": SKILL,
        ".claude-plugin/marketplace.json": json.dumps({"plugins": [{"name": "p", "source": "./p"}]}),
    }
    translation = translated(files)
    assert_safe(translation)
    assert {each for paths in translation.origins.values() for each in paths} == {"p/skills/s/SKILL.md"}
    assert any("not a path of the package" in finding.message for finding in translation.findings)


@pytest.mark.parametrize("path", ["../x", "/etc", "~/x", "..", "a/../../x", "C:/x", "a\\b"])
def test_a_marketplace_leads_nowhere_else(path: str) -> None:
    """A plugin's folder outside the tree is none."""
    assert folder_in(path) is None
    index = json.dumps({"plugins": [{"name": "p", "source": path}]})
    translation = translated({".claude-plugin/marketplace.json": index, "x/skills/s/SKILL.md": SKILL})
    assert translation.files == {}
    assert any("leads out of the tree" in finding.message for finding in translation.findings)


@pytest.mark.parametrize("path", ["hooks/../../x.sh", "../x.sh", "gone.sh", "/etc/passwd"])
def test_a_hook_brings_no_file_from_elsewhere(path: str) -> None:
    """A hook that runs what is not in its plugin is left out, with a finding."""
    hook = {"Stop": [{"hooks": [{"type": "command", "command": f"${{CLAUDE_PLUGIN_ROOT}}/{path}"}]}]}
    files: dict[str, str | bytes] = {
        "p/hooks/hooks.json": json.dumps({"hooks": hook}),
        "x.sh": "true\n",
        ".claude-plugin/marketplace.json": json.dumps({"plugins": [{"name": "p", "source": "./p"}]}),
    }
    translation = translated(files)
    assert translation.files == {}
    assert any("not in its package" in finding.message for finding in translation.findings)


FORGED = [
    "",
    "[]",
    '{"hooks": []}',
    '{"hooks": {"h": []}}',
    '{"hooks": {"h": {"event": 3}}}',
    '{"hooks": {"h": {"event": "nothing", "script": "skills/s/x.sh"}}}',
    '{"hooks": {"h": {"event": "stop", "script": "skills/s/../../../x"}}}',
    '{"hooks": {"h": {"event": "stop", "script": "skills/s//etc/x"}}}',
    '{"hooks": {"h": {"event": "stop", "script": ["skills/s/x.sh"], "match": {}, "env": 3, "timeout": "x"}}}',
    '{"hooks": {"h": {"event": "stop", "command": "x", "match": {}, "env": 3, "cwd": "../.."}}}',
    "[" * 5000,
]


@pytest.mark.parametrize("text", FORGED)
def test_a_forged_runner_is_a_result(text: str) -> None:
    """What stands beside a runner that looks like aiwg's own gives a source that loads, and no path out of it."""
    command = '"${CLAUDE_PLUGIN_ROOT}"/.agents/aiwg/hook.py x h'
    hooks = {"Stop": [{"hooks": [{"type": "command", "command": command}]}]}
    files: dict[str, str | bytes] = {
        ".claude-plugin/plugin.json": '{"name": "p"}',
        "hooks/hooks.json": json.dumps({"hooks": hooks}),
        ".agents/aiwg/hook.py": "print()\n",
        ".agents/aiwg/x.json": text,
        "skills/s/SKILL.md": SKILL,
        "skills/s/x.sh": "true\n",
    }
    assert_safe(translated(files))


@pytest.mark.parametrize("name", ["..", ".git", "a\x07", "con", "a:b", " x ", "ï\u202e"])
def test_a_bad_name_is_left_out(name: str) -> None:
    """A file whose name some system reads as another one comes from no layout."""
    files: dict[str, str | bytes] = {
        f"skills/s/{name}/x.md": "x",
        "skills/s/SKILL.md": SKILL,
        f"skills/{name}/SKILL.md": SKILL.replace("s", "t"),
    }
    translation = translated(files)
    assert_safe(translation)
    assert "skill/s" in translation.origins


@pytest.mark.parametrize("id", sorted(TREES))
def test_a_forged_mark_is_a_result_or_an_error(id: str) -> None:
    """A tree in which each document is broken, or of another shape, gives what it can, without a traceback."""
    for text in (
        "",
        "{",
        "[]",
        "null",
        "0",
        '{"plugins": 3}',
        '{"plugins": [[], 7, {"name": 3}]}',
        "\0",
        "a: *b",
        "---\n",
    ):
        documents = (".json", ".jsonc", ".toml", ".yaml", ".yml")
        files = {path: text if path.endswith(documents) else old for path, old in TREES[id].files.items()}
        with suppress(UserError):
            assert_safe(translated(dict(files), id))


@pytest.mark.parametrize("id", sorted(TREES))
def test_mutated_trees_give_a_result(id: str) -> None:
    """Bytes changed at random in every file give a canonical tree or one error, never a traceback."""
    chance = random.Random(id)
    sample = TREES[id].held
    for _ in range(25):
        files = {}
        for path, file in sample.items():
            data = bytearray(file.data)
            for _ in range(chance.randrange(4)):
                at = chance.randrange(len(data) + 1)
                data[at : at + chance.randrange(4)] = bytes(chance.choices(b"{}[]:,\"'\n-#&*!|> \0\xff\x85aA1", k=3))
            files[path] = TreeFile(bytes(data), file.executable)
        with suppress(UserError):
            assert_safe(translate(files, layout_named(id)))


def test_a_tenth_of_bad_files_stops_no_other() -> None:
    """Of a tree with files that cannot be read, all others come, and each bad one is a finding with its reason."""
    files: dict[str, str | bytes] = {}
    for number in range(100):
        good = f"---\nname: a{number}\ndescription: Agent {number}.\n---\nWork.\n"
        files[f"agents/a{number}.md"] = b"\xff\xfe\x00bad" if number % 10 == 0 else good
    files["hooks/hooks.json"] = "{"
    translation = translated(files)
    assert_safe(translation)
    assert len(translation.origins) == 90
    bad = {finding.file for finding in translation.findings if finding.level == "warning"}
    assert bad == {"hooks/hooks.json", *(f"agents/a{number}.md" for number in range(0, 100, 10))}


def test_names_that_differ_by_case_are_told_apart() -> None:
    """Two artifacts whose names are one on some file system get ids of their own."""
    files: dict[str, str | bytes] = {
        "commands/Go.md": "---\ndescription: Big\n---\nBig\n",
        "commands/go.md": "---\ndescription: Small\n---\nSmall\n",
        ".claude-plugin/plugin.json": "{}",
    }
    translation = translated(files)
    assert_safe(translation)
    assert len(translation.origins) == 2
    assert len({path.lower() for path in translation.files}) == len(translation.files)


def test_a_folder_is_read_within_its_limits(tmp_path: Path) -> None:
    """Links that lead out, special files and giant ones are findings; links inside are followed; git's own is not."""
    root = tmp_path / "tree"
    put(root / "skills/s/SKILL.md", SKILL)
    put(tmp_path / "secret.md", "secret")
    put(root / ".git/config", "x")
    os.symlink(tmp_path / "secret.md", root / "skills/s/out.md")
    os.symlink(tmp_path, root / "up")
    os.symlink("SKILL.md", root / "skills/s/in.md")
    os.symlink("loop", root / "loop")
    os.mkfifo(root / "skills/s/pipe")
    with open(root / "skills/s/big.bin", "wb") as stream:
        stream.truncate(11 * 1024 * 1024)
    deep = root / "/".join("d" for _ in range(60))
    deep.mkdir(parents=True)
    files = read_folder(root)
    translation = translate(files, find_layout(files))
    assert set(translation.origins["skill/s"]) == {"skills/s/SKILL.md", "skills/s/in.md"}
    codes = {finding.code for finding in files.findings}
    assert codes >= {"link-outside", "not-a-file", "too-large", "too-deep", "link-loop"}
    assert not any("secret" in file.data.decode("utf-8", "replace") for file in translation.files.values())


def test_only_the_parts_of_a_layout_are_looked_at(tmp_path: Path) -> None:
    """In a project nothing is listed but the folders and files that a layout names, and no link out of it."""
    put(tmp_path / ".rulesync/rules/a.md", "---\ntargets: ['*']\n---\nx\n")
    put(tmp_path / "src/secret.md", "x")
    os.symlink(tmp_path / "src", tmp_path / ".ruler")
    assert set(read_parts(tmp_path, [".rulesync/", ".rulesyncignore", "rulesync.jsonc/"])) == {".rulesync/rules/a.md"}
    outside = tmp_path / "inner"
    outside.mkdir()
    os.symlink(tmp_path / "src", outside / ".apm")
    assert set(read_parts(outside, [".apm/"])) == set()


def test_a_large_tree_takes_time_in_proportion() -> None:
    """A marketplace of 300 plugins and 20,000 files is translated in a few seconds."""
    files: dict[str, TreeFile] = {}
    entries = []
    for number in range(300):
        entries.append({"name": f"p{number}", "source": f"./plugins/p{number}"})
        files[f"plugins/p{number}/agents/a{number}.md"] = TreeFile(
            f"---\nname: a{number}\ndescription: A.\n---\nx\n".encode()
        )
        for other in range(66):
            files[f"plugins/p{number}/docs/{other}.txt"] = TreeFile(b"x")
    files[".claude-plugin/marketplace.json"] = TreeFile(json.dumps({"plugins": entries}).encode())
    translation = quick(lambda: translate(files, find_layout(files)), 6)
    assert len(translation.origins) == 300
