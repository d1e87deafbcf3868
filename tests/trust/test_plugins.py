"""plugins.yaml: what clients turn on or off, and where it comes from, in the settings of four real clients."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from aiwg.cli.app import run
from tests.conftest import put

SOURCE = """\
marketplaces:
  team: {github: acme/tools, ref: v2}
  forge: {git: "https://g.example/x.git"}
plugins:
  fmt@team: true
  spy@team: no
"""
JSON = {"claude": ".claude/settings.json", "factory": ".factory/settings.json"}


@pytest.fixture
def plugins(home: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project whose own source has a plugins.yaml."""
    monkeypatch.chdir(project)
    put(project / "aiwg.yaml", "sources: [user, project]\n")
    put(project / ".aiwg/plugins.yaml", SOURCE)
    return project


def settings(file: Path) -> dict[str, Any]:
    """Return a settings file, empty when it is not there."""
    if not file.exists():
        return {}
    text = file.read_text(encoding="utf-8")
    return dict(tomllib.loads(text) if file.suffix == ".toml" else json.loads(text))


@pytest.mark.parametrize("platform", JSON)
def test_before_consent_only_the_restriction_is_written(plugins: Path, platform: str) -> None:
    """A plugin that is turned off is written at once; one that is turned on, and a marketplace, wait for consent."""
    assert run(["deploy", "-p", platform]) == 0
    assert settings(plugins / JSON[platform]) == {"enabledPlugins": {"spy@team": False}}
    assert run(["trust", "--yes"]) == 0
    assert run(["deploy"]) == 0
    found = settings(plugins / JSON[platform])
    assert found["enabledPlugins"] == {"spy@team": False, "fmt@team": True}
    assert found["extraKnownMarketplaces"]["team"] == {
        "source": {"source": "github", "repo": "acme/tools", "ref": "v2"}
    }


def test_each_client_gets_its_own_form(plugins: Path) -> None:
    """Claude calls a git repository `git`, droid `url`, and Codex clones both forms by their address."""
    run(["trust", "--yes"])
    assert run(["deploy", "-p", "claude,factory,codex"]) == 0
    forms = {id: settings(plugins / file)["extraKnownMarketplaces"]["forge"]["source"] for id, file in JSON.items()}
    assert forms["claude"] == {"source": "git", "url": "https://g.example/x.git"}
    assert forms["factory"] == {"source": "url", "url": "https://g.example/x.git"}
    codex = settings(plugins / ".codex/config.toml")
    assert codex["plugins"] == {"fmt@team": {"enabled": True}, "spy@team": {"enabled": False}}
    assert codex["marketplaces"] == {
        "team": {"source_type": "git", "source": "https://github.com/acme/tools.git", "ref": "v2"},
        "forge": {"source_type": "git", "source": "https://g.example/x.git"},
    }


def test_a_form_that_a_client_lacks_is_reported(plugins: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A marketplace that droid cannot name is not written there, and the deploy says so."""
    put(plugins / ".aiwg/plugins.yaml", "marketplaces: {local: {path: ./tools}}\n")
    run(["trust", "--yes"])
    assert run(["deploy", "-p", "factory", "--json"]) == 0
    assert "it cannot say path" in capsys.readouterr().out
    assert settings(plugins / ".factory/settings.json") == {}


def test_remove_leaves_every_byte_of_yours(plugins: Path) -> None:
    """Comments, order and your own plugins stay as they were, through deploy and remove."""
    yours = b'{\n  // mine\n  "enabledPlugins": {"mine@x": true},\n  "model": "opus"\n}\n'
    file = plugins / ".claude/settings.json"
    file.parent.mkdir()
    file.write_bytes(yours)
    run(["trust", "--yes"])
    assert run(["deploy", "-p", "claude"]) == 0
    assert b'"fmt@team": true' in file.read_bytes()
    assert run(["remove"]) == 0
    assert file.read_bytes() == yours


def test_a_plugin_that_you_turned_off_stays_off(plugins: Path) -> None:
    """An entry of yours in the client's settings is a conflict, and is not overwritten; the others are written."""
    put(plugins / ".claude/settings.json", '{"enabledPlugins": {"fmt@team": false}}\n')
    run(["trust", "--yes"])
    assert run(["deploy", "-p", "claude"]) == 4
    assert settings(plugins / ".claude/settings.json")["enabledPlugins"] == {"fmt@team": False, "spy@team": False}


def test_a_clone_does_not_turn_on_what_you_turned_off(plugins: Path, home: Path) -> None:
    """As long as nobody approved the project's `true`, the `false` of your own source holds."""
    put(home / ".config/aiwg/plugins.yaml", "plugins: {fmt@team: false}\n")
    assert run(["deploy", "-p", "claude"]) == 0
    assert settings(plugins / ".claude/settings.json")["enabledPlugins"] == {"fmt@team": False, "spy@team": False}
    run(["trust", "--yes"])
    assert run(["deploy"]) == 0
    assert settings(plugins / ".claude/settings.json")["enabledPlugins"]["fmt@team"] is True


def test_a_native_key_does_not_turn_on_what_is_off(plugins: Path) -> None:
    """Overrides of a plugin that is off wait for consent, as they may turn it on."""
    text = "plugins:\n  fmt@team: {enabled: false, overrides: {codex: {enabled: true}}}\n"
    put(plugins / ".aiwg/plugins.yaml", text)
    assert run(["deploy", "-p", "codex"]) == 0
    assert settings(plugins / ".codex/config.toml") == {}


def test_a_platform_that_cannot_turn_off_has_fewer_restrictions(
    plugins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a client has plugins and cannot turn one off, the deploy is refused until that is accepted."""
    adapter = """\
name: Gamma
vendor: Gamma
docs: https://gamma.example
evidence: {version: 1, checked: 2026-11-01, grade: docs, sources: [https://gamma.example]}
plugins:
  reads: [".gamma/settings.json#on.{id}"]
  fields: ["=": {from: enabled, map: {"true": true}}]
"""
    put(plugins / ".aiwg/platforms/gamma/platform.yaml", adapter)
    put(plugins / ".aiwg/plugins.yaml", "plugins: {spy@team: false}\n")
    run(["trust", "--yes", "platform/gamma"])
    capsys.readouterr()
    assert run(["deploy", "-p", "gamma"]) == 7
    assert "plugin/spy@team" in capsys.readouterr().err
    assert settings(plugins / ".gamma/settings.json") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plugins: {fmt: true}", "write it as NAME@MARKETPLACE"),
        ("plugins: {a@b: [1.0]}", "must be `key: value` lines"),
        ("plugins: {a@b: maybe}", "must be true or false"),
        ("plugins: {a@b: {description: x}}", "needs enabled"),
        ("plugins: {a@b: true, A@b: false}", "second plugin called"),
        ("plugin: {a@b: true}", "did you mean plugins?"),
        ("marketplaces: {m: {github: a/b, git: c}}", "needs either a github or"),
        ("marketplaces: {m: {}}", "needs either a github or"),
        ("marketplaces: {a/b: x/y}", "use letters, digits"),
        ("plugins: [a@b]", "map an id to its settings"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    plugins: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    """Each slip is an error that says where it stands and what to write."""
    put(plugins / ".aiwg/plugins.yaml", text + "\n")
    run(["lint"])
    found = capsys.readouterr()
    assert ".aiwg/plugins.yaml:1" in found.out + found.err
    assert said in found.out + found.err


def test_an_unreadable_file_takes_no_restriction_away(plugins: Path) -> None:
    """A plugin that was turned off stays off when plugins.yaml cannot be read any more."""
    assert run(["deploy", "-p", "claude"]) == 0
    put(plugins / ".aiwg/plugins.yaml", "plugins: {spy@team: [\n")
    run(["deploy"])
    assert settings(plugins / ".claude/settings.json") == {"enabledPlugins": {"spy@team": False}}
