"""What prettier and markdownlint did when they were last run over what aiwg writes: `make formatters WRITE=1`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.golden.archive import File, unpack

HERE = Path(__file__).parent
LINE_BREAK = "three blanks at the end of a line of the source: the formatter makes another line break of them"
RECORD = json.loads((HERE / "formatters.json").read_text(encoding="utf-8"))


def test_every_golden_file_was_given_to_prettier() -> None:
    """Prettier leaves every golden file as it is, but for those whose reason is recorded."""
    known = {*RECORD["goldens"]["fixed"], *RECORD["goldens"]["changed"]}
    new = {
        f"{archive.parent.name}/{archive.stem} {path}"
        for archive in (HERE.parent / "golden").glob("*/*.txt")
        for path, file in unpack(archive.read_bytes().decode()).items()
        if isinstance(file, File) and hashlib.sha256(file.data).hexdigest()[:12] not in known
    }
    assert not new, "Not given to prettier yet: make formatters WRITE=1 (needs npm)"
    assert not [why for why in RECORD["goldens"]["changed"].values() if why.startswith("not yet")]


def test_real_formatters_cause_no_drift() -> None:
    """After prettier and after markdownlint, a check of each project with the bundled source finds nothing."""
    found = {(platform, run): each for platform, runs in RECORD["projects"].items() for run, each in runs.items()}
    bundled = {key: each for key, each in found.items() if key[1].endswith("bundle")}
    assert len(bundled) >= 20
    assert {key for key, each in bundled.items() if each["exit"] or each["drift"]} == set()
    assert all(each["changed"] > 0 for (_, run), each in found.items() if run != "markdownlint, bundle")


def test_what_stays_an_edit_has_its_reason() -> None:
    """With the source that holds whatever formatters change, each file that counts as edited has a known reason."""
    drift = [each["drift"] for runs in RECORD["projects"].values() for each in runs.values()]
    assert {why for files in drift for why in files.values()} == {LINE_BREAK}
