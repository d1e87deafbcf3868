"""Edits of a source under git, as people, editors and tools make them."""

# ruff: noqa: S603, S607 - git, found as a developer has it
from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from pathlib import Path


class Source:
    """A source of rules and skills; `most` is how many artifacts it may grow to, so that memory can be compared."""

    def __init__(self, root: Path, dice: random.Random, artifacts: int) -> None:
        self.root, self.dice, self.most = root, dice, 2 * artifacts
        self.number = 0
        for folder in ("rules", "skills"):
            (root / folder).mkdir(parents=True)
        for _ in range(artifacts):
            self.new()
        self.git("init", "-q", "-b", "main")
        self.commit()

    def git(self, *words: str) -> None:
        """Run git in the source."""
        person = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "gc.auto=0"]
        subprocess.run(["git", *person, *words], cwd=self.root, check=True, capture_output=True)

    def commit(self) -> None:
        """Commit the source as it is."""
        self.git("add", "-A")
        self.git("commit", "-qm", "state", "--allow-empty")

    def text(self) -> str:
        """Return the text of a rule that becomes a file of its own."""
        self.number += 1
        return f'---\npaths: ["src/**"]\n---\nText {self.number}.\n'

    def rules(self) -> list[Path]:
        """Return the rules there are."""
        return sorted((self.root / "rules").rglob("*.md"))

    def skills(self) -> list[Path]:
        """Return the folders of the skills there are."""
        return sorted((self.root / "skills").iterdir())

    def folders(self) -> int:
        """Return how many folders there are to watch in the source."""
        return 1 + sum(1 for part in ("rules", "skills") for path in [self.root / part, *self.root.glob(f"{part}/**/")])

    def new(self) -> None:
        """Write a new rule or skill, in a new folder now and then; where there are many, delete one instead."""
        if len(self.rules()) + len(self.skills()) >= self.most:
            self.delete()
            return
        self.number += 1
        if self.dice.random() < 0.3:
            folder = self.root / "skills" / f"s{self.number}"
            (folder / "references").mkdir(parents=True)
            (folder / "SKILL.md").write_text(f"---\nname: s{self.number}\ndescription: Skill.\n---\nHi.\n")
            (folder / "references/more.md").write_text(self.text())
            return
        file = self.root / "rules" / self.dice.choice(["", "a", "a/b", "c"]) / f"r{self.number}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.text())

    def save(self) -> None:
        """Save a rule in place."""
        self.dice.choice(self.rules()).write_text(self.text())

    def rename_save(self) -> None:
        """Save a rule as most editors do."""
        file = self.dice.choice(self.rules())
        temporary = file.with_name(f".{file.name}.tmp")
        temporary.write_text(self.text())
        os.replace(temporary, file)

    def vim_save(self) -> None:
        """Save a rule as Vim does."""
        file = self.dice.choice(self.rules())
        (file.parent / "4913").write_text("")
        (file.parent / "4913").unlink()
        os.rename(file, f"{file}~")
        file.write_text(self.text())
        os.unlink(f"{file}~")

    def rename(self) -> None:
        """Give a rule another name."""
        file = self.dice.choice(self.rules())
        self.number += 1
        os.rename(file, file.with_name(f"r{self.number}.md"))

    def delete(self) -> None:
        """Delete a rule or a skill while there are many."""
        rules, skills = self.rules(), self.skills()
        if len(skills) > 5 and self.dice.random() < 0.3:
            shutil.rmtree(self.dice.choice(skills))
        elif len(rules) > 10:
            self.dice.choice(rules).unlink()

    def checkout(self) -> None:
        """Commit, change much, and go back and forth with git."""
        self.commit()
        self.git("checkout", "-q", "-B", "side")
        for _ in range(30):
            self.dice.choice([self.new, self.delete, self.save])()
        self.commit()
        self.git("checkout", "-q", "main")
        time.sleep(self.dice.random())
        self.git("checkout", "-q", "side")
        self.git("checkout", "-q", "-B", "main")

    def break_it(self) -> None:
        """Leave a rule invalid for a while."""
        file = self.dice.choice(self.rules())
        file.write_text("---\npaths: [\n---\n")
        time.sleep(self.dice.random() / 2)
        file.write_text(self.text())

    def remake(self) -> None:
        """Take the whole source away and bring it back within the time that is waited for."""
        aside = self.root.with_name("aside")
        if self.dice.random() < 0.5:
            os.rename(self.root, aside)
            time.sleep(self.dice.random())
            os.rename(aside, self.root)
            return
        shutil.copytree(self.root, aside, symlinks=True)
        shutil.rmtree(self.root)
        time.sleep(self.dice.random())
        shutil.copytree(aside, self.root, symlinks=True)
        shutil.rmtree(aside)
