"""Command lines of every command, and what can be wrong around them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import put

LINES = """
deploy
deploy -p claude
deploy -p claude,codex,cursor
deploy -p claude --dry-run
deploy -p claude --diff
deploy -p claude --force
deploy -p claude --strict
deploy -p claude --frozen
deploy -p claude --offline
deploy -p nosuch
deploy --scope user -p claude
deploy --source nowhere -p claude
deploy --project nowhere -p claude
deploy --no-such
deploy --platform
status
status --scope user
sync
sync --check
sync --exit-code
sync --frozen
sync --scope project
doctor
doctor --fix
doctor --strict
check
check --strict
check lint audit
check nosuch
check --save json=out.json
check --save sarif=.
diff
diff -p nosuch
remove
remove --dry-run
remove -p claude
remove -p nosuch
undo
undo --dry-run
list
find short
find
show rule/a
show nosuch
platforms
platforms claude
platforms nosuch
context
context claude
context nosuch
budget
budget -p claude --max-tokens 1
report
report nowhere
report . elsewhere
report --html .
report . elsewhere --html .
mentions
explain AGENTS.md
explain nosuch
explain
init
init --start nowhere
init -p nosuch
import
import --dry-run
import -p claude
import --take-over
import --from nowhere
import --into ../x
reconcile
reconcile --yes
convert --from claude --to cursor
convert --from claude --to nosuch
convert
add nowhere
add nowhere --yes
add file:///nowhere/x
update
update --yes
update --dry-run
update --yes --sync
update nosuch --yes
outdated
outdated --check
remove-source nosuch
remove-source
cache
cache clean
cache prune
cache nosuch
vendor
vendor --dry-run
vendor nosuch
package
package --check
package nosuch
package --managed out
new rule mine
new rule a
new nosuch x
new rule
new rule ../x
lint
lint --strict
lint --fix
lint --source nowhere
lint --platform nowhere
audit
audit --source nowhere
trust
trust --yes
trust nosuch
trust --list
trust --revoke
docs
docs nosuch
schema
schema aiwg.plan/1
schema nosuch
schema --write
version
version nosuch
adr list
adr new Something
adr check
adr check 7
adr show 7
adr index
adr index --check
adr accept 7
adr nosuch
adr
doc list
doc new risk-card Disk
doc new nosuch x
doc check
nosuch
""".strip().splitlines()

HOOKS = "hooks:\n  - {id: format, event: edit_after, command: make format}\n"
Prepare = Callable[[Path, pytest.MonkeyPatch], object]


def write(path: str, content: str | bytes) -> Prepare:
    """Return what puts a file there; a path that ends with `/` becomes a folder."""

    def prepare(project: Path, patch: pytest.MonkeyPatch) -> None:
        place = project / path
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.mkdir() if path.endswith("/") else place.write_bytes(
            content if isinstance(content, bytes) else content.encode()
        )

    return prepare


def gone(path: str) -> Prepare:
    """Return what removes a file or a folder."""

    def prepare(project: Path, patch: pytest.MonkeyPatch) -> None:
        place = project / path
        shutil.rmtree(place) if place.is_dir() else place.unlink()

    return prepare


def both(*each: Prepare) -> Prepare:
    """Return what prepares several things."""
    return lambda project, patch: [prepare(project, patch) for prepare in each]


def policy(text: str) -> Prepare:
    """Return what gives the machine a policy."""

    def prepare(project: Path, patch: pytest.MonkeyPatch) -> None:
        put(project.parent / "policy.yaml", text)
        patch.setenv("AIWG_POLICY", str(project.parent / "policy.yaml"))

    return prepare


def variable(name: str, value: str) -> Prepare:
    """Return what sets a variable."""
    return lambda project, patch: patch.setenv(name, value)


def in_home(path: str, text: str) -> Prepare:
    """Return what puts a file into the home folder."""
    return lambda project, patch: put(project.parent / "home" / path, text)


def home_is_a_file(project: Path, patch: pytest.MonkeyPatch) -> None:
    """Let the home folder be a file."""
    put(project.parent / "file", "")
    patch.setenv("HOME", str(project.parent / "file"))


def folder_is_gone(project: Path, patch: pytest.MonkeyPatch) -> None:
    """Let the current folder not exist."""
    folder = project.parent / "gone"
    folder.mkdir()
    patch.chdir(folder)
    folder.rmdir()


MERGING = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n"
CONFIG, MANIFEST, LOCK, RULE = "aiwg.yaml", ".aiwg/manifest.json", "aiwg.lock", ".claude/rules/b.md"
TROUBLES: dict[str, Prepare] = {
    "nothing wrong": lambda project, patch: None,
    "settings: bad YAML": write(CONFIG, "platforms: [\n"),
    "settings: unknown key": write(CONFIG, "nonsense: 1\n"),
    "settings: a list": write(CONFIG, "- 1\n"),
    "settings: a folder": write(f"{CONFIG}/", ""),
    "settings: not UTF-8": write(CONFIG, b"platforms: [\xff\xfe]\n"),
    "settings: zeros": write(CONFIG, b"\0\0\0"),
    "settings: deep": write(CONFIG, "a: " + "[" * 5000),
    "manifest: nothing in it": write(MANIFEST, "{}\n"),
    "manifest: conflict markers": write(MANIFEST, MERGING),
    "manifest: newer": write(MANIFEST, '{"schema": "aiwg.manifest/99"}\n'),
    "manifest: a folder": write(f"{MANIFEST}/", ""),
    "manifest: not UTF-8": write(MANIFEST, b"\xff\xfe\0"),
    "manifest: gone": gone(MANIFEST),
    "lock: nothing in it": write(LOCK, "{}\n"),
    "lock: a folder": write(f"{LOCK}/", ""),
    "lock: not UTF-8": write(LOCK, b"\xff"),
    "source: a repository that is gone": write(
        CONFIG, "bundles: []\nsources:\n- {git: 'file:///nowhere/x', ref: v1}\n"
    ),
    "source: a folder that is gone": write(CONFIG, "bundles: []\nsources: [nowhere]\n"),
    "source: gone": both(gone(".aiwg/rules"), gone(".aiwg/agents")),
    "source: no folder": write(".aiwg", ""),
    "artifact: bad YAML": write(".aiwg/agents/bad.md", "---\nname: [\n---\nx\n"),
    "artifact: not UTF-8": write(".aiwg/rules/bad.md", b"\xff\xfe\n"),
    "artifact: odd name": write(".aiwg/rules/b\u202ead \n.md", "Be.\n"),
    "artifact: hidden text": write(".aiwg/rules/a.md", "Be kind.\u202e\n"),
    "artifact: waits": write(".aiwg/hooks.yaml", HOOKS),
    "conflict": both(write(".aiwg/rules/b.md", "Be brief.\n"), write(RULE, "Mine.\n")),
    "settings of a tool: broken": both(
        write(".aiwg/permissions.yaml", "deny: ['read(.env)']\n"), write(".claude/settings.json", "{ nope")
    ),
    "policy: bad YAML": policy("nonsense: [\n"),
    "policy: newer": policy("version: 99\n"),
    "policy: gone": variable("AIWG_POLICY", "/nowhere/policy.yaml"),
    "policy: refuses": policy("version: 1\nsources: {allow: ['https://x.example/**']}\nmode: block\n"),
    "user: bad settings": in_home(".config/aiwg/aiwg.yaml", "platforms: [\n"),
    "user: bad approvals": in_home(".local/state/aiwg/trust.json", "{"),
    "home: a file": home_is_a_file,
    "folder: gone": folder_is_gone,
    "a CI": variable("CI", "true"),
    "a narrow terminal": variable("COLUMNS", "1"),
}
