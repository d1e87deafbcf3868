"""A life of a project: its user, its source and the tool take turns, and nothing of the user's may ever be lost.

Whatever the user writes carries a token of its own, so that it can be found again wherever it went. Beside that
stands the exact project as it would be without us; files where the user changed what is ours are left out of it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from aiwg.adapter.discover import discover
from aiwg.apply import journal
from aiwg.core.digest import digest
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.intent import Deploy, Intent, Remove, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.deployment.undo import carry_out_undo, plan_undo
from aiwg.deployment.workspace import open_workspace
from aiwg.manifest import BLOCK, FILE, KEYS, Manifest, parse_manifest
from aiwg.merge.keys import parse
from aiwg.trust import known_platforms
from tests.crash.crash_points import AFTER, BEFORE, HALF, Fault, Points, fork
from tests.crash.scenes import OWN_FILES, SOURCE, write

PLATFORMS = ("claude", "codex", "copilot", "cursor", "warp", "openclaw", "zoo-code", "mistral-vibe")
TOKEN = re.compile(rb"user-\d{6}")
OURS_TEMPORARY = re.compile(r"(^|/)\.aiwg-[0-9a-f]+\.tmp$")
NAMES = ("kind", "brief", "gone", "new", "other")
FREE = ("mine.md", "docs/a.md", ".claude/rules/kind.md", ".claude/rules/mine.md", ".cursor/mcp.json", ".vscode/x.txt",
        "AGENTS.md", ".agents/skills/greet/SKILL.md", ".codex/agents/helper.toml", ".github/agents/helper.agent.md",
        ".cursor/rules/brief.mdc", "CLAUDE.md", ".claude/agents/helper.md")  # fmt: skip


def cache_platforms() -> None:
    """Read the adapters once: they are the same in every step."""
    known = discover([])
    known_platforms.find_platforms = lambda project: known


@dataclass
class Life:
    """One project with all that happened to it. `mine`: what it would be without us; `inexact`: where that is open.

    `given_up`: what the user deleted. An undo may bring it back, and an undo of that takes it away again.
    """

    root: Path
    mine: dict[str, bytes] = field(default_factory=dict)
    inexact: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    given_up: set[bytes] = field(default_factory=set)
    tokens: int = 0
    done: list[str] = field(default_factory=list)
    kills: int = 0

    def __post_init__(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        for folder in (self.project, self.source, self.root / "home"):
            folder.mkdir(parents=True)
        os.environ["HOME"] = str(self.root / "home")
        write(self.source, SOURCE)
        own = {path: data for path, data in OWN_FILES.items() if path != "notes.bin"}
        write(self.project, own)
        self.mine.update(own)

    @property
    def project(self) -> Path:
        """Return the project."""
        return self.root / "project"

    @property
    def source(self) -> Path:
        """Return the source."""
        return self.root / "source"

    def step(self, name: str, dice: Random) -> None:
        """Do one thing, and check afterwards all that must hold."""
        self.done.append(name)
        steps = {**USER, **SOURCES}
        if name in steps:
            steps[name](self, dice)
            return
        before, words = self.files(), self.words()
        stood = TOOL[name](self, dice)
        self.check(before, words, stood)

    # What is there

    def files(self) -> dict[str, bytes]:
        """Return the files of the project without our state and temporary files."""
        found = {}
        for base, folders, names in os.walk(self.project):
            folders[:] = [each for each in folders if each != ".aiwg"]
            for each in names:
                path = os.path.relpath(os.path.join(base, each), self.project)
                if not OURS_TEMPORARY.search(path):
                    found[path] = (self.project / path).read_bytes()
        return found

    def backups(self) -> list[bytes]:
        """Return the contents of all backups."""
        return [path.read_bytes() for path in Path(os.environ["HOME"]).rglob("backups/**/*") if path.is_file()]

    def words(self) -> set[bytes]:
        """Return every token of the user's that is in a file or in a backup."""
        return {token for data in (*self.files().values(), *self.backups()) for token in TOKEN.findall(data)}

    def manifest(self) -> Manifest:
        """Return the manifest, which parses or is not there."""
        file = self.project / ".aiwg/manifest.json"
        return parse_manifest(file.read_text(), "the manifest") if file.exists() else Manifest()

    def token(self) -> str:
        """Return a new token."""
        self.tokens += 1
        return f"user-{self.tokens:06}"

    def some(self, dice: Random) -> str | None:
        """Return one of the files."""
        return dice.choice(sorted(self.files()) or [""]) or None

    def touched(self, path: str, exact: bool) -> None:
        """Note that the user changed a file: `exact` if what it would be without us is known all the same."""
        if not exact or path not in self.mine or path in self.struck:
            self.inexact.add(path)

    # What must hold

    def check(self, before: dict[str, bytes], words: set[bytes], stood: bool) -> None:
        """Check the step of ours that has just been: `stood` means that it must not have changed a file."""
        after = self.files()
        lost = words - self.words() - self.given_up
        assert not lost, f"lost: {sorted(lost)} by {self.done[-12:]}"
        manifest = self.manifest()
        if stood:
            assert after == before, self.done[-12:]
        for path, record in manifest.records.items():
            if path in after and path not in self.inexact and record.own == KEYS:
                parse(after[path].decode(), record.format)
            if path in after and path not in self.inexact and record.own == BLOCK and path in self.mine:
                assert self.mine[path].strip() in after[path].replace(b"\r\n", b"\n") or b"\r" in self.mine[path]
        ours = {*manifest.records, *before} - {*self.mine}
        for path, data in self.mine.items():
            if path not in self.inexact and path not in ours and path not in manifest.records:
                assert after.get(path) == data or path in self.struck, f"{path} changed by {self.done[-12:]}"

    def check_removed(self) -> None:
        """After a removal of everything only the user's bytes are there."""
        after = self.files()
        for path in {*after, *self.mine} - self.inexact:
            assert after.get(path) == self.mine.get(path), f"{path} after {self.done[-12:]}"

    # The steps of ours

    def targets(self, platforms: tuple[str, ...]) -> Targets:
        """Return the project, its source and some platforms."""
        return Targets(self.project, "project", platforms, (str(self.source),))

    def plainly(self, intent: Intent) -> str:
        """Deploy or remove as the verbs do; return "done" or "stood"."""
        place = open_workspace(self.project, "project")
        with place.state.session():
            if place.state.has_journal:
                journal.recover(place.state, place.claims.of)
            deployment = plan_deployment(intent, place)
            if deployment.plan.conflicts:
                return "stood"
            self.inexact |= {action.path for action in deployment.plan.changes if action.backup}
            carry_out(deployment)
        return "done"

    def guarded(self, work: Callable[[], str]) -> str:
        """Do something of ours; what it refuses must be one of the refusals that are meant."""
        try:
            said = work()
        except UserError as error:
            if error.exit not in (Exit.CONFLICT, Exit.USAGE, Exit.SOURCE):
                raise AssertionError(f"{error.message} {self.done[-12:]}") from error
            said = "stood"
        self.struck.clear()
        assert not list(self.project.rglob(".aiwg-*.tmp")), self.done[-12:]
        return said

    def deploy(self, dice: Random, force: bool = False) -> bool:
        """Deploy to some platforms; a second deploy writes nothing."""
        names = tuple(dice.sample(PLATFORMS, dice.randint(1, 3)))
        intent = Deploy(self.targets(names), force=force)
        said = self.guarded(lambda: self.plainly(intent))
        if said == "done" and dice.random() < 0.4:
            times = self.times()
            again = Deploy(self.targets(names))
            assert self.guarded(lambda: self.plainly(again)) == "done", self.done[-12:]
            assert self.times() == times, f"{self.done[-12:]}"
        return said == "stood"

    def times(self) -> dict[str, tuple[int, int, int]]:
        """Return time, inode and mode of everything but our private state."""
        found = {}
        for base, folders, names in os.walk(self.project):
            folders[:] = [each for each in folders if each != "state"]
            for each in names:
                info = os.lstat(os.path.join(base, each))
                found[os.path.join(base, each)] = (info.st_mtime_ns, info.st_ino, info.st_mode)
        return found

    def force(self, dice: Random) -> bool:
        """Deploy with --force."""
        return self.deploy(dice, force=True)

    def remove_one(self, dice: Random) -> bool:
        """Remove a platform."""
        platforms = self.manifest().platforms
        if not platforms:
            return True
        intent = Remove(Targets(self.project, platforms=(dice.choice(platforms),)))
        return self.guarded(lambda: self.plainly(intent)) == "stood"

    def remove_all(self, dice: Random) -> bool:
        """Remove everything."""
        said = self.guarded(lambda: self.plainly(Remove(Targets(self.project))))
        if said == "done":
            self.check_removed()
        return said == "stood"

    def undo(self, dice: Random) -> bool:
        """Undo the last apply, sometimes with --force."""
        force = dice.random() < 0.3
        return self.guarded(lambda: self.undone(force)) == "stood"

    def undone(self, force: bool) -> str:
        """Undo as the verb does."""
        place = open_workspace(self.project, "project")
        state = place.state
        with state.session():
            journal.recover(state, place.claims.of)
            undoing = plan_undo(state, place.claims, force)
            if undoing is None or undoing.plan.conflicts:
                return "stood"
            self.inexact |= {action.path for action in undoing.plan.changes if action.backup}
            if force:  # it brings back what the user deleted since
                self.inexact |= {action.path for action in undoing.plan.changes if action.before is None}
            carry_out_undo(undoing, state, place.claims)
        return "done"

    def killed(self, dice: Random) -> bool:
        """Do one of the above in a child that is killed at one of its calls that write."""
        before, old = self.files(), self.manifest()
        names = tuple(dice.sample(PLATFORMS, dice.randint(1, 3)))
        work: Callable[[], str] = dice.choice(
            (
                lambda: self.plainly(Deploy(self.targets(names))),
                lambda: self.plainly(Deploy(self.targets(names), force=True)),
                lambda: self.plainly(Remove(Targets(self.project))),
                lambda: self.undone(False),
            )
        )
        fault = Fault(dice.randint(1, 70), dice.choice((BEFORE, AFTER, HALF)))
        child = fork()
        if child == 0:
            try:
                Points(fault).install()
                work()
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            self.kills += 1
        after = self.files()
        changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
        self.struck |= changed
        for path in changed:  # what was forced is in a backup: which it was is only known from there
            if path in before and before[path] in self.backups():
                self.inexact.add(path)
        self.check_owned(changed, before, old)
        return False

    def check_owned(self, changed: Iterable[str], before: dict[str, bytes], old: Manifest) -> None:
        """A whole file that a run replaced was ours as we wrote it, or is in a backup."""
        kept = self.backups()
        for path in changed:
            record, data = old.records.get(path), before.get(path)
            if record is None or data is None or record.own != FILE or TOKEN.search(data) is None:
                continue
            hashes = (digest(data), digest(data.replace(b"\r\n", b"\n")))
            assert record.sha256 in hashes or data in kept, f"{path} by {self.done[-12:]}"


# The steps of the user


def _new_file(life: Life, dice: Random) -> None:
    path = dice.choice((*FREE, f"notes/{dice.randint(0, 9)}.txt"))
    full = life.project / path
    if full.exists() or any(each.is_file() for each in full.parents):
        return
    full.parent.mkdir(parents=True, exist_ok=True)
    text = "{}\n" if path.endswith(".json") else f"# {life.token()}"
    full.write_bytes(text.encode() + dice.choice((b"", b"\n", b"\r\nmore\r\n")))
    life.mine[path] = full.read_bytes()
    if path in life.manifest().records or path in life.struck:
        life.inexact.add(path)


def _prepend(life: Life, dice: Random) -> None:
    path = life.some(dice)
    if path is None or path.endswith((".json", ".toml")):
        return
    mark = "# " if path == ".roomodes" else ""
    full, line = life.project / path, f"{mark}{life.token()} at the top\n".encode()
    full.write_bytes(line + full.read_bytes())
    life.touched(path, exact=True)
    if path in life.mine:
        life.mine[path] = line + life.mine[path]


def _append(life: Life, dice: Random) -> None:
    path = life.some(dice)
    if path is None or path.endswith(".json"):
        return
    with (life.project / path).open("ab") as stream:
        stream.write(f"\n# {life.token()} at the end\n".encode())
    life.inexact.add(path)


def _inside(life: Life, dice: Random) -> None:
    """Edit some line, ours or not, with a token."""
    path = life.some(dice)
    if path is None:
        return
    full = life.project / path
    lines = full.read_bytes().splitlines(keepends=True)
    number = dice.randrange(len(lines)) if lines else 0
    if not lines or b"{" in lines[number] or b"}" in lines[number] or b"[" in lines[number]:
        return
    lines[number] = lines[number].rstrip(b"\r\n,") + f" {life.token()}".encode() + lines[number][-1:]
    if path.endswith((".json", ".toml")):
        lines[number] = lines[number].replace(b'" user-', b" user-").rstrip(b"\n") + b'"\n'
    full.write_bytes(b"".join(lines))
    life.inexact.add(path)


def _key(life: Life, dice: Random) -> None:
    """Add a key of the user's to a JSON file that has others."""
    path = dice.choice((".mcp.json", ".claude/settings.json", ".cursor/mcp.json"))
    full = life.project / path
    if not full.exists() or full.read_bytes().count(b":") < 1 or not full.read_bytes().startswith(b"{"):
        return
    line = f'{{\n  "{life.token()}": 1,'.encode()
    full.write_bytes(line + full.read_bytes()[1:])
    known = life.mine.get(path, b"")
    life.touched(path, exact=known.count(b":") > 0)
    if path in life.mine:
        life.mine[path] = line + known[1:]


def _delete(life: Life, dice: Random) -> None:
    path = life.some(dice)
    if path is not None:
        life.given_up |= {*TOKEN.findall((life.project / path).read_bytes())}
        (life.project / path).unlink()
        life.touched(path, exact=path not in life.manifest().records)
        life.mine.pop(path, None)


def _rename(life: Life, dice: Random) -> None:
    path, to = life.some(dice), f"moved/{dice.randint(0, 20)}.md"
    if path is None or (life.project / to).exists():
        return
    (life.project / to).parent.mkdir(exist_ok=True)
    (life.project / path).rename(life.project / to)
    life.touched(path, exact=path not in life.manifest().records)
    life.mine.pop(path, None)
    life.mine[to] = (life.project / to).read_bytes()


def _chmod(life: Life, dice: Random) -> None:
    path = life.some(dice)
    if path is not None:
        (life.project / path).chmod(dice.choice((0o644, 0o600, 0o755, 0o444)))


def _crlf(life: Life, dice: Random) -> None:
    path = life.some(dice)
    if path is None:
        return
    full = life.project / path
    full.write_bytes(full.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    life.inexact.add(path)
    if path in life.mine:
        life.mine[path] = full.read_bytes()


# The steps of the source


def _write_artifact(life: Life, dice: Random) -> None:
    name, text = dice.choice(NAMES), f"Text {dice.randint(0, 99)}.\n"
    front = f"---\nname: {name}\ndescription: Use {name}.\n---\n"
    write(
        life.source,
        dice.choice(
            (
                {"instructions.md": text},
                {f"rules/{name}.md": text},
                {f"rules/{name}.md": f"---\npaths: ['*.{name}']\n---\n{text}"},
                {f"agents/{name}.md": front + text},
                {f"commands/{name}.md": f"---\ndescription: {name}\n---\n{text}"},
                {f"skills/{name}/SKILL.md": front + text, f"skills/{name}/scripts/run.sh": f"echo {text}"},
                {"mcp.yaml": f"servers:\n  {name}: {{command: npx, args: ['{dice.randint(0, 9)}']}}\n"},
                {"permissions.yaml": f'deny: ["read({name})"]\n'},
            )
        ),
    )


def _artifacts(life: Life) -> list[Path]:
    return sorted(path for part in ("rules", "agents", "commands", "skills") for path in (life.source / part).glob("*"))


def _drop_artifact(life: Life, dice: Random) -> None:
    found = _artifacts(life)
    if found:
        gone = dice.choice(found)
        shutil.rmtree(gone) if gone.is_dir() else gone.unlink()


def _rename_artifact(life: Life, dice: Random) -> None:
    found = [path for path in _artifacts(life) if path.is_file() and path.parent.name in ("rules", "commands")]
    if found:
        old = dice.choice(found)
        old.rename(old.with_name(f"{dice.choice(NAMES)}.md"))


Step = Callable[[Life, Random], None]
USER: dict[str, Step] = {
    "new file": _new_file, "prepend": _prepend, "append": _append, "edit inside": _inside, "add a key": _key,
    "delete": _delete, "rename": _rename, "chmod": _chmod, "convert to CRLF": _crlf,
}  # fmt: skip
SOURCES: dict[str, Step] = {
    "write artifact": _write_artifact, "drop artifact": _drop_artifact, "rename artifact": _rename_artifact,
}  # fmt: skip
TOOL: dict[str, Callable[[Life, Random], bool]] = {
    "deploy": Life.deploy, "force": Life.force, "remove one": Life.remove_one, "remove all": Life.remove_all,
    "undo": Life.undo, "killed": Life.killed,
}  # fmt: skip
WEIGHTS = {**dict.fromkeys(USER, 2), **dict.fromkeys(SOURCES, 2), "write artifact": 5, **dict.fromkeys(TOOL, 3)}
WEIGHTS |= {"deploy": 8, "killed": 4, "force": 4, "remove all": 2}


def weighted(dice: Random) -> str:
    """Return the name of a step."""
    return dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
