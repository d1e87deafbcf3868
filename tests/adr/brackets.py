"""A record in the form with square brackets, filled in line by line: what a person writes, and for which level."""

from __future__ import annotations

from aiwg.adr.forms.template import KnownValues, filled
from tests.adr.conftest import ROOT

TEMPLATE = ROOT / "skills" / "adr" / "assets" / "adr-brackets-template.md"
SECOND = "\n#### Alternative 2: [Name]"
CLAIM = "| [Factual statement the decision rests on] | [Link, document or measurement] | ⬜ No | — |\n"
OTHER_CLAIM = "| [Another one: benchmark, cost, capability] | [Link, document or measurement] | ⬜ No | — |\n"
RISK = (
    "- [What could go wrong]\n- Probability: [low, medium or high]\n- Impact: [low, medium or high]\n"
    "- Mitigation: [What prevents or limits it, and who acts]\n"
)
DATED = "[Dated step, and how to go back from here]"
NESTED = (
    "- Risk: disks fill up\n  - Probability: Medium\n  - Impact: High (outage)\n  - Mitigation: partitions by day\n"
)
FLAT = "- Risk: a price rises\n- Probability: Low\n- Impact: Medium\n- Mitigation: compare each year\n"

# fmt: off
LINES: list[tuple[int, str, str]] = [
    (1, "[People or roles who can say no]", "tech lead, on-call lead"),
    (1, "[What hurts, for whom, how often, and what happens if nothing is done]", "Checkout waits [1]."),
    (1, '[Budget: limit, or "None"]', "Budget: None"),
    (1, "[Expertise: what the team knows and runs today]", "Expertise: PostgreSQL"),
    (1, "[Compliance: laws, contracts, policies]", "Compliance: EU"),
    (1, "[Scale: volume now and expected, with the period]", "Scale: 100 per second"),
    (1, "[Performance: latency, throughput or availability that must hold]", "Performance: 30 s"),
    (1, "[Who decides, builds, operates or is affected, and why it matters to them]", "Backend team: builds it"),
    (1, CLAIM, "| Rows can be skipped when locked | the manual | ✅ Yes | 2026-02-03 |\n"),
    (1, OTHER_CLAIM, ""),
    (1, "- [ ] [Claim that still says no: who verifies it, how, by when]\n", "None\n"),
    (1, "Alternative 1: [Name]", "Alternative 1: Redis Streams"),
    (1, "**Description**: [What it would be]", "**Description**: a stream for each customer"),
    (1, "**Why Not Chosen**: [The constraint or fact that decided]", "**Why Not Chosen**: a second store"),
    (2, "[We will ... with the specific implementation: product, version, pattern, place in the system]", "We will."),
    (2, "[The reasons, each tied to a constraint or to the problem]", "saved together with the order"),
    (2, "- [What speaks for it]", "- **Fast**: very"),
    (2, "- [What speaks against it]", "- one more store"),
    (
        2,
        "- [ ] [Role (name) - approved, with conditions if there are any, and the day]",
        "- [x] Tech Lead (Jon Petrov) - Approved 2026-02-11\n- [x] On-call lead (Ada Nwosu) - Approved 2026-02-12",
    ),
    (3, "- **Status**: Proposed", "- **Status**: Accepted"),
    (3, "**Decision Date**: pending", "**Decision Date**: 2026-02-17"),
    (3, "[What gets better, and how one will notice]", "no webhook is lost"),
    (3, "[Trade-off or cost that is accepted]", "up to 5 s of delay"),
    (3, "[What changes in daily work: deployment, monitoring, on-call, support]", "one more process"),
    (3, RISK, NESTED),
    (3, RISK, FLAT),
    (3, RISK, "- None known: no data is stored\n"),
    (3, f"1. {DATED}\n2. {DATED}", "1. 2026-03-01"),
    (
        3,
        "- Decision date: [Day]\n- Implementation start: [Day]\n- Staging deployment: [Day]\n"
        "- Production cutover: [Day]\n- Retrospective: [Day, and who looks back]",
        "- Retrospective: 2026-04-28, all",
    ),
    (3, '[Team, release, contract or system that must come first, or "None"]', "None"),
    (3, "[Measurable statement, with number, place of measurement and date]", "0 lost webhooks in April"),
    (3, '[ADR-XXX and what it set, or "None"]', "None"),
    (3, '[ADR-XXX and what follows, or "None"]', "None"),
    (3, '[ADR-XXX and what they share, or "None"]', "None"),
    (3, "text\n[Representative code, configuration or schema that carries the decision]\n", "sql\nCREATE TABLE x;\n"),
    (3, "[Where it touches existing code, systems or teams]", "OrderService"),
    (3, "[What surprises people who build or use it]", "at least once"),
    (3, "[Processes, threads, tasks or events; how many, and who starts them]", "four workers"),
    (3, "[What is shared, who reads and writes it, what protects it]", "rows: locked while sent"),
    (3, "[Two things at the same time, what could go wrong, why it does not]", "two workers, one row: locked"),
    (3, "[Guarantees that this design does not give]", "order"),
    (3, "[Rules that are tested alone]", "pauses grow"),
    (3, "[What is tested against the real dependency]", "two workers, each row once"),
    (3, "[Interfaces with others, and versions that must keep working]", "payload 2"),
    (3, "[Load, number to reach, place of measurement]", "100 per second"),
    (3, "[What fails in CI if this decision is undone by accident]", "test_no_http_in_order"),
    (3, "[L1 | L2 | L3 | L4 | L5]", "L{level}"),
    (3, "- [ ] [What is missing, who provides it, by when]", "- [x] None"),
    (3, "- @.aiwg/requirements/use-cases/UC-XXX.md - driving requirement: [What it demands]", "- @README.md - context"),
    (3, "[Title, version or date, link]", "[The manual](https://example.org/manual)"),
    (3, "[Dated step: draft sent, comments closed, decision]", "2026-02-11: meeting"),
    (3, "- [ ] [Condition, who meets it, by when; or \"None\"]", "- [x] None"),
]
# fmt: on
"""The level for which a line is needed, the template's text and a person's."""


def fresh_brackets() -> str:
    """Return a fresh record from the template with square brackets."""
    known = KnownValues(7, "Queue webhooks in PostgreSQL", "2026-02-03", "Mira Olsen")
    return filled(TEMPLATE.read_text(encoding="utf-8"), known)


def brackets_to(level: int, undone: int | None = None) -> str:
    """Return a record filled in up to a level; the line with the number `undone` stays as the template has it."""
    text = fresh_brackets()
    if level >= 2:
        start = text.index(SECOND)
        text = text[:start] + text[text.index("\n</details>", start) :]
    for number, (needed, before, after) in enumerate(LINES):
        assert before in text, before
        if needed <= level:
            after = f"\0{number}" if number == undone else after.format(level=level)
            text = text.replace(before, after, 1)
    if "- **Status**: Accepted" in text:
        text = text.replace("**Current Status**: Proposed", "**Current Status**: Accepted")
    return text if undone is None else text.replace(f"\0{undone}", LINES[undone][1])
