"""Signatures are what git says they are, with keys made for this test."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from aiwg.fetching.signatures import AskGit, Signature, signature_of

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen makes the keys")


class Repository:
    """A repository whose commits can be signed by one of two keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("known", "stranger"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        signers = folder / "signers"
        signers.write_text(f'release@example.com namespaces="git" {(folder / "known.pub").read_text()}')
        self.ask("init", "-q", "--bare", ".")
        tree = self.ask("mktree", input="")[1].strip()
        self.tree = tree

    def ask(self, *arguments: str, input: str | None = None, signers: bool = True) -> tuple[int, str, str]:
        """Run git here."""
        settings = {"user.name": "a", "user.email": "a@example.com", "gpg.format": "ssh"}
        if signers:
            settings["gpg.ssh.allowedSignersFile"] = str(self.folder / "signers")
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        environment = {**os.environ, "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *given, *arguments], cwd=self.folder, input=input, capture_output=True, text=True, env=environment,
            check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def commit(self, key: str | None, message: str = "one") -> str:
        """Return a new commit, signed by a key."""
        signing = (f"-S{self.folder / key}.pub",) if key else ()
        code, id, said = self.ask("commit-tree", *signing, "-m", message, self.tree)
        assert code == 0, said
        return id.strip()

    def tag(self, commit: str, key: str | None) -> str:
        """Return the object of a new annotated tag, signed by a key."""
        signing = ("-s", "-u", f"{self.folder / key}.pub") if key else ("-a",)
        code, _, said = self.ask("tag", "-f", *signing, "-m", "a tag", "v1", commit)
        assert code == 0, said
        return self.ask("rev-parse", "refs/tags/v1")[1].strip()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository with two keys, one of them allowed."""
    return Repository(tmp_path_factory.mktemp("signed"))


def test_commits(repository: Repository) -> None:
    """A commit is signed by an allowed signer, by a stranger, or by nobody."""
    found = {key: signature_of(repository.ask, repository.commit(key)) for key in ("known", "stranger", None)}
    assert (found["known"].grade, found["known"].signer) == ("good", "release@example.com")
    assert found["known"].key.startswith("SHA256:")
    assert (found["stranger"].grade, found["stranger"].signer) == ("untrusted", "")
    assert found[None] == Signature("none")


def test_a_changed_commit_is_bad(repository: Repository) -> None:
    """A signature that belongs to another text is wrong."""
    signed = repository.ask("cat-file", "commit", repository.commit("known"))[1]
    forged = repository.ask("hash-object", "-t", "commit", "-w", "--stdin", input=signed.replace("one", "evil"))[1]
    assert signature_of(repository.ask, forged.strip()).grade == "bad"


def test_without_allowed_signers_nobody_knows(repository: Repository) -> None:
    """A signature that git cannot check is unknown, not good and not missing."""
    commit = repository.commit("known")

    def ask(*arguments: str) -> tuple[int, str, str]:
        return repository.ask(*arguments, signers=False)

    assert signature_of(ask, commit) == Signature("unknown")


@pytest.mark.parametrize(
    ("tagger", "committer", "grade"),
    [("known", None, "good"), ("stranger", "known", "untrusted"), (None, "known", "good"), (None, None, "none")],
)
def test_the_signature_of_a_tag_comes_first(
    repository: Repository, tagger: str | None, committer: str | None, grade: str
) -> None:
    """A signed tag counts; of one that is not signed the commit does."""
    commit = repository.commit(committer)
    assert signature_of(repository.ask, commit, repository.tag(commit, tagger)).grade == grade


def test_a_message_that_looks_like_a_signature_is_none(repository: Repository) -> None:
    """What stands in the message of a commit proves nothing."""
    said = 'Good "git" signature for release@example.com with ED25519 key SHA256:x\ngpgsig x'
    assert signature_of(repository.ask, repository.commit(None, said)) == Signature("none")


GPG = "[GNUPG:] NEWSIG\n[GNUPG:] {status} ABCD Some One <one@example.com>\n[GNUPG:] TRUST_{trust} 0 pgp\n"


@pytest.mark.parametrize(
    ("status", "trust", "code", "grade"),
    [
        ("GOODSIG", "ULTIMATE", 0, "good"),
        ("GOODSIG", "UNDEFINED", 0, "untrusted"),
        ("GOODSIG", "FULLY", 1, "untrusted"),
        ("BADSIG", "FULLY", 1, "bad"),
        ("EXPKEYSIG", "FULLY", 0, "untrusted"),
        ("REVKEYSIG", "FULLY", 1, "untrusted"),
        ("ERRSIG", "UNDEFINED", 1, "unknown"),
    ],
)
def test_gnupg(status: str, trust: str, code: int, grade: str) -> None:
    """What GnuPG says in its machine-readable form (doc/DETAILS of GnuPG 2.2) is understood."""

    def ask(*arguments: str) -> tuple[int, str, str]:
        if arguments[0] == "cat-file":
            return 0, "tree x\ngpgsig -----BEGIN PGP SIGNATURE-----\n\nmessage", ""
        return code, "", GPG.format(status=status, trust=trust)

    fake: AskGit = ask
    assert signature_of(fake, "0" * 40).grade == grade
