"""The folders of a user are those that platformdirs names, whatever the environment says."""

from __future__ import annotations

import itertools

import platformdirs
import pytest

from aiwg.fs.user_folders import user_path

VALUES = (None, "", " ", "/srv/own", "/srv/own/", "relative/path", "~/x", " /srv")
HOMES = (None, "", "/home/someone", "/home/someone/", "/", "home", "//h")


@pytest.mark.parametrize("what", ["config", "state", "cache"])
def test_the_folders_are_those_of_platformdirs(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each way to set the variables, our folder is the one that platformdirs names."""
    for value, home in itertools.product(VALUES, HOMES):
        for name, said in ((f"XDG_{what.upper()}_HOME", value), ("HOME", home)):
            if said is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, said)
        wanted = getattr(platformdirs, f"user_{what}_dir")("aiwg", appauthor=False)
        assert user_path(what) == wanted, (value, home)
