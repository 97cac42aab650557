"""Children end when their parent does, however it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SCHEMA, MakePdf


def _ended(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def _until(holds: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_no_child_outlives_a_parent_that_is_killed(
    make_pdf: MakePdf, tmp_path: Path, environment: dict[str, str]
) -> None:
    make_pdf("a.pdf", "MARK a SPIN")
    make_pdf("b.pdf", "MARK b SPIN")
    code = f"import docvl; list(docvl.extract('in', schema={SCHEMA!r}, engine='scripted', workers=2))"
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=environment)
    listed = Path(f"/proc/{parent.pid}/task")

    def children() -> list[int]:
        return [int(pid) for file in listed.glob("*/children") for pid in file.read_text(encoding="ascii").split()]

    assert _until(lambda: (tmp_path / "a").exists() and (tmp_path / "b").exists(), 120)
    pids = children()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert _until(lambda: all(map(_ended, pids)), 5)
