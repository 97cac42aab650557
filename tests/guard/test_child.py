"""Children end when their parent does, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import SCHEMA, MakePdf


def _ended(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def _until(holds: object, seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if callable(holds) and holds():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_no_child_outlives_a_parent_that_is_killed(
    make_pdf: MakePdf, tmp_path: Path, environment: dict[str, str]
) -> None:
    make_pdf("a.pdf", "SPIN")
    make_pdf("b.pdf", "SPIN")
    code = f"import docvl; list(docvl.extract('in', schema={SCHEMA!r}, engine='scripted', workers=2))"
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=environment)
    listed = Path(f"/proc/{parent.pid}/task")

    def children() -> list[int]:
        return [int(pid) for file in listed.glob("*/children") for pid in file.read_text(encoding="ascii").split()]

    def busy(pid: int) -> bool:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return int(fields[11]) / os.sysconf("SC_CLK_TCK") > 3  # seconds in user mode: past its start, in the loop

    assert _until(lambda: len(children()) == 2 and all(map(busy, children())), 60)
    pids = children()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert _until(lambda: all(map(_ended, pids)), 5)
