"""The shape of aiwg.yaml, for its check and for editors."""

from __future__ import annotations

from typing import Any

from aiwg.artifact.kinds import TEXT_CELLS

_NAMES = {"type": "array", "items": {"type": "string"}}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "aiwg.yaml",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "requires": {"type": "string", "description": "the versions of aiwg that may work here, such as >=0.2"},
        "platforms": {**_NAMES, "description": "platforms to deploy to, if the command names none"},
        "sources": {
            "type": "array",
            "items": {"anyOf": [{"type": "string"}, {"type": "object"}]},
            "description": "the layers, weakest first: folders, repositories, or the words bundled, user and project",
        },
        "personal": {
            "type": "array",
            "items": {"type": "string", "enum": ["user"]},
            "description": "[user]: each person's own source is deployed too, to files that git ignores; [] for never",
        },
        "profiles": {
            "type": "object",
            "description": "named sets of artifacts: by profile, the values of --only",
            "additionalProperties": _NAMES,
        },
        "bundles": {
            **_NAMES,
            "description": "parts of the bundled source, by name; all: those that are on by default; empty: none",
        },
        "exclude": {
            **_NAMES,
            "description": "artifacts to exclude: an id, kind/id, a path, or a pattern such as skill/*",
        },
        "on_demand": {**_NAMES, "description": "artifacts that are not deployed: agents find them with aiwg find"},
        "allow_weaker_permissions": {
            **_NAMES,
            "description": "platforms to deploy to even if they cannot enforce a deny or an ask permission",
        },
        "accept_freer": {**_NAMES, "deprecated": True, "description": "the old name of allow_weaker_permissions"},
        "copies": {
            "type": ["array", "string"],
            "items": {"type": "string"},
            "description": "platforms that may get a copy that others load too; or all, or none",
        },
        "packages": {
            **_NAMES,
            "description": "other folders to start platforms in: globs in the project; ! excludes",
        },
        "package": {
            "type": "object",
            "description": "the packages that aiwg package makes for clients to install",
            "additionalProperties": False,
            "properties": {
                "name": {
                    "type": "string",
                    "description": "the name of the marketplace, and of the package without a bundle",
                },
                "description": {"type": "string", "description": "the purpose of all packages, in one sentence"},
                "author": {
                    "type": ["string", "object"],
                    "description": "a name, or name, email and url",
                    "additionalProperties": False,
                    "properties": {key: {"type": "string"} for key in ("name", "email", "url")},
                },
                "license": {"type": "string", "description": "the license, such as MIT"},
                "keywords": {**_NAMES, "description": "words to find the packages by"},
                "homepage": {"type": "string", "description": "the address of a page about them"},
                "repository": {"type": "string", "description": "the address of the repository; default: git's origin"},
                "version": {
                    "type": "string",
                    "description": "the version of all packages; if it is set, it must change with the content",
                },
                "targets": {**_NAMES, "description": "the forms to make, if the command names none"},
                "as_skills": {
                    "type": "array",
                    "items": {"enum": sorted(TEXT_CELLS)},
                    "description": "texts that become skills where a form of package has no place for them",
                },
            },
        },
        "outputs": {
            "enum": ["committed", "ignored"],
            "description": "committed (the default), or ignored by git",
        },
        "models": {
            "type": "object",
            "description": "per platform: the models for the tiers fast, balanced and deep",
            "additionalProperties": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
        },
        "overrides": {
            "type": "object",
            "description": "per artifact (kind/id) and platform: native fields, written as they are",
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "object"}},
        },
        "adr": {
            "type": "object",
            "description": "architecture decision records",
            "additionalProperties": False,
            "properties": {
                "folder": {"type": "string", "description": "their folder in the project"},
                "in_force": {
                    "type": "boolean",
                    "description": "if agents get the decisions in force as rules; default: true",
                },
                "in_force_tokens": {
                    "type": "integer",
                    "minimum": 200,
                    "maximum": 20000,
                    "description": "the most tokens for these rules; default: 800",
                },
            },
        },
        "checks": {
            "type": "object",
            "description": "checks of lint, audit and doctor",
            "additionalProperties": False,
            "properties": {
                "allow": {
                    "type": "array",
                    "description": "findings to suppress",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["code"],
                        "properties": {
                            "code": {"type": "string", "description": "the code of the finding"},
                            "paths": {**_NAMES, "description": "globs of files; default: all files"},
                            "why": {"type": "string", "description": "the reason, for readers of this file"},
                        },
                    },
                }
            },
        },
    },
}
