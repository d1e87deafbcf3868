"""The catalog skill on every platform: who gets it, what it costs, and who is told that a platform does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aiwg.adapter.discover import Registry
from aiwg.commands.budget import budget_json
from aiwg.commands.loading import here_in, records_in
from aiwg.deployment.stages import Planned
from aiwg.loading import look_around
from aiwg.trust.known_platforms import find_platforms
from tests.conftest import PLATFORM_IDS, Deployer, put

MANY, MOST_TOKENS = 1000, 600
CATALOG = "skill/aiwg-catalog"


def write_skills(project: Path, count: int) -> None:
    """Write a source of so many skills, all on demand."""
    put(project / "aiwg.yaml", "sources: [project]\non_demand: ['skill/*']\n")
    for number in range(count):
        group = f"group-{number % 40:02}-with-quite-a-long-name-that-goes-on"
        text = f"---\nname: skill-{number}\ndescription: {'Does something useful. ' * 8}\n---\nDo it.\n"
        put(project / f".aiwg/skills/{group}/skill-{number}/SKILL.md", text)


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[Planned, Path]:
    """Deploy a thousand skills on demand to all platforms, once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        project = tmp_path_factory.mktemp("project")
        write_skills(project, MANY)
        return Deployer(project).deploy("all", source=None), project


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Return the platforms that ship with aiwg."""
    return find_platforms(None)


def independent_tokens(text: str) -> int:
    """Return tokens counted in another way than aiwg does: words and signs, long words as several."""
    return sum(-(-len(word) // 6) if word.isalnum() else 1 for word in re.findall(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]", text))


@pytest.mark.parametrize("id", PLATFORM_IDS)
def test_a_thousand_skills_cost_little(
    id: str, everywhere: tuple[Planned, Path], registry: Registry, project: Path
) -> None:
    """A request holds at most 600 tokens of the catalog, counted by aiwg and independently, even of its whole text."""
    planned, where = everywhere
    if id not in registry.ids():
        pytest.skip("not a platform of its own")
    levels = {each.artifact: each.level for each in planned.deliveries if each.platform == id}
    paths = [
        path for path, record in planned.new.records.items() if CATALOG in record.artifacts and id in record.platforms
    ]
    assert levels.get("skill/skill-7") == ("on-demand" if paths else "unsupported")
    context = look_around(registry.get(id), here_in(where), records=records_in(here_in(where)))
    (counted,) = budget_json([context], None)["platforms"]
    assert counted["always_tokens"] <= MOST_TOKENS
    for path in paths:
        text = (where / path).read_text()
        assert independent_tokens(text) <= MOST_TOKENS
        assert len(text) // 3 <= MOST_TOKENS
        assert "aiwg find WORDS" in text
        assert "1000 skills" in text
        assert not re.search(r"skill-\d", text)


def test_platforms_without_skills_are_named(everywhere: tuple[Planned, Path]) -> None:
    """One warning names them, and what is lost; each has a row that says so."""
    planned, _ = everywhere
    (warning,) = [each for each in planned.problems if each.code == "no-catalog"]
    missing = {each.platform for each in planned.deliveries if each.artifact == CATALOG and each.level == "unsupported"}
    names = {adapter.id: adapter.name for adapter in planned.adapters}
    first = sorted(names[id] for id in missing)[:5]
    assert missing
    assert ", ".join(first) in warning.message
    assert "agents cannot find artifacts on demand" in warning.message


def test_the_catalog_does_not_grow_with_the_sources(project: Path, deployer: Deployer) -> None:
    """One skill or a thousand: the text differs only in counts and in the names of at most twelve areas."""
    sizes = []
    for count in (1, 60):
        write_skills(project, count)
        deployer.deploy("claude", source=None)
        sizes.append(len((project / ".claude/skills/aiwg-catalog/SKILL.md").read_text()))
    assert sizes[1] - sizes[0] <= 13 * 40


@pytest.mark.parametrize("id", PLATFORM_IDS)
def test_each_platform_alone_gets_what_it_gets_among_all(
    id: str, project: Path, deployer: Deployer, everywhere: tuple[Planned, Path]
) -> None:
    """The catalog skill reaches a platform alone exactly where it does beside all others, in the same form."""
    put(project / "aiwg.yaml", "sources: [project]\n")
    put(project / ".aiwg/skills/a/SKILL.md", "---\nname: a\ndescription: A.\ndelivery: on-demand\n---\nA.\n")
    planned = deployer.plan(id, source=None)
    (own,) = {each.level for each in planned.deliveries if each.artifact == CATALOG}
    (among,) = {each.level for each in everywhere[0].deliveries if each.artifact == CATALOG and each.platform == id}
    assert own == among
    assert (own == "unsupported") == (not planned.outputs)
