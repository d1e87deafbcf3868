"""Records in the shapes that public repositories have, written for these tests, and what is to be read in each."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shape:
    """A file, its text, and what is read in it."""

    name: str
    file: str
    text: str
    form: str
    title: str
    status: str
    date: str | None = None
    number: int | None = None
    links: tuple[tuple[str, int | str], ...] = field(default=())


SHAPES = [
    Shape(
        "adr-tools",
        "0004-use-rabbitmq.md",
        "# 4. Use RabbitMQ\n\nDate: 2019-03-04\n\n## Status\n\nAccepted\n\n"
        "Supercedes [2. Use files](0002-use-files.md)\n\n"
        "Amends [1. Record decisions](0001-record-decisions.md)\n\n## Context\n\nFiles get lost.\n\n## Decision\n\n"
        "We will use a broker.\n\n## Consequences\n\nOne more service.\n",
        "nygard",
        "Use RabbitMQ",
        "Accepted",
        "2019-03-04",
        4,
        (("supersedes", 2), ("amends", 1)),
    ),
    Shape(
        "adr-tools superseded",
        "0002-use-files.md",
        "# 2. Use files\n\nDate: 2018-01-02\n\n## Status\n\nSuperceded by [4. Use RabbitMQ](0004-use-rabbitmq.md)\n\n"
        "## Context\n\nWork must be passed on.\n\n## Decision\n\nFiles.\n\n## Consequences\n\nSimple.\n",
        "nygard",
        "Use files",
        "Superseded by ADR-004",
        "2018-01-02",
        2,
        (("superseded by", 4),),
    ),
    Shape(
        "Nygard with YAML frontmatter",
        "adr-0012-cache-in-redis.md",
        '---\ntitle: "Cache in Redis"\nstatus: Deprecated  # since the move\ndate: 2022-05-06\ntags: [cache]\n---\n\n'
        "# ADR-0012: Cache in Redis\n\n## Context\n\nSlow.\n\n## Decision\n\nCache.\n\n## Consequences\n\nStale.\n",
        "nygard",
        "Cache in Redis",
        "Deprecated",
        "2022-05-06",
        12,
    ),
    Shape(
        "MADR 2",
        "0005-use-dashes-in-file-names.md",
        "# Use dashes in file names\n\n* Status: superseded by [ADR-0007](0007-use-underscores.md)\n"
        "* Deciders: Ann, Bob\n"
        "* Date: 2020-11-12\n\nTechnical Story: #12\n\n## Context and Problem Statement\n\nHow do we name files?\n\n"
        "## Decision Drivers <!-- optional -->\n\n* Readable\n\n## Considered Options\n\n* Dashes\n* Spaces\n\n"
        '## Decision Outcome\n\nChosen option: "Dashes", because they read well.\n\n'
        "### Positive Consequences\n\n* clear\n\n"
        "### Negative Consequences\n\n* long\n\n## Pros and Cons of the Options\n\n### Dashes\n\n"
        "* Good, because common\n"
        "* Bad, because long\n\n## Links\n\n* [Refines](0001-record-decisions.md)\n",
        "madr",
        "Use dashes in file names",
        "Superseded by ADR-007",
        "2020-11-12",
        5,
        (("superseded by", 7), ("upstream", 1)),
    ),
    Shape(
        "MADR 3",
        "0003-use-gradle.md",
        '---\nstatus: "accepted"\ndate: 2022-10-09\ndeciders: Ann, Bob\nconsulted: Cleo\n---\n# Use Gradle\n\n'
        "## Context and Problem Statement\n\nWhich build?\n\n## Considered Options\n\n* Gradle\n* Maven\n\n"
        '## Decision Outcome\n\nChosen option: "Gradle", because fast.\n\n### Consequences\n\n* Good, because fast\n'
        "* Bad, because new\n\n## Validation\n\nReview.\n\n## More Information\n\n"
        "See [ADR-0001](0001-record-decisions.md).\n",
        "madr",
        "Use Gradle",
        "Accepted",
        "2022-10-09",
        3,
        (("related", 1),),
    ),
    Shape(
        "MADR 4",
        "0009-use-oidc.md",
        "---\n# These are optional metadata elements. Feel free to remove any of them.\n"
        "status: superseded by ADR-0011\n"
        "date: 2024-09-17\ndecision-makers: Ann\ninformed: all\n---\n\n# Use OIDC for log-in\n\n"
        "## Context and Problem Statement\n\nWho are you?\n\n## Decision Drivers\n\n* Standards\n\n"
        "## Considered Options\n\n"
        '* OIDC\n* SAML\n\n## Decision Outcome\n\nChosen option: "OIDC", because simpler.\n\n'
        "### Confirmation\n\nA test.\n",
        "madr",
        "Use OIDC for log-in",
        "Superseded by ADR-011",
        "2024-09-17",
        9,
        (("superseded by", 11),),
    ),
    Shape(
        "MADR minimal",
        "0001-use-markdown.md",
        "# Use Markdown\n\n## Context and Problem Statement\n\nWhich format?\n\n## Considered Options\n\n"
        "* Markdown\n* Text\n\n"
        '## Decision Outcome\n\nChosen option: "Markdown".\n',
        "madr",
        "Use Markdown",
        "none",
        None,
        1,
    ),
    Shape(
        "log4brains",
        "20210113-use-docker.md",
        "# Use Docker\n\n- Status: superseded by [20210305-use-podman](20210305-use-podman.md)\n- Deciders: Ann\n"
        "- Date: 2021-01-13\n- Tags: dev\n\n## Context and Problem Statement\n\nMachines differ.\n\n"
        "## Decision Outcome\n\nDocker.\n",
        "log4brains",
        "Use Docker",
        "Superseded by 20210305-use-podman",
        "2021-01-13",
        None,
        (("superseded by", "20210305-use-podman"),),
    ),
    Shape(
        "Tyree and Akerman",
        "017-split-billing.md",
        "# Split billing off\n\n## Issue\n\nOne deploy for all.\n\n## Decision\n\nSplit.\n\n## Status\n\nDecided\n\n"
        "## Group\n\nServices\n\n## Assumptions\n\nTwo teams.\n\n## Constraints\n\nOne database.\n\n## Positions\n\n"
        "* Split\n* Stay\n\n## Argument\n\nTeams wait.\n\n## Implications\n\nA new pipeline.\n\n"
        "## Related decisions\n\n* Depends on [16](016-one-database.md)\n\n## Notes\n\nNone.\n",
        "nygard",
        "Split billing off",
        "Decided",
        None,
        17,
        (("upstream", 16),),
    ),
    Shape(
        "Y-statement",
        "0021-cache-sessions.md",
        "# Cache sessions in memory\n\n"
        "In the context of the shop, facing slow log-ins, we decided for a cache in memory\n"
        "and neglected Redis, to achieve 20 ms, accepting that a restart logs everybody out.\n",
        "other",
        "Cache sessions in memory",
        "none",
        None,
        21,
    ),
    Shape(
        "Alexandrian",
        "0030-publish-events.md",
        "# Publish events\n\n## Prologue (Summary)\n\nIn short.\n\n## Discussion (Context)\n\nForces.\n\n"
        "## Solution\n\n"
        "Publish.\n\n## Consequences (Results)\n\nEventually consistent.\n",
        "other",
        "Publish events",
        "none",
        None,
        30,
    ),
    Shape(
        "bold metadata",
        "ADR-0042-use-kafka.md",
        "# ADR 42: Use Kafka\n\n**Status:** Accepted\n**Date:** 2023-04-05\n**Author:** Ann\n\n## Context\n"
        "\nMany events.\n\n"
        "## Decision\n\nKafka.\n\n## Consequences\n\nOperations.\n",
        "nygard",
        "Use Kafka",
        "Accepted",
        "2023-04-05",
        42,
    ),
    Shape(
        "metadata table",
        "0050_use_grpc.md",
        "# 50 - Use gRPC\n\n| Field | Value |\n| --- | --- |\n| Status | Rejected |\n| Date | 2023-06-07 |\n\n"
        "## Context\n\nChatty.\n\n## Decision\n\nNo gRPC.\n",
        "nygard",
        "Use gRPC",
        "Rejected",
        "2023-06-07",
        50,
    ),
    Shape(
        "underlined headings, CRLF, byte order mark",
        "0060-use-tls.md",
        "\ufeff60. Use TLS\r\n===========\r\n\r\nDate: 2017-08-09\r\n\r\nStatus\r\n------\r\n\r\n"
        "Accepted\r\n\r\nContext\r\n"
        "-------\r\n\r\nPlain.\r\n\r\nDecision\r\n--------\r\n\r\nTLS.\r\n\r\nConsequences\r\n"
        "------------\r\n\r\nCertificates.",
        "nygard",
        "Use TLS",
        "Accepted",
        "2017-08-09",
        60,
    ),
    Shape(
        "custom status",
        "0070-use-lua.md",
        "# 70. Use Lua\n\n## Status\n\nOn hold until May\n\n## Context\n\nPlug-ins.\n\n## Decision\n\nLua.\n",
        "nygard",
        "Use Lua",
        "On hold until May",
        None,
        70,
    ),
]
