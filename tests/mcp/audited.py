"""Runs the server with an audit hook: each attempt to write, to start a program or to reach a network goes to a log.

python audited.py LOG PROJECT
"""

from __future__ import annotations

import os
import sys

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
EVENTS = frozenset(
    (
        "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
        "os.chown", "os.utime", "os.setxattr", "os.removexattr", "os.system", "os.exec", "os.posix_spawn", "os.fork",
        "os.forkpty", "subprocess.Popen", "pty.spawn", "socket.connect", "socket.bind", "socket.sendto",
        "shutil.copyfile", "shutil.move", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp", "ctypes.dlopen",
    )
)  # fmt: skip


def watch(log: int) -> None:
    """Write every such event to an open file from now on."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            writes = isinstance(flags, int) and flags & WRITING
            if not writes or path == os.devnull or isinstance(path, int):
                return
        elif event not in EVENTS:
            return
        os.write(log, f"{event} {arguments!r}\n".encode("utf-8", "backslashreplace"))

    sys.addaudithook(hook)


def main() -> None:
    """Load what the server needs, then watch, then serve."""
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    from aiwg.cli.app import run

    watch(log)
    sys.exit(run(["mcp", "serve", "--project", sys.argv[2]]))


if __name__ == "__main__":
    main()
