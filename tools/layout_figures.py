"""What becomes of real repositories: how many artifacts of each load, and what is refused or not taken, and why.

usage: layout_figures.py FOLDER[@LAYOUT]...      clones, or other folders; prints a Markdown table and the reasons

Nothing of them is kept. The figures in docs/layouts.md come from here.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from aiwg.artifact.kinds import KINDS, plural
from aiwg.importing.layouts.find import find_layout
from aiwg.importing.layouts.folder import read_folder
from aiwg.importing.layouts.model import AUTO
from aiwg.importing.layouts.translate import translate
from aiwg.source.load import load_tree


def main(folders: list[str]) -> int:
    """Print a row for each folder; return 1 if a translation of one does not load."""
    print("| repository | files | layout | artifacts that load | refused | CPU |\n|---|---|---|---|---|---|")
    reasons: dict[str, Counter[str]] = {}
    broken = 0
    for each in folders:
        folder, _, layout = each.partition("@")
        start = time.process_time()
        files = read_folder(Path(folder))
        translation = translate(files, find_layout(files, layout or AUTO))
        seconds = time.process_time() - start
        loaded = load_tree(translation.files, "project", "")
        errors = [problem for problem in loaded.problems if problem.level == "error"]
        broken += len(errors)
        kinds = Counter(artifact.kind for artifact in loaded.artifacts)
        said = ", ".join(plural(kind, kinds[kind]) for kind in KINDS if kinds[kind])
        refused = [finding for finding in translation.findings if finding.level in ("warning", "error")]
        name = Path(folder).name.replace("+", "/")
        print(f"| {name} | {len(files):,} | `{translation.layout}` | {said} | {len(refused)} | {seconds:.1f} s |")
        reasons[name] = Counter(f"{each.level} {each.code}: {_general(each.message)}" for each in translation.findings)
        reasons[name] += Counter(f"does not load: {problem.message}" for problem in errors)
    for name, counted in reasons.items():
        print(f"\n{name}")
        for reason, count in counted.most_common(12):
            print(f"  {count:>4}  {reason}")
    return 1 if broken else 0


def _general(message: str) -> str:
    """Return a message without what is different from file to file."""
    return " ".join(word for word in message.split() if not any(char in word for char in '/"(')).strip()[:110]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
