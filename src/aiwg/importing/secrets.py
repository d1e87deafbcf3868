"""Literal secrets: none is copied. Where one stood, a variable or a mark takes its place, and the report names it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Asset
from aiwg.audit.secrets.search import secrets_in
from aiwg.core.dataclass import replace
from aiwg.importing.alike import folded_text
from aiwg.importing.command_secrets import INLINE, secrets_in_command
from aiwg.importing.model import CHANGED, Draft, KeyNote
from aiwg.importing.random_tokens import joined, known_tokens, random_tokens
from aiwg.merge import keys
from aiwg.merge.errors import EditRefusedError

MARK = "[a secret that aiwg left out]"
_SECRET_NAME = re.compile(
    r"(?i)(?:^|[_-])(?:token|secret|passwd|password|passphrase|credentials?|authorization|apikey|pat"
    r"|(?:api|access|auth|private|secret|service|session|signing|account)[_-]?key|key)(?:$|[_-])"
)
_WORD = re.compile(r"(?i)(?:token|secret|passwd|password|passphrase|apikey|[_-](?:pass|pwd|creds))\Z")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SCHEME = re.compile(r"^(?:Bearer|Basic|Token|token)\s+")
_FLAG = re.compile(r"^--?[A-Za-z][\w-]*$")
_NAMES_ANOTHER = re.compile(r"(?i)(?:env|env_?vars?|variables?|names?|file|path|url|count|limit|ids?)$")
"""How a key ends that says where a secret stands, or how many there are."""
_IS_IDENTIFIER = re.compile(r"(?i)(?:^|_)(?:count|limit|version|hash|digest|commit|sha|ids?|uuid)$")
"""How a key ends whose value may look random and is none."""
_HARMLESS = re.compile(r"(?i)^(?:true|false|yes|no|on|off|none|null|[0-9]{1,5}|)$")
_REFERENCE = re.compile(r"\$\{[^{}]*+\}|\$[A-Za-z_]\w*|\{env:[^{}]*+\}|\{\{[^{}]*+\}\}")


def without_secrets(draft: Draft) -> Draft:
    """Return a draft without literal secrets, with a note about each place where one stood."""
    artifact, found = draft.artifact, list[str]()
    cleaner = _Cleaner(artifact.id, found, KINDS[artifact.kind].starts_process)
    cleaned = artifact.with_(
        fields=cleaner.mapping(artifact.fields, ""),
        extra=cleaner.mapping(artifact.extra, ""),
        overrides={name: cleaner.mapping(fields, f"overrides.{name}") for name, fields in artifact.overrides.items()},
        body=cleaner.text(artifact.body, "body"),
        assets=tuple(cleaner.asset(asset) for asset in artifact.assets),
    )
    if not found:
        return draft
    notes = tuple(_note(draft, key, cleaner.variables.get(key, ())) for key in dict.fromkeys(found))
    told = {note.key for note in notes}
    kept = tuple(note for note in draft.notes if note.key not in told)
    return replace(
        draft, artifact=cleaned, notes=(*kept, *notes), text="", said=folded_text(cleaned.body), has_secret=True
    )


def holds_secret(text: str, format: str) -> bool:
    """Return whether a whole file holds a literal secret, also in parts that no artifact is made of.

    `format` is that of a settings file, empty for a text. The bytes would be kept beside the source, which git shares.
    """
    if secrets_in(text.encode()) or any(known_tokens(text)):
        return True
    if not format:
        return False
    try:
        document = keys.parse(text, format)
    except EditRefusedError:
        return True  # nobody can say: then it is not copied
    found = list[str]()
    cleaner = _Cleaner("", found, names_count=False)
    if isinstance(document, Mapping):
        cleaner.mapping(document, "settings")
    return bool(found)


def _note(draft: Draft, key: str, names: Sequence[str]) -> KeyNote:
    said = ", ".join(f"${{{name}}}" for name in dict.fromkeys(names))
    line = next((note.line for note in draft.notes if note.key == key), None)
    reason = f"contained a secret: set {said} where the tool runs" if said else "contained a secret; aiwg removed it"
    return draft.native.note(CHANGED, reason, key, line)


class _Cleaner:
    """Takes secrets out of the values of one artifact; `found` are the keys where one stood.

    `names_count`: what a key is called says that its value is a secret, as in the environment of a program.
    """

    def __init__(self, id: str, found: list[str], names_count: bool) -> None:
        self.id = id
        self.found = found
        self.names_count = names_count
        self.variables: dict[str, list[str]] = {}

    def mapping(self, values: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return the values of a mapping without secrets."""
        return {key: self.value(value, key, f"{where}.{key}" if where else key) for key, value in values.items()}

    def value(self, value: Any, name: str, where: str) -> Any:
        """Return one value without secrets; `name` is the nearest key, which may say that it is one."""
        if isinstance(value, Mapping):
            return self.mapping(value, where)
        if isinstance(value, list | tuple):
            return self._items(list(value), name, where)
        return self._one(value, name, where) if isinstance(value, str) else value

    def _items(self, items: list[Any], name: str, where: str) -> list[Any]:
        """Return a list without secrets: in a command line the flag before a value names it."""
        cleaned, before = list[Any](), name
        for item in items:
            cleaned.append(self.value(item, before, where))
            before = item.lstrip("-") if isinstance(item, str) and _FLAG.match(item) else name
        return cleaned

    def _one(self, value: str, name: str, where: str) -> str:
        head, equals, tail = value.partition("=")
        if self._counts(where) and equals and re.fullmatch(r"-{0,2}[\w-]+", head) and is_secret_name(head.lstrip("-")):
            return f"{head}={self._one(tail, head.lstrip('-'), where)}"
        if self._counts(where) and is_secret_name(name) and _is_literal(value):
            scheme = _SCHEME.match(value)
            return f"{scheme[0] if scheme else ''}{self._instead(name, where)}"
        if self._counts(where):
            value = self._command(value, where)
        return self._tokens(self._replaced(value, name, where), name, where)

    def _tokens(self, value: str, name: str, where: str) -> str:
        """Return a value without tokens of well-known services; in settings, without any that look random."""
        spans = list(known_tokens(value))
        if self._counts(where) and not _IS_IDENTIFIER.search(_CAMEL.sub("_", name)):
            spans += random_tokens(value)
        parts, last = [], 0
        for start, end in joined(iter(spans)):
            if _is_literal(value[start:end]) and not _is_in_reference(value, start):
                parts += [value[last:start], self._instead(name, where)]
                last = end
        return "".join([*parts, value[last:]])

    def _command(self, value: str, where: str) -> str:
        """Return a command line or an address without the secrets that its flags, names and headers tell of."""
        parts, last = [], 0
        for start, end, name in secrets_in_command(value):
            if _is_literal(value[start:end]):
                parts += [value[last:start], self._instead(name, where)]
                last = end
        return "".join([*parts, value[last:]])

    def _counts(self, where: str) -> bool:
        return self.names_count or re.search(r"\.(?:env|headers|mcp)", where) is not None

    def _instead(self, name: str, where: str) -> str:
        """Return the variable to write, after noting that a secret stood there."""
        variable = self._variable(name, where)
        self.found.append(where)
        self.variables.setdefault(where, []).append(variable)
        return f"${{{variable}}}"

    def _variable(self, name: str, where: str) -> str:
        """Return the variable that takes the place of a secret: of an environment's value it is its own name."""
        if ".env." in f".{where}" or where.startswith("env."):
            return _plain(name)
        return _plain(f"{self.id}_{name}")

    def _replaced(self, value: str, name: str, where: str) -> str:
        data = f"{name}={value}".encode("utf-8", "surrogatepass")
        start = len(f"{name}=".encode("utf-8", "surrogatepass"))
        parts, last = [], start
        for secret in secrets_in(data):
            if secret.start < start:
                continue
            parts += [data[last : secret.start], self._instead(name, where).encode()]
            last = secret.end
        return b"".join([*parts, data[last:]]).decode("utf-8", "surrogatepass") if parts else value

    def text(self, text: str, where: str) -> str:
        """Return a text without secrets."""
        text = INLINE.sub(lambda match: self._inline(match[0], where), text)
        data = text.encode("utf-8", "surrogatepass")
        cleaned = self._bytes(data, where)
        return text if cleaned is data else cleaned.decode("utf-8", "surrogatepass")

    def _inline(self, command: str, where: str) -> str:
        parts, last = [], 0
        for start, end, _ in secrets_in_command(command):
            if _is_literal(command[start:end]):
                parts += [command[last:start], MARK]
                last = end
                self.found.append(where)
        return "".join([*parts, command[last:]])

    def asset(self, asset: Asset) -> Asset:
        """Return a file without secrets."""
        cleaned = self._bytes(asset.data, asset.path)
        return asset if cleaned is asset.data else replace(asset, data=cleaned)

    def _bytes(self, data: bytes, where: str) -> bytes:
        found = [(secret.start, secret.end) for secret in secrets_in(data)]
        found += known_tokens(data.decode("latin-1"))  # a byte is a character: positions stay
        parts, last = [], 0
        for start, end in joined(iter(found)):
            parts += [data[last:start], MARK.encode()]
            last = end
            self.found.append(where)
        return b"".join([*parts, data[last:]]) if parts else data


def is_secret_name(name: str) -> bool:
    """Say whether a key is called as keys of secrets are."""
    plain = _CAMEL.sub("_", name)
    if _NAMES_ANOTHER.search(plain):
        return False
    return _SECRET_NAME.search(plain) is not None or _WORD.search(plain) is not None


def _is_literal(value: str) -> bool:
    """Say whether a value is written out, and is neither a variable nor a word that is no secret."""
    left = _REFERENCE.sub("", _SCHEME.sub("", value)).strip()
    return len(left) >= 4 and not _HARMLESS.match(left)


def _is_in_reference(value: str, start: int) -> bool:
    return any(match.start() <= start < match.end() for match in _REFERENCE.finditer(value))


def _plain(name: str) -> str:
    found = re.sub(r"[^A-Za-z0-9]+", "_", _CAMEL.sub("_", name)).strip("_").upper()
    return found if found[:1].isalpha() else f"SECRET_{found}"
