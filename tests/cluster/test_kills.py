"""Drivers and workers killed with -9, a reader beside them: the short form of ``benchmarks.ray_faults``."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytest.importorskip("ray")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nothing_is_lost_or_doubled_by_kills() -> None:
    command = [sys.executable, "-m", "benchmarks.ray_faults", "--kills", "5", "--documents", "60"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-1000:]}{done.stderr[-1000:]}"
    assert "5 drivers" in done.stdout
    assert "0 unreadable, 0 with doubles" in done.stdout
