"""The commits between two states of a source, and who signed the newer one, as far as its server and git tell."""

from __future__ import annotations

from typing import Any

from aiwg.apply.lock import locked
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import UserError
from aiwg.fetching.git import SECONDS_FETCHING, Waiting
from aiwg.fetching.repository import Repository, open_repository
from aiwg.fetching.resolve import Resolved
from aiwg.fetching.signatures import Signature, signature_of


@dataclass(frozen=True, slots=True)
class SourceMove:
    """From which commit to which a source goes, None for one that is not accepted yet.

    `commits`: how many commits lie between, None if unknown. `is_tag_moved`: the same tag points to another commit.
    """

    url: str
    ref: str
    commit: str
    before_ref: str | None = None
    before_commit: str | None = None
    commits: int | None = None
    signature: Signature | None = None
    is_tag_moved: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of the first keys of a review."""
        before = None if self.before_commit is None else {"ref": self.before_ref, "commit": self.before_commit}
        return {
            "url": self.url,
            "from": before,
            "to": {"ref": self.ref, "commit": self.commit},
            "commits": self.commits,
            "signature": None if self.signature is None else self.signature.as_json(),
            "tag_moved": self.is_tag_moved,
        }


MOST_COMMITS = 100
"""So many commits back is looked for the older state where no tag says how far to go."""

_FETCH = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules")
_PROGRAMS = ("-c", "gpg.program=gpg", "-c", "gpg.ssh.program=ssh-keygen", "-c", "gpg.x509.program=gpgsm")
"""The usual programs that check signatures, whatever a configuration names: HOME may lie in a repository."""


def commits_between(url: str, before: str, tag: str, after: str, waiting: Waiting) -> int | None:
    """Return how many commits lead from one state to the other; None where that is not known.

    `tag` is the tag of the older one, empty if it has none.
    """
    if before == after or len(before) != len(after):
        return None
    try:
        repository = open_repository(url, after, waiting)
        return _between(repository, before, tag, after)
    except UserError:  # a review without this number is a review all the same
        return None


def _between(repository: Repository, before: str, tag: str, after: str) -> int | None:
    limit = f"--shallow-exclude=refs/tags/{tag}" if tag else f"--depth={MOST_COMMITS + 1}"
    _fetch(repository, limit, f"+{after}:refs/aiwg/{after}")
    if not tag and repository.git.ask("merge-base", "--is-ancestor", before, after)[0] != 0:
        return None
    code, count, _ = repository.git.ask("rev-list", "--count", after, f"^{before}", "--")
    return int(count) if code == 0 and count.strip().isdigit() else None


def signature_at(url: str, resolved: Resolved, waiting: Waiting) -> Signature:
    """Return who signed a commit, or the annotated tag that leads to it, as git verifies it on this machine."""
    repository = open_repository(url, resolved.commit, waiting)
    has_tag = bool(resolved.tag_object) and _bring_tag(repository, resolved)
    return signature_of(
        lambda *arguments: repository.git.ask(*_PROGRAMS, *arguments),
        resolved.commit,
        resolved.tag_object if has_tag else None,
    )


def _bring_tag(repository: Repository, resolved: Resolved) -> bool:
    """Fetch the object of an annotated tag unless it is there; say whether it is there and leads to the commit."""
    if not _leads(repository, resolved):
        name = resolved.ref if resolved.ref.startswith("refs/") else f"refs/tags/{resolved.ref}"
        try:
            _fetch(repository, "--depth=1", f"+{name}:refs/aiwg/{resolved.tag_object}")
        except UserError:
            return False
    return _leads(repository, resolved)


def _leads(repository: Repository, resolved: Resolved) -> bool:
    code, found, _ = repository.git.ask("rev-parse", "--verify", "--quiet", f"{resolved.tag_object}^{{commit}}")
    return code == 0 and found.strip() == resolved.commit


def _fetch(repository: Repository, option: str, refspec: str) -> None:
    doing = f"Fetching {repository.url}"
    with locked(repository.git.folder, SECONDS_FETCHING):
        repository.git.remote(
            repository.url, SECONDS_FETCHING, *_FETCH, option, "--end-of-options", repository.url, refspec, doing=doing
        )
