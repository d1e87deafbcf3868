"""destructive-guard: what cannot be brought back waits for a person."""

from __future__ import annotations

import pytest

from .scripts import HOSTILE, call, hook, run

SCRIPT = "behaviors/destructive-guard/scripts/check-command.py"

BLOCKED = [
    "rm -rf /",
    "rm -rf /*",
    "rm -fr ~",
    "rm -r -f ~/",
    "rm --recursive .",
    "rm -rf *",
    "rm -rf ./*",
    "rm -rf ../..",
    "rm -rf .git",
    "rm -rf /home/me",
    "rm -rf /etc",
    'rm -rf "$HOME"',
    'rm -rf "$DIR"/*',
    "sudo -u root rm -rf /usr",
    "cd /tmp && rm -rf ~",
    "true; rm -rf .",
    "false || rm -rf .",
    "echo x\nrm -rf .",
    "ls | xargs -n 1 rm -rf /",
    "bash -c 'rm -rf /'",
    'sh -lc "cd x && git reset --hard"',
    "eval 'rm -rf .'",
    "echo $(rm -rf .git)",
    "echo `rm -rf .git`",
    "FOO=1 rm -rf .",
    "timeout 5 rm -rf .",
    "if true; then rm -rf .; fi",
    "echo 'unbalanced; rm -rf /",
    "rm \\\n  -rf /",
    "find . -delete",
    "find / -exec rm -rf {} +",
    "git reset --hard",
    "git -C sub reset --hard HEAD~3",
    "git clean -fdx",
    "git push -f",
    "git push --force origin main",
    "git push origin +main",
    "git push origin :old",
    "git push --delete origin v1",
    "git push --mirror backup",
    "git branch -D topic",
    "git checkout -- .",
    "git checkout .",
    "git restore .",
    "git switch -f main",
    "git stash drop",
    "git stash clear",
    "git reflog expire --expire=now --all",
    "git filter-branch --all",
    "git update-ref -d refs/heads/x",
    "git worktree remove --force ../x",
    "dd if=image of=/dev/sda",
    "cat image > /dev/nvme0n1",
    "mkfs.ext4 /dev/sda1",
    "shred secrets.txt",
    'psql -c "DROP TABLE users"',
    "psql -c 'select 1; delete from users'",
    'echo "truncate table users" | mysql shop',
    "sqlite3 x.db 'update users set admin = 1'",
    "dropdb shop",
    "redis-cli FLUSHALL",
    "terraform destroy -auto-approve",
    "terraform apply -destroy",
    "kubectl delete namespace shop",
    "kubectl -n shop delete pods --all",
    "docker system prune -af",
    "docker volume rm data",
    "aws s3 rm s3://bucket --recursive",
    "gh repo delete me/x --yes",
    "npm unpublish x",
]
PASSES = [
    "",
    "ls",
    "rm file.txt",
    "rm -f file.txt",
    "rm -rf build dist",
    "rm -rf ./node_modules/*",
    "rm -rf /tmp/x",
    "rm -rf /usr/local/lib/x",
    'rm -rf "$DIR"',
    "rm -rf -- -x",
    "find . -name '*.pyc' -delete",
    "find . -type f",
    "git status",
    "git",
    "git reset --soft HEAD~1",
    "git reset HEAD .",
    "git clean -n",
    "git clean -fdn",
    "git push",
    "git push origin main:main",
    "git push --force-with-lease",
    "git push --follow-tags",
    "git branch -d merged",
    "git checkout main",
    "git checkout -- one.py",
    "git restore --staged .",
    "git stash",
    "git stash pop",
    "git commit -m 'git push --force; rm -rf /'",
    'git commit -m "first\n\nrm -rf / is what it did"',
    "echo 'rm -rf /'",
    "grep -rn 'DROP TABLE' .",
    "cat > clean.sh <<'EOF'\nrm -rf /\nEOF\nls",
    "dd if=/dev/zero of=/dev/null",
    "psql -c 'select * from updates'",
    "psql -c 'delete from users where id = 1'",
    "psql -c 'update users set a = 1 where id = 2'",
    "terraform plan -destroy",
    "kubectl delete pod x",
    "kubectl delete ns x --dry-run=client",
    "docker volume ls",
    "aws s3 ls",
    "npm publish --dry-run",
]


@pytest.mark.parametrize("command", BLOCKED)
def test_what_cannot_be_undone_is_blocked(command: str) -> None:
    """The command blocks with a reason and what to do instead."""
    code, said = call(SCRIPT, {"event": "tool_before", "tool": "bash", "command": command})
    assert code == 2
    assert said.startswith("destructive-guard: ")
    assert "Ask the user" in said


@pytest.mark.parametrize("command", PASSES)
def test_what_can_be_undone_passes(command: str) -> None:
    """Everyday commands, and texts that only speak of destruction, pass in silence."""
    assert call(SCRIPT, {"event": "tool_before", "tool": "bash", "command": command}) == (0, "")


@pytest.mark.parametrize(("command", "code"), [("rm -rf /", 2), ("git status", 0)])
def test_the_program_answers_as_its_main_does(command: str, code: int) -> None:
    """Run by a platform, the script ends with what `main` returned."""
    told = {"event": "tool_before", "tool": "bash", "command": command}
    done = hook(SCRIPT, told)
    assert (done.returncode, done.stderr) == call(SCRIPT, told)
    assert done.returncode == code


def test_words_are_taken_too() -> None:
    """A platform that gives the words of a command instead of a line is understood."""
    assert hook(SCRIPT, {"command": ["bash", "-lc", "rm -rf /"]}).returncode == 2


def test_a_person_may_allow_it() -> None:
    """With the variable in the platform's environment nothing is blocked; in the command it means nothing."""
    assert hook(SCRIPT, {"command": "git reset --hard"}, AIWG_ALLOW_DESTRUCTIVE="1").returncode == 0
    assert hook(SCRIPT, {"command": "AIWG_ALLOW_DESTRUCTIVE=1 git reset --hard"}).returncode == 2


def test_by_hand() -> None:
    """--command checks one command line."""
    assert run(SCRIPT, "--command", "git push --force").returncode == 2
    assert run(SCRIPT, "--command", "git push").returncode == 0


@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_payload_blocks_nothing(payload: bytes) -> None:
    """What is no payload ends quickly, with 0 or 1."""
    assert run(SCRIPT, stdin=payload).returncode in (0, 1)


@pytest.mark.parametrize(
    "command",
    [
        "a" * 500_000,
        "$(" * 30_000,
        "`" * 60_000,
        "cat <<A\n" * 8_000,
        "psql " + "update a set b " * 4_000 + "where",
        "sh -c " * 10_000,
        "'" * 60_001,
        "((((" * 15_000,
        "sudo " * 12_000 + "ls",
    ],
    ids=range(9),
)
def test_a_large_command_takes_no_more_time_than_a_hook_has(command: str) -> None:
    """Long command lines that tempt the reader into going round in circles end in time."""
    assert hook(SCRIPT, {"command": command}).returncode in (0, 2)
