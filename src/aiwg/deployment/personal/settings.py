"""`.aiwg.local/aiwg.yaml`: what one person adds to a project and switches off, on one machine."""

from __future__ import annotations

from pathlib import Path

from aiwg.core.dataclass import dataclass
from aiwg.fs.roots import PERSONAL_FOLDER, personal_roots

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILE = f"{PERSONAL_FOLDER}/aiwg.yaml"
_NAMES = {"type": "array", "items": {"type": "string"}}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": FILE,
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "sources": {
            "type": "array",
            "items": {"type": "string", "enum": ["user"]},
            "description": "[user]: deploy your own source too, in addition to this folder",
        },
        "disable": {
            **_NAMES,
            "description": "artifacts to switch off on this machine: an id, kind/id, a path, or a pattern",
        },
        "profile": {"type": "string", "description": "a profile of aiwg.yaml: everything else is switched off"},
    },
}


@dataclass(frozen=True, slots=True)
class PersonalSettings:
    """What one person wants. `there`: they have a folder for it."""

    sources: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    profile: str | None = None
    there: bool = False


NOTHING_PERSONAL = PersonalSettings()


def read_personal(project: Path) -> PersonalSettings:
    """Return the personal settings of a project, which nobody needs to have.

    Raises UserError with every problem, each with its line.
    """
    if not (project / PERSONAL_FOLDER).is_dir():
        return NOTHING_PERSONAL
    from aiwg.config.read_settings import read_settings  # few people have such a folder

    personal_roots(project)  # it must not be a link to a place outside
    value = read_settings(project, FILE, SCHEMA)
    return PersonalSettings(
        tuple(value.get("sources", ())), tuple(value.get("disable", ())), value.get("profile"), there=True
    )
