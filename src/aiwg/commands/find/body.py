"""aiwg show --body: the text of an artifact for an agent, and the paths of its files."""

from __future__ import annotations

from aiwg.artifact.ids import shown
from aiwg.core.errors import Exit
from aiwg.deployment.intent import Targets
from aiwg.deployment.on_demand.body import ReadableBody, body_of, limit_lines
from aiwg.deployment.on_demand.reading import read_for_agents
from aiwg.deployment.sources import about
from aiwg.output.console import emit, say, say_json
from aiwg.output.diff import shown_line

SCHEMA = "aiwg.body/1"
FOLLOW = "This client does not enforce these limits. Follow them:"
BY_USER = "Use it only if the user asked for it."


def run_body(typed: str, targets: Targets, as_json: bool) -> int:
    """Print the text of an artifact; return the exit code."""
    sources = read_for_agents(targets)
    artifact = sources.meant(typed)
    body = body_of(artifact, sources)
    if as_json:
        say_json(
            {
                "schema": SCHEMA,
                "artifact": artifact.named,
                "kind": artifact.named.partition("/")[0],
                "id": artifact.id,
                "description": about(artifact),
                "delivery": sources.delivery_of(artifact),
                "limits": dict(body.limits),
                "by_user_only": body.by_user_only,
                "body": body.text,
                "files": list(body.files),
            }
        )
    else:
        _say(body)
    return Exit.OK


def _say(body: ReadableBody) -> None:
    artifact = body.artifact
    say(f"{shown(artifact.named)}: {shown(' '.join(about(artifact).split()))}")
    if body.by_user_only:
        say(BY_USER)
    if body.limits:
        say(f"{FOLLOW} {shown('; '.join(limit_lines(body.limits)))}")
    say()
    text = body.text.strip("\n")
    emit("".join(f"{shown_line(line)}\n" for line in text.split("\n")) if text else "")
    if body.files:
        say("\nFiles:")
    for path in body.files:
        say(f"  {shown(path)}")
