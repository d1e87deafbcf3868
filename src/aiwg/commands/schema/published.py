"""The schemas that aiwg publishes, each with its name and the files that it is for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, Final

from aiwg.artifact.kinds import KINDS, SETTINGS
from aiwg.core.dataclass import dataclass

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
"""The newest draft that all editors know: older YAML servers and many plug-ins do not read 2020-12."""
LINE: Final = 100
"""Columns up to which a value is written on one line."""


@dataclass(frozen=True, slots=True)
class PublishedSchema:
    """One schema: `files` are the files that it is for, as people know them; `make` gives its content."""

    name: str
    files: str
    about: str
    make: Callable[[], Mapping[str, Any]]

    @property
    def file(self) -> str:
        """The name of its own file."""
        return f"{self.name}.schema.json"

    def text(self) -> str:
        """Return it as JSON."""
        made = {**self.make()}
        head = {"$schema": DRAFT, "title": self.files, "description": self.about}
        return json_text({**head, **{key: value for key, value in made.items() if key not in head}}) + "\n"


def published() -> dict[str, PublishedSchema]:
    """Return the schemas by name."""
    return {each.name: each for each in (*_SETTINGS, *_of_sources(), *_of_kinds())}


def _of_kinds() -> Iterator[PublishedSchema]:
    for kind in KINDS.values():
        if kind.folder:
            files = kind.path_of("ID") if not kind.single else kind.single
            about = f"the frontmatter of {kind.article} {kind.word or kind.name}"
            yield PublishedSchema(kind.name, files, about, _frontmatter_of(kind.name))


def _frontmatter_of(kind: str) -> Callable[[], Mapping[str, Any]]:
    def make() -> Mapping[str, Any]:
        from aiwg.commands.schema.artifacts import frontmatter

        return frontmatter(kind)

    return make


def _of_sources() -> Iterator[PublishedSchema]:
    for file in SETTINGS:
        about = f"the {file.removesuffix('.yaml').replace('mcp', 'MCP servers')} of a source"
        yield PublishedSchema(file.removesuffix(".yaml"), file, about, _settings_of(file))


def _settings_of(file: str) -> Callable[[], Mapping[str, Any]]:
    def make() -> Mapping[str, Any]:
        from aiwg.commands.schema.artifacts import settings_file

        return settings_file(file)

    return make


def _config() -> Mapping[str, Any]:
    """Return the schema of aiwg.yaml with what a mapping among the sources may hold."""
    from aiwg.config.schema import SCHEMA
    from aiwg.source.fetched.declared import ENTRY, LATER

    sources = SCHEMA["properties"]["sources"]
    known = {name: each for name, each in ENTRY["properties"].items() if name not in (*LATER, "version")}
    entry = {**ENTRY, "properties": known, "anyOf": [{"required": ["git"]}, {"required": ["path"]}]}
    whole = {**sources, "items": {"anyOf": [{"type": "string"}, entry]}}
    return _or_empty({**SCHEMA, "properties": {**SCHEMA["properties"], "sources": whole}})


def _or_empty(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a file that may be empty."""
    return {**schema, "type": [schema["type"], "null"]}


def _personal() -> Mapping[str, Any]:
    from aiwg.deployment.personal.settings import SCHEMA

    return _or_empty(SCHEMA)


def _bundles() -> Mapping[str, Any]:
    from aiwg.source.bundles import SCHEMA

    return _or_empty(SCHEMA)


def _policy() -> Mapping[str, Any]:
    from aiwg.trust.policy.schema import SCHEMA

    return SCHEMA


def _platform() -> Mapping[str, Any]:
    from aiwg.adapter.schema import document
    from aiwg.commands.schema.definitions import with_definitions

    return with_definitions(document.SCHEMA, document)


def _layout() -> Mapping[str, Any]:
    from aiwg.adapter.schema import document
    from aiwg.commands.schema.definitions import with_definitions
    from aiwg.importing.layouts import schema

    parts = ModuleType("layout_parts")
    vars(parts).update({**vars(document), **vars(schema)})
    return with_definitions(schema.SCHEMA, parts)


_SETTINGS: Final = (
    PublishedSchema("aiwg", "aiwg.yaml", "the settings of a project", _config),
    PublishedSchema("personal", ".aiwg.local/aiwg.yaml", "the settings of one person", _personal),
    PublishedSchema("bundles", "bundles.yaml", "the named parts of a source", _bundles),
    PublishedSchema("policy", "policy.yaml", "the limits and approvals of a machine", _policy),
    PublishedSchema("platform", "platform.yaml", "an adapter: the files that one platform reads", _platform),
    PublishedSchema("layout", "layout.yaml", "the layout of another tool's source", _layout),
)


def json_text(value: Any, indent: str = "") -> str:
    """Return a value as JSON, what fits on one line on one line."""
    short = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or len(indent) + len(short) <= LINE:
        return short
    inner = indent + "  "
    if isinstance(value, list):
        lines = [inner + json_text(item, inner) for item in value]
    else:
        lines = [f"{inner}{json.dumps(key)}: {json_text(item, inner)}" for key, item in value.items()]
    begin, end = "[]" if isinstance(value, list) else "{}"
    return "\n".join([begin, ",\n".join(lines), indent + end])
