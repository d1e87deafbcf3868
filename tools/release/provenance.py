"""Checksums of what was built, and a statement of how: in-toto, with the SLSA predicate for provenance, version 1.

The statement is not signed. It says how to build the same bytes again; who built them, only a signature can prove.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from release.building import Source

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "urn:aiwg:build:make-release:1"
"""How it was built: `make release` in a checkout of the commit, with the tools of the locks."""

BUILDER = "urn:aiwg:builder:unsigned-local"
"""Who built it: somebody. A service that signs, such as the release workflow, makes a statement of its own."""

LOCKS = ("requirements/runtime.lock", "requirements/development.lock")
TOOLS = ("build", "hatchling")


def sums_of(files: Sequence[Path]) -> str:
    """Return the lines of SHA256SUMS, for `sha256sum --check`."""
    return "".join(f"{_sha256(file)}  {file.name}\n" for file in sorted(files))


def provenance_of(files: Sequence[Path], source: Source, root: Path) -> dict[str, Any]:
    """Return the statement for built files: subjects, parameters, and all that the bytes depend on.

    It holds no time and no name of a machine, so that two builds of one commit make the same statement.
    """
    uri = f"git+{source.repository}@{source.ref}" if source.repository else f"git:{source.commit}"
    locks = [{"name": lock, "digest": {"sha256": _sha256(root / lock)}} for lock in LOCKS]
    tools = [{"uri": f"pkg:pypi/{name}@{version(name)}", "name": name} for name in TOOLS]
    parameters: Mapping[str, str] = {"repository": source.repository, "ref": source.ref}
    return {
        "_type": STATEMENT,
        "subject": [{"name": file.name, "digest": {"sha256": _sha256(file)}} for file in sorted(files)],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": parameters,
                "internalParameters": {"SOURCE_DATE_EPOCH": source.time},
                "resolvedDependencies": [{"uri": uri, "digest": {"gitCommit": source.commit}}, *locks, *tools],
            },
            "runDetails": {"builder": {"id": BUILDER}},
        },
    }


def text_of(statement: Mapping[str, Any]) -> str:
    """Return a statement as JSON."""
    return json.dumps(statement, indent=1) + "\n"


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
