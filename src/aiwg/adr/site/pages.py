"""The records as pages: a log that can be searched, a timeline with what connects them, a page for each."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote

from aiwg.adr.digest import decision_of
from aiwg.adr.graph import edges
from aiwg.adr.links import BACK
from aiwg.adr.names import stem
from aiwg.adr.record import DecisionRecord
from aiwg.adr.repository import Records
from aiwg.adr.site.html import html_of, text_of
from aiwg.adr.site.timeline import timeline_svg
from aiwg.core.patterns import lazy_pattern

GENERATOR = '<meta name="generator" content="aiwg adr site">'
"""Stands in each page: what tells a page of ours from a file that somebody else put there."""

INDEX = "index.html"
_SAFE = lazy_pattern(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_WORD = lazy_pattern(r"\w{2,}")

STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:1rem}
a{color:#0b57d0}table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{border:1px solid #8886;padding:.3rem .6rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
#log td:first-child,#log td:nth-child(4){white-space:nowrap}
pre{background:#8882;padding:.6rem;overflow:auto}code{font-family:ui-monospace,monospace;font-size:.9em}
input,select{font:inherit;padding:.3rem .5rem;max-width:100%}input{width:24rem}
.status{border:1px solid #8888;border-radius:1rem;padding:0 .6rem;white-space:nowrap}
.closed{opacity:.65}.meta{color:#777}svg{max-width:100%;height:auto}
svg text{font:13px system-ui,sans-serif;fill:currentColor}
@media (prefers-color-scheme:dark){a{color:#8ab4f8}}
"""
SCRIPT = """
const texts=JSON.parse(document.getElementById("texts").textContent);
const rows=[...document.querySelectorAll("#log tr[data-at]")];
const [find,status,count]=["find","status","count"].map(name=>document.getElementById(name));
function show(){
const words=find.value.toLowerCase().split(/\\s+/).filter(Boolean);let seen=0;
for(const row of rows){
const text=texts[row.dataset.at];
const there=(!status.value||row.dataset.kind===status.value)&&words.every(word=>text.includes(word));
row.hidden=!there;seen+=there?1:0}
count.textContent=seen+" of "+rows.length}
find.addEventListener("input",show);status.addEventListener("change",show);show();
"""


def pages(records: Sequence[Records], title: str) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each page; the paths are below the folder of the site."""
    every = [record for group in records for record in group.all]
    places = {record.file: _path(record) for record in every}
    yield INDEX, _index(records, every, places, title)
    for group in records:
        names_of = {record.name: record for record in group.all}
        back = _links_to(group)
        for record in group.all:
            yield places[record.file], _record_page(record, group, names_of, places, back.get(record.name, []), title)


def _path(record: DecisionRecord) -> str:
    below = f"{record.package}/{record.name}" if record.package else record.name
    return f"records/{stem_path(below)}.html"


def stem_path(name: str) -> str:
    """Return a path without the ending of its file."""
    folder, slash, base = name.rpartition("/")
    return f"{folder}{slash}{stem(base)}"


def _document(title: str, body: str, script: str = "") -> str:
    styles, scripts = _hash(STYLE), f" script-src '{_hash(SCRIPT)}';" if script else ""
    policy = f"default-src 'none'; style-src '{styles}';{scripts} base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{GENERATOR}\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text_of(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n{script}</body>\n</html>\n"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _index(records: Sequence[Records], every: Sequence[DecisionRecord], places: dict[str, str], title: str) -> str:
    kinds = sorted({record.status.kind for record in every})
    rows = "".join(_row(at, record, places) for at, record in enumerate(every))
    options = "".join(f'<option value="{text_of(kind)}">{text_of(kind)}</option>' for kind in kinds)
    drawn = "".join(
        timeline_svg(group.all, edges(group), lambda record: _href(places[record.file]))
        for group in records
        if group.all
    )
    texts = json.dumps([_words(record) for record in every], ensure_ascii=False).replace("<", "\\u003c")
    body = (
        f'<h1>{text_of(title)}</h1>\n<p><label>Search <input id="find" type="search"></label> '
        f'<label>Status <select id="status"><option value="">all</option>{options}</select></label> '
        f'<span id="count" class="meta">{len(every)}</span></p>\n'
        '<table id="log"><tr><th>ADR</th><th>Decision</th><th>Status</th><th>Date</th><th>Tags</th></tr>'
        f"{rows}</table>\n<h2>Timeline</h2>\n<details open><summary>Oldest first; arcs connect the records that "
        f"supersede, amend or led to each other</summary>{drawn}</details>"
    )
    data = _CONTROL_IN_JSON.sub("", texts)
    script = f'<script type="application/json" id="texts">{data}</script>\n<script>{SCRIPT}</script>\n'
    return _document(title, body, script)


_CONTROL_IN_JSON = lazy_pattern("[\ud800-\udfff\ufffe\uffff]")


def _row(at: int, record: DecisionRecord, places: dict[str, str]) -> str:
    said = decision_of(record)
    more = f'<br><span class="meta">{text_of(_unmarked(said))}</span>' if said else ""
    closed = "" if record.status.kind in ("accepted", "proposed", "other", "missing") else ' class="closed"'
    name = f"{record.package}/{record.id}" if record.package else record.id
    tags = ", ".join((*record.tags, *([record.domain] if record.domain else [])))
    return (
        f'<tr data-at="{at}" data-kind="{record.status.kind}"{closed}><td>{text_of(name)}</td>'
        f'<td><a href="{_href(places[record.file])}">{text_of(record.title or record.name)}</a>{more}</td>'
        f"<td>{_badge(record)}</td><td>{record.date or ''}</td><td>{text_of(tags)}</td></tr>\n"
    )


def _unmarked(sentence: str) -> str:
    return sentence.replace("&lt;", "<").replace("`", "")


def _badge(record: DecisionRecord) -> str:
    return f'<span class="status">{text_of(record.status_text)}</span>'


def _words(record: DecisionRecord) -> str:
    """Return the words of a record, each once, for the search."""
    return " ".join(dict.fromkeys(_WORD.findall(f"{record.id} {record.text}".lower())))


def _href(path: str) -> str:
    return text_of(quote(path))


def _links_to(group: Records) -> dict[str, list[tuple[str, DecisionRecord]]]:
    """Return what other records say of each one, from its side."""
    found: dict[str, list[tuple[str, DecisionRecord]]] = {}
    for record in group.all:
        for link in record.links:
            other = group.get(link.target)
            if other is not None and other is not record:
                found.setdefault(other.name, []).append((BACK[link.kind], record))
    return found


def _record_page(
    record: DecisionRecord,
    group: Records,
    names_of: dict[str, DecisionRecord],
    places: dict[str, str],
    back: Sequence[tuple[str, DecisionRecord]],
    title: str,
) -> str:
    up = "../" * places[record.file].count("/")

    def leads(target: str) -> str | None:
        if _SAFE.match(target):
            return target
        wanted = unquote(target).partition("#")[0]
        other = names_of.get(_joined(record.name, wanted))
        return f"{up}{quote(places[other.file])}" if other is not None else None

    said = [(link.kind, other) for link in record.links if (other := group.get(link.target)) and other is not record]
    links = dict.fromkeys((kind, other.name) for kind, other in (*said, *back))
    listed = "".join(
        f'<li>{text_of(kind)} <a href="{up}{_href(places[names_of[name].file])}">'
        f"{text_of(names_of[name].id)} {text_of(names_of[name].title)}</a></li>"
        for kind, name in links
    )
    facts = [record.date or "", f"level {record.level}" if record.level else "", record.domain, *record.tags]
    facts += [f"applies to {', '.join(record.paths)}"] if record.paths else []
    body = (
        f'<p><a href="{up}{INDEX}">{text_of(title)}</a></p>\n<h1>{text_of(record.id)} {text_of(record.title)}</h1>\n'
        f'<p>{_badge(record)} <span class="meta">{text_of("   ".join(each for each in facts if each))}'
        f"   {text_of(record.file)}</span></p>\n"
        f"{f'<ul>{listed}</ul>' if listed else ''}\n{html_of(record.text, leads)}"
    )
    return _document(f"{record.id} {record.title}", body)


def _joined(name: str, target: str) -> str:
    """Return the name of the record that a relative path leads to from another one."""
    parts = name.split("/")[:-1]
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
