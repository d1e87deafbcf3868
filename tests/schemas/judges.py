"""Two judges of one text: aiwg itself, and its published schema read by a validator that is not ours."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # it ships no types

from aiwg.artifact.kinds import KINDS, SETTINGS
from aiwg.artifact.model import Asset, Catalog
from aiwg.commands.schema.published import published
from aiwg.config.read_settings import read_settings
from aiwg.config.schema import SCHEMA as CONFIG
from aiwg.core import strict_yaml
from aiwg.core.errors import UserError
from aiwg.deployment.personal.settings import SCHEMA as PERSONAL
from aiwg.findings.model import ERROR
from aiwg.source.bundles import BundlesLoader
from aiwg.source.compose import compose
from aiwg.source.markdown import MarkdownLoader
from aiwg.source.reader import SourceFile, SourceReader
from aiwg.source.settings import SettingsLoader
from aiwg.trust.policy.read import parse_policy

KINDS_OF_FILES = [name for name, row in KINDS.items() if row.folder]
ID = "abc"
SCRIPT = "scripts/check.sh"


@cache
def validator(name: str) -> Any:
    """Return the validator of a published schema. Raises SchemaError for one that is not valid itself."""
    schema = json.loads(published()[name].text())
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def allowed_by_schema(name: str, value: Any) -> bool:
    """Say whether a published schema allows what a YAML text holds."""
    return bool(validator(name).is_valid(value))


def yaml_of(value: Any) -> str:
    """Return a YAML text for a value: a key a line, what stands under it as JSON."""
    if isinstance(value, dict):
        return "".join(f"{json.dumps(key)}: {json.dumps(inner)}\n" for key, inner in value.items())
    return "" if value is None else f"{json.dumps(value)}\n"


def read_back(value: Any) -> Any:
    """Return a value as aiwg reads it in YAML."""
    return strict_yaml.parse(yaml_of(value)).value


def errors_of_frontmatter(kind: str, front: dict[str, Any]) -> list[str]:
    """Return the errors that aiwg reports for an artifact with this frontmatter."""
    reader = SourceReader(Path(), "x")
    data = f"---\n{yaml_of(front)}---\nDo it.\n".encode()
    assets = (Asset(SCRIPT, b"true\n", executable=True),) if KINDS[kind].has_folder else ()
    artifact = MarkdownLoader(reader, "project").load(
        kind, SourceFile(KINDS[kind].path_of(ID), data, False), ID, assets
    )
    found = [*reader.problems, *(compose(Catalog([artifact]))[1] if artifact else ())]
    return [each.message for each in found if each.level == ERROR]


def errors_of_file(name: str, value: Any, folder: Path) -> list[str]:
    """Return the errors that aiwg reports for a YAML file of a source, or for one of its settings files."""
    text = yaml_of(value)
    if f"{name}.yaml" in SETTINGS or name == "bundles":
        reader = SourceReader(Path(), "x")
        file = SourceFile(f"{name}.yaml", text.encode(), False)
        if name == "bundles":
            BundlesLoader(reader, "bundled").bundles(file)
        else:
            SettingsLoader(reader, "project").load(file)
        return [each.message for each in reader.problems if each.level == ERROR]
    try:
        if name == "policy":
            parse_policy(text.encode(), "policy.yaml", "user", 0, "")
        else:
            (folder / "aiwg.yaml").write_text(text, encoding="utf-8")
            read_settings(folder, "aiwg.yaml", {"aiwg": CONFIG, "personal": PERSONAL}[name])
    except UserError as error:
        return [error.message, *(each.message for each in error.problems)]
    return []
