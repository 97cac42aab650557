"""A short run of each fuzzer; a long one is started by hand, see the files."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("name", "runs"), [("schema", 15_000), ("document", 4_000)])
def test_no_input_is_too_much(name: str, runs: int, tmp_path: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, str(HERE / f"fuzz_{name}.py"), f"-runs={runs}", "-seed=1", "-timeout=5"]
    found = tmp_path / "found"
    found.mkdir()
    done = subprocess.run(
        [*command, f"-artifact_prefix={tmp_path}/", str(found), str(HERE / "corpus" / name)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "DONE" in done.stderr
