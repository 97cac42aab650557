"""Runs: order, workers, and what happens when one dies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, assert_type

import pyarrow.parquet as pq
import pytest
from pydantic import BaseModel

import docvl
from docvl import Record, Run
from docvl.errors import ConfigError, SchemaError, UsageError
from docvl.guard.child import Child
from docvl.guard.limits import Limits
from tests.conftest import ROOT, SCHEMA, MakePdf

pytestmark = pytest.mark.usefixtures("obedient")


class Invoice(BaseModel):
    number: str | None
    total: float | None = None
    paid: date | None = None


def _run(folder: Path, **options: Any) -> Run[dict[str, Any]]:
    run: Run[dict[str, Any]] = docvl.extract(folder / "in", schema=SCHEMA, engine="scripted", **options)
    return run


def _numbers(records: Run[dict[str, Any]]) -> list[str | None]:
    return [record.data["number"] if record.data else None for record in records]


def _children() -> set[str]:
    """Workers that are still there, by the command lines below /proc."""
    mine = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return {child for child in mine if b"docvl.workers" in Path(f"/proc/{child}/cmdline").read_bytes()}


@pytest.mark.parametrize("workers", [1, 2])
def test_records_come_in_input_order(make_pdf: MakePdf, tmp_path: Path, workers: int) -> None:
    make_pdf("0.pdf", "NUMBER 0 SLEEP 0.3")
    for index in range(1, 6):
        make_pdf(f"{index}.pdf", f"NUMBER {index}")
    assert _numbers(_run(tmp_path, workers=workers)) == ["0", "1", "2", "3", "4", "5"]


def test_workers_and_this_process_give_the_same_bytes(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "NUMBER A-1 TOTAL 0.1")
    make_pdf("b.pdf", "NUMBER 发票 PRINT WARN")
    (tmp_path / "in" / "c.pdf").touch()
    _run(tmp_path, workers=1).to_jsonl(tmp_path / "1.jsonl")
    _run(tmp_path, workers=2).to_jsonl(tmp_path / "2.jsonl")
    lines = (tmp_path / "1.jsonl").read_bytes()
    assert [json.loads(line)["status"] for line in lines.splitlines()] == ["ok", "partial", "failed"]
    assert (tmp_path / "2.jsonl").read_bytes() == lines


def test_records_stream(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "NUMBER 1")
    make_pdf("b.pdf", "SLEEP 30")
    records = iter(_run(tmp_path, workers=2))
    start = time.monotonic()
    assert next(records).status == "ok"
    records.close()  # type: ignore[attr-defined]
    assert time.monotonic() - start < 20
    assert _children() == set()


def test_few_documents_are_in_flight(make_pdf: MakePdf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from docvl.workers import parallel

    monkeypatch.setattr("docvl.workers.AHEAD", 7)

    run = _run(make_pdf("a.pdf", "NUMBER 1").parents[1])
    taken = []

    def sources() -> Any:
        for index in range(100):
            taken.append(index)
            yield run.sources[0]

    done = parallel(sources(), run.job, 1)
    next(done)
    assert len(taken) == 7
    done.close()  # type: ignore[attr-defined]


def test_a_document_that_kills_its_worker_fails_and_the_others_do_not(make_pdf: MakePdf, tmp_path: Path) -> None:
    for index in range(6):
        make_pdf(f"{index}.pdf", "CRASH" if index == 2 else f"NUMBER {index}")
    records = list(_run(tmp_path, workers=2))
    assert [record.status for record in records] == ["ok", "ok", "failed", "ok", "ok", "ok"]
    assert [issue.code for issue in records[2].issues] == ["worker-died"]
    assert "SIGKILL" in records[2].issues[0].message
    assert records[2].source.sha256 is not None


def test_a_victim_is_read_again(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "CRASH-ONCE NUMBER 1")
    make_pdf("b.pdf", "NUMBER 2")
    assert _numbers(_run(tmp_path, workers=2)) == ["1", "2"]
    assert (tmp_path / "CRASH-ONCE").exists()


def test_a_document_that_hangs_is_ended(make_pdf: MakePdf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docvl.workers.Limits", partial(Limits, silence=8))
    make_pdf("a.pdf", "SLEEP 60")
    make_pdf("b.pdf", "NUMBER 2")
    first, second = _run(tmp_path, workers=2)
    assert [issue.code for issue in first.issues] == ["corrupt"]
    assert "no progress after 8 seconds" in first.issues[0].message
    assert second.status == "ok"


@pytest.mark.parametrize(
    ("trouble", "code", "says"),
    [
        ("SPIN", "timed-out", "3 processor seconds"),
        ("FAULT", "worker-died", "SIGSEGV"),
    ],
)
def test_a_page_that_ends_its_worker_is_left_out_and_the_others_are_kept(
    make_pdf: MakePdf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str, code: str, says: str
) -> None:
    monkeypatch.setattr("docvl.workers.Limits", partial(Limits, page_cpu=3))
    make_pdf("a.pdf", "NUMBER A", trouble, "TOTAL 3")
    make_pdf("b.pdf", "NUMBER B")
    first, second = _run(tmp_path, workers=1)
    assert (first.status, first.data) == ("partial", {"number": "A", "total": 3})
    assert [(issue.code, issue.page) for issue in first.issues] == [(code, 2)]
    assert says in first.issues[0].message
    assert second.status == "ok"
    assert _children() == set()


def test_a_second_death_is_the_last(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "FAULT", "FAULT", "NUMBER A")
    (record,) = _run(tmp_path)
    assert (record.status, [issue.code for issue in record.issues]) == ("failed", ["worker-died"])
    assert "second process" in record.issues[0].message


def test_too_much_memory_fails_one_document(make_pdf: MakePdf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docvl.workers.Limits", partial(Limits, memory=1 << 29))
    make_pdf("a.pdf", "EAT")
    make_pdf("b.pdf", "NUMBER B")
    first, second = _run(tmp_path, workers=1)
    assert [issue.code for issue in first.issues] == ["limit-exceeded"]
    assert second.status == "ok"


def test_a_document_gets_no_more_than_its_time(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "SLEEP 60")
    (record,) = _run(tmp_path, time_limit=3)
    assert [issue.code for issue in record.issues] == ["timed-out"]


def test_workers_are_replaced(make_pdf: MakePdf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docvl.workers.Limits", partial(Limits, documents=2))
    started: list[int] = []
    start = Child.start
    monkeypatch.setattr(Child, "start", lambda child: started.append(1) or start(child))  # type: ignore[func-returns-value]
    for index in range(5):
        make_pdf(f"{index}.pdf", f"NUMBER {index}")
    assert _numbers(_run(tmp_path, workers=1)) == ["0", "1", "2", "3", "4"]
    assert len(started) == 3


def test_a_wrong_call_ends_the_run_in_workers_too(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "x")
    make_pdf("b.pdf", "x")
    with pytest.raises(ConfigError):
        list(_run(tmp_path, workers=2, password_file=tmp_path / "nothing"))
    assert _children() == set()


def test_a_script_needs_no_main_guard(make_pdf: MakePdf, tmp_path: Path, environment: dict[str, str]) -> None:
    for name in "ab":
        make_pdf(f"{name}.pdf", f"NUMBER {name}")
    script = tmp_path / "script.py"
    script.write_text(
        f"import docvl\nfor r in docvl.extract('in', schema={SCHEMA!r}, engine='scripted', workers=2):\n"
        "    print(r.data['number'])\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("a\nb\n", "")


@pytest.mark.usefixtures("in_process")
def test_a_model_gives_instances(make_pdf: MakePdf) -> None:
    run = docvl.extract(make_pdf("a.pdf", "NUMBER A TOTAL 2.5"), schema=Invoice, engine="scripted")
    assert_type(run, Run[Invoice])
    (record,) = run
    assert_type(record, Record[Invoice])
    assert record.data == Invoice(number="A", total=2.5)
    assert record.model_dump_json() == next(run.stream()).results[0].model_dump_json()


@pytest.mark.usefixtures("in_process")
def test_to_parquet_takes_a_file_or_a_folder(make_pdf: MakePdf, tmp_path: Path) -> None:
    run = docvl.extract(make_pdf("a.pdf", "NUMBER A TOTAL 2"), schema=Invoice, engine="scripted")
    run.to_parquet(tmp_path / "out")
    run.to_parquet(tmp_path / "one.parquet")
    for path in (tmp_path / "out" / "records.parquet", tmp_path / "one.parquet"):
        assert pq.read_table(path)["data"].to_pylist() == [{"number": "A", "total": 2.0, "paid": None}]


def test_what_is_wrong_is_said_before_any_work(make_pdf: MakePdf, tmp_path: Path) -> None:
    path = make_pdf("a.pdf", "x")
    with pytest.raises(ConfigError, match="Unknown option 'engin'") as caught:
        docvl.extract(path, schema=SCHEMA, engin="scripted")
    assert caught.value.hint == "Did you mean 'engine'?"
    with pytest.raises(ConfigError, match="workers"):
        docvl.extract(path, schema=SCHEMA, workers=0)
    with pytest.raises(SchemaError):
        docvl.extract(path, schema="no-such-schema")
    with pytest.raises(UsageError):
        docvl.extract(tmp_path / "in" / "*.png", schema=SCHEMA)
    with pytest.raises(UsageError):
        docvl.extract([], schema=SCHEMA)


def test_a_run_in_a_checkout_needs_no_install(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "x")
    make_pdf("b.pdf", "x")
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import docvl; "
        f"print(len(list(docvl.extract('in', schema={SCHEMA!r}, engine='scripted', workers=2))))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "2\n", done.stderr
