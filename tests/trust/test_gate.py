"""The last look finds by itself what must not be written, and lets pass what is honest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from aiwg.artifact.model import Artifact, Origin
from aiwg.core.content import Content
from aiwg.core.errors import Exit
from aiwg.deployment.gate.parse import readings
from aiwg.deployment.gate.verify import breaches, check_outputs
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.render.outputs import FileOutput, KeyEntry, KeysOutput
from tests.conftest import EVERYTHING, PLATFORM_IDS, put

SKILL = "---\nname: s\ndescription: d\n---\n"


def found(path: str, text: str, kind: str = "skill", fields: Mapping[str, object] | None = None) -> list[str]:
    """Return what is found in a file of an artifact that nobody approved."""
    artifact = Artifact(kind, "s", Origin("s.md", "project"), fields or {})
    outputs = [FileOutput(path, Content(text.encode()), False, (artifact.key,))]
    if path.startswith(".x/skills/s/") and not path.endswith("/s/SKILL.md"):
        outputs.append(FileOutput(".x/skills/s/SKILL.md", Content(SKILL.encode()), False, (artifact.key,)))
    return [breach.what for breach in breaches(outputs, {artifact.key: [artifact]})]


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        (".x/commands/s.md", "command", "---\nallowed-tools: Bash(*)\n---\n"),
        (".x/commands/s.md", "command", "\ufeff---\nallowed-tools: Bash(*)\n---\n"),
        (".x/commands/s.md", "command", "\n<!-- a -->\n---\nhooks: {a: 1}\n---\n"),
        (".x/commands/s.md", "command", '---\ndescription: "a ---\\nb"\nhooks: x\n---\n'),
        (".x/commands/s.md", "command", "---\n---\nagent: b\n---\n"),
        (".x/commands/s.md", "command", "#!/bin/sh\n"),
        (".x/commands/s.md", "command", "---js\n{}\n---\n"),
        (".x/commands/s.md", "command", "+++\na = 1\n+++\n"),
        (".x/commands/s.md", "command", "```\n!`a\nb`\n```\n"),
        (".x/commands/s.toml", "command", 'prompt = "!{a}"\n'),
        (".x/commands/s.md", "command", "// turbo-all\n"),
        (".x/skills/s/SKILL.md", "skill", SKILL + "```!\na\n```\n"),
        (".x/skills/s/SKILL.md", "skill", SKILL + "!`a`\n"),
        (".x/skills/s/mcp.json", "skill", "{}"),
        (".x/skills/s/.a/b.json", "skill", "{}"),
        (".x/skills/s/in/SKILL.md", "skill", "x"),
        (".x/agents/s.toml", "agent", 'sandbox_mode = "workspace-write"\n'),
        (".x/agents/s.json", "agent", '{"allowedTools": ["*"]}'),
        (".x/agents/s.md", "agent", "---\nname: s\ndescription: a: b: c\nexecutor: x\n---\n"),
        (".x/rules/s.md", "rule", "---\nInvokable: true\n---\n"),
        (".x/rules/s.md", "rule", "See @~/.ssh/id_rsa\n"),
    ],
)
def test_it_finds(path: str, kind: str, text: str) -> None:
    """Each form of a beginning, a key, a word and a file that some client acts on."""
    assert found(path, text, kind)


def test_a_restriction_that_is_lost_is_found() -> None:
    """A skill that the model may not load says so for every reader of its file."""
    lost = '---\nname: s\ndescription: "a --- b"\ndisable-model-invocation: true\n---\n'
    assert found(".x/skills/s/SKILL.md", lost, fields={"disable-model-invocation": True})
    kept = lost.replace("---", "-\\x2d-").replace("-\\x2d-\n", "---\n")
    assert not found(".x/skills/s/SKILL.md", kept, fields={"disable-model-invocation": True})


def test_settings_are_looked_at() -> None:
    """Hooks, servers and permissions that are given are found among the keys of shared files."""
    deny = Artifact("permission", "p", Origin("p.yaml", "project"), {"effect": "deny"})
    for effect, expected in (("deny", []), ("allow", ["permissions.allow"])):
        entry = KeyEntry(("permissions", effect), "Bash(x)", (deny.key,), ("x",))
        output = KeysOutput(".x/settings.json", "json", [entry])
        assert [breach.what for breach in breaches([output], {deny.key: [deny]})] == expected
    hook = Artifact("hook", "h", Origin("hooks.yaml", "project"))
    output = KeysOutput(".x/settings.json", "json", [KeyEntry(("hooks", "a"), {}, (hook.key,), ("x",))])
    assert list(breaches([output], {hook.key: [hook]}))


def test_a_breach_is_refused_with_one_message() -> None:
    """The error refuses its artifact (exit 7) and names the file, what it is, and the artifact."""
    artifact = Artifact("rule", "r", Origin("r.md", "project"))
    output = FileOutput("r.md", Content(b"---\nhooks: x\n---\n"), False, ("rule/r",))
    (problem,) = check_outputs([output], {"rule/r": [artifact]})
    assert (problem.level, problem.exit, problem.file) == ("error", Exit.REFUSED, "r.md")
    assert all(word in f"{problem.message} {problem.hint}" for word in ("r.md", "hooks", "rule/r"))
    assert check_outputs([output], {}) == []


def test_two_readers_are_two_readings() -> None:
    """A value with three hyphens ends the keys for one client and not for another: both answers are seen."""
    assert len(list(readings('---\na: "b --- c"\nd: true\n---\n'))) == 2
    assert len(list(readings('---\na: "b -\\x2d- c"\nd: true\n---\n'))) == 1


def test_an_honest_project_passes_everywhere(project: Path) -> None:
    """A source of every kind, from a layer that nobody approved, is planned for each platform without a refusal."""
    import shutil

    shutil.copytree(EVERYTHING, project / ".aiwg")
    put(project / "aiwg.yaml", "sources: [project]\n")
    for id in PLATFORM_IDS:
        assert plan_deployment(Deploy(Targets(project, "project", (id,)), accept_freer=True)).outputs is not None
