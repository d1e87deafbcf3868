"""Where a policy may lie: who could have written it decides whether it approves; what it restricts always holds."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from aiwg.core.errors import Exit
from aiwg.source.provenance import Provenance
from aiwg.trust.policy.model import Policy, PolicyError

from .policies import APPROVING, OTHER, ROOT, USER, Machine, machine

__all__ = ["machine"]

COMPANY = Provenance("/company")
OWNERS = {"machine": {ROOT}, "account": {ROOT, USER}, "moved": set[int](), "variable": set[int]()}
"""Who may own a policy that approves, and every folder above it, by its role."""
SAFE_MODES, LOOSE_MODES = (0o644, 0o400, 0o755), (0o664, 0o646, 0o777)


def approves(policy: Policy) -> bool:
    """Say whether a policy approves the company's hook."""
    return policy.approval_of(["hook/fmt"], "0" * 64, COMPANY) is not None


def denies(policy: Policy) -> bool:
    """Say whether a policy denies a plugin."""
    return bool(policy.denials_of(["plugin/x"], COMPANY))


def set_role(machine: Machine, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the environment name a place that only the environment names."""
    if role == "moved":
        monkeypatch.setenv("XDG_CONFIG_HOME", str(machine.top / "moved"))
    if role == "variable":
        monkeypatch.setenv("AIWG_POLICY", str(machine.files[role]))


@pytest.mark.parametrize("role", OWNERS)
def test_every_place_owner_and_mode(role: str, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy approves only if its owners, its modes and those of each folder above let nobody else write it."""
    set_role(machine, role, monkeypatch)
    file = machine.put(role)
    above = [file, *itertools.islice(file.parents, 4)]
    for part, owner, mode in itertools.product(above, (ROOT, USER, OTHER), (*SAFE_MODES, *LOOSE_MODES)):
        machine.marked.clear()
        machine.mark(part, owner, mode)
        policy = machine.load()
        assert approves(policy) == (owner in OWNERS[role] and mode in SAFE_MODES), (part, owner, oct(mode))
        assert denies(policy)
        assert bool(policy.files[0].ignored) != approves(policy)


LINKS = {
    "the file, to a safe file": ("etc/aiwg/policy.yaml", "srv/policy.yaml", ""),
    "the file, by way of a folder that others write": ("etc/aiwg/policy.yaml", "tmp/policy.yaml", "tmp"),
    "the folder, to a safe folder": ("etc/aiwg", "srv/aiwg", ""),
    "the folder, to one that others write": ("etc/aiwg", "tmp/aiwg", "tmp"),
    "the folder above, to a safe folder": ("etc", "srv/etc", ""),
    "the folder above, below one that others write": ("etc", "tmp/deep/etc", "tmp"),
}


@pytest.mark.parametrize("form", ["absolute", "relative", "twice"])
@pytest.mark.parametrize("name", LINKS)
def test_every_link(name: str, form: str, machine: Machine) -> None:
    """A link counts as all the folders that it leads through, and its own owner."""
    path, target, loose = LINKS[name]
    link, real = machine.top / path, machine.top / target
    rest = Path("etc/aiwg/policy.yaml").relative_to(path)
    file = real / rest if rest.parts else real
    file.parent.mkdir(parents=True)
    file.write_text(APPROVING)
    link.parent.mkdir(parents=True, exist_ok=True)
    if form == "twice":
        middle = machine.top / "middle"
        middle.symlink_to(real)
        link.symlink_to(middle)
    else:
        link.symlink_to(real if form == "absolute" else os.path.relpath(real, link.parent))
    assert approves(machine.load())
    if loose:
        machine.mark(machine.top / loose, ROOT, 0o1777)
        assert not approves(machine.load())
        assert denies(machine.load())
        machine.marked.clear()
    machine.mark(link, OTHER)
    assert not approves(machine.load())
    assert set(map(str, (link, machine.files["machine"]))) <= set(machine.load().looked)


def repository(machine: Machine, kind: str) -> tuple[Path, Path]:
    """Return a project and a folder that belongs to the same repository."""
    top = machine.top / "home/user"
    project = {"project": top, "checkout": top / "pkg", "submodule": top / "vendor/sub", "deep": top / "a/b/c"}[kind]
    project.mkdir(parents=True, exist_ok=True)
    if kind != "project":
        (top / ".git").mkdir()
    if kind == "submodule":
        (project / ".git").write_text("gitdir: ../../.git/modules/sub\n")
    return project, top


@pytest.mark.parametrize("kind", ["project", "checkout", "submodule", "deep"])
def test_a_file_in_the_projects_repository_never_approves(kind: str, machine: Machine) -> None:
    """A policy in the project, in its repository or in the one around a submodule restricts, and approves nothing."""
    project, _ = repository(machine, kind)
    machine.put("account")
    assert approves(machine.load())
    policy = machine.load(project)
    assert not approves(policy)
    assert denies(policy)
    assert "repository" in policy.files[0].ignored


def test_a_link_into_the_project_never_approves(machine: Machine) -> None:
    """A policy outside the project that is a link to a file in it approves nothing, and neither does the reverse."""
    inside = machine.project / "policy.yaml"
    inside.write_text(APPROVING)
    file = machine.files["machine"]
    file.parent.mkdir(parents=True)
    file.symlink_to(inside)
    assert not approves(machine.load())
    assert denies(machine.load())


def test_the_repository_cannot_add_an_approval_by_any_variable(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever HOME, XDG_CONFIG_HOME and AIWG_POLICY name, approvals stay what they are and restrictions only grow."""
    outside, inside = machine.top / "opt", machine.project
    other = APPROVING.replace("hook/*", "mcp_server/*").replace("plugin/*", "marketplace/*")
    for base in (outside, inside):
        for path in ("aiwg/policy.yaml", ".config/aiwg/policy.yaml", "policy.yaml", ".aiwg/policy.yaml"):
            (base / path).parent.mkdir(parents=True, exist_ok=True)
            (base / path).write_text(other)
    for has_own in (False, True):
        if has_own:
            machine.put("account")
            machine.put("machine", "version: 1\nruns: {deny: [{artifacts: [permission/*]}]}\n")
        before = machine.load()
        for base in (outside, inside):
            values = {
                "HOME": str(base), "XDG_CONFIG_HOME": str(base), "AIWG_POLICY": str(base / "policy.yaml"),
            }  # fmt: skip
            for count in range(1, 4):
                for names in itertools.combinations(values, count):
                    with monkeypatch.context() as patch:
                        for name in names:
                            patch.setenv(name, values[name])
                        after = machine.load()
                    assert after.approval_of(["mcp_server/x"], "0" * 64, COMPANY) is None, names
                    assert approves(after) == approves(before) == has_own
                    assert after.denials_of(["marketplace/x"], COMPANY), names
                    assert bool(after.denials_of(["permission/x"], COMPANY)) == has_own


def test_files_of_a_repository_do_not_change_the_policy(machine: Machine) -> None:
    """A policy that lies anywhere in the project is not looked at."""
    for path in (
        "policy.yaml",
        "aiwg.policy.yaml",
        ".aiwg/policy.yaml",
        ".aiwg.local/policy.yaml",
        "etc/aiwg/policy.yaml",
    ):
        file = machine.project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("this: [is no policy")
    assert machine.load().files == ()


def test_without_an_account_only_the_machine_approves(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user that the password database does not know has no configuration folder that approves."""
    monkeypatch.setattr("aiwg.trust.policy.places.account_home", lambda: "")
    machine.put("account")
    assert not approves(machine.load())
    assert denies(machine.load())
    machine.put("machine")
    assert approves(machine.load())


def test_a_file_that_two_places_name_approves_if_one_of_them_may(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AIWG_POLICY naming the machine's own policy takes nothing from it and holds it once."""
    monkeypatch.setenv("AIWG_POLICY", str(machine.put("machine")))
    assert approves(machine.load())
    assert len(machine.load().files) == 1


def unreadable(machine: Machine, form: str) -> None:
    """Put something in the machine's place that cannot be read as a file."""
    file = machine.files["machine"]
    file.parent.mkdir(parents=True)
    if form == "folder":
        file.mkdir()
    elif form == "pipe":
        os.mkfifo(file)
    elif form == "dangling link":
        file.symlink_to(machine.top / "nowhere")
    elif form == "loop":
        file.symlink_to(file)
    elif form == "large":
        file.write_bytes(b"#" * (1024 * 1024 + 1))
    elif form == "latin-1":
        file.write_bytes(b"version: 1 # \xe9\n")
    else:
        file.write_text("")


@pytest.mark.parametrize("form", ["folder", "pipe", "dangling link", "loop", "large", "latin-1", "empty"])
def test_what_cannot_be_read_blocks(form: str, machine: Machine) -> None:
    """A policy that cannot be read stops everything with one message that names it, and never waits."""
    unreadable(machine, form)
    with pytest.raises(PolicyError, match=r"etc/aiwg/policy\.yaml") as caught:
        machine.load()
    assert caught.value.exit is Exit.REFUSED
    assert caught.value.hint


@pytest.mark.parametrize("value", ["/nowhere/policy.yaml", "policy.yaml", "./policy.yaml", "~/policy.yaml"])
def test_a_variable_that_names_no_file_blocks(value: str, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """AIWG_POLICY with a missing file or a relative path is an error, since a restriction would be lost."""
    monkeypatch.setenv("AIWG_POLICY", value)
    with pytest.raises(PolicyError, match="policy"):
        machine.load()


@pytest.mark.parametrize("variable", ["XDG_STATE_HOME", "HOME"])
def test_consents_that_lie_in_the_repository_do_not_count(
    variable: str, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trust.json that the environment moved into the checkout approves nothing, and one elsewhere does."""
    from aiwg.trust.store import read_consents, write_consents

    for base, counts in ((machine.project, False), (machine.top, True)):
        monkeypatch.setenv(variable, str(base))
        write_consents(machine.project, {"hook/fmt": "0" * 64})
        assert bool(read_consents(machine.project)) == counts
    (machine.project / "pkg").mkdir()
    (machine.project / ".git").mkdir()
    monkeypatch.setenv(variable, str(machine.project))
    write_consents(machine.project / "pkg", {"hook/fmt": "0" * 64})
    assert not read_consents(machine.project / "pkg")
