"""The engines are there, in the versions of the lock."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.integrations.conftest import ROOT, engine

LOCK = (ROOT / "requirements" / "integrations.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("program", "package"), [("ansible-playbook", "ansible-core"), ("pre-commit", "pre-commit")], ids=str
)
def test_an_engine_has_the_version_of_the_lock(program: str, package: str) -> None:
    """An engine says the version that requirements/integrations.lock pins."""
    pinned = re.search(rf"^{package}==(\S+)", LOCK, re.MULTILINE)
    said = subprocess.run([engine(program), "--version"], capture_output=True, text=True, check=True).stdout
    assert pinned
    assert pinned[1] in said
