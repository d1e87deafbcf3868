"""Looking at one file: hidden characters, lookalikes, secrets, hints. Clean text costs a few passes over its bytes."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from aiwg.audit.characters.escapes import unescaped
from aiwg.audit.collapse import collapsed
from aiwg.audit.layout import blanks_in, gaps_in
from aiwg.audit.rules import RULES
from aiwg.audit.secrets.search import Secret, masked, secrets_in, shown_secret
from aiwg.audit.sentences import Words, words_in
from aiwg.audit.text import Lines, as_utf8, is_binary
from aiwg.audit.views import joined
from aiwg.core.dataclass import replace
from aiwg.findings.model import ERROR, INFO, WARNING, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.audit.characters.hidden import HiddenText

LOOKED = 200
"""How many findings of one code in one file are looked at one by one; the others are counted."""

FLOOD = 20_000
"""How many stretches of hidden characters in one file are looked at one by one."""

BUNDLES = (".js", ".mjs", ".cjs", ".css", ".map")
BUNDLED = 2000
"""Characters from which a line of such a file is a tool's work."""

_IN_BUNDLES = ("control", "escape-sequence")

LONGEST = 2000
"""How much of a text is looked through for secrets before its first words are shown, in bytes."""

SHOWN = 100
_PLAIN = bytes(byte for byte in range(128) if byte >= 0x20 and byte != 0x7F) + b"\t\n\r"
_ABOVE = bytes(range(0xF0, 0x100))
"""The bytes that begin characters above U+FFFF in UTF-8."""

SETTINGS = (".json", ".jsonc", ".toml", ".yaml", ".yml", ".env")


def audit_file(data: bytes, file: str, settings: bool = False) -> list[Finding]:
    """Return what there is to say about the bytes of a file that is called `file` in messages, equal findings as one.

    `settings`: the file may be a platform's own, so that a dangerous setting in it is an error.
    """
    return collapsed(*look_at_file(data, file, settings))


def look_at_file(data: bytes, file: str, settings: bool = False) -> tuple[list[Finding], Counter[str]]:
    """Return each finding in a file, and by code how many more there are than are looked at one by one."""
    if is_binary(data, file):
        return [Finding("unread", INFO, "is binary: aiwg did not check it", file)], Counter()
    data, is_settings = as_utf8(data), settings and file.endswith(SETTINGS)
    looked = _File(data, file, is_settings)
    found = looked.findings()
    meant = unescaped(data, file, is_settings)
    if meant is not None:
        known = {(finding.code, finding.line) for finding in found}
        more = _File(meant, file, is_settings).findings()
        found += [replace(each, column=None) for each in more if (each.code, each.line) not in known]
    return found, looked.uncounted()


class _File:
    """One file: its bytes, and its text as soon as something needs it."""

    def __init__(self, data: bytes, file: str, settings: bool) -> None:
        self.data = data
        self.file = file
        self.settings = settings
        self._text: str | None = None
        self._lines: Lines | None = None
        self._told: Counter[str] = Counter()
        self._hides = False

    def findings(self) -> list[Finding]:
        """Return all findings, each on its own."""
        return [*self._hidden(), *self._gaps(), *self._secrets(), *self._words()]

    @property
    def text(self) -> str:
        """Return the file as text; what is no UTF-8 in it as replacement characters."""
        if self._text is None:
            self._text = self.data.decode("utf-8", "replace")
        return self._text

    def _hidden(self) -> Iterator[Finding]:
        is_ascii = self.data.isascii()
        if not is_ascii or b"xn--" in self.data:
            yield from self._lookalikes()
        if is_ascii and not self.data.translate(None, _PLAIN):
            return
        from aiwg.audit.characters.hidden import hidden_in, is_any_hidden

        last = self._last
        self._hides = is_any_hidden(self.text, last)
        if self._hides:
            yield from self._stretches(hidden_in(self.text, last))
        yield from self._broken()

    @cached_property
    def _last(self) -> int:
        """A code point that no character of the file is above."""
        return 0xFFFF if len(self.data.translate(None, _ABOVE)) == len(self.data) else sys.maxunicode

    def _stretches(self, stretches: Iterator[HiddenText]) -> Iterator[Finding]:
        from aiwg.audit.characters.deobfuscate import around, described

        for count, each in enumerate(stretches):
            if count == FLOOD:
                yield from self._rest(each.start)
                break
            if self._is_one_more(each.code):
                hint = _OUT if RULES[each.code].level == ERROR else f"{_LOOK}{each.code}"
                evidence = masked(around(self.text, each))
                level = INFO if each.code in _IN_BUNDLES and self._is_bundled(each.start) else None
                yield self._finding(each.code, described(self.text, each), each.start, evidence, hint, level)

    def _is_bundled(self, at: int) -> bool:
        """Say whether a character stands in a program that a tool has written: on a line that nobody reads."""
        if not self.file.endswith(BUNDLES):
            return False
        start, end = self.text.rfind("\n", 0, at), self.text.find("\n", at)
        return (end if end >= 0 else len(self.text)) - start > BUNDLED

    def _rest(self, start: int) -> Iterator[Finding]:
        """Yield what stops a deploy in the rest of a file that is full of hidden characters: one stands for all."""
        from aiwg.audit.characters.deobfuscate import described
        from aiwg.audit.characters.hidden import first_blocking

        message = f"over {FLOOD:,} runs of hidden characters; of the rest, aiwg lists only those that stop a deploy"
        yield self._finding("invisible", message, start, None, "check the whole file")
        blocking = first_blocking(self.text, start)
        if blocking is not None:
            yield self._finding(blocking.code, described(self.text, blocking), blocking.start, None, _OUT)

    def _broken(self) -> Iterator[Finding]:
        try:
            if "\ufffd" in self.text:
                self.data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            message = f"byte 0x{self.data[error.start]:02x} at offset {error.start} is not UTF-8"
            yield Finding("not-utf8", WARNING, message, self.file, line, None, "save it as UTF-8")

    def _lookalikes(self) -> Iterator[Finding]:
        from aiwg.audit.characters.homoglyphs import escaped, hosts_in, may_mix, words_in

        words = words_in(self.text) if may_mix(self.data) else ()
        for what, found in (("host", hosts_in(self.text)), ("word", words)):
            for start, word, seen in found:
                if self._is_one_more("lookalike"):
                    message = f'the {what} "{escaped(word)}" looks like "{escaped(seen)}" and is not'
                    yield self._finding("lookalike", message, start, None, "write it with the letters that it shows")

    def _gaps(self) -> Iterator[Finding]:
        for gap in gaps_in(self.data):
            if self._is_one_more(gap.code):
                yield from self._out_of_sight(gap.code, self._offset(gap.start), self._offset(gap.end))
        if not self.data.isascii():
            for code, start, end in blanks_in(self.text, self._last):
                if self._is_one_more(code):
                    yield from self._out_of_sight(code, start, end)

    def _out_of_sight(self, code: str, start: int, end: int) -> Iterator[Finding]:
        after = self.text[end : end + LONGEST].partition("\n")[0].strip()
        said = _safe(masked(after))[:SHOWN]
        if code == "blank":
            blanks = "".join(dict.fromkeys(self.text[start:end].replace(" ", "").replace("\t", "")))
            from aiwg.audit.characters.properties import named

            message = f"{end - start} blank characters: {', '.join(map(named, blanks[:4]))}"
        elif code == "line-break":
            message = f'a carriage return alone, before "{said[:40]}"'
        elif after.strip("| "):
            message = f'text {"far to the right" if code == "far-right" else "below many empty lines"}: "{said}"'
        else:
            return
        in_table = self.text[self.text.rfind("\n", 0, start) + 1 :][:SHOWN].lstrip().startswith("|")
        yield self._finding(code, message, start, None, _SIGHT, INFO if in_table and code == "far-right" else None)

    def _secrets(self) -> Iterator[Finding]:
        known: list[bytes] = []
        for secret in secrets_in(self.data):
            known.append(self.data[secret.start : secret.end])
            code, said = _code_of(secret), shown_secret(self.data, secret)
            if self._is_one_more(code):
                yield self._finding(code, f"{_HOLDS[code]}: {said}", self._offset(secret.start), None, _SECRET)
        view = joined(self.data, self._hides)
        for secret in secrets_in(view) if view != self.data else ():
            code, said = _code_of(secret), shown_secret(view, secret)
            if not view[secret.start : secret.end].startswith(tuple(known)) and self._is_one_more(code):
                line = view.count(b"\n", 0, secret.start) + 1
                message = f"{_HOLDS[code]}, split by invisible characters: {said}"
                yield Finding(code, RULES[code].level, message, self.file, line, None, _SECRET)

    def _words(self) -> Iterator[Finding]:
        for each in words_in(self.data, self.file, self._hides):
            is_setting = each.setting and self.settings
            code = ("base-url" if "address" in each.said else "bypass") if is_setting else each.code
            if self._is_one_more(code):
                yield self._said(each, code)

    def _said(self, words: Words, code: str) -> Finding:
        text = self.data[words.start : words.start + len(words.words)] if words.start is not None else words.words
        evidence = _safe(masked(" ".join(text[:LONGEST].decode("utf-8", "replace").split())))[:SHOWN]
        said = words.said.partition(":")[0] if code != words.code else words.said
        level = RULES[code].level if code != words.code else words.level
        if self.settings and code == "risky-text":
            level = WARNING  # a platform runs it, where a text only speaks of it
        hint = _SETTING if level == ERROR else f"{_READ}{code}"
        if words.start is not None:
            return self._finding(code, said, self._offset(words.start), evidence, hint, level)
        return Finding(code, level, said, self.file, words.line, None, hint, evidence)

    def _is_one_more(self, code: str) -> bool:
        self._told[code] += 1
        return self._told[code] <= LOOKED

    def uncounted(self) -> Counter[str]:
        """Return by code how many more there are than were looked at one by one."""
        return Counter({code: count - LOOKED for code, count in self._told.items() if count > LOOKED})

    def _offset(self, byte: int) -> int:
        """Return the offset in the text for one in the bytes."""
        return byte if self.data.isascii() else len(self.data[:byte].decode("utf-8", "replace"))

    def _finding(
        self, code: str, message: str, offset: int, evidence: str | None, hint: str, level: str | None = None
    ) -> Finding:
        if self._lines is None:
            self._lines = Lines(self.text)
        line, column = self._lines.place(offset)
        return Finding(code, level or RULES[code].level, message, self.file, line, column, hint, evidence)


_HOLDS = {"secret": "contains a secret", "possible-secret": "contains a possible secret"}
_OUT = "remove it; aiwg does not deploy the file with it"
_LOOK = "remove it, or accept it in its line: aiwg-allow: "
_SECRET = "replace it by ${NAME}, then create a new secret: this one is known"  # noqa: S105  not a secret
_SIGHT = "move it next to the other text"
_SETTING = "remove it, unless you wrote it yourself"
_READ = "read it; if it is right, accept it in its line: aiwg-allow: "


def _code_of(secret: Secret) -> str:
    return "secret" if secret.certain else "possible-secret"


def _safe(text: str) -> str:
    """Return a text with all that is not to be seen in it as code points."""
    if text.isascii() and text.isprintable():
        return text
    from aiwg.audit.characters.deobfuscate import safe

    return safe(text)
