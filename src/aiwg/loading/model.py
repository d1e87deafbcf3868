"""What was found: items, what is loaded twice, what goes beyond a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from operator import sub

from aiwg.adapter.model import Place
from aiwg.core.dataclass import dataclass, field
from aiwg.core.glob_dialects import is_named
from aiwg.core.tokens import tokens
from aiwg.loading.limits import Overrun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LOADED, HIDDEN, OFF, GATED, DROPPED = "loaded", "hidden", "off", "gated", "dropped"
ALWAYS, LISTED, FILES, FOLDER, MANUAL = "always", "listed", "files", "folder", "manual"
FIRST, NAME, CHANCE, BYTES, SAME_FILE, LINK = "first", "name", "chance", "bytes", "same-file", "link"
"""Causes of being hidden: a stronger file is there; of one name the first or one by chance counts; same text, file.

LINK is why a file is dropped that is a link, or lies behind one; or, when it counts as loaded, why that is unknown."""
OURS, SHARED, YOURS, MACHINE = "ours", "shared", "yours", "machine"
"""Owners: a file of ours, one of yours that holds a block or keys of ours, yours, the machine's."""


@dataclass(frozen=True, slots=True)
class LoadedItem:
    """One file that a platform looks at, or one value in a settings file.

    `why` says in a sentence why it is not loaded, or how it is; `by` is the path that hides it and `cause` how.
    `text` is what every request holds of it, `later` what comes when it is called for. `order` is the position of its
    place among those of the cell, `depth` how many folders down it lies. `parent` is the path of the file that includes
    it, `includer` the same as a person writes it. `gates` are those of which nobody can say
    here whether they are open. `path_name` is the name that the path gives, which the file itself may change. `whole`
    is all of the file where it holds more than text and later. `globs_like` is how globs are read, `globs_from` the
    folder that they count from, "" for the item's folder or the start folder. `plugin` is the installed plugin that
    brings it, "" for none.
    """

    path: str
    shown: str
    kind: str
    name: str
    scope: str
    place: Place
    real: str
    order: int = 0
    depth: int = 0
    state: str = LOADED
    why: str = ""
    by: str = ""
    cause: str = ""
    when: str = ALWAYS
    globs: tuple[str, ...] = ()
    folder: str = ""
    text: str = ""
    later: str = ""
    front: Mapping[str, Any] = field(default_factory=dict)
    cut: int = 0
    parent: str = ""
    includer: str = ""
    gates: tuple[str, ...] = ()
    is_link: bool = False
    owner: str = YOURS
    artifacts: tuple[str, ...] = ()
    path_name: str = ""
    globs_from: str = ""
    globs_like: str = ""
    whole: str = ""
    plugin: str = ""

    @property
    def is_loaded(self) -> bool:
        """Say whether the platform takes it, at once or when it is called for."""
        return self.state == LOADED

    @property
    def shown_folder(self) -> str:
        """Return the folder with whose files it comes, from the same folder on as its shown path."""
        start = self.path.removesuffix(self.shown)
        return self.folder.removeprefix(start) if start != self.path else self.folder.rpartition("/")[2]

    @property
    def is_doubtful(self) -> bool:
        """Say whether it counts as loaded, but is a link of which nobody knows whether the platform follows it."""
        return self.is_loaded and self.cause == LINK

    @property
    def is_certain(self) -> bool:
        """Say whether it is loaded whatever the settings are of which nobody can say here how they stand."""
        return not self.gates and not (self.cause == LINK and self.is_loaded)

    @property
    def chars(self) -> int:
        """Return the characters that every request holds of it."""
        return len(self.text)

    @property
    def later_chars(self) -> int:
        """Return the characters that come when it is called for."""
        return len(self.later)

    def comes_with(self, path: str, start: str) -> bool:
        """Say whether it comes along when the platform, started in a folder, works on the file at an absolute path."""
        if self.folder and not path.startswith(self.folder + "/"):
            return False
        if self.when == FOLDER:
            return bool(self.folder)
        if self.when != FILES:
            return False
        base = self.globs_from or self.folder or start
        is_below = path.startswith(base + "/")
        if self.globs_like and not is_below:
            return False
        inside = path[len(base) + 1 :] if is_below else path.lstrip("/")
        return any(is_named(glob, inside, self.globs_like) for glob in self.globs)


@dataclass(frozen=True, slots=True)
class ContextCost:
    """Characters that are loaded for certain, and those that hang on a setting or a link that nobody can judge here."""

    certain_chars: int
    perhaps_chars: int

    @property
    def chars(self) -> int:
        """Return all characters."""
        return self.certain_chars + self.perhaps_chars

    @property
    def certain(self) -> int:
        """Return the estimated tokens that are loaded for certain."""
        return tokens(self.certain_chars)

    @property
    def perhaps(self) -> int:
        """Return the estimated tokens that come on top if everything uncertain is loaded; both add up to all."""
        return tokens(self.chars) - self.certain

    def as_json(self) -> dict[str, int]:
        """Return the cost in the shape that programs rely on."""
        chars, together = self.chars, tokens(self.chars)
        return {"chars": chars, "tokens": together, "certain": self.certain, "perhaps": self.perhaps}


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Something that is loaded twice; not `certain` when it hangs on what nobody can say here."""

    kind: str
    what: str
    paths: tuple[str, ...]
    why: str
    certain: bool = True


@dataclass(frozen=True)
class LoadedContext:
    """What a platform loads in a folder. `is_partial`: the folder has more subfolders than were looked into.

    `limits` are the limits that were looked at: of instructions all of them, of the rest those that are nearly reached.
    """

    platform: str
    name: str
    surface: str
    start: str
    items: tuple[LoadedItem, ...]
    doubles: tuple[Duplicate, ...] = ()
    limits: tuple[Overrun, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()
    is_partial: bool = False

    @cached_property
    def loaded(self) -> tuple[LoadedItem, ...]:
        """The items that the platform takes, at once or when they are called for."""
        return tuple(item for item in self.items if item.is_loaded)

    @cached_property
    def sizes(self) -> tuple[Overrun, ...]:
        """What comes near a limit or goes beyond it."""
        return tuple(each for each in self.limits if each.is_near)

    @cached_property
    def excesses(self) -> tuple[Overrun, ...]:
        """What goes beyond a limit."""
        return tuple(each for each in self.sizes if each.is_beyond)

    @cached_property
    def always(self) -> tuple[LoadedItem, ...]:
        """The items whose whole text every request holds."""
        return tuple(item for item in self.loaded if item.when == ALWAYS)

    @cached_property
    def listed(self) -> tuple[LoadedItem, ...]:
        """The items of which every request holds a line, and that are loaded when they are called for."""
        return tuple(item for item in self.loaded if item.when == LISTED)

    @cached_property
    def on_demand(self) -> tuple[LoadedItem, ...]:
        """The items that bring something when they are called for, or when work reaches a file or folder."""
        return tuple(item for item in self.loaded if item.when != ALWAYS)

    @cached_property
    def hidden(self) -> tuple[LoadedItem, ...]:
        """The items that are there and that the platform does not take."""
        return tuple(item for item in self.items if not item.is_loaded)

    @property
    def always_chars(self) -> int:
        """Return the characters that every request holds."""
        return sum(item.chars for item in self.loaded)

    @property
    def always_tokens(self) -> int:
        """Return the estimated tokens that every request holds."""
        return tokens(self.always_chars)

    @property
    def on_demand_chars(self) -> int:
        """Return the characters of everything that may be called for."""
        return sum(item.later_chars for item in self.loaded)

    @property
    def on_demand_tokens(self) -> int:
        """Return the estimated tokens of everything that may be called for."""
        return tokens(self.on_demand_chars)

    @cached_property
    def always_cost(self) -> ContextCost:
        """What every request holds, and how much of it is not certain."""
        return _cost(self.loaded, [len(item.text) for item in self.loaded])

    @cached_property
    def on_demand_cost(self) -> ContextCost:
        """What may be called for, and how much of it is not certain."""
        return _cost(self.loaded, [len(item.later) for item in self.loaded])

    @cached_property
    def _shares(self) -> Mapping[int, tuple[int, int]]:
        """The tokens of each loaded item, now and later, by its identity: one file may be loaded by several ways."""
        now = _rounded([len(item.text) for item in self.loaded])
        later = _rounded([len(item.later) for item in self.loaded])
        return dict(zip(map(id, self.loaded), zip(now, later, strict=True), strict=True))

    def shares(self, item: LoadedItem) -> tuple[int, int]:
        """Return the tokens of an item in every request, and when it is called for.

        Those of all loaded items add up to `always_tokens` and `on_demand_tokens`: nothing is rounded twice.
        """
        return self._shares.get(id(item)) or (tokens(item.chars), tokens(item.later_chars))

    def for_file(self, path: str) -> Iterator[LoadedItem]:
        """Yield what comes along when the platform works on a file, an absolute path."""
        return (item for item in self.loaded if item.comes_with(path, self.start))


def _cost(items: Sequence[LoadedItem], sizes: Sequence[int]) -> ContextCost:
    """Return the cost of loaded items, given the characters of each."""
    certain = sum(size for item, size in zip(items, sizes, strict=True) if item.is_certain)
    return ContextCost(certain, sum(sizes) - certain)


def _rounded(sizes: Iterable[int]) -> list[int]:
    """Return estimated tokens: each sum so far is rounded, never a part, so the parts add up to the whole."""
    sums = list(map(tokens, accumulate(sizes)))
    return list(map(sub, sums, [0, *sums[:-1]]))
