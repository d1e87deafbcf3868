"""Faults of class watch: storms, editors, limits of the system, sources that go, and what is half written."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aiwg.watch.git import PATIENCE_SECONDS, GitLock

from .harness import SECONDS, Box
from .instruments import needs_linux, rule
from .test_concurrency import end, holder
from .watching import Watch, soon, watching

ONE = ".claude/rules/one.md"


@pytest.fixture
def scene(box: Box) -> Box:
    """Return a box where two rules are deployed, each as a file of its own."""
    for name in ("one", "two"):
        box.rule(rule("Old."), name)
    assert box.deploy().exit == 0
    return box


def is_there(box: Box, text: str, path: str = ONE) -> bool:
    """Say whether an output holds a text."""
    file = box.project / path
    return file.exists() and text in file.read_text()


def git(box: Box, *words: str) -> None:
    """Run git in the source."""
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *words],
        cwd=box.source,
        check=True,
        capture_output=True,
    )


def deletions(watch: Watch) -> list[str]:
    """Return the paths that were ever deleted."""
    return [
        change["path"] for event in watch.events for change in event.get("changes", ()) if change["action"] == "delete"
    ]


def test_watc_01_a_checkout(scene: Box) -> None:
    """After a checkout of a thousand files there and back all is as the sources say, in few runs."""
    git(scene, "init", "-q", "-b", "first")
    git(scene, "add", ".")
    git(scene, "commit", "-qm", "one")
    git(scene, "checkout", "-qb", "second")
    for number in range(1000):
        scene.rule(rule(f"Rule {number}."), f"many/rule{number}")
    scene.rule(rule("New."), "one")
    git(scene, "add", ".")
    git(scene, "commit", "-qm", "two")
    git(scene, "checkout", "-q", "first")
    with watching(scene) as watch:
        git(scene, "checkout", "-q", "second")
        soon(lambda: is_there(scene, "New.") and len(list((scene.project / ".claude/rules/many").glob("*"))) == 1000)
        watch.calm()
        git(scene, "checkout", "-q", "first")
        soon(lambda: is_there(scene, "Old.") and not (scene.project / ".claude/rules/many").exists())
        watch.calm()
        applied = [event for event in watch.events if event["event"] == "applied"]
        assert len(applied) <= 6
        assert [event for event in watch.events if event["event"] == "problem"] == []
    assert scene.aiwg("sync", "--check", "--project", "project").exit == 0


def test_watc_01_waits_for_the_index_lock(scene: Box) -> None:
    """While git holds its index locked nothing is written; it is when the lock goes."""
    git(scene, "init", "-q")
    lock = scene.put("source/.git/index.lock", "")
    with watching(scene) as watch:
        scene.rule(rule("New."), "one")
        (scene.source / "rules/two.md").unlink()
        watch.until("git")
        time.sleep(0.8)
        assert is_there(scene, "Old.")
        assert is_there(scene, "Old.", ".claude/rules/two.md")
        lock.unlink()
        soon(lambda: is_there(scene, "New.") and not (scene.project / ".claude/rules/two.md").exists())


def test_watc_01_a_lock_that_git_left_behind(tmp_path: Path) -> None:
    """A lock that stays is waited for once, and a new one is waited for again."""
    lock = tmp_path / ".git/index.lock"
    lock.parent.mkdir()
    now = 0.0
    watched = GitLock(clock=lambda: now)
    assert not watched.is_busy([str(tmp_path / "source")])
    lock.write_text("")
    assert watched.is_busy([str(tmp_path / "source")])
    now = PATIENCE_SECONDS + 1
    assert not watched.is_busy([str(tmp_path / "source")])
    assert not watched.is_busy([str(tmp_path / "source")])
    lock.unlink()
    lock.write_text("again")
    os.utime(lock, ns=(1, 1))
    assert watched.is_busy([str(tmp_path / "source")])


def lives_through_a_storm(scene: Box) -> bool:
    """Say whether what vanished from the sources was still deployed after the first run in a storm of changes."""
    with watching(scene) as watch:
        (scene.source / "rules/two.md").unlink()
        for number in range(60):
            scene.rule(rule(f"Text {number}."), "one")
            time.sleep(0.02)
        watch.until("applied")
        assert is_there(scene, "Text")
        kept = deletions(watch) == []
        soon(lambda: not (scene.project / ".claude/rules/two.md").exists())
        soon(lambda: is_there(scene, "Text 59."))
    return kept


def test_watc_01_nothing_is_deleted_in_a_storm(scene: Box) -> None:
    """While changes keep coming in, what vanished from the sources stays deployed; what is new is not held up."""
    for _ in range(4):  # a busy machine may pause in a storm for so long that it is over for the watch
        if lives_through_a_storm(scene):
            return
        scene.rule(rule("Old."), "two")
        assert scene.deploy().exit == 0
    pytest.fail("what vanished was deleted in every storm")


@pytest.mark.parametrize("how", ["rename", "backup", "vim", "in place", "twice"])
def test_watc_02_how_editors_save(scene: Box, how: str) -> None:
    """However an editor saves, the output follows, and none of its own files is ever deployed."""
    folder, file = scene.source / "rules", scene.source / "rules/one.md"
    with watching(scene) as watch:
        if how == "rename":
            (folder / ".one.md.tmp").write_text(rule("New."))
            os.replace(folder / ".one.md.tmp", file)
        elif how == "backup":
            os.rename(file, folder / "one.md~")
            file.write_text(rule("New."))
        elif how == "vim":
            (folder / "4913").write_text("")
            (folder / "4913").unlink()
            (folder / ".one.md.swp").write_text("x")
            os.rename(file, folder / "one.md~")
            file.write_text(rule("New."))
            (folder / "one.md~").unlink()
            (folder / ".one.md.swp").unlink()
        elif how == "in place":
            file.write_text(rule("New."))
        else:
            file.write_text("")
            time.sleep(0.02)
            file.write_text(rule("New."))
        soon(lambda: is_there(scene, "New."))
        watch.calm()
        changed = {change["path"] for event in watch.events for change in event.get("changes", ())}
        assert changed == {ONE}
        assert [event for event in watch.events if event["event"] == "applied"][-1]["sources"] == ["rules/one.md"]


def test_watc_02_files_that_are_only_read(scene: Box) -> None:
    """Reading, listing and an editor's own files make no run at all."""
    with watching(scene) as watch:
        (scene.source / "rules/one.md").read_text()
        os.listdir(scene.source / "rules")
        for name in (".one.md.swp", "one.md~", "#one.md#", "4913"):
            (scene.source / "rules" / name).write_text("x")
        assert watch.calm(0.6) == []


def test_watc_02_new_nested_folders(scene: Box) -> None:
    """Folders that are made deep at once are watched, down to the last one."""
    with watching(scene):
        scene.put("source/skills/group/greet/SKILL.md", "---\nname: greet\ndescription: Greet.\n---\nHello.\n")
        scene.put("source/skills/group/greet/references/more/far.md", "Far.\n")
        soon(
            lambda: (
                is_there(scene, "Far.", ".claude/skills/greet/references/more/far.md")
                or is_there(scene, "Far.", ".claude/skills/group-greet/references/more/far.md")
            )
        )
        scene.put("source/skills/group/greet/references/more/far.md", "Farther.\n")
        soon(lambda: any("Farther" in path.read_text() for path in scene.project.rglob("far.md")))


LIMITED = """
import ctypes, errno
from watchdog.observers import inotify_c
real = inotify_c.inotify_add_watch
def limited(descriptor, path, mask, left=[{count}]):
    left[0] -= 1
    if left[0] < 0:
        ctypes.set_errno(errno.ENOSPC)
        return -1
    return real(descriptor, path, mask)
inotify_c.inotify_add_watch = limited
"""


@needs_linux
@pytest.mark.parametrize("count", [0, 3, 12])
def test_watc_03_the_limit_of_watches(scene: Box, count: int) -> None:
    """Where the system watches too few folders, that is found out and said, and polling finds the changes."""
    for number in range(10):
        scene.put(f"source/skills/s{number}/SKILL.md", f"---\nname: s{number}\ndescription: A skill.\n---\nHi.\n")
    with watching(scene, prelude=LIMITED.format(count=count), start=False) as watch:
        note = watch.until("polling")
        assert "fs.inotify.max_user_watches" in note["message"]
        watch.calm()
        scene.rule(rule("New."), "one")
        soon(lambda: is_there(scene, "New."))
        scene.put("source/skills/s9/SKILL.md", "---\nname: s9\ndescription: A skill.\n---\nChanged.\n")
        soon(lambda: is_there(scene, "Changed.", ".claude/skills/s9/SKILL.md"))
        watch.calm()
        assert watch.end()[0] == 130


@needs_linux
def test_watc_04_the_limit_of_instances(scene: Box) -> None:
    """Where no more can be watched at all, the setting that allows it is named, and polling finds the changes."""
    prelude = """
import ctypes, errno
from watchdog.observers import inotify_c
def none():
    ctypes.set_errno(errno.EMFILE)
    return -1
inotify_c.inotify_init = none
"""
    with watching(scene, prelude=prelude, start=False) as watch:
        assert "fs.inotify.max_user_instances" in watch.until("polling")["message"]
        scene.rule(rule("New."), "one")
        soon(lambda: is_there(scene, "New."))


@needs_linux
def test_watc_05_lost_events(scene: Box) -> None:
    """When the system says that it lost events, all is looked at, and nothing is printed by anybody else."""
    prelude = """
import threading, time
from watchdog.observers import inotify_c
def lose():
    time.sleep(1.5)
    inotify_c.InotifyFD.handle_event = handle
    event = inotify_c.InotifyEvent(-1, inotify_c.InotifyConstants.IN_Q_OVERFLOW, 0, b"")
    inotify_c.InotifyFD.get_instance().handle_event(event)
handle = inotify_c.InotifyFD.handle_event
inotify_c.InotifyFD.handle_event = lambda self, event: None
threading.Thread(target=lose, daemon=True).start()
"""
    with watching(scene, prelude=prelude) as watch:
        scene.rule(rule("New."), "one")
        soon(lambda: is_there(scene, "New."), 8)
        watch.calm()
        code, said = watch.end()
        assert (code, said) == (130, "")


def test_watc_06_own_writes(scene: Box) -> None:
    """What we write is no reason to write again, even where a platform's folder is the very project."""
    with watching(scene) as watch:
        scene.rule(rule("New."), "one")
        watch.until("applied")
        assert watch.calm(0.8) == []


def test_watc_06_a_source_inside_the_project(box: Box) -> None:
    """A project's own source lies beside our state, and still nothing we write starts a run."""
    box.put("project/.aiwg/rules/one.md", rule("Old."))
    assert box.aiwg("deploy", "-p", "claude", "--project", "project").exit == 0
    with watching(box) as watch:
        box.put("project/.aiwg/rules/one.md", rule("New."))
        watch.until("applied")
        assert watch.calm(0.8) == []
        assert is_there(box, "New.")
        box.put("project/README.md", "Mine.\n")
        box.put("project/src/code.py", "pass\n")
        assert watch.calm(0.5) == []


def test_watc_07_the_same_time_and_size(scene: Box) -> None:
    """A file of the same size and time as before is deployed all the same: its contents decide."""
    file = scene.source / "rules/one.md"
    with watching(scene) as watch:
        for text in ("New.", "Odd.", "Two."):
            before = file.stat()
            file.write_text(rule(text))
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
            soon(lambda text=text: is_there(scene, text))  # type: ignore[misc]  # bound at once
        watch.calm()
        os.utime(file)
        assert watch.calm(0.5) == []


def test_watc_08_a_source_is_deleted(scene: Box) -> None:
    """A source that is gone ends the watch with 1 after a few seconds; nothing that came from it is taken away."""
    with watching(scene) as watch:
        shutil.rmtree(scene.source)
        assert "does not exist any more; aiwg removes nothing" in watch.until("gone")["message"]
        assert watch.process.wait(SECONDS) == 1
        watch.calm()
        assert deletions(watch) == []
    assert is_there(scene, "Old.")
    assert is_there(scene, "Old.", ".claude/rules/two.md")


AT_A_MOMENT = """
import os, shutil, threading
from aiwg.watch import loop, scope_runner, shortcut
loop.GONE_SECONDS = 1.0
calls = 0

def lose():
    {loss}

def losing(real):
    def call(*arguments, **more):
        global calls
        calls += 1
        if calls == {call} and "{moment}" == "before":
            lose()
        try:
            return real(*arguments, **more)
        finally:
            if calls == {call} and "{moment}" == "after":
                lose()
    return call

scope_runner.bring_up_to_date = losing(scope_runner.bring_up_to_date)
shortcut.sync_touched = losing(shortcut.sync_touched)
"""
LOSSES = {
    "at once": 'os.rename("source", "aside")',
    "part by part": 'shutil.rmtree("source/rules"); threading.Timer(0.5, os.rmdir, ("source",)).start()',
}
SAVES = {"first": "", "of all": "project/aiwg.yaml", "of one": "source/rules/one.md"}
"""What has a run begin: the start, aiwg.yaml, which makes it look at all, and a rule, which makes it look at that."""


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("run", SAVES)
def test_watc_08_a_source_is_deleted_during_a_run(scene: Box, run: str, moment: str, loss: str) -> None:
    """A source that goes at any moment of a run ends the watch with 1, and nothing that came from it is taken away."""
    call = 1 if run == "first" else 2
    prelude = AT_A_MOMENT.format(call=call, moment=moment, loss=LOSSES[loss])
    with watching(scene, prelude=prelude, start=run != "first") as watch:
        if file := SAVES[run]:
            scene.put(file, (scene.root / file).read_text() + "\n" if "source" in file else "platforms: [claude]\n")
        watch.until("gone")
        assert watch.process.wait(SECONDS) == 1
        watch.calm()
        assert deletions(watch) == []
        assert loss != "at once" or not [event for event in watch.events if event["event"] == "problem"]
    assert is_there(scene, "Old.")
    assert is_there(scene, "Old.", ".claude/rules/two.md")


def test_watc_08_a_source_goes_that_is_named_no_more(box: Box) -> None:
    """A folder that goes together with its line in aiwg.yaml takes its files with it, and the watch goes on."""
    box.put("project/aiwg.yaml", "platforms: [claude]\nsources: [project, shared]\n")
    box.put("project/.aiwg/rules/one.md", rule("Old."))
    box.put("project/shared/rules/two.md", rule("Mine."))
    assert box.aiwg("deploy", "--project", "project").exit == 0
    with watching(box) as watch:
        shutil.rmtree(box.project / "shared")
        box.put("project/aiwg.yaml", "platforms: [claude]\nsources: [project]\n")
        soon(lambda: not (box.project / ".claude/rules/two.md").exists())
        box.put("project/.aiwg/rules/one.md", rule("New."))
        soon(lambda: is_there(box, "New."))
        assert watch.process.poll() is None


IN_A_MOUNT = 'mount -t tmpfs none source && cp -r aside/. source && exec "$@"'
NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")


@needs_linux
def test_watc_08_a_source_is_unmounted(scene: Box) -> None:
    """A source whose file system goes away, leaving an empty folder, takes nothing with it and ends the watch."""
    if subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let us mount")
    os.rename(scene.source, scene.root / "aside")
    scene.source.mkdir()
    with watching(scene, around=(*NAMESPACE, "sh", "-c", IN_A_MOUNT, "sh")) as watch:
        enter = ("nsenter", f"--target={watch.process.pid}", "--user", "--mount", "--preserve-credentials")
        subprocess.run([*enter, "umount", str(scene.source)], check=True, capture_output=True)
        scene.put("project/aiwg.yaml", "platforms: [claude]\n")  # else it is found when all is looked at, in 10 seconds
        watch.until("gone")
        assert watch.process.wait(SECONDS) == 1
        assert deletions(watch) == []
    assert is_there(scene, "Old.")


def test_watc_08_a_source_comes_back(scene: Box) -> None:
    """A source that is made anew is watched on, and nothing was taken away meanwhile."""
    with watching(scene) as watch:
        os.rename(scene.source, scene.root / "aside")
        watch.until("gone")
        scene.source.mkdir()
        time.sleep(0.5)
        shutil.copytree(scene.root / "aside", scene.source, dirs_exist_ok=True)
        watch.until("back")
        scene.rule(rule("New."), "one")
        soon(lambda: is_there(scene, "New."))
        watch.calm()
        assert deletions(watch) == []
        scene.rule(rule("Newer."), "one")
        soon(lambda: is_there(scene, "Newer."))


def test_watc_08_a_source_comes_after_the_start(scene: Box) -> None:
    """A watch that begins while a source is away notices it when it comes, and takes nothing away before."""
    os.rename(scene.source, scene.root / "aside")
    with watching(scene, start=False) as watch:
        watch.until("problem")
        scene.source.mkdir()
        time.sleep(0.3)
        shutil.copytree(scene.root / "aside", scene.source, dirs_exist_ok=True)
        watch.calm()
        scene.rule(rule("New."), "one")
        soon(lambda: is_there(scene, "New."))
        assert deletions(watch) == []


def test_watc_08_a_source_that_is_named_first_and_made_later(box: Box) -> None:
    """A folder that aiwg.yaml names is noticed when it is made, however many of its parents have to come, too."""
    box.put("project/aiwg.yaml", "platforms: [claude]\nsources: [project]\n")
    box.put("project/.aiwg/rules/one.md", rule("Old."))
    assert box.aiwg("deploy", "--project", "project").exit == 0
    with watching(box) as watch:
        box.put("project/aiwg.yaml", "platforms: [claude]\nsources: [project, shared/context/ours]\n")
        watch.until("problem")
        for part in ("shared", "shared/context", "shared/context/ours"):
            (box.project / part).mkdir()
            time.sleep(0.2)
        box.put("project/shared/context/ours/rules/two.md", rule("Mine."))
        soon(lambda: is_there(box, "Mine.", ".claude/rules/two.md"))
        assert deletions(watch) == []


def test_watc_09_a_save_while_aiwg_yaml_is_invalid(scene: Box) -> None:
    """While aiwg.yaml is invalid nothing is deployed and each save gets that answer; then all is deployed at once."""
    with watching(scene) as watch:
        scene.rule(rule("Newer."), "two")
        watch.until("applied")
        scene.put("project/aiwg.yaml", "platforms: [\n")
        watch.until("problem")
        scene.rule(rule("New."), "one")
        watch.until("problem")
        scene.rule(rule("Mine."), "folder/three")
        watch.calm(0.6)
        assert is_there(scene, "Old.")
        scene.put("project/aiwg.yaml", "platforms: [claude]\n")
        soon(lambda: is_there(scene, "New."))
        soon(lambda: is_there(scene, "Mine.", ".claude/rules/folder/three.md"))


def test_watc_09_invalid_while_it_is_edited(scene: Box) -> None:
    """What is invalid for a while keeps the last good output, and the others go on; each is reported once."""
    with watching(scene) as watch:
        scene.rule("---\npaths: [\n---\nBroken.\n", "one")
        problem = watch.until("problem")
        assert problem["where"].startswith("source/rules/one.md:")
        assert is_there(scene, "Old.")
        scene.rule(rule("Other."), "two")
        watch.until("applied")
        assert is_there(scene, "Other.", ".claude/rules/two.md")
        assert is_there(scene, "Old.")
        scene.rule(rule("New."), "one")
        watch.until("applied")
        assert is_there(scene, "New.")
        scene.rule("---\npaths: [\n---\nBroken.\n", "one")
        assert watch.until("problem")["message"] == problem["message"]
        scene.rule(rule("New."), "one")
        watch.until("cleared")


def test_watc_an_instruction_file_of_the_users(box: Box) -> None:
    """A CLAUDE.md that the user adds beside a watch, and changes, decides at once whether a bridge is needed."""
    box.put("source/instructions.md", "Say please.\n")
    assert box.deploy(platforms="claude,codex").exit == 0
    bridge = box.project / ".claude/CLAUDE.md"
    with watching(box) as watch:
        box.put("project/CLAUDE.md", "@AGENTS.md\n")
        soon(lambda: not bridge.exists())
        box.put("project/CLAUDE.md", "mine\n")
        soon(bridge.exists)
        watch.calm()


def test_watc_09_an_invalid_config(scene: Box) -> None:
    """An aiwg.yaml that is invalid for a while keeps everything as it was, and counts once it is valid."""
    with watching(scene) as watch:
        scene.put("project/aiwg.yaml", "exclude: [rule/two\n")
        assert watch.until("problem")["where"].startswith("aiwg.yaml:")
        assert is_there(scene, "Old.", ".claude/rules/two.md")
        scene.put("project/aiwg.yaml", "exclude: [rule/two]\n")
        soon(lambda: not (scene.project / ".claude/rules/two.md").exists())


def test_watc_09_invalid_from_the_start(scene: Box) -> None:
    """A watch may begin with an invalid source: it says so, and deploys when it is mended."""
    scene.rule("---\npaths: [\n---\nBroken.\n", "one")
    with watching(scene, start=False) as watch:
        watch.until("problem")
        scene.rule(rule("New."), "one")
        soon(lambda: is_there(scene, "New."))


def test_conc_03_a_deploy_beside_a_watch(scene: Box) -> None:
    """A watch waits for whoever holds the lock, says so once, and does its work when it is free."""
    with watching(scene) as watch:
        process = holder(scene)
        try:
            scene.rule(rule("New."), "one")
            assert str(process.pid) in watch.until("locked")["message"]
            time.sleep(3)
            assert is_there(scene, "Old.")
        finally:
            end(process)
        watch.until("applied")
        assert is_there(scene, "New.")
        assert [event.get("code") for event in watch.events].count("locked") == 1


def test_conc_03_deploys_while_watching(scene: Box) -> None:
    """Deploys by hand beside a watch succeed, and in the end all is as the sources say."""
    with watching(scene):
        for number in range(5):
            scene.rule(rule(f"Text {number}."), "one")
            assert scene.deploy_apart().exit == 0
        soon(lambda: is_there(scene, "Text 4."))
    assert scene.aiwg("sync", "--check", "--project", "project").exit == 0


def test_drift_is_told_once_and_not_fought(scene: Box) -> None:
    """What the user edits among our outputs stays, is told when it happens, and only once."""
    with watching(scene) as watch:
        scene.put("project/.claude/rules/two.md", "mine\n")
        assert watch.until("drift")["path"] == ".claude/rules/two.md"
        for text in ("New.", "Newer."):
            scene.rule(rule(text), "one")
            watch.until("applied")
        watch.calm()
        assert [event["path"] for event in watch.events if event["event"] == "drift"] == [".claude/rules/two.md"]
    assert scene.read(".claude/rules/two.md") == "mine\n"


def test_every_save_is_answered(scene: Box) -> None:
    """A source whose output was edited is reported at each save, and the others go on beside it."""
    with watching(scene) as watch:
        scene.put(f"project/{ONE}", "mine\n")
        watch.until("drift")
        for text in ("New.", "Newer."):
            scene.rule(rule(text), "one")
            assert watch.until("problem")["where"] == ONE
            watch.calm()
        scene.rule(rule("Other."), "two")
        watch.until("applied")
        assert is_there(scene, "Other.", ".claude/rules/two.md")
        (scene.project / ONE).write_text((scene.project / ".claude/rules/two.md").read_text())
        scene.rule(rule("Other."), "one")
        watch.until("cleared")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ending_a_watch(scene: Box, number: int) -> None:
    """Ctrl-C and SIGTERM end an idle watch at once with 130, and leave no lock and no process."""
    with watching(scene) as watch:
        started = time.monotonic()
        code, said = watch.end(number)
        assert (code, said) == (130, "")
        assert time.monotonic() - started < 5.0, "sooner than anything a watch waits for"
        assert watch.until("stopped")
    assert scene.deploy().exit == 0


def test_a_watch_that_is_killed(scene: Box) -> None:
    """After a kill in the middle of a run the next sync puts everything right."""
    for number in range(300):
        scene.rule(rule(f"Rule {number}."), f"many/rule{number}")
    with watching(scene, start=False) as watch:
        soon(lambda: (scene.project / ".claude/rules/many").exists())
        watch.process.kill()
        watch.process.wait()
    assert scene.aiwg("sync", "--project", "project").exit == 0
    assert scene.aiwg("sync", "--check", "--project", "project").exit == 0


def test_notify(scene: Box) -> None:
    """The command gets what changed as JSON, runs after the change, without a shell; its failure ends nothing."""
    script = scene.put("note.py", "import sys\nopen('told', 'a').write(sys.stdin.read() + '\\n')\nsys.exit(3)\n")
    with watching(scene, "--notify", f"{sys.executable} {script} ; rm -r x") as watch:
        scene.rule(rule("New."), "one")
        assert "ended with 3" in watch.until("notify")["message"]
        told = json.loads((scene.project / "told").read_text().splitlines()[0])
        assert told["changes"] == [{"scope": "project", "action": "update", "path": ONE}]
        scene.rule(rule("Newer."), "one")
        soon(lambda: is_there(scene, "Newer."))
        watch.until("notify")
        assert watch.end()[0] == 130


def test_people_see_a_line_for_each_change(scene: Box) -> None:
    """Without --json a pipe gets plain lines: what is watched, then time, source, files and milliseconds."""
    process = subprocess.Popen(
        [sys.executable, "-m", "aiwg", "sync", "--watch", "--project", "project"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "Watching source for Claude Code. Ctrl-C stops.\n"
        time.sleep(0.5)
        scene.rule(rule("New."), "one")
        line = process.stdout.readline()
        assert line.split()[1:5] == ["rules/one.md", "->", "1", "file"]
        assert line.endswith(" ms\n")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=SECONDS)
    assert process.returncode == 130


def test_a_removal_beside_a_watch(scene: Box) -> None:
    """What is removed by hand stays removed, even where aiwg.yaml names the platform, until it is deployed again."""
    scene.put("project/aiwg.yaml", "platforms: [claude]\n")
    with watching(scene) as watch:
        assert scene.aiwg("remove", "--project", "project").exit == 0
        scene.rule(rule("New."), "one")
        assert "aiwg has no files here any more" in watch.until("problem")["message"]
        assert not (scene.project / ".claude").exists()
        assert scene.deploy().exit == 0
        scene.rule(rule("Newer."), "one")
        soon(lambda: is_there(scene, "Newer."))


@pytest.mark.parametrize("how", ["in steps", "by renaming"])
def test_an_edit_is_offered_once_when_it_is_whole(scene: Box, how: str) -> None:
    """However an editor saves an output, its edit is offered once, when it is whole; aiwg's own writes never are."""
    file = scene.project / ONE
    text = file.read_text().replace("Old.", "Mine.")
    with watching(scene, "--reconcile") as watch:
        if how == "in steps":
            file.write_text("")
            time.sleep(0.3)
            file.write_text(text[:20])
            time.sleep(0.3)
        if how == "by renaming":
            file.with_name("one.tmp").write_text(text)
            os.replace(file.with_name("one.tmp"), file)
        else:
            file.write_text(text)
        assert watch.until("edited")["hint"] == f"aiwg reconcile {ONE}"
        assert file.read_text() == text
        scene.rule(rule("New."), "two")
        watch.until("applied")
        assert [event["event"] for event in watch.calm(2.5)] == []
    assert [event["path"] for event in watch.events if event["event"] == "edited"] == [ONE]
