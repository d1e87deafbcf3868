"""A fresh record filled in part by part: what each step replaces, and the level that it belongs to.

Each step is a level, a name, the template's text and what a person writes there. A step undone is a required part
that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.adr.conftest import fresh


@dataclass(frozen=True)
class Step:
    """One part that a level needs: the text of the template before, the text of a person after."""

    level: int
    name: str
    before: str
    after: str
    whole: bool = False
    """Whether the text after may be deleted altogether, lines and all, and is missed then."""


ALTERNATIVE = """\
- **Description**: {what it would be}
- **Pros**:
  - {what speaks for it}
- **Cons**:
  - {what speaks against it}
- **Why not chosen**: {the constraint or fact that decided}
"""
OTHERS = f"\n#### Alternative 2: {{name}}\n\n{ALTERNATIVE}\n#### Alternative 3: {{name}}\n\n{ALTERNATIVE}"
RISK = (
    "{what could go wrong} | {low, medium or high} | {low, medium or high} | "
    "{what prevents or limits it, and who acts} |"
)
CLAIM = "| {factual statement the decision rests on} | {link, document or measurement} | {yes or no} | {YYYY-MM-DD} |\n"
OTHER_CLAIM = (
    "| {another one: benchmark, cost, capability} | {link, document or measurement} | {yes or no} | {YYYY-MM-DD} |\n"
)
SIGN_OFF = "- [ ] {role} ({name}) - {approved | approved with conditions | not approved} {YYYY-MM-DD}\n"
GONE = "\0gone"
"""Stands for nothing: the template's text goes, and its absence is no part that could be missed."""

STEPS = [
    Step(1, "reviewers named", "{architecture board, tech lead, other names or roles}", "tech lead, on-call lead"),
    Step(
        1,
        "problem",
        "{What hurts, for whom, how often, and what happens if nothing is done}",
        "Checkout waits for customers' servers.",
    ),
    Step(1, "budget", '{limit, or "None"}', "no new service"),
    Step(1, "expertise", "{what the team knows and runs today}", "PostgreSQL 15"),
    Step(1, "compliance", "{laws, contracts, policies}", "EU only"),
    Step(1, "scale", "{volume now and expected, with the period}", "100 per second"),
    Step(1, "performance", "{latency, throughput or availability that must hold}", "99 percent in 30 s"),
    Step(
        1,
        "stakeholders",
        "{who decides, builds, operates or is affected}: {why it matters to them}",
        "backend team: builds",
    ),
    Step(1, "claim", CLAIM, "| Rows can be skipped when locked | the manual | yes | 2026-02-03 |\n"),
    Step(1, "second claim", OTHER_CLAIM, GONE),
    Step(
        1,
        "unverified claims",
        '- [ ] {claim that is still "no" above: who verifies it, how, by when}\n',
        "None\n",
        whole=True,
    ),
    Step(1, "alternative", "#### Alternative 1: {name}", "#### Alternative 1: Redis Streams"),
    Step(1, "alternative described", "- **Description**: {what it would be}\n", "- **Description**: a stream\n", True),
    Step(
        1,
        "why not",
        "- **Why not chosen**: {the constraint or fact that decided}\n",
        "- **Why not chosen**: a second store (expertise)\n",
        True,
    ),
    Step(
        2,
        "decision",
        "**What**: {We will ... with the specific implementation: product, version, pattern, place in the system}\n",
        "**What**: We will write rows.\n",
        True,
    ),
    Step(
        2,
        "reasons",
        "**Why**: {The reasons, each tied to a constraint or to the problem in the context}\n",
        "**Why**: saved together with the order (problem)\n",
        True,
    ),
    Step(2, "pros", "- **Pros**:\n  - {what speaks for it}\n", "- **Pros**:\n  - fast\n", True),
    Step(2, "cons", "- **Cons**:\n  - {what speaks against it}\n", "- **Cons**:\n  - one more store\n", True),
    Step(2, "other alternatives", OTHERS, GONE),
    Step(2, "first sign-off", SIGN_OFF, "- [x] Tech lead (Jon Petrov) - approved 2026-02-11\n", True),
    Step(2, "second sign-off", SIGN_OFF, "- [x] On-call lead (Ada Nwosu) - approved 2026-02-12\n", True),
    Step(
        2,
        "comments",
        '- [ ] {comment, by whom, and how it was settled; or "None"}',
        "- [x] What if it is down? - retried",
    ),
    Step(3, "status", "- **Status**: Proposed", "- **Status**: Accepted"),
    Step(3, "decision date", "- **Decision date**: pending", "- **Decision date**: 2026-02-17"),
    Step(3, "technical risk", f"| Technical | {RISK}\n", "| Technical | it grows | low | high | partitions |\n", True),
    Step(3, "business risk", f"| Business | {RISK}\n", "| Business | None known: nobody depends on it | | | |\n", True),
    Step(
        3, "security risk", f"| Security | {RISK}\n", "| Security | data stays | low | high | store ids only |\n", True
    ),
    Step(
        3,
        "sketch",
        "{Representative code, configuration or schema as a fenced block: the 10 to 40 lines that carry the decision}",
        "```sql\nCREATE TABLE webhook_delivery (id bigint);\n```",
        True,
    ),
    Step(
        3,
        "integration points",
        "**Key integration points**:\n\n- {where it touches existing code, systems or teams}\n",
        "**Key integration points**:\n\n- OrderService\n",
        True,
    ),
    Step(
        3,
        "sharp edges",
        "**Known sharp edges**:\n\n- {what surprises people who build or use it}\n",
        "**Known sharp edges**:\n\n- at least once\n",
        True,
    ),
    *(
        Step(4, name, f"- [ ] L4: {name} - {{{asked}}}\n", f"- [x] L4: {name} - run 812\n", True)
        for name, asked in (
            ("the implementation matches the sketch", "commit, release, or where the difference is recorded"),
            ("unit tests pass", "names of the tests"),
            ("integration tests pass", "names of the tests"),
            ("CI is green", "run or commit on the main branch"),
        )
    ),
    *(
        Step(5, name, f"- [ ] L5: {name} - {{{asked}}}\n", f"- [x] L5: {name} - report 5\n", True)
        for name, asked in (
            ("performance tests pass in staging", "report, load and number"),
            ("contract tests pass in staging", "report or run"),
            ("no regressions after a two-week soak", "first and last day, where the numbers are"),
        )
    ),
]
PLACEHOLDERS_OF_L3 = [
    "{outcome that gets better, and how one will notice}",
    "{trade-off or cost that is accepted}",
    "{what changes in daily work: deployment, monitoring, on-call, support}",
    "{YYYY-MM-DD}: {step, and how to go back from here}",
    "Decision date: {YYYY-MM-DD}",
    "Implementation start: {YYYY-MM-DD}",
    "Staging: {YYYY-MM-DD}",
    "Production: {YYYY-MM-DD}",
    "Retrospective: {YYYY-MM-DD, and who looks back at what}",
    '{team, release, contract or system that must come first, or "None"}',
    "{measurable statement, with number, place of measurement and date}",
    '{ADR-XXX and what it set, or "None"}',
    '{ADR-XXX and what follows, or "None"}',
    '{ADR-XXX and what they share, or "None"}',
    "{processes, threads, tasks or events; how many, and who starts them}",
    "{what is shared}",
    "{who reads, who writes, how often}",
    "{lock, transaction, single owner, immutability}",
    "{two things at the same time, what could go wrong}: {why it does not}",
    "{guarantees that this design does not give}",
    "{rules that are tested alone}",
    "{what is tested against the real dependency}",
    "{interfaces with others, and versions that must keep working}",
    "{load, number to reach, place of measurement}",
    "{what fails in CI if this decision is undone by accident}",
    "{L1 | L2 | L3 | L4 | L5}",
    "{what is missing, who provides it, by when}",
    "@.aiwg/requirements/{file}.md - driving requirement: {what it demands}",
    "@.aiwg/architecture/{file}.md - architecture context: {what it describes}",
    "@{path/to/code} - implementation (when applicable): {what it carries}",
    "@.aiwg/requirements/nfr/{performance-file}.md - NFR module, performance: {limit it sets}",
    "@.aiwg/requirements/nfr/{security-file}.md - NFR module, security: {limit it sets}",
    "{title, version or date, link}",
    "{YYYY-MM-DD}: {draft sent to the reviewers}",
    "{YYYY-MM-DD}: {review meeting or end of the comment period}",
    "{YYYY-MM-DD}: {decision}",
    '{condition, who meets it, by when; or "None"}',
]
"""What else the template leaves to be filled in, all of it before L3."""


def filled_to(level: int, without: Step | None = None, deleted: bool = False) -> str:
    """Return a fresh record filled in up to a level, one step left undone, or its text deleted."""
    text = fresh()
    for step in STEPS:
        if step.level > level:
            continue
        assert step.before in text, step.name
        if step is without and not deleted:
            text = text.replace(step.before, "\0undone", 1)
            continue
        after = "" if step is without or step.after is GONE else step.after
        text = text.replace(step.before, after, 1)
        if step.name == "status":
            both = "- **Current status**: {}"
            text = text.replace(both.format("Proposed"), both.format("Accepted"))
    if level >= 3:
        for placeholder in PLACEHOLDERS_OF_L3:
            assert placeholder in text, placeholder
            text = text.replace(placeholder, "L1" if placeholder.startswith("{L1") else "written")
    if without is not None:
        text = text.replace("\0undone", without.before)
    return text
