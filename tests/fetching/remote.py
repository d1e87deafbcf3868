"""A git repository for tests, made by one `git fast-import` per step, and reached by a file URL."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_DATE": "1700000000 +0000",
    "GIT_COMMITTER_DATE": "1700000000 +0000",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "LC_ALL": "C",
}


class Remote:
    """A bare repository whose files a test sets, tag by tag."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "-q", "--bare", "-b", "main", ".")
        self._count = 0

    @property
    def url(self) -> str:
        """Return the URL of the repository."""
        return f"file://{self.folder}"

    def git(self, *arguments: str, data: str = "") -> str:
        """Return what git prints here."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            input=data,
            capture_output=True,
            text=True,
            env={**os.environ, **ENVIRONMENT},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, files: Mapping[str, str], tag: str = "", branch: str = "main", executable: bool = False) -> str:
        """Make a commit that holds exactly these files, and a tag of it; return the commit."""
        self._count += 1
        when = f"a <a@example.com> {1700000000 + self._count} +0000"
        message = f"step {self._count}"
        has = self.git("for-each-ref", f"refs/heads/{branch}") != ""
        lines = [f"commit refs/heads/{branch}", f"committer {when}", f"data {len(message)}", message]
        lines += [f"from refs/heads/{branch}^0"] if has else []
        lines += ["deleteall"]
        for path, text in files.items():
            mode = "100755" if executable and path.endswith(".sh") else "100644"
            lines += [f"M {mode} inline {path}", f"data {len(text.encode())}", text]
        self.git("fast-import", "--quiet", "--force", data="\n".join(lines) + "\n")
        commit = self.git("rev-parse", f"refs/heads/{branch}")
        if tag:
            self.git("update-ref", f"refs/tags/{tag}", commit)
        return commit
