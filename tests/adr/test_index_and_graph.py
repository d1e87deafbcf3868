"""The table of records in the folder's README, and the graph between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adr.conftest import NYGARD, Runner, put


def test_the_index_is_a_block_of_ours(adr: Runner, folder: Path) -> None:
    """What stands around the block stays; it is made anew when records change, and only then."""
    put(folder / "README.md", "# Mine\r\n\r\nBefore.\r\n")
    adr("index")
    assert "up to date" in adr("index", "--check").out
    text = (folder / "README.md").read_bytes()
    assert text.startswith(b"# Mine\r\n\r\nBefore.\r\n\r\n<!-- aiwg:adr-index ")
    assert (
        b"| ADR-007 | [Queue webhooks in PostgreSQL](0007-queue-webhooks.md) | Accepted | 2026-02-03 | L1 |\r\n" in text
    )
    put(folder / "README.md", text.decode() + "After.")
    adr("reject", "1")
    assert "out of date" in adr("index", "--check", expect=5).out
    adr("index")
    again = (folder / "README.md").read_bytes()
    assert again.endswith(b"<!-- /aiwg:adr-index -->\r\nAfter.")
    assert again.replace(b"Rejected | 2026-11-25", b"Accepted | 2020-01-01")[100:] == (text + b"After.")[100:]


def test_an_index_that_was_edited_is_kept(adr: Runner, folder: Path) -> None:
    """Text of yours in the block, or marks that are no pair, stop it; --force makes it anew."""
    adr("index")
    file = folder / "README.md"
    edited = file.read_text().replace("| Use A", "| Use A!").replace("[Use A]", "[Use A, really]")
    file.write_text(edited)
    assert "README.md:3: the index was edited by hand" in adr("index", expect=4).err
    assert file.read_text() == edited
    adr("index", "--force")
    assert "really" not in file.read_text()
    file.write_text(file.read_text().replace("<!-- /aiwg:adr-index -->", ""))
    assert "not one pair" in adr("index", "--force", expect=3).err


def test_the_graph_in_three_languages(
    adr: Runner, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mermaid and DOT hold every record and connection once; SVG is what Graphviz makes of it."""
    adr("link", "7", "1", "--as", "upstream")
    adr("supersede", "2", "--by", "7")
    put(folder / "0009-x.md", NYGARD.format(n=9, t='Use "quotes" <b> & \\ more'))
    mermaid, dot = adr("graph").out, adr("graph", "--format", "dot").out
    assert mermaid.count("-->|supersedes|") == dot.count('[label="supersedes"]') == 1
    assert "  r0 --> r2\n" in mermaid
    assert "Use #34;quotes#34; #60;b#62; #38; \\ more" in mermaid
    assert '\\nUse \\"quotes\\" <b> & \\\\ more"' in dot
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert "Install Graphviz" in adr("graph", "--format", "svg", expect=1).err
    program = put(tmp_path / "bin/dot", '#!/bin/sh\necho "<svg $1>"; exec /bin/cat >/dev/null\n')
    program.chmod(0o755)
    assert adr("graph", "--format", "svg").out == "<svg -Tsvg>\n"
