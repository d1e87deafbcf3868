"""Two branches, one number, one merge: one command puts it right."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.adr.conftest import NYGARD, Runner, fresh, put

MADR = (
    "---\nstatus: accepted\ndate: 2024-01-02\n---\n\n# {t}\n\n## Context and Problem Statement\n\nc\n\n"
    "## Considered Options\n\n* a\n\n## Decision Outcome\n\na\n\n## More Information\n\n{more}\n"
)


def git(project: Path, *words: str) -> None:
    """Run git in a project, as one author."""
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", *words]
    subprocess.run(command, cwd=project, check=True, capture_output=True)


@pytest.mark.parametrize("form", ["aiwg", "short"])
def test_two_branches_that_took_one_number(adr: Runner, project: Path, form: str) -> None:
    """After the merge one command gives the later record the next number, with its links and the index."""
    more = ("--short",) if form == "short" else ()
    put(project / "docs/adr/0001-use-a.md", NYGARD.format(n=1, t="Use A"))
    adr("index")
    git(project, "init", "-q", "-b", "main")
    for branch, title in (("one", "Use B"), ("two", "Use C")):
        git(project, "add", ".")
        git(project, "commit", "-qm", "start", "--allow-empty")
        git(project, "checkout", "-q", "-b", branch, "main" if branch == "two" else "HEAD")
        adr("new", title, *more)
        adr("link", "2", "1", "--as", "upstream")
        git(project, "add", ".")
        git(project, "commit", "-qm", title)
    git(project, "merge", "-q", "one", "-X", "ours")
    put(project / "docs/adr/0001-use-a.md", (project / "docs/adr/0001-use-a.md").read_text())
    assert "duplicate-number" in adr("check", "--json", expect=3).out
    before = adr("renumber", "--dry-run").out
    assert "would rename  docs/adr/0002-use-c.md to docs/adr/0003-use-c.md" in before
    said = adr("renumber").out
    assert "renamed  docs/adr/0002-use-c.md to docs/adr/0003-use-c.md" in said
    names = sorted(file.name for file in (project / "docs/adr").glob("0*.md"))
    assert names == ["0001-use-a.md", "0002-use-b.md", "0003-use-c.md"]
    text = (project / "docs/adr/0003-use-c.md").read_text()
    assert ("ADR-003" if form == "aiwg" else "# 3. Use C") in text
    assert "[3. Use C](0003-use-c.md)" in (project / "docs/adr/0001-use-a.md").read_text()
    assert "(0003-use-c.md)" in (project / "docs/adr/README.md").read_text()
    found = adr("check", "--json", expect=3).json["between"]
    assert [each["code"] for each in found if each["code"] != "one-sided-link"] == []
    assert "Each record has its own number" in adr("renumber").out


def test_links_follow_the_record_that_they_mean(adr: Runner, project: Path) -> None:
    """By file, by id with a title, and by the link back; what may mean either is shown and stays, as all else."""
    put(
        project / "docs/adr/0004-use-x.md",
        NYGARD.format(n=4, t="Use X").replace("Date: 2020-01-04", "Date: 2019-01-01"),
    )
    put(project / "docs/adr/0004-use-y.md", NYGARD.format(n=4, t="Use Y") + "\nDepends on [5. Use Z](0005-use-z.md)\n")
    lines = (
        "[4. Use X](0004-use-x.md)\n\n[4. Use Y](0004-use-y.md) and [ADR-0004](./0004-use-y.md#why)\n\n"
        "ADR-004: Use Y, ADR-4 Use X.\r\n\r\n0004-use-y.md, 0004-use-y.md.bak, x0004-use-y.md\n"
    )
    first = put(project / "docs/adr/0005-use-z.md", MADR.format(t="Use Z", more=lines))
    other = put(project / "docs/adr/0006-use-w.md", MADR.format(t="Use W", more="As ADR-004 says.\n"))
    kept = other.read_bytes()
    said = adr("renumber").out
    assert "0004-use-y.md to docs/adr/0007-use-y.md" in said
    assert "0006-use-w.md:22  ADR-004 may mean either record" in said
    assert other.read_bytes() == kept
    expected = (
        "[4. Use X](0004-use-x.md)\n\n[7. Use Y](0007-use-y.md) and [ADR-0007](./0007-use-y.md#why)\n\n"
        "ADR-007: Use Y, ADR-4 Use X.\r\n\r\n0007-use-y.md, 0004-use-y.md.bak, x0004-use-y.md\n"
    )
    assert first.read_bytes().decode() == MADR.format(t="Use Z", more=expected)


def test_one_record_gets_a_number_that_is_named(adr: Runner, project: Path) -> None:
    """A free number is taken with the width of the name; one that is taken is refused; the mode and bytes stay."""
    text = fresh(7).replace("tatus**: Proposed", "tatus**: Accepted").replace("\n", "\r\n") + "\udcff"
    file = put(project / "docs/adr/sub/ADR-07_use.md", text)
    file.chmod(0o640)
    put(project / "docs/adr/0008-b.md", NYGARD.format(n=8, t="B"))
    assert "ADR-008 is taken" in adr("renumber", "7", "--to", "8", expect=4).err
    adr("renumber", "7", "--to", "12")
    new = project / "docs/adr/sub/ADR-12_use.md"
    assert not file.exists()
    assert new.stat().st_mode & 0o777 == 0o640
    assert new.read_bytes() == text.replace("ADR-007", "ADR-012").encode("utf-8", "surrogateescape")
