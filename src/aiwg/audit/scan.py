"""Looking at one file: hidden characters, lookalikes, secrets, hints. Clean text costs a few passes over its bytes."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator

from aiwg.audit.hint_rules import HintRule
from aiwg.audit.hints import hints_in
from aiwg.audit.rules import RULES
from aiwg.audit.secrets import masked, secrets_in, shown_secret
from aiwg.audit.text import Lines, as_utf8, is_binary
from aiwg.findings.model import ERROR, INFO, WARNING, Finding

MOST = 10
"""How many findings of one code in one file are told one by one."""

FLOOD = 20_000
"""How many stretches of hidden characters in one file are looked at one by one."""

FAR_RIGHT = b" " * 200
SHOWN = 100
_PLAIN = bytes(byte for byte in range(128) if byte >= 0x20 and byte != 0x7F) + b"\t\n\r"
_ABOVE = bytes(range(0xF0, 0x100))
"""The bytes that begin characters above U+FFFF in UTF-8."""

PROSE = (".md", ".mdc", ".txt")
SETTINGS = (".json", ".jsonc", ".toml", ".yaml", ".yml", ".env")


def audit_file(data: bytes, file: str, settings: bool = False) -> list[Finding]:
    """Return what there is to say about the bytes of a file that is called `file` in messages.

    `settings`: the file may be a platform's own, so that a dangerous setting in it is an error.
    """
    if is_binary(data, file):
        return [Finding("unread", INFO, "is binary: it was not looked at", file)]
    return _File(as_utf8(data), file, settings and file.endswith(SETTINGS)).findings()


class _File:
    """One file: its bytes, and its text as soon as something needs it."""

    def __init__(self, data: bytes, file: str, settings: bool) -> None:
        self.data = data
        self.file = file
        self.settings = settings
        self._text: str | None = None
        self._lines: Lines | None = None
        self._told: Counter[str] = Counter()

    def findings(self) -> list[Finding]:
        """Return all findings, many of one code summed up."""
        found = [*self._hidden(), *self._far_right(), *self._secrets(), *self._hints()]
        return [*found, *self._more()]

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
        from aiwg.audit.hidden import hidden_in
        from aiwg.audit.spelled import around, described

        last = 0xFFFF if len(self.data.translate(None, _ABOVE)) == len(self.data) else sys.maxunicode
        for count, each in enumerate(hidden_in(self.text, last)):
            if count == FLOOD:
                yield from self._rest(each.start)
                break
            if self._is_one_more(each.code):
                hint = _OUT if RULES[each.code].level == ERROR else f"{_LOOK}{each.code}"
                evidence = masked(around(self.text, each))
                yield self._finding(each.code, described(self.text, each), each.start, evidence, hint)
        yield from self._broken()

    def _rest(self, start: int) -> Iterator[Finding]:
        """Yield what stops a deploy in the rest of a file that is full of hidden characters: one stands for all."""
        from aiwg.audit.hidden import first_blocking
        from aiwg.audit.spelled import described

        message = f"more than {FLOOD:,} stretches of hidden characters: of the rest only what stops a deploy is told"
        yield self._finding("invisible", message, start, None, "look at the whole file")
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
        from aiwg.audit.lookalikes import escaped, hosts_in, may_mix, words_in

        words = words_in(self.text) if may_mix(self.data) else ()
        for what, found in (("host", hosts_in(self.text)), ("word", words)):
            for start, word, seen in found:
                if self._is_one_more("lookalike"):
                    message = f'the {what} "{escaped(word)}" looks like "{escaped(seen)}" and is not'
                    yield self._finding("lookalike", message, start, None, "write it with the letters that it shows")

    def _far_right(self) -> Iterator[Finding]:
        at = self.data.find(FAR_RIGHT)
        while at >= 0:
            end = self.data.find(b"\n", at)
            end = len(self.data) if end < 0 else end
            after = self.data[at:end].strip()
            if after.strip(b"| ") and self._is_one_more("far-right"):
                said = masked(after[:SHOWN].decode("utf-8", "replace"))
                message = f'text far to the right: "{said}"'
                yield self._finding("far-right", message, self._offset(at), None, "bring it into sight")
            at = self.data.find(FAR_RIGHT, end)

    def _secrets(self) -> Iterator[Finding]:
        for secret in secrets_in(self.data):
            code = "secret" if secret.certain else "possible-secret"
            if self._is_one_more(code):
                said = shown_secret(self.data, secret)
                what = "holds a secret" if secret.certain else "holds what may be a secret"
                yield self._finding(code, f"{what}: {said}", self._offset(secret.start), None, _SECRET)

    def _hints(self) -> Iterator[Finding]:
        for rule, start, end in hints_in(self.data, not self.file.endswith(PROSE)):
            is_setting = rule.setting and self.settings
            code = ("base-url" if "address" in rule.said else "bypass") if is_setting else rule.code
            if self._is_one_more(code):
                yield self._hint(rule, code, start, end)

    def _hint(self, rule: HintRule, code: str, start: int, end: int) -> Finding:
        words = " ".join(self.data[start:end].decode("utf-8", "replace").split())
        evidence = masked(words)[:SHOWN]
        opened, closed = self.data.rfind(b"<!--", 0, start), self.data.rfind(b"-->", 0, start)
        is_comment = opened > closed
        level = RULES[code].level if code != rule.code else WARNING if is_comment else rule.level
        where = ", in a comment that a page does not show" if is_comment else ""
        said = rule.said.partition(":")[0] if code != rule.code else rule.said
        return self._finding(code, f"{said}{where}", self._offset(start), evidence, f"{_READ}{code}", level)

    def _is_one_more(self, code: str) -> bool:
        self._told[code] += 1
        return self._told[code] <= MOST

    def _more(self) -> Iterator[Finding]:
        for code, count in self._told.items():
            if count > MOST:
                yield Finding(code, RULES[code].level, f"... and {count - MOST} more of these in this file", self.file)

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


_OUT = "take it out; nothing is deployed while it is there"
_LOOK = "take it out, or allow it in its line: aiwg-allow: "
_SECRET = "take it out and replace it by ${NAME}; then make a new one, this one is known"  # noqa: S105  not a secret
_READ = "read it; if it belongs there, allow it in its line: aiwg-allow: "
