"""A watch offers an edit of an output once, when the file has come to rest."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiwg.watch.edits import SETTLED_SECONDS, EditOffers
from aiwg.watch.paths import Stat

FILE = {"AGENTS.md": "/p/AGENTS.md"}


@dataclass
class Disk:
    """Files by path, as a watch sees them."""

    files: dict[str, Stat] = field(default_factory=dict)

    def save(self, path: str, number: int) -> None:
        """Change a file."""
        self.files[path] = (number, number, number, number, number)

    def offers(self) -> EditOffers:
        """Return what offers edits of these files."""
        return EditOffers(self.files.get)


def test_an_edit_is_offered_once_it_has_come_to_rest() -> None:
    """It is not offered while the file changes, once when it does not, and again when it changed again."""
    disk = Disk()
    disk.save("/p/AGENTS.md", 1)
    offers = disk.offers()
    offers.know(FILE, 0.0)
    assert offers.take_due(SETTLED_SECONDS / 2) == ()
    disk.save("/p/AGENTS.md", 2)  # the editor goes on writing
    assert offers.take_due(SETTLED_SECONDS) == ()
    assert offers.take_due(SETTLED_SECONDS * 2) == ("AGENTS.md",)
    assert offers.take_due(SETTLED_SECONDS * 9) == ()
    offers.know(FILE, 10.0)
    assert offers.take_due(12.0) == ()
    disk.save("/p/AGENTS.md", 3)
    offers.know(FILE, 13.0)
    assert offers.take_due(14.0) == ("AGENTS.md",)


def test_a_file_that_is_gone_for_a_moment_is_no_edit() -> None:
    """An editor that removes a file and puts another one there is not taken for a deletion."""
    disk = Disk()
    offers = disk.offers()
    offers.know(FILE, 0.0)  # it is not there
    disk.save("/p/AGENTS.md", 1)
    assert offers.take_due(SETTLED_SECONDS) == ()
    offers.know({}, SETTLED_SECONDS)  # what is there is what aiwg wrote
    assert offers.take_due(SETTLED_SECONDS * 3) == ()


def test_nothing_is_due_without_an_edit() -> None:
    """A watch sleeps until an edit may have come to rest, and for ever where there is none."""
    disk = Disk()
    disk.save("/p/AGENTS.md", 1)
    offers = disk.offers()
    assert offers.next_due == float("inf")
    offers.know(FILE, 5.0)
    assert offers.next_due == 5.0 + SETTLED_SECONDS
    assert offers.take_due(7.0) == ("AGENTS.md",)
    assert offers.next_due == float("inf")
