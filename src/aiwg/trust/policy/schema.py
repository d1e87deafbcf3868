"""The schema of a policy file."""

from __future__ import annotations

from typing import Any

from aiwg.artifact import kinds

VERSION = 1

AUDIT_CODES = (
    "base-url", "bidi-control", "blank", "bypass", "control", "control-alone", "direction-mark", "environment",
    "escape-sequence", "exfiltration", "far-below", "far-right", "hidden-bytes", "hidden-tags", "injection",
    "invisible", "line-break", "lookalike", "not-utf8", "possible-secret", "private-use", "risky-text", "secret",
    "soft-hyphen", "stray-selector", "unread", "unseen", "wide-grant", "zero-width",
)  # fmt: skip
"""The codes of the audit, which lies above this folder; a test compares them."""

PLATFORM = "platform"
"""Stands for the kinds in the names of adapters that a project brings along."""

KINDS = (*kinds.KINDS, PLATFORM)

_SOURCES = {"type": "array", "items": {"type": "string"}}
_ARTIFACTS = {"type": "array", "items": {"type": "string"}}
_SIGNERS = {"type": "array", "items": {"type": "string"}, "description": "names under signers; one of them is enough"}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "policy.yaml",
    "type": "object",
    "additionalProperties": False,
    "required": ["version"],
    "properties": {
        "version": {"enum": [VERSION], "description": "the version of this format"},
        "mode": {
            "enum": ["block", "warn"],
            "description": "block (the default) or warn: the effect of the restrictions in this file",
        },
        "sources": {
            "type": "object",
            "additionalProperties": False,
            "description": "the allowed sources of artifacts: URLs and absolute folders, with * and **",
            "properties": {
                "allow": {**_SOURCES, "description": "the only URLs, and folders outside a project, that may be used"},
                "deny": {**_SOURCES, "description": "forbidden sources; also the words bundled, user, project"},
                "require": {**_SOURCES, "description": "sources that every project must have"},
                "pinned": {
                    "enum": ["tag", "commit"],
                    "description": "the least ref of a git source; a commit is always enough",
                },
                "signed_by": {**_SIGNERS, "description": "signers of each git source; one signature is enough"},
            },
        },
        "signers": {
            "type": "object",
            "description": "by name: SSH public keys, or fingerprints of OpenPGP keys",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "runs": {
            "type": "object",
            "additionalProperties": False,
            "description": "items that may run or grant something without a question, and forbidden ones",
            "properties": {
                "approve": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["artifacts"],
                        "properties": {
                            "artifacts": {**_ARTIFACTS, "description": "kind/id, with *"},
                            "from": {**_SOURCES, "description": "the sources that they may come from"},
                            "signed_by": _SIGNERS,
                            "hash": {
                                "type": "string",
                                "pattern": "^[0-9a-f]{64}$",
                                "description": "the hash of exactly this content, from aiwg trust --json",
                            },
                        },
                    },
                },
                "deny": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["artifacts"],
                        "properties": {
                            "artifacts": {**_ARTIFACTS, "description": "kind/id, with *"},
                            "from": {**_SOURCES, "description": "the sources that it applies to; default: all"},
                        },
                    },
                },
            },
        },
        "audit": {
            "type": "object",
            "additionalProperties": False,
            "description": "findings of aiwg audit that no one can accept",
            "properties": {"refuse": {"type": "array", "items": {"enum": list(AUDIT_CODES)}}},
        },
    },
}
