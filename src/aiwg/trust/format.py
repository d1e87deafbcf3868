"""What consent is about, in words: nothing that changes what runs is left out."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping

from aiwg.artifact.hook_types import NEEDS, summary_of, type_of
from aiwg.artifact.kinds import EXECUTABLE
from aiwg.artifact.model import Artifact
from aiwg.trust.body_text import READS, RUNS, UNASKED
from aiwg.trust.executables import FILE, running_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def shown_command(artifact: Artifact) -> str:
    """Return what consenting would let run, as one line. Words that hold spaces are quoted as for a shell."""
    fields = artifact.fields
    if artifact.kind not in EXECUTABLE:
        return ", ".join(f"{name}: {value}" for name, value in _details_of_text(artifact))
    if artifact.kind == "permission":
        return f"{fields['effect']} {fields['pattern']}"
    if artifact.kind == "mcp_server":
        return str(fields["url"]) if "url" in fields else _command_line(fields)
    if artifact.kind == "hook":
        verb, what = summary_of(fields)
        return f"on {fields['event']}: {what}" if verb == "runs" else f"on {fields['event']}: {verb} {what}"
    return ", ".join(f"{name}: {_as_text(value)}" for name, value in {**fields, **artifact.extra}.items())


def shown_details(artifact: Artifact) -> list[tuple[str, str]]:
    """Return all that consent is about, as labels and texts: nothing that changes what runs is left out."""
    if artifact.kind not in EXECUTABLE:
        return _details_of_text(artifact)
    fields = dict(artifact.fields)
    if artifact.kind == "permission":
        rows = [("allows", str(fields.pop("pattern")))]
        known = {"effect", "tool", "argument"}
    elif artifact.kind == "mcp_server":
        rows = [("connects to", str(fields["url"])) if "url" in fields else ("runs", _command_line(fields))]
        known = {"url", "command", "args", "type", "description"}
    elif artifact.kind == "hook":
        folder = artifact.origin.file.rpartition("/")[0]
        script = fields.get("script")
        rows = [("runs", f"{folder}/{script}") if script else summary_of(fields)]
        rows.append(("on", " ".join([str(fields["event"]), *map(str, fields.get("match", ()))])))
        known = {
            "type",
            *NEEDS[type_of(fields)],
            "command",
            "script",
            "event",
            "match",
            "skill",
            "timeout",
            "description",
        }
    else:
        rows, known = list[tuple[str, str]](), {"description"}
    more = {name: value for name, value in {**fields, **artifact.extra}.items() if name not in known}
    rows += [(name, _as_text(value)) for name, value in more.items()]
    rows += [(f"for {name}", _as_text(dict(value))) for name, value in artifact.overrides.items()]
    return rows


def _details_of_text(artifact: Artifact) -> list[tuple[str, str]]:
    """Return what an agent, a skill, a rule or a command runs: each command, each key, each file that is loaded."""
    rows: list[tuple[str, str]] = []
    for name, value in running_parts(artifact).items():
        if name in (RUNS, UNASKED, READS):
            rows += [(name, text) for text in value]
        elif name.startswith(FILE):
            rows.append((FILE.strip(), name.removeprefix(FILE)))
        else:
            rows.append((name, _as_text(value)))
    return rows


def _command_line(fields: Mapping[str, Any]) -> str:
    return " ".join([str(fields["command"]), *(shlex.quote(str(word)) for word in fields.get("args", ()))])


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
