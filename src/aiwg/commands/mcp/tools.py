"""The tools of the server: for each its name, its schema, and the function that answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from aiwg.commands.mcp import answers
from aiwg.core.dataclass import dataclass, field

Answer = Callable[[Path, Mapping[str, Any]], dict[str, Any]]

LIMIT: Final = 50
"""Entries on a page when the caller names no number."""
CHECKS: Final = 100
"""Findings of doctor on a page: it says of each check, some fifty, that all is well, or what is wrong."""

MOST_ENTRIES: Final = 500
BODY_CHARACTERS: Final = 20_000
"""Characters of a text on a page when the caller names no number: about 5,000 tokens."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. `pages` is the list or text in its answer that is given page by page; empty for none.

    `schema` is the name of the JSON that it answers with, as in the key `schema` of that.
    """

    name: str
    title: str
    description: str
    schema: str
    answer: Answer
    properties: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    pages: str = ""
    page_size: int = LIMIT

    @property
    def input_schema(self) -> dict[str, Any]:
        """The JSON schema of its arguments."""
        more = dict(_PAGES) if self.pages else {}
        if self.pages:
            more["limit"] = {**more["limit"], "default": self.page_size, "maximum": most_of(self)}
        return {
            "type": "object",
            "properties": {**self.properties, **more},
            "required": list(self.required),
            "additionalProperties": False,
        }

    @property
    def output_schema(self) -> dict[str, Any]:
        """The JSON schema of its answer: the fixed part of it, as an answer may gain keys."""
        page = {"properties": {"of": {"const": self.pages}, **_PAGE}, "type": "object"}
        return {
            "type": "object",
            "properties": {"schema": {"const": self.schema}, **({"page": page} if self.pages else {})},
            "required": ["schema", *(["page"] if self.pages else [])],
        }


def most_of(tool: Tool) -> int:
    """Return how many entries, or characters of a text, one page of a tool may have."""
    return BODY_CHARACTERS if tool.page_size == BODY_CHARACTERS else MOST_ENTRIES


def _text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def _texts(description: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}, "description": description}


_PAGES: Final = {
    "offset": {"type": "integer", "minimum": 0, "default": 0, "description": "The start of the page: page.next."},
    "limit": {"type": "integer", "minimum": 1, "description": "Entries on the page; characters for a text."},
}
_PAGE: Final = {name: {"type": ["integer", "null"]} for name in ("offset", "count", "total", "next")}
_KIND: Final = _text("Only this kind: rule, agent, skill, command, mcp_server, ...")
_ARTIFACT: Final = _text("The artifact: its id, or kind/id as in skill/adr.")
_PLATFORM: Final = _text("The platform's id or name: claude, codex, cursor, ...")
_PLATFORMS: Final = _texts("Platform ids, or all or detected. Default: those deployed to, else those detected.")

TOOLS: Final = (
    Tool(
        "find",
        "Find artifacts",
        "Find rules, skills, agents and commands of this project by words, also those that are not deployed.",
        "aiwg.find/1",
        answers.find_artifacts,
        {
            "words": _text("Words to look for. Empty: list the artifacts on demand."),
            "kinds": _texts("Only these kinds."),
        },
        ("words",),
        pages="results",
        page_size=10,
    ),
    Tool(
        "read",
        "Read an artifact",
        "Read the text of one artifact to work by it, with the paths of its files and the limits that its author set.",
        "aiwg.body/1",
        answers.read_artifact,
        {"artifact": _ARTIFACT},
        ("artifact",),
        pages="body",
        page_size=BODY_CHARACTERS,
    ),
    Tool(
        "list",
        "List artifacts",
        "List the artifacts of this project's sources with kind, id, description and file.",
        "aiwg.list/1",
        answers.list_artifacts,
        {"kind": _KIND},
        pages="artifacts",
    ),
    Tool(
        "show",
        "Show an artifact",
        "Show one artifact: its fields, its text, and where each platform gets it. To work by its text, use read.",
        "aiwg.show/1",
        answers.show_artifact,
        {"artifact": _ARTIFACT, "platforms": _PLATFORMS},
        ("artifact",),
        pages="body",
        page_size=BODY_CHARACTERS,
    ),
    Tool(
        "context",
        "Show a platform's context",
        "Show every file that an AI coding platform loads in this project, in order, with sizes and copies.",
        "aiwg.context/1",
        answers.context_of,
        {
            "platform": _PLATFORM,
            "files": _texts("Files of the project: also show what work on them loads. They need not exist."),
            "surface": _text("The program of the platform, such as cli or vscode."),
            "folder": _text("The folder of the project that the platform is started in. Default: its top."),
        },
        ("platform",),
        pages="items",
    ),
    Tool(
        "explain",
        "Explain a file",
        "Explain a file: its owner, its artifacts, the platforms that read it, and the reason for its place.",
        "aiwg.explain/1",
        answers.explain_path,
        {"path": _text("A path below the project, such as AGENTS.md.")},
        ("path",),
        pages="reasons",
    ),
    Tool(
        "doctor",
        "Check the deployment",
        "Check that every platform loads what aiwg deployed in this project. Fixes nothing, starts no client.",
        "aiwg.doctor/1",
        answers.check_deployment,
        {"platforms": _texts("Only these platforms.")},
        pages="findings",
        page_size=CHECKS,
    ),
    Tool(
        "plan",
        "Plan a deploy",
        "Show what aiwg deploy would write, file by file, with losses and conflicts. Writes nothing.",
        "aiwg.plan/1",
        answers.plan_of,
        {
            "platforms": _PLATFORMS,
            "kinds": _texts("Only artifacts of these kinds."),
            "only": _texts("Only these artifacts or bundles."),
        },
        pages="actions",
    ),
    Tool(
        "adr_list",
        "List decision records",
        "List the architecture decision records of this project with status, date and level.",
        "aiwg.adr-list/1",
        answers.list_records,
        {
            "status": _text("Only records of this status, such as accepted."),
            "tag": _text("Only records with this tag."),
            "in_force": {"type": "boolean", "description": "Only decisions in force."},
        },
        pages="records",
    ),
    Tool(
        "adr_check",
        "Check decision records",
        "Check the decision records named, or all: the level of each and the missing items of the next.",
        "aiwg.adr-check/2",
        answers.check_records,
        {
            "records": _texts("Numbers or ids of records, as in 7 or billing/7. Default: all."),
            "level": _text("A level that they should hold.", enum=["L1", "L2", "L3", "L4", "L5"]),
        },
        pages="records",
    ),
    Tool(
        "adr_draft",
        "Draft a decision record",
        "Return the text of a new decision record with its number and file name. A person writes the file.",
        "aiwg.adr-draft/1",
        answers.draft_record,
        {
            "title": _text("The decision, as in: Queue webhooks in PostgreSQL."),
            "supersedes": _text("The record that this one replaces once a person accepts it."),
            "tags": _texts("Tags of the record."),
            "domain": _text("The part of the business that it belongs to."),
            "form": _text("The template; the project's own by default.", enum=["own", "short"]),
        },
        ("title",),
    ),
)
"""All of them read. None approves, signs, accepts or writes: that stays with people."""
