"""new platform: an adapter to start from that says nothing yet and explains everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aiwg.adapter.schema.document import CELL, EVIDENCE, PLACE, SCHEMA
from aiwg.adapter.schema.words import WORDS
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.core import strict_yaml

from .conftest import Runner, put

FILE = ".aiwg/platforms/my-tool/platform.yaml"
RULE = CELL["properties"]["fields"]["items"]["anyOf"][1]["additionalProperties"]["anyOf"][1]


@pytest.fixture(params=[(), ("--all",)], ids=["usual", "all"])
def written(request: pytest.FixtureRequest, aiwg: Runner, project: Path) -> str:
    """Return the text of a new adapter: with the usual keys, and with all."""
    aiwg("new", "platform", "my-tool", *request.param)
    return (project / FILE).read_text(encoding="utf-8")


@pytest.fixture
def in_full(aiwg: Runner, project: Path) -> str:
    """Return the text of a new adapter with every key in it."""
    aiwg("new", "platform", "my-tool", "--all")
    return (project / FILE).read_text(encoding="utf-8")


def uncommented(text: str) -> str:
    """Return the adapter with all its keys said: without the # before each, and without the sentences."""
    lines = [re.sub(r"^# (?=[ a-z_]*(- )?[a-z_]+:)", "", line) for line in text.splitlines()]
    return "\n".join(lines) + "\n"


def test_it_is_valid_and_says_nothing(aiwg: Runner, written: str) -> None:
    """As it stands it is valid, and holds what must be said alone."""
    said = strict_yaml.parse(written).value
    assert list(said) == SCHEMA["required"]
    assert said["evidence"] == {"grade": "third-party"}
    kinds = aiwg("lint", "--platform", str(Path(FILE).parent), "--json").json["platform"]["kinds"]
    assert {kind["state"] for kind in kinds.values()} == {"unknown"}


def test_every_usual_key_is_valid(aiwg: Runner, written: str, project: Path) -> None:
    """With every comment taken in, an adapter is valid, and every kind has a place."""
    put(project / FILE, uncommented(written))
    kinds = aiwg("lint", "--platform", str(Path(FILE).parent), "--json").json["platform"]["kinds"]
    assert set(kinds) == set(KIND_OF_CELL)
    assert {kind["state"] for kind in kinds.values()} <= {"native", "carried"}


def test_every_key_is_there_and_valid(aiwg: Runner, in_full: str, project: Path) -> None:
    """With every comment taken in, it has every key of the schema once, and it is valid."""
    text = uncommented(in_full)
    put(project / FILE, text)
    data = strict_yaml.parse(text).value
    assert set(data) == set(SCHEMA["properties"])
    assert set(data["evidence"]) == set(EVIDENCE["properties"])
    assert set(data["agents"]) == set(CELL["properties"])
    assert set(data["agents"]["fields"][1]["effort"]) == set(RULE["properties"])
    place, first = data["rules"]["reads"]
    assert {*place, *first} == set(PLACE["anyOf"][1]["properties"])
    assert set(KIND_OF_CELL) <= set(data)
    aiwg("lint", "--platform", str(Path(FILE).parent))


def test_every_key_is_explained(in_full: str) -> None:
    """What the schema says of each key stands beside it."""
    words = " ".join(re.sub(r"(?m)^#? {20,}# ", "", in_full).split())
    for schema in (SCHEMA, CELL, EVIDENCE, RULE, PLACE["anyOf"][1]):
        for key, part in schema["properties"].items():
            if key not in KIND_OF_CELL:
                assert " ".join(part["description"].replace("\n", " ").split()) in words.replace(" # ", " "), key


def test_lines_are_not_long(written: str) -> None:
    """No line is longer than 120 characters."""
    assert max(map(len, written.splitlines())) <= 120


def test_it_can_be_deployed_to(aiwg: Runner, written: str, project: Path) -> None:
    """With one place taken in, and consented to, it is a platform like the others."""
    put(project / FILE, written.replace("# instructions:", "instructions:").replace("AGENTS.md", "MY-TOOL.md"))
    aiwg("trust", "my-tool", "--yes")
    aiwg("deploy", "-p", "my-tool")
    assert "Carefully." in (project / "MY-TOOL.md").read_text(encoding="utf-8")


def test_nothing_is_overwritten(aiwg: Runner, written: str, project: Path) -> None:
    """A file that is there ends with 4 and stays as it is."""
    put(project / FILE, "mine\n")
    assert "exists already" in aiwg("new", "platform", "my-tool", expect=4).err
    assert (project / FILE).read_text(encoding="utf-8") == "mine\n"


def test_it_can_be_the_users(aiwg: Runner, home: Path) -> None:
    """--user writes it where all projects find it, and says when it takes the place of another."""
    said = aiwg("new", "platform", "beta", "--user").out
    assert "It replaces the bundled one" in said
    assert (home / ".config/aiwg/platforms/beta/platform.yaml").is_file()
    assert aiwg("platforms", "beta", "--json").json["platforms"][0]["origin"] == "user"


def test_an_id_that_is_none(aiwg: Runner) -> None:
    """A name that cannot be an id ends with 2 and the one that is meant."""
    assert "Did you mean my-tool?" in aiwg("new", "platform", "My_Tool", expect=2).err
    assert "needs an id" in aiwg("new", "platform", expect=2).err


def test_it_can_lie_in_any_folder_of_adapters(aiwg: Runner, project: Path) -> None:
    """--into writes it below the folder that it names, and names the command that checks it there."""
    said = aiwg("new", "platform", "my-tool", "--into", "platforms").out
    assert "aiwg lint --platform platforms/my-tool" in said
    assert "trust" not in said
    text = (project / "platforms/my-tool/platform.yaml").read_text(encoding="utf-8")
    assert "aiwg lint --platform platforms/my-tool" in text
    aiwg("lint", "--platform", "platforms/my-tool")
    assert "exists already" in aiwg("new", "platform", "my-tool", "--into", "platforms", expect=4).err


@pytest.mark.parametrize("option", [("--into", "x"), ("--all",)])
def test_options_of_platforms_fit_no_kind(aiwg: Runner, project: Path, option: tuple[str, ...]) -> None:
    """--into and --all of anything but a platform end with 2, and nothing is written."""
    assert "for platforms only" in aiwg("new", "rule", "small", *option, expect=2).err
    assert not (project / ".aiwg/rules/small.md").exists()


def words_of(schema: object) -> set[str]:
    """Return the words of an enumeration, wherever it lies in a schema."""
    if not isinstance(schema, dict):
        return set()
    found = set(schema.get("enum", ()))
    for part in (*schema.get("anyOf", ()), schema.get("additionalProperties")):
        found |= words_of(part)
    return found


@pytest.mark.parametrize(
    ("key", "schema"),
    [
        ("as (of a field)", RULE["properties"]["as"]),
        ("shape", CELL["properties"]["shape"]),
        ("dedup", CELL["properties"]["dedup"]),
    ],
)
def test_every_fixed_word_is_explained(key: str, schema: object) -> None:
    """The words that the schema lists are the ones that the reference explains."""
    assert words_of(schema) == set(WORDS[key])
