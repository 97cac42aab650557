"""Output that cannot be written, and names that try to lead elsewhere."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import MakePdf

SCHEMA = '{"type": "object", "properties": {"invoice_number": {"type": ["string", "null"]}}}'
# Runs the command line with a limit on the size of a file: what a full disk does, for any user and without one.
LIMITED = (
    "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY)); "
    "from cli.main import app; app(prog_name='docvl')"
)


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "schema.json"
    path.write_text(SCHEMA, encoding="utf-8")
    return path


def extract(
    tmp_path: Path, environment: dict[str, str], *options: str, most: int = -1
) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        LIMITED,
        str(most),
        "extract",
        "in",
        "--schema",
        "schema.json",
        "--workers",
        "1",
        *options,
    ]
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_full_disk_stops_the_run_and_what_was_written_counts(
    tmp_path: Path, schema: Path, make_pdf: MakePdf, environment: dict[str, str]
) -> None:
    for number in range(12):
        make_pdf(f"{number:02d}.pdf", f"Invoice number: R-{number}")
    stopped = extract(tmp_path, environment, "-o", "out", most=3000)
    assert stopped.returncode == 1
    assert "Traceback" not in stopped.stderr
    assert "out" in stopped.stderr
    resumed = extract(tmp_path, environment, "-o", "out")
    assert resumed.returncode == 0, resumed.stderr
    clean = extract(tmp_path, environment, "-o", "clean")
    assert clean.returncode == 0
    assert (tmp_path / "out/records.jsonl").read_bytes() == (tmp_path / "clean/records.jsonl").read_bytes()
    assert len(lines(tmp_path / "out/records.jsonl")) == 12


@pytest.mark.parametrize("folder", ["file/out", "file"])
def test_a_folder_that_cannot_be_made(
    folder: str, tmp_path: Path, schema: Path, make_pdf: MakePdf, environment: dict[str, str]
) -> None:
    make_pdf("a.pdf", "Invoice number: R-1")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = extract(tmp_path, environment, "-o", folder)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(
    tmp_path: Path, schema: Path, make_pdf: MakePdf, environment: dict[str, str]
) -> None:
    make_pdf("a.pdf", "Invoice number: R-1")
    (tmp_path / "locked").mkdir(mode=0o500)
    done = extract(tmp_path, environment, "-o", "locked/out")
    assert done.returncode == 1
    assert "Permission denied" in done.stderr


def test_odd_names_come_back_as_they_are(
    tmp_path: Path, schema: Path, make_pdf: MakePdf, environment: dict[str, str]
) -> None:
    names = ["a\nb.pdf", "\x1b[31mred.pdf", "😀 发票.pdf", "=cmd|'x'.pdf", "x" * 251 + ".pdf", "-rf.pdf"]
    for name in names:
        make_pdf(name, "Invoice number: =R-1")
    done = extract(tmp_path, environment, "-o", "out", "--format", "jsonl,parquet,csv")
    assert done.returncode == 0, done.stderr
    assert "\x1b[31mred" not in done.stdout + done.stderr
    expected = sorted(f"in/{name}" for name in names)
    paths = [record["source"]["path"] for record in lines(tmp_path / "out/records.jsonl")]  # type: ignore[index]
    assert sorted(paths) == expected
    table = pq.read_table(tmp_path / "out/records.parquet").to_pylist()
    assert sorted(row["source"]["path"] for row in table) == expected
    with (tmp_path / "out/records.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(names)
    assert not any(cell[:1] in tuple("=+-@") for row in rows for cell in row.values() if isinstance(cell, str))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out", "schema.json"]
