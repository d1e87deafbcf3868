"""Plugins that a person installed in the client itself: which count, where they are, and what is then loaded twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aiwg.cli.app import run
from aiwg.loading import LoadedContext
from aiwg.loading.model import YOURS
from tests.loading.memory import HOME, around

LISTED = """
skills: {reads: [".tool/skills/{id}/"], dedup: name}
commands: {reads: [".tool/commands/{id}.md"], dedup: name}
plugins: {reads: [".tool/settings.json#on.{id}", "~/.tool/settings.json#on.{id}"]}
installed_plugins:
  listed: true
  folders:
  - {marketplace: '~/.tool/settings.json#known."{marketplace}".path', index: [market.json]}
  - {record: '~/.tool/installed.json#plugins."{plugin}"', key: folder}
  - {path: "~/.tool/cache/{marketplace}/{name}/*/"}
  holds:
    skills: [{path: "skills/{id}/", name: "{plugin}:{id}"}]
    commands: [{path: "commands/{id}.md"}]
"""
SKILL = "---\nname: greet\ndescription: Greets\n---\nHello.\n"
CACHED = "~/.tool/cache/acme/team/1.0/skills/greet/SKILL.md"


def loaded(context: LoadedContext) -> dict[str, str]:
    """Return the names of the loaded items by their paths."""
    return {item.shown: item.name for item in context.loaded}


def listing(**plugins: object) -> str:
    """Return a settings file that says what is on, `__` for the @ of a plugin's name."""
    return json.dumps({"on": {id.replace("__", "@"): value for id, value in plugins.items()}})


@pytest.mark.parametrize(
    ("project", "home", "counts"),
    [
        (None, {"team__acme": True}, True),
        (None, {"team__acme": {"enabled": True}}, True),
        (None, {"team__acme": False}, False),
        (None, {"team__acme": {"enabled": False}}, False),
        (None, {"team__acme": "yes"}, False),
        (None, {}, False),
        ({"team__acme": True}, {"team__acme": False}, True),
        ({"team__acme": False}, {"team__acme": True}, False),
        ({"other__acme": True}, {"team__acme": True}, True),
    ],
)
def test_the_strongest_settings_file_decides(
    project: dict[str, object] | None, home: dict[str, object], counts: bool
) -> None:
    """A plugin counts if the first settings file that names it turns it on, and carries the plugin's name."""
    files = {"~/.tool/settings.json": listing(**home), CACHED: SKILL}
    if project is not None:
        files[".tool/settings.json"] = listing(**project)
    context = around(LISTED, files)
    assert loaded(context) == ({CACHED: "team:greet"} if counts else {})
    assert all((item.plugin, item.owner) == ("team@acme", YOURS) for item in context.loaded)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["~/.tool/cache/acme/team/1.0/", "~/.tool/cache/acme/team/2.0/"], "~/.tool/cache/acme/team/2.0/"),
        (["~/recorded/", "~/.tool/cache/acme/team/2.0/"], "~/recorded/"),
        (["~/market/team/", "~/recorded/", "~/.tool/cache/acme/team/2.0/"], "~/market/team/"),
    ],
)
def test_the_first_folder_that_exists_counts(files: list[str], found: str) -> None:
    """Of a marketplace used in place, a record and a cache the first one counts, and of versions the newest."""
    tree = {f"{folder}skills/greet/SKILL.md": SKILL for folder in files}
    tree["~/market/market.json"] = json.dumps({"plugins": [{"name": "team", "source": "./team"}]})
    on = {"on": {"team@acme": True}, "known": {"acme": {"path": f"{HOME}/market"}}}
    record = {"plugins": {"team@acme": [{"folder": f"{HOME}/recorded"}]}}
    tree |= {"~/.tool/settings.json": json.dumps(on), "~/.tool/installed.json": json.dumps(record)}
    assert list(loaded(around(LISTED, tree))) == [f"{found}skills/greet/SKILL.md"]


@pytest.mark.parametrize(
    "id",
    ["..@acme", "team@..", "team@../../x", "/etc@acme", "a@b@c", "", "@", "te am@acme", "{id}@acme", "team@acme\n"],
)
def test_a_name_never_leads_out_of_the_folders(id: str) -> None:
    """A plugin whose name could be a path is not looked for."""
    tree = {"~/.tool/settings.json": json.dumps({"on": {id: True}}), "~/.tool/skills/greet/SKILL.md": SKILL}
    assert loaded(around(LISTED, {**tree, CACHED: SKILL})) == {}


@pytest.mark.parametrize("source", ["../out", "/out", "./a/../../out", ".", 7, None, ["./team"], {"path": "./team"}])
def test_a_marketplace_names_folders_inside_it(source: object) -> None:
    """A source outside the marketplace's folder, or of another form, is no folder of a plugin."""
    tree = {f"{folder}/skills/greet/SKILL.md": SKILL for folder in ("~/out", "~/market", "~/market/team")}
    tree["~/market/market.json"] = json.dumps({"plugins": [{"name": "team", "source": source}, 7, None]})
    tree["~/.tool/settings.json"] = json.dumps(
        {"on": {"team@acme": True}, "known": {"acme": {"path": f"{HOME}/market"}}}
    )
    assert loaded(around(LISTED, tree)) == {}


@pytest.mark.parametrize(
    "record", ["[]", "7", "{", '{"plugins": 7}', '{"plugins": {"team@acme": [7, {"folder": 7}, {"folder": "x"}]}}']
)
def test_a_damaged_record_is_no_plugin(record: str) -> None:
    """A record that is not in the client's form names no folder, and nothing breaks."""
    tree = {"~/.tool/settings.json": listing(team__acme=True), "~/.tool/installed.json": record}
    assert loaded(around(LISTED, tree)) == {}


PRESENT = """
skills: {reads: [".tool/skills/{id}/"], dedup: name}
installed_plugins:
  off: "~/.tool/off.json#{name}.rules"
  folders: [{path: "~/.tool/extensions/{name}/"}]
  holds: {skills: [{path: "skills/{id}/"}]}
"""


@pytest.mark.parametrize(
    ("rules", "counts"),
    [
        (None, True),
        (False, False),
        (True, True),
        (["!/work/*"], False),
        (["!/work/project/"], False),
        (["!/work/project"], False),
        (["!/work/"], True),
        (["!/work/project/below/*"], True),
        (["!/workshop/*"], True),
        (["!/work/*", "/work/project/*"], True),
        (["/work/project/*", "!/*"], False),
    ],
)
def test_the_last_rule_that_fits_turns_a_plugin_off(rules: object, counts: bool) -> None:
    """A plugin in the folder counts unless the last rule about the start folder turns it off."""
    path = "~/.tool/extensions/team/skills/greet/SKILL.md"
    off = {} if rules is None else {"~/.tool/off.json": json.dumps({"team": {"rules": rules}})}
    assert loaded(around(PRESENT, {path: SKILL, **off})) == ({path: "greet"} if counts else {})


@pytest.mark.parametrize(
    ("text", "why"),
    [(SKILL, "the plugin team@acme has the same"), (f"{SKILL}More.\n", "the plugin team@acme has another one")],
)
def test_a_copy_under_the_name_of_the_plugin_is_a_double(text: str, why: str) -> None:
    """A skill beside one of a plugin with its name is reported, the same or not; a client that hides one has none."""
    own = ".tool/skills/greet/SKILL.md"
    context = around(LISTED, {own: text, CACHED: SKILL, "~/.tool/settings.json": listing(team__acme=True)})
    assert [double.paths for double in context.doubles] == [(own, CACHED)]
    assert context.doubles[0].why.startswith(why)
    other = "~/.tool/extensions/team/skills/greet/SKILL.md"
    hiding = around(PRESENT, {own: text, other: SKILL})
    assert not hiding.doubles
    assert [item.shown for item in hiding.hidden] == [other]


def test_deploy_doctor_and_context_report_the_same_copy(
    home: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A skill that is deployed and in an installed plugin is named by all three commands, and deployed all the same."""
    cache = home / ".claude/plugins/cache/acme/team/1.0"
    (cache / "skills/greet").mkdir(parents=True)
    (cache / "skills/greet/SKILL.md").write_text(SKILL)
    (home / ".claude/settings.json").write_text(json.dumps({"enabledPlugins": {"team@acme": True}}))
    record = {"version": 2, "plugins": {"team@acme": [{"scope": "user", "installPath": str(cache)}]}}
    (home / ".claude/plugins/installed_plugins.json").write_text(json.dumps(record))
    (project / ".aiwg/skills/greet").mkdir(parents=True)
    (project / ".aiwg/skills/greet/SKILL.md").write_text(SKILL)
    (project / "aiwg.yaml").write_text("bundles: []\n")

    def said(*arguments: str) -> Any:
        assert run([*arguments, "--project", str(project), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    own = ".claude/skills/greet/SKILL.md"
    deployed = [each["file"] for each in said("deploy", "-p", "claude")["problems"] if each["code"] == "in-plugin"]
    assert (deployed, (project / own).exists()) == ([own], True)
    doubled = [each for each in said("doctor")["findings"] if each["code"] == "doubled"]
    assert [own in each["message"] for each in doubled] == [True]
    assert [own in each["paths"] for each in said("context", "claude")["twice"]] == [True]
