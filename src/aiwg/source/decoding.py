"""The text in the bytes of a file: UTF-8, with line ends and marks as they were meant."""

from __future__ import annotations

_MARKS = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_UTF8_MARK = b"\xef\xbb\xbf"


class DecodingError(ValueError):
    """The bytes of a file are not UTF-8 text: the message says what they are, `line` where."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


def decode(data: bytes) -> tuple[str, list[str]]:
    """Return the bytes of a file as text with LF line ends and no byte order mark, and which slips were mended.

    Raises DecodingError saying what the bytes are instead of UTF-8 text.
    """
    slips, skipped = list[str](), 0
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            raise DecodingError(f"is {encoding}, not UTF-8", 1)
    while data.startswith(_UTF8_MARK):
        skipped += len(_UTF8_MARK)
        data = data[len(_UTF8_MARK) :]
        slips = ["starts with a byte order mark"]
    text = _decoded(data, skipped)
    if "\r" in text:
        if "\r\n" in text:
            text = text.replace("\r\n", "\n")
            slips.append("has Windows line ends (CRLF)")
        elif "\n" not in text:
            text = text.replace("\r", "\n")
            slips.append("has old Macintosh line ends (CR)")
    return text, slips


def _decoded(data: bytes, skipped: int) -> str:
    """Return bytes as text; `skipped` is how many bytes of the file came before them."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start + skipped}"
        raise DecodingError(reason, data.count(b"\n", 0, error.start) + 1) from None
    if "\0" in text:
        offset = data.index(b"\0")
        guess = "; is it UTF-16?" if data.count(b"\0") > len(data) // 4 else ""
        line = data.count(b"\n", 0, offset) + 1
        raise DecodingError(f"contains a NUL character at offset {offset + skipped}{guess}", line)
    return text
