"""Why git failed, in words: one message and one way out for each cause.

The phrases are those of git 2.30 to 2.51 and of the programs that it starts (curl, OpenSSH), under LC_ALL=C.
"""

from __future__ import annotations

import re
from typing import Final

from aiwg.artifact.ids import shown
from aiwg.core.errors import Exit, UserError
from aiwg.core.patterns import lazy_pattern

_USER = lazy_pattern(r"(?<=://)[^/@\s]+@")

_CAUSES: Final[tuple[tuple[str, Exit, str, str], ...]] = (
    (
        r"could not read (?:Username|Password)|Authentication failed|terminal prompts disabled|HTTP 40[13]"
        r"|error: 40[13]|Permission denied \(|Host key verification failed|Access denied|invalid credentials",
        Exit.IO,
        "{url} did not let git read it.",
        "Check your access: git ls-remote {url}",
    ),
    (
        r"transport '[^']*' not allowed",
        Exit.REFUSED,
        "{url} uses a protocol that aiwg does not allow.",
        "Use an https, ssh or file URL, and look at url.*.insteadOf in your git configuration.",
    ),
    (
        r"Could not resolve host|Could not resolve hostname|Connection refused|Network is unreachable"
        r"|Failed to connect|Connection timed out|Operation timed out|Couldn't connect|No route to host|transfer closed"
        r"|Operation too slow|Temporary failure in name resolution|Connection reset"
        r"|unable to access '[^']*': (?:SSL|Empty reply)",
        Exit.IO,
        "aiwg cannot reach {url}.",
        "Check your connection. Fetched and vendored sources work offline: --offline",
    ),
    (
        r"fsck error|repository corruption"
        r"|badObjectSha1|hasDotgit|hasDot|object corrupt|did not send all necessary|pack has bad object",
        Exit.REFUSED,
        "{url} sent objects that git refuses.",
        "Tell its owner; git fsck in the repository shows them.",
    ),
    (
        r"not our ref|unadvertised object|couldn't find remote ref|could not find remote ref|no such remote ref",
        Exit.SOURCE,
        "{url} no longer has it.",
        "List its content: git ls-remote {url}",
    ),
    (
        r"not appear to be a git repository|[Rr]epository .*not found|not found|does not exist|not a git repository"
        r"|not valid: is this a git repository|HTTP 404|error: 404",
        Exit.SOURCE,
        "{url} is not a git repository, or you may not see it.",
        "Check the URL: git ls-remote {url}",
    ),
)


class GitFailedError(UserError):
    """git said no. `said` is what it said, `cause` the number of the reason that was recognised, -1 for none."""

    def __init__(self, message: str, exit: Exit, hint: str | None, said: str, cause: int) -> None:
        super().__init__(message, exit=exit, hint=hint)
        self.said = said
        self.cause = cause

    @property
    def is_gone(self) -> bool:
        """Say whether the repository answered that it has no such commit or ref, or gives none by its name."""
        return self.cause == GONE

    @property
    def is_of_network(self) -> bool:
        """Say whether the repository could not be asked: what is in the cache has no part in it."""
        return self.cause in NETWORK

    @property
    def is_offline(self) -> bool:
        """Say whether the repository was not asked at all."""
        return self.cause == OFFLINE


OFFLINE: Final = -3
NETWORK: Final = (0, 1, 2, -2, OFFLINE)
"""The numbers of the causes that lie between here and the repository; -2 for one that did not answer in time."""
GONE: Final = 4


def failure_of(url: str, said: str) -> GitFailedError:
    """Return the error for what git printed about a repository."""
    text = _USER.sub("", said)
    for number, (pattern, exit, message, hint) in enumerate(_CAUSES):
        if re.search(pattern, text):
            return GitFailedError(message.format(url=url), exit, hint.format(url=url), text, number)
    last = next((line for line in reversed(text.strip().splitlines()) if line.strip()), "it gave no reason")
    reason = shown(last.removeprefix("fatal: "))[:200]
    return GitFailedError(f"git cannot read {url}: {reason}", Exit.IO, f"Details: git ls-remote {url}", text, -1)


def offline_failure(doing: str) -> GitFailedError:
    """Return the error for something that needs the network when it may not be used."""
    return GitFailedError(f"{doing} needs the network.", Exit.IO, "Run it again without --offline.", "", OFFLINE)


def unreachable(url: str, why: str) -> GitFailedError:
    """Return the error for a repository that does not answer."""
    hint = "Run again later. AIWG_GIT_TIMEOUT sets the time limit for git in seconds."
    return GitFailedError(f"{url} cannot be reached: {why}.", Exit.IO, hint, why, -2)
