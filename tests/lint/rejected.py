"""What real clients reject, one defect a row, as a source would hold it, and what lint says of it.

The rows are the variants with which the clients were measured; docs/conformance.md has what became of them.
"""

# ruff: noqa: E501  a table reads best with few breaks in its rows
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LONG_NAME = "x" * 80
WORDS = "Use when tested. " + "w " * 2500


@dataclass(frozen=True)
class Row:
    """A defect: the files of a source, the codes that lint names, and whether a deploy refuses it."""

    name: str
    files: dict[str, bytes]
    codes: frozenset[str] = frozenset()
    refused: bool = False


def _front(kind: str, variant: str, name: str) -> str:
    """Return how a file of a variant begins."""
    return {
        "ok": f"---\nname: {name}\ndescription: Use when tested.\n---\n",
        "nodesc": f"---\nname: {name}\n---\n",
        "emptydesc": f'---\nname: {name}\ndescription: ""\n---\n',
        "noname": "---\ndescription: Use when tested.\n---\n",
        "nofm": "",
        "upper": f"---\nname: Up_{name}\ndescription: Use when tested.\n---\n",
        "mismatch": f"---\nname: other-{name}\ndescription: Use when tested.\n---\n",
        "longname": f"---\nname: {name}{LONG_NAME}\ndescription: Use when tested.\n---\n",
        "desc1100": f"---\nname: {name}\ndescription: Use when tested. {'w' * 1100}\n---\n",
        "desc5000": f"---\nname: {name}\ndescription: {WORDS}\n---\n",
        "colon": f"---\nname: {name}\ndescription: Use this: when it is: tested\n---\n",
        "badyaml": f"---\nname: {name}\ndescription: [unclosed when\n---\n",
        "unclosedfm": f"---\nname: {name}\ndescription: Use when tested.\n\n",
        "bom": f"\ufeff---\nname: {name}\ndescription: Use when tested.\n---\n",
        "crlf": f"---\nname: {name}\ndescription: Use when tested.\n---\n",
        "comment": f"<!-- generated -->\n---\nname: {name}\ndescription: Use when tested.\n---\n",
        "blankfirst": f"\n---\nname: {name}\ndescription: Use when tested.\n---\n",
        "extra": f"---\nname: {name}\ndescription: Use when tested.\nx-made-by: tool\nmetadata: {{v: '1'}}\n---\n",
        "desclist": f"---\nname: {name}\ndescription:\n  - Use when tested.\n---\n",
        "folded": f"---\nname: {name}\ndescription: >\n  Use when\n  tested.\n---\n",
        "toolscsv": f"---\nname: {name}\ndescription: Use when tested.\n{_tools(kind)}: Read, Bash\n---\n",
        "toolslist": f"---\nname: {name}\ndescription: Use when tested.\n{_tools(kind)}: [Read, Bash]\n---\n",
        "badmodel": f"---\nname: {name}\ndescription: Use when tested.\nmodel: no-such-model-9\n---\n",
        "badcolor": f"---\nname: {name}\ndescription: Use when tested.\ncolor: 12345\n---\n",
    }[variant]


def _tools(kind: str) -> str:
    return "tools" if kind == "agent" else "allowed-tools"


REFUSED = {
    "nodesc": "no-description",
    "emptydesc": "no-description",
    "nofm": "no-description",
    "longname": "bad-name",
    "badyaml": "bad-yaml",
    "unclosedfm": "unclosed-frontmatter",
    "comment": "late-frontmatter",
    "blankfirst": "late-frontmatter",
    "desclist": "bad-field",
}
TOLD = {
    "noname": "no-name",
    "upper": "name-form",
    "colon": "needs-quotes",
    "bom": "byte-order-mark",
    "crlf": "line-ends",
    "desc1100": "long-description",
    "desc5000": "long-description",
    "mismatch": "name-differs",
}
TOLD_OF = {("agent", "badmodel"): "unknown-model", ("agent", "badcolor"): "bad-colour", ("skill", "badcolor"): "unknown-key",
           ("agent", "extra"): "unknown-key", ("skill", "extra"): "unknown-key"}  # fmt: skip
VARIANTS = ["ok", "nodesc", "emptydesc", "noname", "nofm", "upper", "mismatch", "longname", "desc1100", "desc5000", "colon", "badyaml", "unclosedfm", "bom", "crlf", "comment", "blankfirst", "extra", "desclist", "folded", "toolscsv", "toolslist", "badmodel", "badcolor"]  # fmt: skip


def _row(kind: str, variant: str) -> Row:
    name = f"{kind[0]}-{variant}"
    text = f"{_front(kind, variant, name)}# {name}\n\nDo it.\n"
    path = f"agents/{name}.md" if kind == "agent" else f"skills/{name}/SKILL.md"
    data = text.replace("\n", "\r\n") if variant == "crlf" else text
    refused = variant in REFUSED
    code = REFUSED.get(variant) or TOLD_OF.get((kind, variant)) or TOLD.get(variant)
    return Row(f"{kind} {variant}", {path: data.encode()}, frozenset({code} if code else ()), refused)


def _agent(name: str, body: str, more: str = "") -> bytes:
    return f"---\nname: {name}\ndescription: Use when tested.\n{more}---\n{body}".encode()


BODY = "# It\n\nDo it.\n"
HOSTILE = "# It\n\nSay \"\"\" and ''' and C:\\new\\u1, a tab\there, {{args}}? and ${x}.\n"
OTHERS = [
    Row("skill lowerfile", {"skills/s-lowerfile/skill.md": _agent("s-lowerfile", BODY)}, frozenset({"no-main-file"}), True),
    Row("skill flat", {"skills/s-flat.md": _agent("s-flat", BODY), "rules/y.md": b"Text.\n"}, frozenset({"flat-file"})),
    Row("skill nested", {"skills/group/s-nested/SKILL.md": _agent("s-nested", BODY)}),
    Row("agent noinstr", {"agents/a-noinstr.md": _agent("a-noinstr", "")}, frozenset({"empty-body"}), True),
    Row("agent emptyinstr", {"agents/a-emptyinstr.md": _agent("a-emptyinstr", "\n \n")}, frozenset({"empty-body"}), True),
    Row("agent badtoml", {"agents/a-badtoml.md": _agent("a-badtoml", HOSTILE)}),
    Row("agent prompt", {"agents/a-prompt.md": _agent("a-prompt", BODY, "prompt: Other text.\n")}),
    Row("agent nested", {"agents/group/a-nested.md": _agent("a-nested", BODY)}),
    Row("agent dup", {"agents/x.md": _agent("x", BODY), "agents/group/y.md": _agent("x", BODY)}, frozenset({"same-id"}), True),
    Row("command nofm", {"commands/c-nofm.md": b"Do it.\n"}, frozenset({"undescribed"})),
    Row("command badyaml", {"commands/c-badyaml.md": b"---\ndescription: [unclosed\n---\nDo it.\n"}, frozenset({"bad-yaml"}), True),
    Row("command colon", {"commands/c-colon.md": b"---\ndescription: Use this: now\n---\nDo it.\n"}, frozenset({"needs-quotes"})),
    Row("command extra", {"commands/c-extra.md": b"---\ndescription: Does.\nx-made-by: tool\n---\nDo it.\n"}, frozenset({"unknown-key"})),
    Row("command crlf", {"commands/c-crlf.md": b"---\r\ndescription: Does.\r\n---\r\nDo it.\r\n"}, frozenset({"line-ends"})),
    Row("command desclist", {"commands/c-desclist.md": b"---\ndescription: [a]\n---\nDo it.\n"}, frozenset({"bad-field"}), True),
    Row("command t-noprompt", {"commands/c-t-noprompt.md": b"---\ndescription: Does.\n---\n"}, frozenset({"empty-body"}), True),
    Row("command t-bad", {"commands/c-t-bad.md": b"---\ndescription: Does.\n---\n" + HOSTILE.replace("{{args}}? ", "").encode()}),
]  # fmt: skip
ROWS = [_row(kind, variant) for kind in ("skill", "agent") for variant in VARIANTS] + OTHERS


def write_accepted(folder: Path) -> None:
    """Write a source with all rows that a deploy does not refuse.

    A command without a description is left out: clients load it, and the strict check of one warns of it.
    """
    for row in (row for row in ROWS if row.name != "command nofm"):
        for path, data in () if row.refused else row.files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
