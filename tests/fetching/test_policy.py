"""A policy approves what this machine saw at a URL, and not what a repository claims to come from there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from aiwg.core.dataclass import replace
from aiwg.fetching.fetch import fetch
from aiwg.source.fetched.lock import Lock, lock_text
from aiwg.source.fetched.proofs import proof_file, read_proof

from .remote import FILES, Project, Remote, git

HOOKS = "hooks:\n- {{id: format, event: stop, command: {command}}}\n"
GOOD, WORSE = HOOKS.format(command="./good.sh"), HOOKS.format(command="./worse.sh")
COMPANY = {**FILES, "hooks.yaml": GOOD}


@pytest.fixture
def policy_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the machine's policy file, which nobody but its owner can write."""
    monkeypatch.setattr("aiwg.trust.policy.places._weakness", lambda path, info, owners: "")
    file = tmp_path / "etc" / "aiwg" / "policy.yaml"
    file.parent.mkdir(parents=True)
    return file


@pytest.fixture
def company(remote: Remote, policy_file: Path) -> Remote:
    """Return a remote with a hook at v2.0.0, which a policy approves."""
    remote.commit(COMPANY, "v2.0.0")
    approve(policy_file, remote)
    return remote


def approve(file: Path, remote: Remote, signed_by: list[str] | None = None, **parts: Any) -> None:
    """Write a policy that approves all hooks of a remote."""
    rule: dict[str, Any] = {"artifacts": ["hook/*"], "from": [remote.url]}
    if signed_by:
        rule["signed_by"] = signed_by
    file.write_text(json.dumps({"version": 1, "runs": {"approve": [rule]}, **parts}))


def hook(taker: Project) -> str:
    """Return the hook's script that is deployed."""
    file = taker.folder / ".claude" / "settings.json"
    text = file.read_text() if file.exists() else ""
    return next((name for name in ("good.sh", "worse.sh") if name in text), "")


def lock(taker: Project, commit: str) -> None:
    """Write a lock that pins each source at a commit, whatever its ref is."""
    found = Lock()
    for each in taker.declared:
        found = found.with_entry(each.id, replace(fetch(each, commit).locked))
    taker.lock_file.write_text(lock_text(found), encoding="utf-8")


@pytest.mark.parametrize("ref", ["v2.0.0", "main", ""])
def test_an_approved_hook_arrives_without_a_question(ref: str, taker: Project, company: Remote) -> None:
    """From the URL that the policy names, by a tag, a branch or none; offline it stays approved."""
    taker.declare({"git": company.url, **({"ref": ref} if ref else {})})
    if not ref:
        git(company.folder, "tag", "-d", "v1.0.0")
    taker.accept()
    assert taker.sync() == 0
    assert hook(taker) == "good.sh"
    assert taker.sync("--offline") == 0
    assert taker.rule is not None
    kept = "".join(path.read_text() for path in taker.folder.rglob("*") if path.is_file() and ".aiwg" in path.parts)
    assert "policy" not in kept


def test_a_commit_before_the_tip_is_proved_by_its_branch(taker: Project, company: Remote) -> None:
    """A branch that went on since the lock was made still leads to the commit."""
    taker.declare({"git": company.url, "ref": "main"})
    taker.accept()
    git(company.folder, "tag", "-d", "v2.0.0")
    company.commit({**COMPANY, "hooks.yaml": WORSE})
    assert taker.sync() == 0
    assert hook(taker) == "good.sh"


def test_a_commit_that_no_ref_leads_to_is_not_approved(taker: Project, company: Remote) -> None:
    """As one of a fork, which a server gives out under the URL of the original."""
    company.commit({**COMPANY, "hooks.yaml": WORSE}, branch="fork")
    commit = git(company.folder, "rev-parse", "fork")
    taker.declare({"git": company.url, "ref": "main"})
    lock(taker, commit)
    git(company.folder, "branch", "-D", "fork")
    assert taker.sync() == 0
    assert taker.rule is not None
    assert hook(taker) == ""


def test_a_vendored_copy_that_only_claims_a_url_is_not_approved(
    taker: Project, company: Remote, tmp_path: Path
) -> None:
    """Content from elsewhere, vendored, with a lock that names the company's URL and commit and the right hashes."""
    evil = Remote(tmp_path / "remotes" / "evil.git").make()
    evil.commit({**COMPANY, "hooks.yaml": WORSE}, "v2.0.0")
    taker.declare({"git": evil.url, "ref": "v2.0.0", "id": "company"})
    taker.vendor()
    text = taker.lock_file.read_text().replace(evil.url, company.url).replace(evil.commits[0], company.commits[-1])
    taker.declare({"git": company.url, "ref": "v2.0.0", "id": "company"})
    taker.lock_file.write_text(text)
    assert taker.sync() == 0
    assert taker.rule is not None
    assert hook(taker) == ""


def test_a_vendored_copy_of_what_is_there_is_approved(taker: Project, company: Remote) -> None:
    """The same content as at the URL is approved, wherever it is read from."""
    taker.declare({"git": company.url, "ref": "v2.0.0"})
    taker.vendor()
    assert taker.sync() == 0
    assert hook(taker) == "good.sh"


def test_offline_nothing_is_approved_that_was_not_proved(taker: Project, company: Remote) -> None:
    """Without the network and without a proof, the hook waits and the rest arrives."""
    taker.declare({"git": company.url, "ref": "v2.0.0"})
    taker.accept()
    assert taker.sync("--offline") == 0
    assert taker.rule is not None
    assert hook(taker) == ""


def test_a_forged_proof_is_not_believed(taker: Project, company: Remote) -> None:
    """A proof without the seal of this machine proves nothing."""
    taker.declare({"git": company.url, "ref": "v2.0.0"})
    taker.accept()
    locked = taker.lock.sources["company"]
    proof_file(locked).parent.mkdir(parents=True)
    proof_file(locked).write_text('{"address": "x", "pinned": "tag", "proved": true, "signers": []}')
    assert not read_proof(locked).proved


def test_a_home_in_the_project_proves_nothing(taker: Project, company: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    """State that lies in the project may have come with it."""
    (taker.folder / "home").mkdir()
    monkeypatch.setenv("HOME", str(taker.folder / "home"))
    taker.declare({"git": company.url, "ref": "v2.0.0"})
    taker.accept()
    assert taker.sync() == 0
    assert hook(taker) == ""


def test_a_url_that_the_environment_rewrites_is_not_proved(
    taker: Project, company: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Variables that make git answer from elsewhere do not count when a source is proved."""
    evil = Remote(tmp_path / "remotes" / "evil.git").make()
    evil.commit({**COMPANY, "hooks.yaml": WORSE}, "v2.0.0")
    taker.declare({"git": company.url, "ref": "v2.0.0"})
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.{evil.url}.insteadOf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", company.url)
    taker.accept()
    assert taker.sync() == 0
    assert os.environ["GIT_CONFIG_COUNT"] == "1"
    assert taker.rule is not None
    assert hook(taker) == ""


SIGNERS = {"ann": ["0123456789abcdef0123456789abcdef01234567"]}
RESTRICTIONS: dict[str, tuple[dict[str, Any], str, int]] = {
    "allow": ({"sources": {"allow": ["https://git.example.com/**"]}}, "v2.0.0", 7),
    "deny": ({"sources": {"deny": ["file:///tmp/**", "/**"]}}, "v2.0.0", 7),
    "a branch where a tag is wanted": ({"sources": {"pinned": "tag"}}, "main", 7),
    "a tag where a commit is wanted": ({"sources": {"pinned": "commit"}}, "v2.0.0", 7),
    "a tag": ({"sources": {"pinned": "tag"}}, "v2.0.0", 0),
    "nothing signed": ({"sources": {"signed_by": ["ann"]}, "signers": SIGNERS}, "main", 7),
}


@pytest.mark.parametrize("name", RESTRICTIONS)
def test_restrictions_on_git_sources(name: str, taker: Project, company: Remote, policy_file: Path) -> None:
    """A source that is elsewhere, not pinned or not signed as the policy wants it is not deployed."""
    parts, ref, code = RESTRICTIONS[name]
    approve(policy_file, company, **parts)
    taker.declare({"git": company.url, "ref": ref})
    taker.accept()
    assert taker.sync() == code
    assert (taker.rule is not None) == (code == 0)


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen makes the signature")
def test_a_signature_is_verified_with_the_policys_keys(
    taker: Project, company: Remote, policy_file: Path, tmp_path: Path
) -> None:
    """A commit signed with a key of the policy is approved; one signed with another key, or not signed, is not."""
    keys = {}
    for name in ("ann", "eve"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(command, check=True)
        keys[name] = (tmp_path / f"{name}.pub").read_text().strip()
    approve(policy_file, company, ["ann"], signers={"ann": [keys["ann"]]})
    tree = git(company.folder, "rev-parse", "main^{tree}")
    for name in ("", "eve", "ann"):
        signing = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={tmp_path / name}") if name else ()
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        commit = git(company.folder, *who, *signing, "commit-tree", *(["-S"] if name else []), "-m", name or "x", tree)
        git(company.folder, "update-ref", "refs/heads/main", commit)
        taker.declare({"git": company.url, "ref": "main"})
        taker.accept()
        assert taker.sync() == 0
        assert hook(taker) == ("good.sh" if name == "ann" else "")
