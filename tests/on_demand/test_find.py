"""aiwg find: what fits best comes first, whatever is typed, and the index never answers for other sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwg.commands.find.index import IndexedArtifact, SearchIndex
from aiwg.commands.mcp.calls import answer
from aiwg.deployment.on_demand import reading
from aiwg.fs import sealed
from aiwg.source.fetched.trees import cache_folder

from .conftest import Artifacts, Runner, put


def names(aiwg: Runner, *words: str) -> list[str]:
    """Return the artifacts that a search finds, in their order."""
    return [each["artifact"] for each in aiwg("find", *words, "--json").json["results"]]


def index_files(home: Path) -> list[Path]:
    """Return the indexes in the cache."""
    return sorted((home / ".cache/aiwg/find").glob("*.index"))


@pytest.fixture
def library(skill: Artifacts) -> None:
    """Write skills that have one word in their name, their description or their text."""
    skill("invoice", "Nothing of note.\n", about="Use for billing.")
    skill("billing", "Nothing of note.\n", about="Use to send an invoice.")
    skill("ledger", "Every invoice has a line here.\n", about="Use for books.")
    skill("weather", "Rain and sun.\n", about="Use for forecasts.")
    skill("umlaut", "Prüfe die Größe der Straße.\n", about="Prüfung der Maße.")
    skill("chinese", "填写发票表格的方法。\n", about="处理发票。")
    time.sleep(0.03)  # older than the clock's grain, so that the index may be kept


@pytest.mark.usefixtures("library")
class TestRanking:
    """A search of a small library."""

    def test_a_name_counts_more_than_a_description_and_that_more_than_a_text(self, aiwg: Runner) -> None:
        """The same word in three places gives that order."""
        assert names(aiwg, "invoice") == ["skill/invoice", "skill/billing", "skill/ledger"]

    def test_all_words_come_before_some(self, aiwg: Runner) -> None:
        """What has both words is first, then what has one."""
        assert names(aiwg, "books", "invoice")[0] == "skill/ledger"

    def test_word_forms_and_beginnings_are_found(self, aiwg: Runner) -> None:
        """A plural, a beginning and a word without its accents."""
        assert names(aiwg, "invoices")[0] == "skill/invoice"
        assert names(aiwg, "forec") == ["skill/weather"]
        assert names(aiwg, "prufung") == ["skill/umlaut"]

    def test_a_script_without_spaces_is_found_inside_a_sentence(self, aiwg: Runner) -> None:
        """Two Han characters in the middle of a run."""
        assert names(aiwg, "发票") == ["skill/chinese"]
        assert names(aiwg, "票发") == []

    def test_a_kind_and_a_limit_narrow_it(self, aiwg: Runner) -> None:
        """Only that kind, and no more than that."""
        assert names(aiwg, "invoice", "--limit", "2") == ["skill/invoice", "skill/billing"]
        assert names(aiwg, "invoice", "--kind", "agent") == []
        assert "Did you mean skill?" in aiwg("find", "x", "--kind", "skil", expect=2).err

    def test_no_words_list_what_is_on_demand(self, aiwg: Runner, skill: Artifacts) -> None:
        """In order, without what is deployed."""
        skill("deployed", delivery="")
        assert names(aiwg) == [f"skill/{id}" for id in ("billing", "chinese", "invoice", "ledger", "umlaut", "weather")]

    @pytest.mark.parametrize(
        "typed",
        ['"', "*", "NEAR(a b)", "a AND", "name:x", "-x", "--foo", "(", "^", "' OR 1=1 --", "\\", " ", "%",
         "\x1b[31m", "{", "ﬁ", "👩‍👩‍👧", "a" * 5000, "a " * 3000, "\udc80"],
    )  # fmt: skip
    def test_nothing_that_is_typed_is_an_error(self, typed: str, aiwg: Runner) -> None:
        """Quotes, operators, options of another tool, controls, a space and far too much: an answer, safe to print."""
        said = aiwg("find", "--", typed)
        assert "\x1b" not in said.out
        assert aiwg("find", "--json", "--", typed).json["schema"] == "aiwg.find/1"

    def test_lines_fit_and_end_with_the_next_command(self, aiwg: Runner, skill: Artifacts) -> None:
        """No line is wider than 80 columns, and the last one can be run as it is."""
        skill("long", about="word " * 100)
        lines = aiwg("find", "word").out.splitlines()
        assert max(map(len, lines)) <= 80
        assert lines[-1] == "Read one: aiwg show skill/long --body"
        assert "Do it." in aiwg("show", "skill/long", "--body").out


def documents(count: int) -> list[tuple[IndexedArtifact, str]]:
    """Return artifacts with words that several share."""
    found = []
    for i in range(count):
        about = f"about {i % 3} thing"
        found.append((IndexedArtifact(f"skill/s{i}", "skill", f"s{i}", about, "on-demand", "ready"), f"text {i % 5}"))
    return found


def _index_of_another(aiwg: Runner, tmp_path: Path, home: Path) -> bytes:
    """Return the index of another project, made on this machine."""
    other, known = tmp_path / "other", set(index_files(home))
    put(other / "aiwg.yaml", "sources: [project]\n")
    put(other / ".aiwg/skills/wrong/SKILL.md", "---\nname: wrong\ndescription: An invoice.\n---\nWrong.\n")
    time.sleep(0.03)
    assert names(aiwg, "invoice", "--project", str(other)) == ["skill/wrong"]
    (file,) = set(index_files(home)) - known
    return file.read_bytes()


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_any_text_can_be_searched_with_and_without_full_text(query: str) -> None:
    """No text is syntax, in either form of the index."""
    for full_text in (True, False):
        found = SearchIndex.of(documents(6), full_text).search(query, (), 10)
        assert len(found) == len(set(found))


def test_without_full_text_the_same_is_found() -> None:
    """A SQLite without FTS5 finds what has all words first, by name, description and text."""
    for query in ("s3", "about 2", "text 4 thing"):
        plain, full = (SearchIndex.of(documents(9), each).search(query, (), 20) for each in (False, True))
        assert plain[0] == full[0]
        assert set(full) <= set(plain)


def test_an_index_survives_as_bytes() -> None:
    """What is read back answers as before; other bytes are no index."""
    index = SearchIndex.of(documents(5))
    data = index.as_bytes()
    assert data is not None
    back = SearchIndex.of_bytes(data)
    assert back is not None
    assert back.search("thing", (), 9) == index.search("thing", (), 9)
    assert SearchIndex.of_bytes(b"no database at all") is None


@pytest.mark.usefixtures("library")
class TestCache:
    """The index in the cache of the user."""

    def test_a_second_search_reads_no_source(self, aiwg: Runner, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The index is kept, and answers alone."""
        before = names(aiwg, "invoice")
        assert len(index_files(home)) == 1
        monkeypatch.setattr("aiwg.commands.find.store.made_index", lambda targets: pytest.fail("made again"))
        assert names(aiwg, "invoice") == before

    @pytest.mark.parametrize("start", [".", ".aiwg/skills", "/"])
    def test_it_answers_from_every_folder(
        self, start: str, aiwg: Runner, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An index that was made in the project serves a search, and the MCP server, that start elsewhere."""
        before = names(aiwg, "invoice")
        monkeypatch.setattr("aiwg.commands.find.store.made_index", lambda targets: pytest.fail("made again"))
        monkeypatch.setattr(reading, "read_for_agents", lambda targets: pytest.fail("read again"))
        monkeypatch.chdir(project / start)
        assert names(aiwg, "invoice", "--project", str(project)) == before
        found = answer(project, "find", {"words": "invoice"})["results"]
        assert [each["artifact"] for each in found] == before

    def test_the_cache_is_where_fetched_sources_are(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Wherever the environment puts it."""
        assert sealed.cache_folder() == str(cache_folder())
        monkeypatch.setenv("XDG_CACHE_HOME", str(home / "elsewhere"))
        assert sealed.cache_folder() == str(cache_folder())

    @pytest.mark.parametrize("change", ["new", "edited", "removed", "deployed", "config"])
    def test_a_change_of_the_sources_is_seen(self, change: str, aiwg: Runner, project: Path, skill: Artifacts) -> None:
        """A new, edited, removed or otherwise delivered artifact, and another aiwg.yaml."""
        before = names(aiwg)
        if change == "new":
            skill("zebra")
        elif change == "edited":
            skill("weather", "Snow.\n")
        elif change == "removed":
            shutil.rmtree(project / ".aiwg/skills/weather")
        elif change == "deployed":
            skill("weather", delivery="deploy")
        else:
            put(project / "aiwg.yaml", "sources: [project]\nexclude: [weather]\n")
        after = names(aiwg)
        assert (names(aiwg, "snow") == ["skill/weather"]) if change == "edited" else (after != before)

    @pytest.mark.parametrize("forgery", ["empty", "cut", "flipped", "text", "folder", "link", "pipe", "other"])
    def test_a_forged_index_counts_as_absent(self, forgery: str, aiwg: Runner, home: Path, tmp_path: Path) -> None:
        """Damaged, replaced by another sort of file, or that of another project: the sources are asked again."""
        before = names(aiwg, "invoice")
        (file,) = index_files(home)
        data = _index_of_another(aiwg, tmp_path, home) if forgery == "other" else file.read_bytes()
        file.unlink()
        if forgery == "folder":
            file.mkdir()
        elif forgery == "link":
            put(tmp_path / "elsewhere", "x")
            file.symlink_to(tmp_path / "elsewhere")
        elif forgery == "pipe":
            os.mkfifo(file)
        elif forgery == "other":
            file.write_bytes(data)
        else:
            half = len(data) // 2
            forged = {"empty": b"", "cut": data[:half], "text": b"hello\n" * 99}.get(forgery)
            file.write_bytes(data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :] if forged is None else forged)
        assert names(aiwg, "invoice") == before
        assert not (tmp_path / "elsewhere").exists() or (tmp_path / "elsewhere").read_text() == "x"

    def test_a_cache_that_cannot_be_written_changes_no_answer(self, aiwg: Runner, home: Path) -> None:
        """Where the folder of the cache is a file, and where there is no home to keep a secret in."""
        put(home / ".cache/aiwg", "a file")
        assert names(aiwg, "invoice")[0] == "skill/invoice"
        shutil.rmtree(home / ".local/state")
        put(home / ".local/state", "a file")
        assert names(aiwg, "invoice")[0] == "skill/invoice"

    def test_runs_at_once_and_cut_off_leave_a_whole_index(self, project: Path, home: Path) -> None:
        """Four at a time, half of them killed: the next one answers."""
        command = [sys.executable, "-m", "aiwg", "find", "invoice", "--json"]
        runs = [subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE) for _ in range(4)]
        for number, run in enumerate(runs[::2]):
            time.sleep(0.1 + 0.3 * number)
            run.kill()
        said = [run.communicate()[0] for run in runs]
        assert all(b"skill/invoice" in each for each in said[1::2])
        assert b"skill/invoice" in subprocess.run(command, cwd=project, capture_output=True, check=True).stdout
        assert len(index_files(home)) == 1

    def test_cleaning_the_cache_removes_it(self, aiwg: Runner, home: Path) -> None:
        """aiwg cache clean leaves no index, and the next search makes one."""
        names(aiwg, "invoice")
        aiwg("cache", "clean")
        assert index_files(home) == []
        assert names(aiwg, "invoice")


def test_a_broken_source_does_not_hide_the_others(aiwg: Runner, project: Path, skill: Artifacts) -> None:
    """What cannot be deployed is not found; the rest is."""
    skill("good", about="A useful word.")
    put(project / ".aiwg/skills/bad/SKILL.md", "---\nname: bad\n---\nuseful\n")
    assert names(aiwg, "useful") == ["skill/good"]


def test_a_clone_and_the_home_folder_have_their_own(
    aiwg: Runner, project: Path, skill: Artifacts, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the project answers for itself, and the user scope for the user's own source."""
    skill("one", about="A shared word.")
    put(home / ".config/aiwg/skills/mine/SKILL.md", "---\nname: mine\ndescription: A shared word.\n---\nMine.\n")
    put(home / ".config/aiwg/aiwg.yaml", "sources: [user]\non_demand: ['skill/*']\n")
    assert names(aiwg, "shared") == ["skill/one"]
    assert names(aiwg, "shared", "--scope", "user") == ["skill/mine"]
    assert "aiwg show skill/mine --body --scope user" in aiwg("find", "shared", "--scope", "user").out
    assert "Mine." in aiwg("show", "skill/mine", "--body", "--scope", "user").out
    clone = tmp_path / "clone"
    shutil.copytree(project, clone)
    monkeypatch.chdir(clone)
    put(clone / ".aiwg/skills/two/SKILL.md", "---\nname: two\ndescription: A shared word.\n---\nTwo.\n")
    assert sorted(names(aiwg, "shared")) == ["skill/one", "skill/two"]
    monkeypatch.chdir(clone / ".aiwg/skills")
    assert sorted(names(aiwg, "shared")) == ["skill/one", "skill/two"]
