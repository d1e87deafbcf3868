"""Who signed a commit or a tag, as git itself verifies it with the keys that its settings name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern


@dataclass(frozen=True, slots=True)
class Signature:
    """Whether git can verify who signed a commit or a tag: `grade` is one of GRADES, `signer` as git names it."""

    grade: str
    signer: str = ""
    key: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of `signature` of a review."""
        return {"grade": self.grade, "signer": self.signer or None, "key": self.key or None}


GRADES = ("good", "untrusted", "bad", "unknown", "none")
"""A signature that git verified, by a signer that is allowed or not; one that is wrong; one that cannot be checked."""

AskGit = Callable[..., tuple[int, str, str]]
"""Runs git with arguments in the repository of a source; returns exit code, standard output and standard error."""

UNSIGNED = Signature("none")
_GOOD_SSH = lazy_pattern(r'^Good "git" signature for (?P<signer>.+) with \S+ key (?P<key>\S+)$', re.MULTILINE)
_SOME_SSH = lazy_pattern(r'^Good "git" signature with \S+ key (?P<key>\S+)$', re.MULTILINE)
_GPG = lazy_pattern(
    r"^\[GNUPG:\] (GOODSIG|BADSIG|EXPSIG|EXPKEYSIG|REVKEYSIG) (?P<key>\S+) (?P<signer>.*)$", re.MULTILINE
)
_VALID = lazy_pattern(r"^\[GNUPG:\] VALIDSIG ([0-9A-F]{40,64})\b", re.MULTILINE)
_TRUSTED = lazy_pattern(r"^\[GNUPG:\] TRUST_(MARGINAL|FULLY|ULTIMATE)", re.MULTILINE)
_INCORRECT = ("incorrect signature", "Signature verification failed")


def signature_of(ask: AskGit, commit: str, tag: str | None = None) -> Signature:
    """Return the signature of an annotated tag, given by the id of its object, if it has one; else of the commit.

    For SSH keys git reads the file that `gpg.ssh.allowedSignersFile` names, for GnuPG the user's keyring.
    """
    if tag is not None:
        signed = _verified(ask, "tag", tag)
        if signed != UNSIGNED:
            return signed
    return _verified(ask, "commit", commit)


def _verified(ask: AskGit, kind: str, id: str) -> Signature:
    code, content, _ = ask("cat-file", kind, id)
    if code != 0 or not _is_signed(kind, content):
        return UNSIGNED
    code, _, said = ask(f"verify-{kind}", "--raw", id)
    if (gpg := _GPG.search(said)) is not None:
        valid = _VALID.search(said)
        return Signature(_gpg_grade(gpg[1], code, said), gpg["signer"], valid[1] if valid else gpg["key"])
    if (good := _GOOD_SSH.search(said)) is not None:
        return Signature("good" if code == 0 else "untrusted", good["signer"], good["key"])
    if (some := _SOME_SSH.search(said)) is not None:
        return Signature("untrusted", "", some["key"])
    return Signature("bad" if any(word in said for word in _INCORRECT) else "unknown")


def _is_signed(kind: str, content: str) -> bool:
    head, _, message = content.partition("\n\n")
    if kind == "commit":
        return any(line.startswith(("gpgsig ", "gpgsig-sha256 ")) for line in head.split("\n"))
    return re.search(r"^-----BEGIN (SSH|PGP|SIGNED) ", message, re.MULTILINE) is not None


def _gpg_grade(status: str, code: int, said: str) -> str:
    if status == "BADSIG":
        return "bad"
    return "good" if status == "GOODSIG" and code == 0 and _TRUSTED.search(said) else "untrusted"
