"""Contents: bytes in two parts, of which the second is a text that many files share."""

from __future__ import annotations

import hashlib

import pytest

from aiwg.core.content import Content

TEXTS = ["", "a", "Grüße\n", "---\nname: x\n---\n\nText, long enough to be divided. \U0001f600\n"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_content_is_its_bytes_wherever_it_is_divided(text: str) -> None:
    """Equality, hash, length, SHA-256 and truth are those of the bytes."""
    data = text.encode()
    whole = Content(data)
    for at in range(len(text) + 1):
        divided = Content(text[:at].encode(), text[at:])
        assert divided.data == data
        assert (divided, hash(divided)) == (whole, hash(data))
        assert (len(divided), bool(divided)) == (len(data), bool(data))
        assert divided.sha256 == hashlib.sha256(data).hexdigest()
        assert divided.holds(data)


@pytest.mark.parametrize("text", TEXTS[1:])
def test_other_bytes_are_another_content(text: str) -> None:
    """One changed, missing or further byte makes another content, also one of the same length."""
    divided = Content(text[:1].encode(), text[1:])
    for other in (text + "!", text[:-1], f"?{text[1:]}", f"{text[:-1]}?"):
        assert divided != Content(other.encode())
        assert not divided.holds(other.encode())
    assert divided != text.encode()
