"""Mending a file: only the bytes that a finding is about change; its line ends and all other bytes stay."""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.findings.fix import FINAL_NEWLINE, LINE_ENDS, MARK, Edit, Fix

_BOM = "\ufeff"


def mended(data: bytes, fixes: Iterable[Fix]) -> bytes:
    """Return the bytes of a text file after the fixes; those that overlap an earlier one wait for a second time."""
    fixes = list(fixes)
    text = data.decode("utf-8")
    for start, end, new in reversed(_apart(text, [edit for fix in fixes for edit in fix.edits])):
        text = text[:start] + new + text[end:]
    whole = {fix.whole for fix in fixes}
    if MARK in whole:
        text = text.lstrip(_BOM)
    if LINE_ENDS in whole:
        text = text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")
    if FINAL_NEWLINE in whole and not text.endswith(_line_end(text)):
        text += _line_end(text)
    return text.encode("utf-8")


def _line_end(text: str) -> str:
    """Return how the first line ends; as in Unix when there is only one."""
    at = text.find("\n")
    if at < 0:
        return "\r" if "\r" in text else "\n"
    return "\r\n" if text[at - 1 : at] == "\r" else "\n"


def _apart(text: str, edits: Iterable[Edit]) -> list[tuple[int, int, str]]:
    """Return edits by offsets, in order, without those that overlap an earlier one."""
    breaks = "\n" if "\n" in text else "\r"
    starts = [len(text) - len(text.lstrip(_BOM))]
    starts += [at + 1 for at, char in enumerate(text) if char == breaks]
    end_of_line = _line_end(text)

    def offset(line: int, column: int) -> int:
        return min(starts[line - 1] + column - 1, len(text)) if line <= len(starts) else len(text)

    placed = sorted(
        {
            (
                offset(edit.line, edit.column),
                offset(edit.end_line, edit.end_column),
                edit.text.replace("\n", end_of_line),
            )
            for edit in edits
        }
    )
    chosen: list[tuple[int, int, str]] = []
    for start, end, new in placed:
        if not chosen or start > chosen[-1][1] or (start == chosen[-1][1] and start > chosen[-1][0]):
            chosen.append((start, end, new))
    return chosen
