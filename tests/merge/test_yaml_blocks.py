"""Texts of several lines in YAML, as literal blocks or quoted."""

from __future__ import annotations

from itertools import product

import yaml

from aiwg.merge.yaml_text import block

PIECES = ("a", "- b", " ", "\t", "\n", "\n\n", "\x7f", "\x85", "é")


def test_a_text_of_several_lines_is_read_back_as_it_was() -> None:
    """Whatever blanks, line ends and controls a text has, and wherever it has them, YAML gives it back."""
    texts = ["".join(pieces) for pieces in product(PIECES, repeat=3)] + ["a\n \nb", "a\n", "\na\n"]
    read = yaml.safe_load("".join("\n".join(block({f"key{n}": each}, 2)) + "\n" for n, each in enumerate(texts)))
    assert [read[f"key{number}"] for number in range(len(texts))] == texts
