"""Documents: the formats that outputs are written in."""

from __future__ import annotations

import tomllib

import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiwg.render.documents import toml_text

texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["a\nb", 'x\n"""\\\n\x00\x7f\x1b\t', "\n", "a\rb\n"]
)
keys = texts | st.sampled_from(["a", "b-c", "d.e"])
plain = texts | st.booleans() | st.integers(-9, 9)
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=2), max_leaves=5
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(keys, values, max_size=5))
def test_toml_is_what_the_library_writes(fields: dict[str, object]) -> None:
    """TOML is written as the library writes it, whatever the texts hold, and read back as what it was."""
    written = toml_text(fields)
    assert written in (tomli_w.dumps(fields, multiline_strings=True), tomli_w.dumps(fields))
    assert tomllib.loads(written) == fields
