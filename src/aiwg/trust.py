"""Consent for what runs: bound to its content and to the project, kept in the user's state."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from aiwg.artifact.kinds import EXECUTABLE
from aiwg.artifact.model import Artifact, Catalog
from aiwg.manifest import digest, digest_value

UNTRUSTED_LAYER = "project"


def needs_consent(artifact: Artifact) -> bool:
    """Say whether an artifact runs something and comes from a layer that a clone may bring along."""
    if artifact.origin.layer != UNTRUSTED_LAYER or artifact.kind not in EXECUTABLE:
        return False
    return artifact.kind != "permission" or artifact.fields.get("effect") == "allow"


def fingerprint(artifact: Artifact, catalog: Catalog) -> str:
    """Return the hash that consent is bound to: all that would run, scripts included."""
    skill = catalog.get(f"skill/{artifact.fields['skill']}") if "skill" in artifact.fields else None
    assets = [[asset.path, digest(asset.data)] for asset in (skill.assets if skill else ())]
    return digest_value(
        [
            artifact.kind,
            artifact.id,
            dict(artifact.fields),
            {name: dict(value) for name, value in artifact.overrides.items()},
            dict(artifact.extra),
            assets,
        ]
    )


def trust_file() -> Path:
    """Return the file that holds the user's consents."""
    from platformdirs import user_state_path

    return user_state_path("aiwg", appauthor=False) / "trust.json"


def read_consents(project: Path) -> dict[str, str]:
    """Return the consented hashes of a project by artifact key; nothing when the file cannot be read."""
    try:
        content = json.loads(trust_file().read_text(encoding="utf-8"))
        found = content["projects"].get(os.path.realpath(project), {})
        return {str(key): str(value) for key, value in found.items()}
    except (OSError, ValueError, KeyError, AttributeError):
        return {}


def write_consents(project: Path, consents: Mapping[str, str]) -> None:
    """Replace the consents of a project; an empty mapping revokes them all."""
    file = trust_file()
    try:
        projects = dict(json.loads(file.read_text(encoding="utf-8"))["projects"])
    except (OSError, ValueError, KeyError, TypeError):
        projects = {}
    projects[os.path.realpath(project)] = dict(sorted(consents.items()))
    projects = {path: found for path, found in sorted(projects.items()) if found}
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    temporary.write_text(
        json.dumps({"schema": "aiwg.trust/1", "projects": projects}, indent=1) + "\n", encoding="utf-8"
    )
    temporary.chmod(0o600)
    temporary.rename(file)


def withhold(catalog: Catalog, consents: Mapping[str, str]) -> tuple[Catalog, list[Artifact]]:
    """Return the catalog without what still needs consent, and what was left out."""
    withheld = [
        artifact
        for artifact in catalog
        if needs_consent(artifact) and consents.get(artifact.key) != fingerprint(artifact, catalog)
    ]
    keys = {artifact.key for artifact in withheld}
    return Catalog(artifact for artifact in catalog if artifact.key not in keys), withheld


def shown_command(artifact: Artifact) -> str:
    """Return what consenting would let run, as one line. Words that hold spaces are quoted as for a shell."""
    fields = artifact.fields
    if artifact.kind == "permission":
        return f"{fields['effect']} {fields['pattern']}"
    if artifact.kind == "mcp_server":
        return str(fields["url"]) if "url" in fields else _command_line(fields)
    return f"on {fields['event']}: {fields.get('command') or fields.get('script')}"


def shown_details(artifact: Artifact) -> list[tuple[str, str]]:
    """Return all that consent is about, as labels and texts: nothing that changes what runs is left out."""
    fields = dict(artifact.fields)
    if artifact.kind == "permission":
        rows = [("allows", str(fields.pop("pattern")))]
        known = {"effect", "tool", "argument"}
    elif artifact.kind == "mcp_server":
        rows = [("connects to", str(fields["url"])) if "url" in fields else ("runs", _command_line(fields))]
        known = {"url", "command", "args", "type", "description"}
    else:
        folder = artifact.origin.file.rpartition("/")[0]
        script = fields.get("script")
        rows = [("runs", f"{folder}/{script}" if script else str(fields["command"]))]
        rows.append(("on", " ".join([str(fields["event"]), *map(str, fields.get("match", ()))])))
        known = {"command", "script", "event", "match", "skill", "timeout", "description"}
    more = {name: value for name, value in {**fields, **artifact.extra}.items() if name not in known}
    rows += [(name, _as_text(value)) for name, value in more.items()]
    rows += [(f"for {name}", _as_text(dict(value))) for name, value in artifact.overrides.items()]
    return rows


def _command_line(fields: Mapping[str, Any]) -> str:
    return " ".join([str(fields["command"]), *(shlex.quote(str(word)) for word in fields.get("args", ()))])


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def listed(artifacts: Iterable[Artifact]) -> list[str]:
    """Return artifact keys for messages, in order."""
    return sorted(artifact.key for artifact in artifacts)
