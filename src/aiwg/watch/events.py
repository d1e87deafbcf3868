"""What a watch has to tell. Times are in milliseconds; paths of sources are as a person knows them."""

from __future__ import annotations

from aiwg.core.dataclass import dataclass
from aiwg.plan.actions import Action


@dataclass(frozen=True, slots=True)
class Started:
    """All is watched: the sources, for these platforms and scopes."""

    sources: tuple[str, ...]
    platforms: tuple[str, ...]
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """Sources changed and the outputs followed; `milliseconds` are from the first sign of the change to the last write.

    `sources` is empty for the first run of all.
    """

    scope: str
    sources: tuple[str, ...]
    changes: tuple[tuple[str, str], ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Why the last good outputs were kept: `where` is a file with its line, as far as that is known."""

    scope: str
    where: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was wrong is not any more, and the outputs are what they should be."""

    scope: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drifted:
    """The user changed a file of ours, and it is left alone."""

    scope: str
    path: str
    reason: str
    hint: str

    @classmethod
    def by(cls, scope: str, action: Action) -> Drifted:
        """Return the news of an action that leaves a file alone."""
        return cls(scope, action.path, action.reason, action.hint)


@dataclass(frozen=True, slots=True)
class Offered:
    """The user changed a file of ours, and the change can be taken into its source: `hint` is the command."""

    scope: str
    path: str
    hint: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something is deployed, but not quite as wished."""

    scope: str
    where: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Sources were saved, and no output has to follow."""

    scope: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What goes on otherwise; `code` is one word for programs: polling, gone, locked, git, report, ..."""

    code: str
    message: str


News = Started | Applied | Failed | Recovered | Drifted | Offered | Warned | Unchanged | Note
