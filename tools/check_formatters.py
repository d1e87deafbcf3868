"""Runs prettier and markdownlint over what aiwg writes, and records what they change.

    python tools/check_formatters.py           compare with the record
    python tools/check_formatters.py --write   write the record

Needs npm; the formatters are installed below the user's cache folder. The record, `tests/formatters/formatters.json`,
says which golden files prettier leaves as they are, which not and why, and what aiwg says after each formatter has been
over a project: with the bundled source, and with one that holds whatever formatters change. The tests read the record,
so that they need no node.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.golden.archive import File, unpack  # noqa: E402 - the tests are no package that is installed

from aiwg.formatters.same import is_same  # noqa: E402 - sorted behind it

RECORD = ROOT / "tests" / "formatters" / "formatters.json"
PACKAGES = ("prettier@3.10.1", "markdownlint-cli2")
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "aiwg-formatters"
PLATFORMS = ("claude", "cursor", "codex", "copilot", "gemini-cli", "opencode", "qwen-code", "roo", "windsurf", "zed")
SOURCE = ROOT / "tests" / "fixtures" / "everything"
JSONC = "prettier ends the last element of JSON with comments with a comma, which a reader may not take"
TEXT = "a line of the source's own text"
LINE_BREAK = "three blanks at the end of a line of the source: the formatter makes another line break of them"
INVALID = "prettier reads it as another format than its platform does, and fails"


def run(*command: object, folder: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command and return what became of it."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - ours


def install() -> None:
    """Install the formatters, unless they are there."""
    if not (CACHE / "node_modules" / ".bin" / "markdownlint-cli2").exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        run("npm", "install", "--no-audit", "--no-fund", *PACKAGES, folder=CACHE)


def prettier(folder: Path) -> str:
    """Let prettier format a folder; return its complaints."""
    tool = CACHE / "node_modules" / ".bin" / "prettier"
    words = ("--write", "--ignore-unknown", "--ignore-path", os.devnull, "--no-config", "--log-level", "error", "**/*")
    return run(tool, *words, folder=folder).stderr


def markdownlint(folder: Path) -> str:
    """Let markdownlint fix the Markdown of a folder."""
    (folder / ".markdownlint-cli2.jsonc").write_text('{"config": {"MD013": false}, "gitignore": false}')
    return run(CACHE / "node_modules" / ".bin" / "markdownlint-cli2", "--fix", "**/*.md", folder=folder).stderr


def goldens(folder: Path) -> dict[str, File]:
    """Write all golden files that differ into a folder; return them by path."""
    found: dict[str, File] = {}
    seen: set[tuple[str, bytes]] = set()
    for archive in sorted((ROOT / "tests" / "golden").glob("*/*.txt")):
        for path, file in unpack(archive.read_bytes().decode()).items():
            key = (path.rpartition("/")[2], getattr(file, "data", b""))
            if isinstance(file, File) and key not in seen:
                seen.add(key)
                target = folder / archive.parent.name / archive.stem / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.data)
                found[target.relative_to(folder).as_posix()] = file
    return found


def reason(path: str, before: bytes, after: bytes, source: set[bytes]) -> str:
    """Return why prettier changes a file; empty when what aiwg makes itself is the reason."""
    if path.endswith(".jsonc"):
        return JSONC
    changed = set(before.splitlines()) - set(after.splitlines())
    return TEXT if all(line.strip() in source for line in changed) else ""


def of_goldens() -> dict[str, Any]:
    """Return the digests of what prettier leaves as it is, and what it changes, with the reason."""
    source = {line.strip() for file in SOURCE.rglob("*") if file.is_file() for line in file.read_bytes().splitlines()}
    with tempfile.TemporaryDirectory(prefix="aiwg-formatters-") as name:
        folder = Path(name)
        files = goldens(folder)
        complaints = prettier(folder)
        fixed: set[str] = set()
        changed: dict[str, str] = {}
        for path, file in files.items():
            after = (folder / path).read_bytes()
            digest = hashlib.sha256(file.data).hexdigest()[:12]
            if f" {path}:" in complaints or f"\n{path}:" in complaints or f"] {path}:" in complaints:
                changed[digest] = INVALID
            elif after == file.data:
                fixed.add(digest)
            else:
                changed[digest] = reason(path, file.data, after, source) or f"not yet: {path}"
    return {"fixed": sorted(fixed - changed.keys()), "changed": dict(sorted(changed.items()))}


def drift_reason(path: str, before: bytes, after: bytes) -> str:
    """Return why a formatter's change of a file is an edit: the one thing without which it would be none."""
    one, other = (re.sub(rb" {2,}\n", b"\n", data) for data in (before, after))
    return LINE_BREAK if b"   \n" in before and is_same(path, one, other) else "not yet"


def of_project(platform: str, tool: Callable[[Path], str], source: tuple[str, ...]) -> dict[str, Any]:
    """Return what a check says after a formatter has been over a new project."""
    aiwg = ROOT / ".venv" / "bin" / "aiwg"
    with tempfile.TemporaryDirectory(prefix="aiwg-formatters-") as name:
        project = Path(name) / "project"
        project.mkdir()
        (project / "aiwg.yaml").write_text(f"accept_freer: [{platform}]\n")
        env = {"HOME": name, "PATH": os.environ["PATH"]}
        run(aiwg, "deploy", "-q", "--platform", platform, *source, folder=project, env=env)
        before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
        tool(project)
        checked = run(aiwg, "sync", "--check", "--json", folder=project, env=env)
        (scope,) = json.loads(checked.stdout)["scopes"]
        drift = {each["about"]: project / each["about"] for each in scope["drift"]}
        return {
            "files": len(before),
            "changed": sum(path.read_bytes() != data for path, data in before.items()),
            "exit": checked.returncode,
            "drift": {about: drift_reason(about, before[path], path.read_bytes()) for about, path in drift.items()},
        }


def of_projects() -> dict[str, dict[str, Any]]:
    """Return what a check says after each formatter has been over a project of each platform, with each source."""
    return {
        platform: {
            f"{tool.__name__}, {name}": of_project(platform, tool, source)
            for tool in (prettier, markdownlint)
            for name, source in (("bundle", ()), ("everything", ("--source", str(SOURCE))))
        }
        for platform in PLATFORMS
    }


def main() -> int:
    """Compare with the record, or write it; return the exit code."""
    if shutil.which("npm") is None:
        print("npm is not installed: no formatter was run")
        return 0
    install()
    new = json.dumps({"packages": list(PACKAGES), "goldens": of_goldens(), "projects": of_projects()}, indent=1) + "\n"
    if "--write" in sys.argv:
        RECORD.write_text(new, encoding="utf-8")
    elif new != RECORD.read_text(encoding="utf-8"):
        print("Formatters do something else than recorded: make formatters WRITE=1, then read the diff")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
