"""docs/bundle.md: what each artifact of the bundled source is for, by the parts that can be taken alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.source.bundles import Bundle
from aiwg.source.layers import ALL, Layer, load_layers
from aiwg.source.load import load_source

ROOT = Path(__file__).parent.parent
INTRODUCTION = """\
# The bundled source

Generated from the sources (`make docs`).

aiwg comes with a source: the top-level `instructions.md`, `rules/`, `agents/`, `skills/`, `commands/` and
`behaviors/` of this repository. It is the weakest layer, so your own artifact of the same kind and id replaces one of
these. The whole source costs less than 1,500 tokens of every request on every platform (a test counts them).
Platforms load the rest on demand.

```sh
aiwg deploy -p cursor                       # all of it, with your own sources on top
aiwg deploy -p cursor --only adr            # one part, by its name below
aiwg deploy -p cursor --only skill/adr      # one artifact
aiwg list --bundles                         # the parts
aiwg show skill/adr                         # one artifact, and its outputs
```

To take only some of its parts, name them in `aiwg.yaml`: `bundles: [basics, adr]`; `bundles: []` takes none. A part
that is off by default needs its name: `bundles: [all, mcp]`. `aiwg init` asks for this choice. To leave out single
artifacts: `exclude: [behavior/destructive-guard, command/*]`.

To change one, copy it into your source; your copy replaces it:

```sh
aiwg new agent code-reviewer --copy         # .aiwg/agents/code-reviewer.md; skills and behaviors with all files
```

Your file in the place of a bundled artifact wins, for example your own `.claude/agents/architect.md`. aiwg leaves out
the bundled one on the platforms that read your file, reports that, and deploys the rest. `--force` replaces your file,
after a backup. For an artifact of your own source, such a file is a conflict.
"""


def page() -> str:
    """Return the page. Raises LookupError when a part names what is not there, or an artifact is in no part."""
    catalog, bundles = _bundled()
    parts = [INTRODUCTION]
    for bundle in bundles:
        off = "" if bundle.default else f"Off by default: `bundles: [all, {bundle.name}]` in `aiwg.yaml`.\n\n"
        parts.append(
            f"## {bundle.name}\n\n{bundle.description}.\n\n{off}" + _table(catalog[key] for key in bundle.artifacts)
        )
    left = catalog.keys() - {key for bundle in bundles for key in bundle.artifacts}
    if left:
        raise LookupError(f"in no bundle of bundles.yaml: {', '.join(sorted(left))}")
    return "\n".join(parts)


def _bundled() -> tuple[dict[str, Artifact], list[Bundle]]:
    names = tuple(bundle.name for bundle in load_source(ROOT, "bundled", "(bundled)").bundles)
    loaded = load_layers([Layer("bundled", ROOT, "(bundled)", (ALL, *names))], ROOT)
    return {artifact.key: artifact for artifact in loaded.catalog}, list(loaded.bundles.values())


def _table(artifacts: Iterable[Artifact]) -> str:
    rows = ["| kind | id | what it is for |", "| --- | --- | --- |", *_rows(artifacts)]
    return "\n".join(rows) + "\n"


def _rows(artifacts: Iterable[Artifact]) -> Iterator[str]:
    for artifact in sorted(artifacts, key=lambda each: list(KINDS).index(each.kind)):
        id = "" if artifact.kind == artifact.id else f"`{artifact.id}`"
        yield f"| {artifact.kind} | {id} | {artifact.fields.get('description') or _first_line(artifact)} |"


def _first_line(artifact: Artifact) -> str:
    return artifact.body.strip().splitlines()[0].lstrip("# ")
