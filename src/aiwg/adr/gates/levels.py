"""The gates of the levels: what each asks of a record, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aiwg.adr.gates.accepted import check_accepted
from aiwg.adr.gates.evidence import check_implemented, check_verified
from aiwg.adr.gates.proposed import check_proposed
from aiwg.adr.gates.reviewed import check_reviewed
from aiwg.adr.gates.view import GateView
from aiwg.adr.record import LEVELS, DecisionRecord
from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import Finding

Exists = Callable[[str], bool]
"""Says whether what a mention names is there: the text behind the @."""

_MENTION = lazy_pattern(r"@(?P<target>(?:\.aiwg|\$AIWG_ROOT)/[\w./-]*[\w/]|[\w.][\w./-]*[\w/](?=\s|\Z))")
_ITEM = lazy_pattern(r"[ \t]*+[-*+][ \t]++")
_GLUED = lazy_pattern(r"[\w`@/]")
"""What stands before an @ that is no mention: the end of a word, an address or code."""


def blockers(record: DecisionRecord, exists: Exists, until: int | None = None) -> list[Finding]:
    """Return everything that a record in our form lacks on its way to the last level, gate by gate.

    With `until` no gate is looked at beyond that level and the first one that blocks.
    """
    look, found = GateView(record), list[Finding]()
    for level, gate in enumerate(_gates(exists), 1):
        if until is not None and level > until and any(each.gate < level for each in found):
            break
        found += gate(look)
    return sorted(found, key=lambda finding: (finding.gate, finding.line or 0))


def _gates(exists: Exists) -> tuple[Callable[[GateView], Iterator[Finding]], ...]:
    def reviewed(look: GateView) -> Iterator[Finding]:
        yield from check_reviewed(look)
        yield from _broken_mentions(look, exists)

    return check_proposed, reviewed, check_accepted, check_implemented, check_verified


def level_held(found: Iterable[Finding]) -> int:
    """Return the highest level below which, and at which, nothing blocks: 0 to 5."""
    return min((finding.gate for finding in found if finding.gate), default=len(LEVELS) + 1) - 1


def _broken_mentions(look: GateView, exists: Exists) -> Iterator[Finding]:
    """Yield the mentions that lead nowhere: `@.aiwg/` and `@$AIWG_ROOT/` anywhere, any path that begins an item."""
    prose = look.page.prose
    last = 0
    for match in _MENTION.finditer(prose):
        target = match["target"]
        begin = prose.rfind("\n", last, match.start()) + 1  # only the first mention of a line can begin an item
        begins_item = (begin > 0 or last == 0) and _ITEM.fullmatch(prose, begin, match.start()) is not None
        last = match.end()
        is_glued = match.start() > 0 and _GLUED.match(prose, match.start() - 1) is not None
        is_mention = begins_item or (target.startswith((".aiwg/", "$AIWG_ROOT/")) and not is_glued)
        if is_mention and prose[match.end() : match.end() + 1] not in ("{", "$") and not exists(target):
            line = look.page.line(match.start())
            yield look.finding(2, "broken-mention", line, f"@{target} points to no file")
