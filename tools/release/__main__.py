"""`make release`: builds sdist and wheel twice, compares them, and writes both with checksums and provenance."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from packaging.metadata import Metadata

from release.address import REF, REPOSITORY
from release.building import ROOT, UnequalError, build_twice, members, source_of
from release.provenance import provenance_of, sums_of, text_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Build a release into a folder; return 1 when the builds differ."""
    parser = argparse.ArgumentParser(prog="make release", description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="the folder to write to; it is emptied")
    parser.add_argument("--repository", default=os.environ.get(REPOSITORY, ""), help="address for links of the README")
    parser.add_argument("--ref", default=os.environ.get(REF, ""), help="tag that these links name; default: the commit")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        try:
            source = source_of(options.repository, options.ref)
            files = build_twice(source, Path(folder))
        except UnequalError as error:
            print(f"release: {error}", file=sys.stderr)
            return 1
        shutil.rmtree(options.to, ignore_errors=True)
        options.to.mkdir(parents=True)
        built = [Path(shutil.copy(file, options.to)) for file in files]
    for file in built:
        (data,) = [data for name, data in members(file).items() if name.endswith(("/METADATA", "/PKG-INFO"))]
        Metadata.from_email(data, validate=True)
    (options.to / "SHA256SUMS").write_text(sums_of(built), encoding="utf-8")
    statement = provenance_of(built, source, ROOT)
    (options.to / "provenance.intoto.json").write_text(text_of(statement), encoding="utf-8")
    print(f"Built twice from commit {source.commit[:10]}, equal byte for byte:")
    print((options.to / "SHA256SUMS").read_text(encoding="utf-8"), end="")
    print("provenance.intoto.json says how; it is not signed.")
    if not source.repository:
        print(f"Links of the README are relative: for an index, set {REPOSITORY} to the address of the repository.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
