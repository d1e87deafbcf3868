"""One reader of the disk for all platforms: what one of them saw changes nothing of what the next one loads."""

from __future__ import annotations

from pathlib import Path

from aiwg.adapter.discover import load_adapter
from aiwg.adapter.environment import Environment
from aiwg.loading import DiskReader, StartFolder, look_around
from tests.conftest import PLATFORM_IDS, PLATFORMS, put

FRONTS = {
    "plain": "description: Says it.",
    "called": "description: Says it.\ndisable-model-invocation: true",
    "silent": "model: fast",
    "scoped": 'description: Says it.\npaths: ["src/**"]\nglobs: ["src/**"]',
    "everywhere": 'description: Says it.\npaths: ["**"]\nglobs: ["**/*"]',
    "renamed": "name: other\ndescription: Says it.",
}
"""What makes platforms name an artifact, list it, or leave it to people, each in its own way."""
PLACES = (
    ".agents/skills/{}/SKILL.md",
    ".claude/skills/{}/SKILL.md",
    ".claude/agents/{}.md",
    ".claude/commands/{}.md",
    ".claude/rules/{}.md",
    ".cursor/rules/{}.mdc",
)


def test_platforms_share_a_reader_and_no_reading(project: Path, home: Path) -> None:
    """Each platform loads through a reader that all others used before it what it loads through a new one."""
    for place in PLACES:
        for name, front in FRONTS.items():
            put(project / place.format(name), f"---\n{front}\n---\nFirst part.\n\nSecond part.\n")
    shared = StartFolder(str(project), DiskReader(), Environment(str(home), {}))
    for id in PLATFORM_IDS:
        adapter = load_adapter(PLATFORMS / id, "bundled")
        alone = StartFolder(str(project), DiskReader(), Environment(str(home), {}))
        assert look_around(adapter, shared).items == look_around(adapter, alone).items, id
