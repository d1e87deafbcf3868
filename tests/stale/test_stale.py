"""`make stale` says which evidence is old and what changed since, of packages that tests make; nothing is fetched."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from stale.__main__ import main
from stale.evidence import Package, ages, changes_since, ordered, package_of
from stale.registry import Npm, Pypi, RegistryError, files_in
from stale.strings import changes, strings_of

from aiwg.adapter.discover import discover
from aiwg.core.dataclass import replace

OLD = b'\x7fELF\x00"PreToolUse","alwaysApply"\x00read(".claude/agents/x.md")\x00"allowed-tools"\x00"settings.json"'
NEW = b'\x7fELF\x00"PreToolUse","PreModelSwitch"\x00join(".claude/output-styles/x")\x00"allowed-tools","when_to_use"'
ADAPTER = discover().named("claude")


def tarball(files: Mapping[str, bytes]) -> bytes:
    """Return a package as npm publishes it."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def wheel(files: Mapping[str, bytes]) -> bytes:
    """Return a package as PyPI publishes it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


@dataclass
class Shelf:
    """A registry with packages made by a test."""

    packages: Mapping[tuple[str, str], bytes]
    asked: list[tuple[str, str]] = field(default_factory=list)

    def newest(self, name: str) -> str:
        """Return the last version of a package."""
        found = [version for package, version in self.packages if package == name]
        if not found:
            raise RegistryError(f"there is no {name}")
        return found[-1]

    def archive(self, name: str, version: str) -> bytes:
        """Return a package."""
        self.asked.append((name, version))
        if (name, version) not in self.packages:
            raise RegistryError(f"there is no {name} {version}")
        return self.packages[name, version]


CLAUDE, PROGRAM = "@anthropic-ai/claude-code", "@anthropic-ai/claude-code-linux-x64"
VERSION = str(ADAPTER.data["evidence"]["version"])


def shelf(newest: str) -> Shelf:
    """Return a registry with the version of the evidence and a newest one."""
    return Shelf(
        {
            (name, version): tarball({"claude": program} if name == PROGRAM else {"cli.cjs": b"'a-wrapper'"})
            for name in (CLAUDE, PROGRAM)
            for version, program in dict.fromkeys([(VERSION, OLD), (newest, NEW)])
        }
    )


@pytest.mark.parametrize(("newest", "is_stale"), [(VERSION, False), (f"{VERSION}.1", True), ("0.0.1", False)])
def test_evidence_is_stale_when_a_newer_client_is_there(
    newest: str, is_stale: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only a newer version makes evidence stale, and --check says so by its exit code."""
    assert main(["claude", "--check"], {"npm": shelf(newest)}) == int(is_stale)
    line = capsys.readouterr().out
    assert line.split()[:2] == ["claude", VERSION]
    assert line.split()[-1] == ("stale" if is_stale else "current")


def test_what_changed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The strings that came and went are printed by their kind, from programs too, and what stayed is not."""
    shelves = shelf("99.0.0")
    assert main(["claude", "--changes"], {"npm": shelves}) == 0
    said = capsys.readouterr().out
    came = ("PreModelSwitch", ".claude/output-styles/x", "when_to_use")
    went = ("alwaysApply", ".claude/agents/x.md", "settings.json")
    for line in (*(f"+ {each}" for each in came), *(f"- {each}" for each in went)):
        assert line in said
    assert "PreToolUse" not in said
    assert "allowed-tools" not in said
    assert sorted(shelves.asked) == sorted((name, each) for name in (CLAUDE, PROGRAM) for each in (VERSION, "99.0.0"))


def test_a_long_list_is_cut_unless_all_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Sixty strings of a kind are printed, and how many there are more."""
    letters = ["".join(chr(97 + int(digit)) for digit in str(1000 + number)) for number in range(100)]
    many = b"".join(b'"key-number-%s"' % each.encode() for each in letters)
    shelves = Shelf({**shelf("99.0.0").packages, (PROGRAM, "99.0.0"): tarball({"claude": many})})
    main(["claude", "--changes"], {"npm": shelves})
    assert "+ ... 40 more: --all" in capsys.readouterr().out
    main(["claude", "--changes", "--all"], {"npm": shelves})
    assert capsys.readouterr().out.count("+ key-number-") == 100


def test_a_version_that_is_gone_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """A package that cannot be had ends nothing: the line says why."""
    shelves = Shelf({key: data for key, data in shelf("99.0.0").packages.items() if key[1] != VERSION})
    assert main(["claude", "--changes"], {"npm": shelves}) == 0
    assert f"cannot be compared: there is no {PROGRAM} {VERSION}" in capsys.readouterr().out
    assert main(["claude", "--check"], {"npm": Shelf({})}) == 0
    assert f"there is no {CLAUDE}" in capsys.readouterr().out


@pytest.mark.parametrize("archive", [tarball({"a.js": NEW}), wheel({"a.py": NEW})])
def test_both_forms_of_archive_are_read(archive: bytes) -> None:
    """Tarballs of npm and wheels of PyPI give the same strings."""
    found = strings_of(files_in(archive))
    assert found["events"] == {"PreToolUse", "PreModelSwitch"}
    assert found["paths"] == {".claude/output-styles/x"}
    assert found["keys"] >= {"allowed-tools", "when_to_use"}
    assert changes(found, found) == []


@pytest.mark.parametrize(
    ("binary", "program", "apart"),
    [
        ("", ("tool", "1.2"), False),
        ("@a/tool-linux@{version}", ("@a/tool-linux", "1.2"), False),
        ("@a/tool@{version}-linux", ("@a/tool", "1.2-linux"), False),
        ("@a/tool-linux", ("@a/tool-linux", "1.2"), True),
    ],
)
def test_the_program_is_found(binary: str, program: tuple[str, str], apart: bool) -> None:
    """A program lies in the package itself, in one of the same version, in a tagged version, or in one of its own."""
    package = Package("npm", "tool", binary)
    assert (package.file_of("1.2"), package.is_apart) == (program, apart)
    shelves = Shelf({(name, version): tarball({"x": NEW}) for name, version in (program, ("tool", "1.2"))})
    assert changes_since(package, "1.2", "1.2", shelves) == []
    assert (("tool", "1.2") in shelves.asked) == (not apart)


def test_versions_are_ordered() -> None:
    """Numbers count as numbers, a draft comes before the version it becomes, and dates work too."""
    versions = ["0.9.9", "0.10.0-rc.1", "0.10.0-rc.2", "0.10.0", "0.10.1", "1.0", "2.1.99", "2.1.330", "2026.9.6",
                "2026.11.1"]  # fmt: skip
    assert all(ordered(older) < ordered(newer) for older, newer in pairwise(versions))


def test_a_program_of_its_own_has_its_own_version() -> None:
    """Where the program is published by itself, its newest version counts, not that of the package around it."""
    kilo = discover().named("kilo")
    version = str(kilo.data["evidence"]["version"])
    shelves = Shelf({("@kilocode/cli", "99.0"): b"", ("@kilocode/cli-linux-x64", version): b""})
    assert [age.is_stale for age in ages([kilo], {"npm": shelves})] == [False]


def test_packages_are_those_of_the_conformance_suite() -> None:
    """The package of an adapter is one that the conformance suite installs to prove it."""
    from tests.conformance.table import clients

    for client in clients().values():
        package = package_of(discover().named(client.platform))
        assert package is not None
        assert package.name in {name.partition("[")[0] for name in {**client.npm, **client.pypi}}, client.name


def test_an_adapter_without_a_package_is_passed_over() -> None:
    """Nothing is said of a platform whose client is in no registry."""
    bare = replace(ADAPTER, data={key: value for key, value in ADAPTER.data.items() if key != "package"})
    assert list(ages([bare], {})) == []


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which a test puts an npm of its own, the only one that is found."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def put(programs: Path, script: str) -> None:
    """Write an npm that is a shell script."""
    (programs / "npm").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (programs / "npm").chmod(0o755)


def test_npm_is_asked_as_a_person_would(programs: Path) -> None:
    """The ordinary npm gives the newest version, and packs one into a folder that is read and taken away."""
    (programs / "made.tgz").write_bytes(tarball({"a.js": NEW}))
    made = f'case "$1" in view) echo \'"1.2.3"\';; pack) cp {programs}/made.tgz "$5/";; esac'
    put(programs, f'echo "$@" >> {programs}/log; {made}')
    assert Npm().newest("tool") == "1.2.3"
    assert [name for name, _ in files_in(Npm().archive("tool", "1.2.3"))] == ["package/a.js"]
    asked = (programs / "log").read_text().splitlines()
    assert asked[0] == "view tool version --json"
    assert asked[1].startswith("pack tool@1.2.3 --silent --pack-destination ")


@pytest.mark.parametrize("script", ["exit 1", "echo null", "echo '{}'", ""])
def test_what_npm_cannot_say_is_an_error_with_a_reason(script: str, programs: Path) -> None:
    """An npm that fails or says nothing is a RegistryError, not a traceback."""
    put(programs, script)
    with pytest.raises(RegistryError):
        Npm().newest("tool")
    with pytest.raises(RegistryError):
        Npm().archive("tool", "1")


def test_pip_is_asked_as_a_person_would(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The version comes from `pip index versions`; what it does not know is a RegistryError."""
    pip = tmp_path / "python"
    monkeypatch.setattr("stale.registry.sys.executable", str(pip))
    pip.write_text("#!/bin/sh\necho 'tool (0.19.0)'\necho 'Available versions: 0.19.0, 0.18.0'\n", encoding="utf-8")
    pip.chmod(0o755)
    assert Pypi().newest("tool") == "0.19.0"
    pip.write_text("#!/bin/sh\necho 'ERROR: none' >&2\nexit 1\n", encoding="utf-8")
    with pytest.raises(RegistryError, match="pip: ERROR: none"):
        Pypi().newest("tool")


def test_no_registry_is_named_in_the_tool() -> None:
    """Which registry is asked is the machine's to say: the tool names no host."""
    import stale

    folder = Path(str(stale.__file__)).parent
    assert not any("://" in path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert (folder / "registry.py").is_file()
