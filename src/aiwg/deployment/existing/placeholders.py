"""Text of a template that nobody replaced yet: agents would read it as an instruction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from aiwg.artifact.model import Artifact
from aiwg.findings.allowances import Suppression
from aiwg.findings.model import Finding
from aiwg.source.layers import BUNDLED

SIGNS = ("...", "Say ")
"""One of these stands in every line of a template that is to be replaced."""
HINT = "agents read it as an instruction: replace it with your own text"


def placeholder_notes(artifacts: Iterable[Artifact], allowances: Sequence[Suppression]) -> Iterator[Finding]:
    """Yield a warning for each artifact of yours in which text of a template is left."""
    for artifact in artifacts:
        description = str(artifact.fields.get("description", ""))
        if artifact.origin.layer == BUNDLED or not any(sign in artifact.body or sign in description for sign in SIGNS):
            continue
        from aiwg.source.template_lines import lines_left_in  # not for a source without such a sign

        lines = lines_left_in(artifact)
        if not lines:
            continue
        number = lines[0][0]
        count = "1 line of the template is" if len(lines) == 1 else f"{len(lines)} lines of the template are"
        line = artifact.origin.line + number - 1 if number else artifact.origin.line
        note = Finding("placeholder", "warning", f"{count} still there", artifact.origin.file, line, hint=HINT)
        if not any(each.lets(note) for each in allowances):
            yield note
