"""One file against what a platform refuses, by its adapter: the platform's own demands, not ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiwg.adapter.model import Cell
from aiwg.artifact import frontmatter
from aiwg.core import strict_yaml
from aiwg.core.dataclass import dataclass
from aiwg.core.shape import UNKNOWN_KEY, check_shape
from aiwg.doctor.corruption import Broken
from aiwg.loading.limits import DROP, becomes, key_measures
from aiwg.loading.refusing import fits, type_in_words, unknown_keys
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class NativeFile:
    """A file as a platform would read it: its values and the line of each key. `broken`: it cannot be read."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    has_front: bool = True
    has_mark: bool = False
    broken: Broken | None = None
    slips: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """One reason why a platform refuses a file. `code` is the name of the rule that it falls under.

    `becomes` is what becomes of what is too long, as limits have it.
    """

    code: str
    message: str
    line: int | None = None
    becomes: str = ""


def read_page(data: bytes, path: str, lines_only: bool = False) -> NativeFile:
    """Return what a file says; `lines_only`: its frontmatter is one `key: value` per line, and no YAML."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return NativeFile({}, {}, broken=Broken(f"is not UTF-8 text (byte {error.start + 1})"))
    marked = text.startswith(BYTE_ORDER_MARK)
    text = text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n")
    if path.endswith(".toml"):
        return _structured(text, "toml", marked)
    if path.endswith((".yaml", ".yml")):
        return _structured(text, "yaml", marked)
    if path.endswith(".json"):
        return _structured(text, "json", marked)
    return _markdown(text, marked, lines_only)


def _structured(text: str, format: str, marked: bool) -> NativeFile:
    try:
        value = parse(text, format)
    except EditRefusedError as error:
        return NativeFile({}, {}, has_mark=marked, broken=Broken(error.reason, error.line))
    return NativeFile(value if isinstance(value, dict) else {}, {}, has_mark=marked)


def _markdown(text: str, marked: bool, lines_only: bool) -> NativeFile:
    try:
        front = frontmatter.split(text).front
    except frontmatter.UnclosedFrontmatterError:
        return NativeFile({}, {}, has_mark=marked, broken=Broken("has frontmatter that is never closed", 1))
    if front is None:
        return NativeFile({}, {}, has_front=False, has_mark=marked)
    if lines_only:
        pairs = [line.partition(":") for line in front.split("\n")]
        values = {key.strip(): value.strip() for key, colon, value in pairs if colon}
        return NativeFile(values, {}, has_mark=marked)
    try:
        document = strict_yaml.parse(front, 2)
    except strict_yaml.YamlError as error:
        return NativeFile({}, {}, has_mark=marked, broken=Broken(error.reason, error.line), slips=True)
    value = document.value if isinstance(document.value, dict) else {}
    lines = {str(path[0]): line for path, line in document.lines.items() if len(path) == 1}
    return NativeFile(value, lines, has_mark=marked)


def refusals(page: NativeFile, cell: Cell) -> Iterator[Rejection]:
    """Yield why a platform refuses a file of one kind, or misreads it; nothing when nobody knows of a reason."""
    refuses: Mapping[str, Any] = cell.get("refuses", {})
    if page.broken is not None:
        if not page.slips or refuses.get("slips"):
            yield Rejection("file-unparsable", page.broken.reason, page.broken.line)
        elif page.slips:
            yield Rejection("file-slip", page.broken.reason, page.broken.line)
        return
    if page.has_mark and refuses.get("mark"):
        yield Rejection("file-mark", "begins with a byte order mark", 1)
    if not page.has_front:
        if refuses.get("without") or refuses.get("bare"):
            yield Rejection("file-bare", "does not begin with frontmatter", 1)
        return
    for key in refuses.get("without", ()):
        if page.values.get(key) in (None, ""):
            yield Rejection("file-missing-key", f"has no {key}", page.lines.get(key, 1))
    if refuses.get("unknown"):
        yield from _unknown(page, cell)
    for key, wanted in refuses.get("types", {}).items():
        if page.values.get(key) is not None and not fits(page.values[key], wanted):
            yield Rejection("file-wrong-type", f"{key} has to be {type_in_words(wanted)}", page.lines.get(key))
    yield from _long(page, cell)


def violations(value: Any, schema: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Rejection]:
    """Yield why a client refuses the values of a file; `lines` are those of the top-level keys."""
    for path, message, _ in check_shape(value, schema):
        code = "file-unknown-key" if message.startswith(UNKNOWN_KEY) else "file-wrong-type"
        where = ".".join(str(part) for part in path)
        yield Rejection(code, f"{where}: {message}" if where else message, lines.get(str(path[0])) if path else None)


def _unknown(page: NativeFile, cell: Cell) -> Iterator[Rejection]:
    for key in unknown_keys(cell, page.values):
        yield Rejection("file-unknown-key", f'has the unknown key "{key}"', page.lines.get(key))


def _long(page: NativeFile, cell: Cell) -> Iterator[Rejection]:
    """Yield which of name and description is longer than what is taken, whatever a list shows of it."""
    texts = [str(value) if isinstance(value := page.values.get(key), str) else "" for key in ("name", "description")]
    for measure in key_measures(cell.get("limits") or {}, *texts):
        if measure.name.startswith("listing_"):
            continue
        fate = becomes(cell, measure.name)
        message = f"{measure.what} has {measure.size:,} characters; {measure.limit:,} are allowed"
        yield Rejection("file-too-long" if fate == DROP else "file-cut", message, page.lines.get(measure.what), fate)


def has_comments(text: str) -> int | None:
    """Return the line of the first comment in a JSON text, None when there is none."""
    in_text = escaped = False
    for offset, char in enumerate(text):
        if in_text:
            in_text = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            in_text = True
        elif char == "/" and text[offset + 1 : offset + 2] in ("/", "*"):
            return text.count("\n", 0, offset) + 1
    return None
