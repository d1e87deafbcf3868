"""bundles.yaml: names for parts of a source, so that people can take a part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aiwg.artifact.ids import is_plain_id, shown
from aiwg.artifact.kinds import kind_named
from aiwg.artifact.on_demand import DELIVERIES, DELIVERY
from aiwg.core.dataclass import dataclass, field
from aiwg.core.strict_yaml import Document
from aiwg.core.suggest import suggest
from aiwg.findings.model import Finding
from aiwg.source.codecs import FieldTypeError
from aiwg.source.fields import as_delivery
from aiwg.source.locations import BUNDLES
from aiwg.source.reader import SourceFile
from aiwg.source.settings import SettingsLoader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KEYS = ("description", "artifacts", "default", DELIVERY)
WITHOUT_DEFAULT = ("user", "project")
"""Layers whose parts aiwg.yaml cannot switch on by name, so none of them can be off by default."""

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": BUNDLES,
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "bundles": {
            "type": ["object", "null"],
            "description": "per name: a part of the sources that projects can select",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["artifacts"],
                "properties": {
                    "description": {"type": ["string", "null"], "description": "the purpose of the part"},
                    "delivery": {
                        "enum": [*DELIVERIES, None],
                        "description": "on-demand: agents find the artifacts with aiwg find; they are not deployed",
                    },
                    "artifacts": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "its artifacts: kind/id, of any layer",
                    },
                    "default": {
                        "type": "boolean",
                        "description": "false, in the source that ships with aiwg: only if aiwg.yaml names the part",
                    },
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """A named part of the sources. `artifacts` are keys (`kind/id`), each with its line in `file`.

    `default`: it is taken unless aiwg.yaml leaves it out; else only if aiwg.yaml names it.
    `delivery` says how they are delivered, where they do not say it themselves.
    """

    name: str
    description: str
    artifacts: tuple[str, ...]
    file: str
    layer: str
    lines: Mapping[str, int] = field(default_factory=dict)
    default: bool = True
    delivery: str = ""


class BundlesLoader(SettingsLoader):
    """Reads the bundles of one layer; problems go to the reader."""

    def bundles(self, file: SourceFile) -> list[Bundle]:
        """Return the bundles in a file; what is invalid is noted and left out."""
        document = self._document(file)
        if document is None:
            return []
        self._only_keys(file, document, ["bundles"])
        named = self._part(None, file, document, "bundles", {}, "map a name to its description and artifacts")
        return [bundle for name, raw in named.items() if (bundle := self._bundle(file, document, name, raw))]

    def _bundle(self, file: SourceFile, document: Document, name: object, raw: object) -> Bundle | None:
        line = document.lines[("bundles", name)]  # type: ignore[index]  # a key of the document
        if not isinstance(name, str) or not is_plain_id(name) or "/" in name:
            message = f'the bundle name "{shown(str(name))}" is not usable'
            self.error(file, line, message, "use lower-case letters, digits and hyphens")
            return None
        if not isinstance(raw, dict):
            self.error(file, line, f"the bundle {name} must have artifacts", "artifacts: [skill/adr, agent/architect]")
            return None
        for key in raw:
            if key not in KEYS:
                hint = suggest(str(key), KEYS) or f"the keys are: {', '.join(KEYS)}"
                self.error(file, document.lines[("bundles", name, key)], f'has the unknown key "{shown(key)}"', hint)
        listed, description = raw.get("artifacts"), raw.get("description")
        description = "" if description is None else description
        if not isinstance(description, str):
            self.error(file, document.lines[("bundles", name, "description")], "description must be a text")
            description = ""
        if not isinstance(listed, list):
            self.error(file, line, f"the bundle {name} needs a list of artifacts", "artifacts: [skill/adr]")
            return None
        lines = dict(self._keys(file, document, name, listed))
        default = self._default(file, document, name, raw)
        delivery = self._delivery(file, document, name, raw)
        where = self.reader.display(file.path)
        return Bundle(name, description, tuple(lines), where, self.layer, lines, default, delivery)

    def _default(self, file: SourceFile, document: Document, name: str, raw: Mapping[str, object]) -> bool:
        """Return whether a bundle is taken when aiwg.yaml names none."""
        value = raw.get("default", True)
        line = document.lines.get(("bundles", name, "default"))
        if not isinstance(value, bool):
            self.error(file, line, "default must be true or false")
        elif not value and self.layer in WITHOUT_DEFAULT:
            hint = "use a profile: profiles: in aiwg.yaml"
            self.error(file, line, "only the source that ships with aiwg has parts that are off by default", hint)
        else:
            return value
        return True

    def _delivery(self, file: SourceFile, document: Document, name: str, raw: Mapping[str, object]) -> str:
        try:
            return as_delivery(raw.get(DELIVERY))
        except FieldTypeError as error:
            self.error(file, document.lines[("bundles", name, DELIVERY)], f"{DELIVERY} {error}", error.hint)
            return ""

    def _keys(self, file: SourceFile, document: Document, name: str, listed: list[object]) -> Iterator[tuple[str, int]]:
        """Yield each `kind/id` as artifacts are called, with its line."""
        for index, typed in enumerate(listed):
            line = document.lines[("bundles", name, "artifacts", index)]
            kind, slash, id = typed.partition("/") if isinstance(typed, str) else ("", "", "")
            known = kind_named(kind)
            if not slash or not id or known is None:
                self.error(file, line, "each artifact must be kind/id", "skill/adr")
                continue
            yield f"{known}/{id}", line


def check_bundles(bundles: Iterable[Bundle], keys: Iterable[str]) -> Iterator[Finding]:
    """Yield an error for each artifact of a bundle that no layer has, with its line."""
    known = set(keys)
    for bundle in bundles:
        for key, line in bundle.lines.items():
            if key not in known:
                message = f"the bundle {bundle.name} names {shown(key)}, which is in no source"
                hint = suggest(key, sorted(known)) or "all: aiwg list"
                yield Finding("no-artifact", "error", message, bundle.file, line, hint=hint)
