"""A recipe submitted to a head node as a job, and the metrics it leaves; both need ``ray[default]``."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.conftest import SCHEMA, MakePdf
from tests.store.buckets import free_port

pytest.importorskip("ray")
pytest.importorskip("aiohttp_cors", reason="ray[default] is not installed")

RAY = [sys.executable, "-c", "from ray.scripts.scripts import main; main()"]
RECIPE = 'paths = ["in"]\nschema = "schema.json"\noutput = "{out}"\nengine = "scripted"\npart_documents = 2\n'


@pytest.fixture
def head(environment: dict[str, str]) -> Iterator[tuple[dict[str, str], int]]:
    """What a driver needs to know of a head node on this machine, and the port of its metrics."""
    ports = {name: free_port() for name in ("port", "dashboard-port", "metrics-export-port", "ray-client-server-port")}
    settings = {
        **environment,
        "RAY_API_SERVER_ADDRESS": f"http://127.0.0.1:{ports['dashboard-port']}",
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    command = [*RAY, "start", "--head", "--block", "--num-cpus=2", "--object-store-memory=100000000"]
    command += [f"--{name}={port}" for name, port in ports.items()]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=settings, **quiet) as node:
        try:
            yield settings, ports["metrics-export-port"]
        finally:
            for process in (*psutil.Process(node.pid).children(recursive=True), node):
                process.kill()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_recipe_is_a_job_whose_progress_can_be_scraped(
    make_pdf: MakePdf, tmp_path: Path, head: tuple[dict[str, str], int]
) -> None:
    for index in range(5):
        make_pdf(f"{index}.pdf", f"NUMBER {index}")
    settings, port = head
    out = tmp_path / "out"
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    (tmp_path / "recipe.toml").write_text(RECIPE.format(out=out), encoding="utf-8")
    job = [sys.executable, "-m", "pipelines.archive", "recipe.toml"]
    command = [*RAY, "job", "submit", f"--working-dir={tmp_path}", "--", *job]

    def submitted() -> str:
        done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
        return done.stdout if done.returncode == 0 else ""

    assert "documents: 5 ok" in _await(submitted)
    assert len(list((out / "records").glob("*.parquet"))) == 3

    def scraped() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            lines: list[str] = answer.read().decode().splitlines()
        return next((line for line in lines if line.startswith("ray_docvl_documents_total{")), "")

    assert _await(scraped).endswith(" 5.0")


def _await(what: Callable[[], str]) -> str:
    """The first answer that is not empty; a node takes its time to start, and to export."""
    for _ in range(60):
        try:
            if answer := what():
                return answer
        except urllib.error.URLError:
            pass
        time.sleep(1)
    raise TimeoutError
