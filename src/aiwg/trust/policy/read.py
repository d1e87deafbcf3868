"""Reading one policy file: strictly, with a line for every problem. A file that cannot be read stops everything."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from aiwg.core import strict_yaml
from aiwg.core.dataclass import replace
from aiwg.core.errors import HOW_TO_UPGRADE, Exit
from aiwg.core.patterns import lazy_pattern
from aiwg.core.shape import check_shape
from aiwg.core.suggest import suggest
from aiwg.findings.violations import problems_of
from aiwg.trust.policy.addresses import WORD, AddressError, parse_pattern
from aiwg.trust.policy.model import BLOCK, ArtifactRule, PolicyError, PolicyFile, PolicyRule, SignatureRule, SourceRule
from aiwg.trust.policy.schema import KINDS, SCHEMA, VERSION

Path = tuple[str | int, ...]
Violation = tuple[Path, str, str | None]
CODE = "bad-policy"
WHERE_DESCRIBED = "docs/policy.md lists the keys"
_OPENPGP = lazy_pattern(r"(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})")
_SSH = lazy_pattern(r"((?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})(?: .*)?")
_ARTIFACT = lazy_pattern(r"(\*|[a-z_]+)(?:/(.+))?")


def parse_policy(data: bytes, file: str, role: str, owner: int, ignored: str) -> PolicyFile:
    """Return a policy file from its bytes; `ignored` says why its approvals do not hold, if so.

    Raises PolicyError with every problem, each with its line.
    """
    document = _document(data, file)
    value: Mapping[str, Any] = document.value
    found = list(check_shape(value, SCHEMA)) or list(_check_meaning(value))
    hinted = ((path, message, _hint(hint)) for path, message, hint in found)
    if problems := problems_of(file, hinted, document.lines, CODE, Exit.REFUSED):
        raise _broken(file, "is not valid", problems)
    return _policy_of(value, document.lines, PolicyFile(file, role, owner, value.get("mode", BLOCK), ignored=ignored))


def _document(data: bytes, file: str) -> strict_yaml.Document:
    try:
        document = strict_yaml.parse(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except strict_yaml.YamlError as error:
        wrong: list[Violation] = [((), error.reason, error.hint)]
        problems = problems_of(file, iter(wrong), {}, CODE, Exit.REFUSED)
        raise _broken(file, "cannot be read", [replace(each, line=error.line) for each in problems]) from None
    except UnicodeDecodeError:
        raise _broken(file, "is not UTF-8 text", ()) from None
    version = document.value.get("version") if isinstance(document.value, dict) else None
    if isinstance(version, int) and version > VERSION:
        message = f"the policy {file} has version {version}, but this aiwg reads version {VERSION}."
        raise PolicyError(message, HOW_TO_UPGRADE)
    return document


def _broken(file: str, how: str, problems: Sequence[Any]) -> PolicyError:
    message = f"the policy {file} {how}, so aiwg deploys nothing."
    return PolicyError(message, "Fix it, or ask the person who maintains it.", problems)


def _hint(hint: str | None) -> str | None:
    return WHERE_DESCRIBED if hint and hint.startswith("the field reference") else hint


def _check_meaning(value: Mapping[str, Any]) -> Iterator[Violation]:
    """Yield what the schema cannot see: patterns, names of artifacts and of signers, approvals without a bound."""
    sources, runs = value.get("sources", {}), value.get("runs", {})
    for key in ("allow", "deny", "require"):
        yield from _bad_patterns(sources.get(key, ()), ("sources", key), words=key == "deny")
    signers = value.get("signers", {})
    for name, keys in signers.items():
        for index, key in enumerate(keys):
            if fingerprint_of(key) is None:
                hint = '"ssh-ed25519 AAAA...", or 40 hexadecimal digits'
                yield ("signers", name, index), "is not an SSH public key or an OpenPGP fingerprint", hint
    yield from _unknown_signers(sources.get("signed_by"), signers, ("sources", "signed_by"))
    for effect in ("approve", "deny"):
        for number, rule in enumerate(runs.get(effect, ())):
            path: Path = ("runs", effect, number)
            yield from _bad_artifacts(rule["artifacts"], (*path, "artifacts"))
            yield from _bad_patterns(rule.get("from", ()), (*path, "from"), words=True)
            yield from _unknown_signers(rule.get("signed_by"), signers, (*path, "signed_by"))
            if "from" in rule and not rule["from"]:
                yield (*path, "from"), "is empty, so it has no effect", None
    for number, rule in enumerate(runs.get("approve", ())):
        if "hash" not in rule and ("from" not in rule or set(rule["from"]) & {"project", "user", "bundled"}):
            message = "approves everything in a project"
            hint = "name its source under from: a URL or a folder; or bind it to a hash"
            yield ("runs", "approve", number), message, hint


def _bad_patterns(texts: Sequence[str], path: Path, words: bool) -> Iterator[Violation]:
    for index, text in enumerate(texts):
        try:
            pattern = parse_pattern(text)
        except AddressError as error:
            near = suggest(text, ("bundled", "user", "project")) if words else None
            hint = near or "as in https://git.example.com/platform/* or /opt/context"
            yield (*path, index), f'"{text}" {error}', hint
            continue
        if pattern.address.transport == WORD and not words:
            hint = f"aiwg always uses it; to forbid it: sources: {{deny: [{text}]}}"
            yield (*path, index), f'"{text}" matches no URL and no folder', hint


def _bad_artifacts(names: Sequence[str], path: Path) -> Iterator[Violation]:
    if not names:
        yield path, "is empty, so it has no effect", "name some: kind/id, with *"
    for index, name in enumerate(names):
        match = _ARTIFACT.fullmatch(name)
        kind = match[1] if match else name.partition("/")[0]
        if kind not in (*KINDS, "*"):
            hint = suggest(kind, KINDS) or f"kinds are {', '.join(KINDS)}"
            yield (*path, index), f'"{name}" does not begin with a kind', hint
        elif name not in ("*", f"{kind}/{match[2] if match else ''}"):
            yield (*path, index), f'"{name}" names no artifact', f"as in {kind}/*"


def _unknown_signers(names: Sequence[str] | None, known: Mapping[str, Any], path: Path) -> Iterator[Violation]:
    if names is not None and not names:
        yield path, "is empty, so no one can sign", None
    for index, name in enumerate(names or ()):
        if name not in known:
            yield (
                (*path, index),
                f'"{name}" is not a name under signers',
                suggest(name, known) or "add it with its keys",
            )


def fingerprint_of(key: str) -> str | None:
    """Return the fingerprint of a key as git prints it: `SHA256:...` of SSH, capital hex of OpenPGP; None of no key."""
    if _OPENPGP.fullmatch(key):
        return key.upper()
    match = _SSH.fullmatch(key)
    if match is None:
        return None
    try:
        blob = base64.b64decode(match[2], validate=True)
    except binascii.Error:
        return None
    length = int.from_bytes(blob[:4], "big")
    if blob[4 : 4 + length] != match[1].encode():
        return None
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def _policy_of(value: Mapping[str, Any], lines: Mapping[Path, int], empty: PolicyFile) -> PolicyFile:
    """Return the policy of a valid document."""

    def at(*path: str | int) -> PolicyRule:
        line = next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)
        return PolicyRule(empty.path, line, empty.mode == BLOCK)

    sources, runs = value.get("sources", {}), value.get("runs", {})
    signers = value.get("signers", {})
    return replace(
        empty,
        allowed=_source_rules(sources["allow"], "allow", at) if "allow" in sources else None,
        allow_rule=at("sources", "allow") if "allow" in sources else None,
        denied=_source_rules(sources.get("deny", ()), "deny", at),
        required=_source_rules(sources.get("require", ()), "require", at),
        pinned=(sources["pinned"], at("sources", "pinned")) if "pinned" in sources else None,
        signed=_signature_rule(sources, signers, at),
        signer_keys={name: tuple(_plain_key(key) for key in keys) for name, keys in signers.items()},
        approvals=tuple(_artifact_rule(runs, "approve", number, signers, at) for number in _numbers(runs, "approve")),
        denials=tuple(_artifact_rule(runs, "deny", number, signers, at) for number in _numbers(runs, "deny")),
        refused_codes={
            code: at("audit", "refuse", number) for number, code in enumerate(value.get("audit", {}).get("refuse", ()))
        },
    )


At = Callable[..., PolicyRule]


def _numbers(runs: Mapping[str, Any], effect: str) -> range:
    return range(len(runs.get(effect, ())))


def _source_rules(texts: Sequence[str], key: str, at: At) -> tuple[SourceRule, ...]:
    return tuple(SourceRule(at("sources", key, index), parse_pattern(text)) for index, text in enumerate(texts))


def _signature_rule(sources: Mapping[str, Any], signers: Mapping[str, Any], at: At) -> SignatureRule | None:
    names = sources.get("signed_by")
    return SignatureRule(at("sources", "signed_by"), _keys(names, signers)) if names else None


def _keys(names: Sequence[str], signers: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(found for name in names for key in signers[name] if (found := fingerprint_of(key)))


def _plain_key(key: str) -> str:
    match = _SSH.fullmatch(key)
    return f"{match[1]} {match[2]}" if match else key.upper()


def _artifact_rule(
    runs: Mapping[str, Any], effect: str, number: int, signers: Mapping[str, Any], at: At
) -> ArtifactRule:
    rule = runs[effect][number]
    keys = _keys(rule["signed_by"], signers) if "signed_by" in rule else None
    sources = tuple(parse_pattern(text) for text in rule.get("from", ()))
    return ArtifactRule(at("runs", effect, number), tuple(rule["artifacts"]), sources, keys, rule.get("hash", ""))
