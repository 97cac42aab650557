"""A terminal for commands that look for one."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path


def on_terminal(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    """What a terminal shows of the command's stdout and stderr; the command must succeed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=theirs, stderr=theirs, stdin=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        os.close(ours)
        assert process.wait() == 0
    return shown.decode()
