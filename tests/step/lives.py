"""The lives of some projects: what somebody edits in them, and the command lines that are run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from aiwg.core.dataclass import dataclass
from tests.conftest import put
from tests.fetching.remote import Remote, git

RULE = "Write short sentences.\n"
SKILL = "---\nname: go\ndescription: Go.\n---\nGo on.\n"
HOOKS = "hooks:\n  - {id: format, event: edit_after, command: make format}\n"
RECORD = "---\nstatus: proposed\ndate: 2026-01-02\n---\n# Use one queue\n\n## Context\n\nTwo are too many.\n"


@dataclass(frozen=True, slots=True)
class Scene:
    """A project in git, and a source elsewhere that moves."""

    project: Path
    remote: Remote

    def put(self, path: str, text: str) -> None:
        """Write a file of the project."""
        put(self.project / path, text)

    def delete(self, path: str) -> None:
        """Delete a file of the project."""
        (self.project / path).unlink()

    def first(self, pattern: str) -> str:
        """Return the first path of the project that fits."""
        return next(each.relative_to(self.project).as_posix() for each in sorted(self.project.glob(pattern)))

    def commit(self) -> None:
        """Commit all that git sees."""
        git(self.project, "add", "--all")
        git(self.project, "commit", "--quiet", "--allow-empty", "--message=x")

    def is_dirty(self) -> bool:
        """Say whether git sees a change."""
        return bool(git(self.project, "status", "--porcelain", "--untracked-files=all"))


Edit = Callable[[Scene], object]


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody edits before, the command, and the option that makes it only look: none has some."""

    line: str
    looks: str = ""
    edit: Edit = lambda scene: None


def _ignored_manifest(scene: Scene) -> None:
    scene.put(".gitignore", ".aiwg/manifest.json\n")
    git(scene.project, "rm", "--quiet", "--cached", ".aiwg/manifest.json")
    scene.delete(".aiwg/manifest.json")


def _edited(pattern: str) -> Edit:
    def edit(scene: Scene) -> None:
        path = scene.project / scene.first(pattern)
        put(path, f"{path.read_text()}Mine.\n")

    return edit


DRY, CHECK = "--dry-run", "--check"
DEPLOY = "deploy -p PLATFORMS --source org"
LIFE = (
    Step("deploy -p nothing", DRY),
    Step(DEPLOY, DRY, lambda scene: scene.put("org/rules/plain.md", RULE)),
    Step(DEPLOY, DRY),
    Step("sync", CHECK),
    Step("sync", CHECK, lambda scene: scene.put("org/rules/plain.md", RULE * 2)),
    Step("sync", CHECK, lambda scene: scene.put("org/skills/go/SKILL.md", SKILL)),
    Step("sync", CHECK, lambda scene: scene.delete(scene.first("**/skills/go/SKILL.md"))),
    Step("doctor --fix", "", lambda scene: scene.delete(".aiwg/manifest.json")),
    Step(DEPLOY, DRY),
    Step("undo", DRY),
    Step("undo", DRY),
    Step(f"{DEPLOY} --force", DRY),
    Step(DEPLOY, DRY, _ignored_manifest),
    Step(DEPLOY, DRY, lambda scene: scene.put(".gitignore", "")),
    Step("remove", DRY),
    Step("remove", DRY),
    Step(DEPLOY, DRY, lambda scene: scene.delete("org/rules/plain.md")),
    Step("remove -p PLATFORMS", DRY),
    Step("trust"),
)
"""What every set of platforms lives through."""

SOURCES = (
    Step("add REMOTE"),
    Step("add REMOTE --yes", DRY),
    Step("update --yes", DRY),
    Step("update --yes", DRY, lambda scene: scene.remote.commit({"rules/far.md": RULE * 2}, "v1.1.0")),
    Step("deploy -p claude", DRY),
    Step("vendor", DRY),
    Step("vendor", DRY),
    Step("sync", CHECK, lambda scene: scene.put(".aiwg/hooks.yaml", HOOKS)),
    Step("trust"),
    Step("remove-source ai-context", DRY),
    Step("sync", CHECK),
    Step("cache"),
)
OWN = (
    Step("import -p claude", DRY, lambda scene: scene.put(".claude/agents/me.md", SKILL)),
    Step("import -p claude", DRY),
    Step("import --take-over -p claude", DRY),
    Step("import --take-over -p claude", DRY),
    Step("deploy -p claude", DRY, lambda scene: scene.put(".claude/rules/plain.md", RULE)),
    Step("deploy -p claude", DRY, lambda scene: scene.put(".aiwg/rules/plain.md", RULE * 2)),
    Step("deploy -p claude --strict", DRY, lambda scene: scene.put(".aiwg/rules/more.md", RULE * 3)),
    Step("deploy -p claude --force", DRY),
    Step("reconcile --yes", DRY),
    Step("reconcile --yes", DRY, _edited(".claude/rules/more.md")),
    Step("reconcile --yes", DRY),
    Step("sync", CHECK),
    Step("convert --from claude --to cursor", DRY),
    Step("convert --from claude --to cursor", DRY),
    Step("new rule mine"),
    Step("new rule mine"),
    Step("lint --fix"),
    Step("init"),
    Step("init"),
    Step("schema --write"),
    Step("schema --write"),
    Step("schema"),
    Step("package", CHECK),
    Step("package", CHECK),
    Step("adr new Something"),
    Step("adr adopt 1", DRY, lambda scene: scene.put("docs/adr/0001-queue.md", RECORD)),
    Step("adr index", CHECK),
    Step("adr index", CHECK),
    Step("adr tag 1 shop"),
    Step("adr tag 1 shop"),
    Step("doc new risk-card Disk"),
)
DENIED = "deny: ['read(.env)']\n"
ACCEPTED = "deploy -p claude,codex --allow-weaker-permissions"


def _own_rule(scene: Scene) -> None:
    scene.put(".aiwg/rules/own.md", RULE)
    scene.put(".claude/rules/own.md", RULE)


TAKEN = (
    Step(ACCEPTED, DRY, lambda scene: scene.put(".aiwg/permissions.yaml", DENIED)),
    Step("import --take-over", DRY, _own_rule),
    Step("import --take-over", DRY),
    Step("deploy -p codex", DRY, lambda scene: scene.put(".aiwg/rules/more.md", RULE * 2)),
    Step(ACCEPTED, DRY),
    Step("remove", DRY),
)
"""Files that are taken over, where a tool cannot enforce a restriction."""

SERVERS = "servers:\n  wiki: {command: wiki-server}\n"
PERMISSIONS = "allow: ['shell(make test)']\n"
SCOPED = f"---\nglobs: [a/**]\n---\n{RULE}"
SETTINGS = '{"model": "opus", "permissions": {"allow": ["Read"]}}\n'


def _shared_text(scene: Scene) -> None:
    scene.put("AGENTS.md", "Mine.\n")
    scene.put("org/instructions.md", RULE)


SHARED = (
    Step(DEPLOY, DRY, _shared_text),
    Step(DEPLOY, DRY, lambda scene: scene.put("org/rules/plain.md", RULE)),
    Step(DEPLOY, DRY, lambda scene: scene.put(".claude/settings.json", SETTINGS)),
    Step(DEPLOY, DRY, lambda scene: scene.put("org/hooks.yaml", HOOKS)),
    Step(DEPLOY, DRY, lambda scene: scene.put("org/mcp.yaml", SERVERS)),
    Step("sync", CHECK, lambda scene: scene.put("org/instructions.md", RULE * 2)),
    Step("sync", CHECK, lambda scene: scene.put("CLAUDE.md", "Mine, too.\n")),
    Step(DEPLOY, DRY, lambda scene: scene.put("aiwg.yaml", "outputs: ignored\n")),
    Step("sync", CHECK, lambda scene: scene.put("org/skills/go/SKILL.md", SKILL)),
    Step("sync", CHECK, lambda scene: scene.delete("org/hooks.yaml")),
    Step(f"{DEPLOY} --kind rule", DRY),
    Step(f"{DEPLOY} --strict", DRY),
    Step("sync --scope project", CHECK, lambda scene: scene.put("org/rules/more.md", SCOPED)),
    Step("deploy", DRY, lambda scene: scene.put("org/permissions.yaml", PERMISSIONS)),
    Step("sync", CHECK, lambda scene: scene.delete("org/rules/plain.md")),
    Step("sync", CHECK),
)
LEFT = (
    Step("deploy -p claude,cursor --source org", DRY, lambda scene: scene.put("org/rules/more.md", SCOPED)),
    Step("remove -p claude", DRY, _edited(".claude/rules/more.md")),
    Step("deploy -p claude", DRY),
    Step("undo", DRY),
    Step("sync", CHECK),
    Step("deploy -p claude --force", DRY),
    Step("sync", CHECK, _edited(".claude/rules/more.md")),
    Step("undo", DRY),
    Step("sync", CHECK, lambda scene: scene.delete("org/rules/more.md")),
    Step("remove -p cursor", DRY, lambda scene: scene.put(".cursor/rules/mine.mdc", RULE)),
    Step("remove", DRY),
)
"""Folders of aiwg's in which a file of the user's stays."""

LIVES = {
    "taken": (TAKEN, "claude"),
    "left": (LEFT, "claude"),
    "claude": (LIFE, "claude"),
    "two": (LIFE, "codex,cursor"),
    "sources": (SOURCES, "claude"),
    "own": (OWN, "claude"),
    "shared": (SHARED, "claude,codex,cursor"),
}
