"""Showing what is hidden: by name and code point, and what it says where a scheme for hiding is known."""

from __future__ import annotations

from aiwg.audit.characters.hidden import HiddenText
from aiwg.audit.characters.properties import byte_of, named, points

FEW = 4
"""Code points up to which each is named."""

MOST = 200
"""Characters of a decoded text that are shown."""


def described(text: str, hidden: HiddenText) -> str:
    """Return what a hidden stretch is, and what it says if it can be decoded, safe to print."""
    stretch = text[hidden.start : hidden.end]
    said = decoded(stretch)
    listed = ", ".join(named(char) for char in dict.fromkeys(stretch[:FEW]))
    count = len(stretch)
    more = f" and {count - FEW} more" if count > FEW else ""
    if said:
        shortened = said if len(said) <= MOST else f"{said[:MOST]}..."
        return f'{count} hidden character{"" if count == 1 else "s"} that say "{shortened}": {listed}{more}'
    return f"{listed}{more}" if count > 1 else listed


def around(text: str, hidden: HiddenText, width: int = 24) -> str:
    """Return the text around a hidden stretch with the stretch spelled out as code points."""
    before = safe(text[max(hidden.start - width, 0) : hidden.start].rpartition("\n")[2])
    after = safe(text[hidden.end : hidden.end + width].partition("\n")[0])
    stretch = text[hidden.start : hidden.end]
    spelled = " ".join(f"U+{ord(char):04X}" for char in stretch[:FEW])
    more = f" +{len(stretch) - FEW}" if len(stretch) > FEW else ""
    return f"{before}[{spelled}{more}]{after}"


def safe(text: str) -> str:
    """Return a text with all that is not to be seen in it as code points."""
    ignorable = points("DEFAULT_IGNORABLE")
    return "".join(char if char.isprintable() and char not in ignorable else f"[U+{ord(char):04X}]" for char in text)


def decoded(text: str) -> str:
    """Return what a hidden stretch says, as far as a scheme for hiding is known; an empty string if none is.

    Tags are ASCII, variation selectors bytes, two zero-width characters in turns bits.
    """
    if all("\U000e0000" <= char <= "\U000e007f" for char in text):
        return "".join(chr(ord(char) & 0x7F) for char in text if "\U000e0020" <= char < "\U000e007f")
    held = [byte_of(char) for char in text]
    if None not in held:
        return _as_text(bytes(byte for byte in held if byte is not None))
    return _of_bits(text)


def _as_text(data: bytes) -> str:
    try:
        said = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return said if said.replace("\n", "").isprintable() else ""


def _of_bits(text: str) -> str:
    kinds = sorted(set(text))
    if len(kinds) != 2 or len(text) < 16 or len(text) % 8:
        return ""
    for zero, one in (kinds, kinds[::-1]):
        bits = text.replace(zero, "0").replace(one, "1")
        said = _as_text(int(bits, 2).to_bytes(len(bits) // 8, "big"))
        if said.isascii() and said:
            return said
    return ""
