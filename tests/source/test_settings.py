"""The three YAML files of a source: servers, hooks and permissions."""

from __future__ import annotations

import pytest

from .harness import Tree


def test_servers(tree: Tree) -> None:
    """Servers keep their order and fields; what becomes an environment variable or a header is text."""
    tree.put(
        "mcp.yaml",
        "servers:\n"
        "  files:\n    command: npx\n    args: [-y, server, 8080]\n    env: {PORT: 8080, DEBUG: true, KEY: '${KEY}'}\n"
        "    cwd: src\n    timeout: 30\n    custom: {x: 1}\n"
        "  web:\n    serverUrl: https://example.org/mcp\n    transport: http\n    headers:\n      X-Key: ${KEY}\n"
        "    platforms: ['!one']\n    overrides: {two: {a: b}}\n",
    )
    loaded = tree.load()
    assert loaded.problems == []
    files, web = loaded.artifacts
    assert (files.key, files.origin.file, files.origin.line) == ("mcp_server/files", "src/mcp.yaml", 2)
    assert list(files.fields.items()) == [
        ("command", "npx"),
        ("args", ["-y", "server", "8080"]),
        ("env", {"PORT": "8080", "DEBUG": "true", "KEY": "${KEY}"}),
        ("cwd", "src"),
        ("timeout", 30),
    ]
    assert files.extra == {"custom": {"x": 1}}
    assert (web.origin.line, web.fields["url"], web.fields["type"]) == (9, "https://example.org/mcp", "http")
    assert (web.exclude, web.overrides) == (("one",), {"two": {"a": "b"}})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("servers:\n  a: {}\n", 2),
        ("servers:\n  a: {command: x, url: y}\n", 2),
        ("servers:\n  a:\n    command: x\n    env: [A]\n", 4),
        ("servers:\n  a:\n    command: x\n    env:\n      A:\n", 4),
        ("servers:\n  a:\n    url: x\n    headers: {a: {b: c}}\n", 4),
        ("servers:\n  a:\n    command: [x]\n", 3),
        ("servers:\n  a: just text\n", 2),
        ("servers:\n  'あ': {command: x}\n", 2),
        ('servers:\n  "a\\n": {command: x}\n', 2),
        ("servers: [a]\n", 1),
        ("servers: text\n", 1),
        ("\nserver:\n  a: {command: x}\n", 2),
        ("- a\n", 1),
        ("text\n", 1),
        ("servers:\n  a: {command: x\n", 2),
    ],
)
def test_wrong_servers(tree: Tree, text: str, line: int) -> None:
    """A server that cannot be one is an error at the line that is wrong."""
    tree.put("mcp.yaml", text)
    loaded = tree.load()
    assert loaded.artifacts == []
    assert [(problem.level, problem.where()) for problem in loaded.problems] == [("error", f"src/mcp.yaml:{line}")]


def test_hooks(tree: Tree) -> None:
    """Hooks keep their order, their neutral events and those of one platform only."""
    tree.put(
        "hooks.yaml",
        "hooks:\n"
        "  - id: check\n    event: tool_before\n    match: Bash, Edit\n    command: ./check.sh --all\n    timeout: 5\n"
        "  - {id: bye, event: 'one:Special', command: bye, async: true}\n",
    )
    loaded = tree.load()
    assert loaded.problems == []
    check, bye = loaded.artifacts
    assert (check.key, check.origin.line, bye.origin.line) == ("hook/check", 2, 7)
    assert dict(check.fields) == {
        "event": "tool_before",
        "match": ["bash", "edit"],
        "command": "./check.sh --all",
        "timeout": 5,
    }
    assert bye.fields["event"] == "one:Special"
    assert bye.fields["async"] is True


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ("event: stop\n    command: x", 2),
        ("id: Not An Id\n    event: stop\n    command: x", 2),
        ('id: "a\\n"\n    event: stop\n    command: x', 2),
        ("id: a\n    command: x", 2),
        ("id: a\n    event: stopp\n    command: x", 3),
        ("id: a\n    event: stop", 3),
        ("id: a\n    event: stop\n    command: x\n    timeout: soon", 5),
        ("id: a\n    event: stop\n    command: x\n    timeout: .inf", 5),
        ("id: a\n    event: stop\n    command: x\n    env: x", 5),
        ("text", 2),
    ],
)
def test_wrong_hooks(tree: Tree, entry: str, line: int) -> None:
    """A hook that cannot be one is an error at the line that is wrong."""
    tree.put("hooks.yaml", f"hooks:\n  - {entry}\n")
    loaded = tree.load()
    assert loaded.artifacts == []
    assert [problem.where() for problem in loaded.problems] == [f"src/hooks.yaml:{line}"]


def test_scripts_belong_to_behaviors(tree: Tree) -> None:
    """A script in hooks.yaml would lie outside the source: a hook there has a command."""
    tree.put("hooks.yaml", "hooks:\n  - {id: a, event: stop, script: scripts/a.sh}\n")
    [problem] = tree.load().problems
    assert problem.hint == "write: command: ./scripts/check.sh"


def test_misspelt_event(tree: Tree) -> None:
    """A misspelt event suggests the one that was meant."""
    tree.put("hooks.yaml", "hooks:\n  - {id: a, event: tool_befor, command: x}\n")
    [problem] = tree.load().problems
    assert problem.message == 'unknown event "tool_befor"'
    assert problem.hint == "did you mean tool_before?"


def test_permissions(tree: Tree) -> None:
    """Permissions are told apart by effect and pattern, with the tool under its neutral name."""
    tree.put(
        "permissions.yaml",
        "allow:\n  - Bash(git *)\n  - read\nask:\n  - edit(src/(a|b)/**)\ndeny:\n  - read(.env)\n  - mcp__git__push\n",
    )
    loaded = tree.load()
    assert loaded.problems == []
    assert [(artifact.id, dict(artifact.fields), artifact.origin.line) for artifact in loaded.artifacts] == [
        ("allow Bash(git *)", {"effect": "allow", "tool": "bash", "pattern": "Bash(git *)", "argument": "git *"}, 2),
        ("allow read", {"effect": "allow", "tool": "read", "pattern": "read"}, 3),
        (
            "ask edit(src/(a|b)/**)",
            {"effect": "ask", "tool": "edit", "pattern": "edit(src/(a|b)/**)", "argument": "src/(a|b)/**"},
            5,
        ),
        ("deny read(.env)", {"effect": "deny", "tool": "read", "pattern": "read(.env)", "argument": ".env"}, 7),
        (
            "deny mcp__git__push",
            {"effect": "deny", "tool": "mcp", "pattern": "mcp__git__push", "argument": "git/push"},
            8,
        ),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("allow:\n  -\n", 2),
        ("allow:\n  - true\n", 2),
        ("allow:\n  - [a]\n", 2),
        ("allow:\n  - bash(git\n", 2),
        ("allow:\n  - ''\n", 2),
        ('allow:\n  - "bash\\n"\n', 2),
        ("allow: bash\n", 1),
        ("allow: false\n", 1),
        ("\nallows: [bash]\n", 2),
    ],
)
def test_wrong_permissions(tree: Tree, text: str, line: int) -> None:
    """What is no permission is an error at its line: it must not be taken for one that grants more."""
    tree.put("permissions.yaml", text)
    loaded = tree.load()
    assert loaded.artifacts == []
    assert [problem.where() for problem in loaded.problems] == [f"src/permissions.yaml:{line}"]


@pytest.mark.parametrize("name", ["mcp.yaml", "hooks.yaml", "permissions.yaml"])
@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_empty_settings(tree: Tree, name: str, text: str) -> None:
    """A settings file that says nothing is none."""
    tree.put(name, text)
    loaded = tree.load()
    assert (loaded.artifacts, loaded.problems) == ([], [])


def test_twins(tree: Tree) -> None:
    """The second of two hooks, servers or permissions of one name is an error that names both lines."""
    tree.put("hooks.yaml", "hooks:\n  - {id: a, event: stop, command: x}\n  - {id: a, event: stop, command: y}\n")
    tree.put("permissions.yaml", "deny: [bash]\nallow:\n  - bash\n  - bash\n")
    tree.put("mcp.yaml", "servers:\n  Web: {command: x}\n  web: {command: x}\n")
    assert [(problem.where(), problem.message.partition("; ")[2]) for problem in tree.load().problems] == [
        ("src/hooks.yaml:3", "the first is src/hooks.yaml:2"),
        ("src/mcp.yaml:3", "the first is src/mcp.yaml:2"),
        ("src/permissions.yaml:4", "the first is src/permissions.yaml:3"),
    ]
