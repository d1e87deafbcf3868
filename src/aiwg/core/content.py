"""The bytes of a file in two parts: a head of its own, and a text that many files may share."""

from __future__ import annotations

from aiwg.core.digest import digest


class Content:
    """Bytes that are joined only when they are asked for: an artifact has one text for all of its platforms.

    Contents with equal bytes are equal, wherever they are divided.
    """

    __slots__ = ("_sha256", "head", "text")

    def __init__(self, head: bytes, text: str = "") -> None:
        self.head, self.text = head, text
        self._sha256 = ""

    @property
    def data(self) -> bytes:
        """Return all bytes, made anew where there are two parts."""
        return self.head + self.text.encode() if self.text else self.head

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the bytes as hexadecimal text, made once."""
        if not self._sha256:
            self._sha256 = digest(self.data)
        return self._sha256

    def has_sha256(self, known: str) -> bool:
        """Say whether this is the SHA-256; then the text is kept that is known already, not another one."""
        is_known = self.sha256 == known
        if is_known:
            self._sha256 = known
        return is_known

    def __len__(self) -> int:
        text = self.text
        return len(self.head) + (len(text) if text.isascii() else len(text.encode()))

    def __bool__(self) -> bool:
        return bool(self.head or self.text)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Content):
            return NotImplemented
        if self.head == other.head and self.text == other.text:
            return True
        return len(self) == len(other) and self.data == other.data

    def __hash__(self) -> int:
        return hash(self.data)

    def __repr__(self) -> str:
        return f"Content({self.data!r})"

    def holds(self, data: bytes) -> bool:
        """Say whether these are the bytes."""
        return len(self) == len(data) and data == self.data


NOTHING = Content(b"")


def bytes_of(content: Content | None) -> bytes | None:
    """Return the bytes of a content; None stays None."""
    return None if content is None else content.data


def content_of(data: bytes | None) -> Content | None:
    """Return bytes as a content; None stays None."""
    return None if data is None else Content(data)
