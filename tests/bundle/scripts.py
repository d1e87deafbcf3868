"""Running the scripts of the bundled source as a platform's hook or a person would."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from unittest import mock

from tests.stopwatch import within

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 10
"""Seconds a script may take, on whatever input: what the hooks of the bundled source allow."""


def run(
    script: str, *arguments: str, stdin: str | bytes = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a script of the bundled source by its path; it must end in time and without a traceback."""
    import os

    data = stdin if isinstance(stdin, bytes) else stdin.encode("utf-8", "surrogatepass")
    with within(PATIENCE):
        done = subprocess.run(
            [ROOT / script, *arguments],
            input=data,
            capture_output=True,
            cwd=cwd,
            env={**os.environ, **environment},
            timeout=PATIENCE * 12,
            check=False,
        )
    out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def hook(script: str, told: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a hook that is told this."""
    return run(script, stdin=json.dumps(told), cwd=cwd, **environment)


def call(script: str, told: object) -> tuple[int, str]:
    """Return the exit status of a script's `main` as a hook, and its standard error; no process is started."""
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(told).encode()))
    with mock.patch.object(sys, "stdin", stdin), contextlib.redirect_stderr(io.StringIO()) as err:
        return _module(script).main([]), err.getvalue()


@functools.cache
def _module(script: str) -> ModuleType:
    """Return a script as a module."""
    spec = importlib.util.spec_from_file_location(Path(script).stem.replace("-", "_"), ROOT / script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"42",
    b'"text"',
    b"{",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"input":' * 50_000 + b"1" + b"}" * 50_000,
    b'{"input": null, "command": null, "path": null}',
    b'{"input": 1, "command": 2, "path": 3, "project": 4, "session": 5}',
    b'{"input": {"content": "\\ud800"}, "command": "\\ud800", "path": "\\ud800", "project": "/nowhere"}',
    b'{"command": "\\u0000", "path": "\\u0000", "project": "\\u0000"}',
]
"""Payloads that no platform should send and that a hook must survive: it ends with 0 or 1, never with 2."""


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as nobody in particular."""
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout
