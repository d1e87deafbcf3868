"""Writes synthetic source trees, the same artifacts in the layout of each tool that is measured.

A tree is a function of its shape and of nothing else. Every artifact's text holds its token, which is found again in
the files that a tool wrote from it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import distribution

SEED = 7
EVEN_BYTES = 3000
MOST = 0.99
SCRIPT_EVERY = 20
FILLER = "Plain text beside a skill, one line like the next one.\n"
SCRIPT = "#!/bin/sh\necho ok\n"

UNKNOWN = {("ruler", "commands")}
"""Layouts and the kinds that they have no place for: these artifacts are left out."""

VOCABULARY = (
    "agents rules skills review change module test interface name small plain explain reason first before never always "
    "keep write read check branch commit release error message file folder path value type function caller reader"
)


@dataclass(frozen=True, slots=True)
class Artifact:
    """One artifact, before any layout."""

    kind: str
    number: int
    size: int
    beside: tuple[int, ...] = ()
    """Bytes of the files beside the text of a skill."""

    @property
    def id(self) -> str:
        """Return its name, unique in the tree."""
        return f"{self.kind[:-1]}-{self.number:05d}"

    @property
    def token(self) -> str:
        """Return a word that stands in its text and in no other."""
        return f"token-{self.id}."

    @property
    def about(self) -> str:
        """Return its description."""
        return f"{self.kind[:-1].title()} {self.number} looks after module {self.number} when asked"

    @property
    def globs(self) -> list[str]:
        """Return what it is scoped to; one rule in four is for everything."""
        return [f"src/m{self.number}/**/*.ts"] if self.number % 4 else []

    @property
    def has_script(self) -> bool:
        """Say whether a script lies beside its text."""
        return self.kind == "skills" and self.number % SCRIPT_EVERY == 0


def even(count: int) -> list[Artifact]:
    """Return rules, skills, agents and commands in equal parts, of 3 KB each."""
    return [
        Artifact(kind, i, EVEN_BYTES) for kind in ("rules", "skills", "agents", "commands") for i in range(count // 4)
    ]


def realistic(count: int) -> list[Artifact]:
    """Return artifacts whose kinds, sizes and files are distributed as in public sources: distribution.yaml.

    Each distribution is cut into as many equal parts as there are artifacts, and each part gives one value. The
    largest percent counts as the 99th quantile: one file of some megabytes would be the whole tree.
    """
    dice, kept = random.Random(SEED), distribution.read()  # noqa: S311 - text to measure with, no secret
    total = sum(kind["count"] for kind in kept["kinds"].values())
    found = []
    for name, kind in kept["kinds"].items():
        sizes = _spread(dice, kind["bytes"], max(2, round(count * kind["count"] / total)))
        beside = _files_beside(dice, kept["files"], len(sizes)) if name == "skills" else [()] * len(sizes)
        found += [Artifact(name, number, *each) for number, each in enumerate(zip(sizes, beside, strict=True))]
    return found


def _files_beside(dice: random.Random, files: Mapping[str, Sequence[int]], skills: int) -> list[tuple[int, ...]]:
    counts = _spread(dice, files["count"], skills)
    sizes = iter(_spread(dice, files["bytes"], sum(counts)))
    return [tuple(next(sizes) for _ in range(count)) for count in counts]


def _spread(dice: random.Random, quantiles: Sequence[int], count: int) -> list[int]:
    """Return values that are distributed like the quantiles, in a random order."""
    values = [distribution.at_share(quantiles, min((number + 0.5) / count, MOST)) for number in range(count)]
    dice.shuffle(values)
    return values


def body(artifact: Artifact) -> str:
    """Return the text of an artifact: a heading, its token, sections of list items."""
    dice = random.Random(f"{SEED} {artifact.id}")  # noqa: S311 - as above
    parts = [f"# {artifact.about}\n\n{artifact.token}\n"]
    length, words = len(parts[0]), VOCABULARY.split()
    while length < artifact.size:
        heading = f"\n## Section {len(parts)}\n\n" if len(parts) % 8 == 1 else ""
        parts.append(f"{heading}- {' '.join(dice.choices(words, k=14))}.\n")
        length += len(parts[-1])
    return "".join(parts)


def files(layout: str, artifact: Artifact) -> Iterator[tuple[str, str]]:
    """Yield path and text of the files of an artifact: its own first, then those beside it. Raises KeyError."""
    path, fields = LAYOUTS[layout](artifact)
    head = "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items() if value)
    yield path, f"---\n{head}---\n{body(artifact)}"
    if artifact.has_script:
        yield f"{path.rpartition('/')[0]}/scripts/run.sh", SCRIPT
    for number, size in enumerate(artifact.beside):
        yield f"{path.rpartition('/')[0]}/files/{number:03d}.md", (FILLER * (size // len(FILLER) + 1))[:size]


def write(layout: str, root: Path, artifacts: list[Artifact]) -> None:
    """Write a tree below `root`, which must not hold one yet."""
    for artifact in artifacts:
        if (layout, artifact.kind) in UNKNOWN:
            continue
        for path, text in files(layout, artifact):
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            if text is SCRIPT:
                file.chmod(0o755)


Placed = tuple[str, Mapping[str, object]]


def _ours(artifact: Artifact) -> Placed:
    named = {"name": artifact.id, "description": artifact.about}
    model = ("sonnet", "opus", "haiku")[artifact.number % 3]
    places: dict[str, Placed] = {
        "rules": (f"rules/{artifact.id}.md", {"description": artifact.about, "paths": artifact.globs}),
        "skills": (f"skills/{artifact.id}/SKILL.md", named),
        "agents": (f"agents/{artifact.id}.md", {**named, "tools": "Read, Grep, Bash", "model": model}),
        "commands": (f"commands/{artifact.id}.md", {"description": artifact.about, "argument-hint": "[target]"}),
    }
    return places[artifact.kind]


def _rulesync(artifact: Artifact) -> Placed:
    common = {"targets": ["*"], "description": artifact.about}
    named = {"name": artifact.id, **common}
    is_root = artifact.number == 0
    places: dict[str, Placed] = {
        "rules": (
            f".rulesync/rules/{artifact.id}.md",
            {"root": is_root, **common, "globs": ["**/*"] if is_root else artifact.globs},
        ),
        "skills": (f".rulesync/skills/{artifact.id}/SKILL.md", named),
        "agents": (f".rulesync/subagents/{artifact.id}.md", named),
        "commands": (f".rulesync/commands/{artifact.id}.md", common),
    }
    return places[artifact.kind]


def _ruler(artifact: Artifact) -> Placed:
    named = {"name": artifact.id, "description": artifact.about}
    places: dict[str, Placed] = {
        "rules": (f".ruler/{artifact.id}.md", {"description": artifact.about}),
        "skills": (f".ruler/skills/{artifact.id}/SKILL.md", named),
        "agents": (f".ruler/agents/{artifact.id}.md", named),
    }
    return places[artifact.kind]


def _apm(artifact: Artifact) -> Placed:
    named = {"name": artifact.id, "description": artifact.about}
    scope = ",".join(artifact.globs) or "**"
    places: dict[str, Placed] = {
        "rules": (
            f".apm/instructions/{artifact.id}.instructions.md",
            {"description": artifact.about, "applyTo": scope},
        ),
        "skills": (f".apm/skills/{artifact.id}/SKILL.md", named),
        "agents": (f".apm/agents/{artifact.id}.agent.md", named),
        "commands": (f".apm/prompts/{artifact.id}.prompt.md", {"description": artifact.about}),
    }
    return places[artifact.kind]


LAYOUTS = {"aiwg": _ours, "rulesync": _rulesync, "ruler": _ruler, "apm": _apm}
