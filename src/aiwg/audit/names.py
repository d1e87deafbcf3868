"""Names of files: what is hidden in them, and which look like others."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.audit.rules import RULES
from aiwg.findings.model import Finding


def findings_of_name(path: str, shown: str) -> Iterator[Finding]:
    """Yield what there is to say about the path of a file, which messages call `shown`."""
    if path.isascii():
        return
    from aiwg.audit.characters.deobfuscate import described
    from aiwg.audit.characters.hidden import hidden_in
    from aiwg.audit.characters.homoglyphs import escaped, is_deceptive_name, seen_as

    for each in hidden_in(path):
        message = f"its name contains {described(path, each)}"
        yield Finding(each.code, RULES[each.code].level, message, shown, hint="rename it")
    for name in path.split("/"):
        if is_deceptive_name(name):
            message = f'its name "{escaped(name)}" looks like "{escaped(seen_as(name))}" and is not'
            yield Finding("lookalike", RULES["lookalike"].level, message, shown, hint="rename it")
