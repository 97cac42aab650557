"""Runs on a cluster: the records of a run here, each document once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq
import pytest
from PIL import Image, ImageDraw, ImageFont

import docvl
from docvl.config import ClusterOptions, ExtractOptions
from docvl.errors import ConfigError, DocvlError, OutputError, RunFolderError, UsageError
from docvl.pipeline import Job
from docvl.run import ClusterRun
from docvl.schema import load_schema
from docvl.store.compact import compact, write_lines
from docvl.store.filesystems import files_below, locate
from tests.conftest import ROOT, SCHEMA, MakePdf
from tests.splitting.batch import Batch, Invoice, contract, receipt

pytestmark = [
    pytest.mark.usefixtures("cluster"),
    # What Ray itself does.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning", "ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def _cluster_run(inputs: str | list[str], **options: Any) -> ClusterRun[Any]:
    return cast("ClusterRun[Any]", docvl.extract(inputs, schema=SCHEMA, engine="scripted", ray="local", **options))


def _lines(out: Path) -> list[str]:
    return sorted(pq.read_table(part)["json"][index].as_py() for part, index in _rows(out))


def _rows(out: Path) -> Iterator[tuple[str, int]]:
    for part in sorted(map(str, (out / "records").rglob("*.parquet"))):
        yield from ((part, index) for index in range(pq.read_metadata(part).num_rows))


def _names(out: Path) -> list[str]:
    return [Path(json.loads(line)["source"]["path"]).name for line in _lines(out)]


def test_records_are_those_of_a_run_here_in_the_same_order(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("english.pdf", "german.pdf"):
        shutil.copy(ROOT / "samples" / "invoices" / name, tmp_path / "in")
    (tmp_path / "in" / "empty.pdf").touch()
    docvl.extract(tmp_path / "in", schema="invoice", workers=1).to_jsonl(tmp_path / "here.jsonl")
    run = docvl.extract(tmp_path / "in", schema="invoice", ray="local")
    run.to_jsonl(tmp_path / "there.jsonl")
    assert (tmp_path / "there.jsonl").read_bytes() == (tmp_path / "here.jsonl").read_bytes()
    run.write(tmp_path / "out")
    assert _lines(tmp_path / "out") == sorted((tmp_path / "here.jsonl").read_text(encoding="utf-8").splitlines())


def test_documents_of_a_file_go_to_parts_of_their_schema(tmp_path: Path) -> None:
    drawn = Batch(11)
    for kind, draw in (("invoice", Invoice("en", 3)), ("receipt", receipt("en")), ("contract", contract("en", 1))):
        drawn.add(kind, draw)
    (tmp_path / "in").mkdir()
    for name in ("a.pdf", "b.pdf"):
        drawn.pdf.save(tmp_path / "in" / name)
    (tmp_path / "in" / "c.pdf").touch()
    how: dict[str, Any] = {"schema": ["invoice", "receipt"], "split": True}
    docvl.extract(tmp_path / "in", workers=1, **how).to_jsonl(tmp_path / "here.jsonl")
    run = docvl.extract(tmp_path / "in", ray="local", **how)
    report = run.write_parts(tmp_path / "out")
    assert dict(report.summary.statuses) == {"ok": 4, "failed": 3}
    for schema, most in (("invoice", {"line_items"}), ("receipt", {"store_name"})):
        table = pq.read_table(tmp_path / "out" / "records" / f"schema={schema}")
        assert [row["source"]["path"][-5:] for row in table.to_pylist()] == ["a.pdf", "b.pdf"]
        assert most <= table["data"].to_pylist()[0].keys()
    assert run.write_parts(tmp_path / "out").count.kept == 3
    compact(locate(str(tmp_path / "out")))
    write_lines(locate(str(tmp_path / "out")))
    assert (tmp_path / "out" / "records.jsonl").read_bytes() == (tmp_path / "here.jsonl").read_bytes()


def test_a_rerun_skips_what_is_done_and_reads_what_changed(make_pdf: MakePdf, tmp_path: Path) -> None:
    for index in range(6):
        make_pdf(f"{index}.pdf", f"NUMBER {index}")
    (tmp_path / "in" / "6.pdf").touch()
    run = _cluster_run(str(tmp_path / "in"), part_documents=3, price_per_hour=3.6)
    first = run.write_parts(tmp_path / "out")
    assert dict(first.summary.statuses) == {"ok": 6, "failed": 1}
    assert first.cost_per_thousand_pages == pytest.approx(first.count.seconds / 6, rel=0.01)
    make_pdf("0.pdf", "NUMBER changed")
    make_pdf("7.pdf", "NUMBER 7")
    second = _cluster_run(str(tmp_path / "in"), part_documents=3).write_parts(tmp_path / "out")
    assert (second.count.documents, second.count.kept) == (2, 6)
    assert _names(tmp_path / "out") == [f"{index}.pdf" for index in range(8)]
    third = _cluster_run(str(tmp_path / "in")).write_parts(tmp_path / "out", retry_failed=True)
    assert (third.count.documents, third.count.failed) == (1, 1)
    manifest = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert manifest["documents"] == {"ok": 7, "failed": 1}
    assert manifest["finished"] is not None


def test_in_and_out_of_buckets(make_pdf: MakePdf, bucket: str) -> None:
    base = f"{bucket}/records"
    place = locate(base)
    for name in ("a b.pdf", "c%20d.PDF"):
        with place.files.open_output_stream(f"{place.path}/in/{name}") as out:
            out.write(make_pdf("x.pdf", f"NUMBER {name[0]}").read_bytes())
    report = _cluster_run(f"{base}/in").write_parts(f"{base}/out")
    assert dict(report.summary.statuses) == {"ok": 2}
    (part,) = files_below(place / "out" / "records", ".parquet")
    table = pq.read_table(place.files.open_input_file(part.path))
    found = {json.loads(line.as_py())["source"]["path"]: True for line in table["json"]}
    assert found.keys() == {f"{base}/in/a b.pdf", f"{base}/in/c%20d.PDF"}
    assert _cluster_run(f"{base}/in").write_parts(f"{base}/out").count.kept == 2
    with pytest.raises(UsageError, match="holds no documents"):
        _cluster_run(f"{base}/nothing").write_parts(f"{base}/else")
    with pytest.raises(OutputError, match="no such bucket"):
        _cluster_run(f"{base}/in").write_parts("s3://docvl-no-such-bucket/out")


def test_a_poison_document_fails_alone(make_pdf: MakePdf, tmp_path: Path) -> None:
    for index in range(5):
        make_pdf(f"{index}.pdf", "CRASH" if index == 2 else f"NUMBER {index}")
    records = list(_cluster_run(str(tmp_path / "in")))
    assert [record.status for record in records] == ["ok", "ok", "failed", "ok", "ok"]


def test_too_many_failures_stop_a_run_and_what_was_read_stays(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "NUMBER 1")
    (tmp_path / "in" / "b.pdf").touch()
    with pytest.raises(DocvlError, match="1 of 2 documents failed"):
        _cluster_run(str(tmp_path / "in"), max_failure_rate=0.2).write_parts(tmp_path / "out")
    assert _names(tmp_path / "out") == ["a.pdf", "b.pdf"]


def test_a_killed_worker_costs_nothing(make_pdf: MakePdf, tmp_path: Path) -> None:
    for index in range(12):
        make_pdf(f"{index:02d}.pdf", f"NUMBER {index} SLEEP 0.3")
    stop, killed = threading.Event(), list[int]()

    def kill() -> None:
        # Workers of Ray name what they do in their command lines; ours are below this process.
        while len(killed) < 2 and not stop.wait(1):
            victims = [pid for pid in _descendants(os.getpid()) if b"ray::MapBatches(read)" in _command(pid)]
            for victim in victims[:1]:
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        report = _cluster_run(str(tmp_path / "in"), part_documents=4).write_parts(tmp_path / "out")
    finally:
        stop.set()
        killer.join()
    assert len(killed) == 2
    assert dict(report.summary.statuses) == {"ok": 12}
    assert _names(tmp_path / "out") == [f"{index:02d}.pdf" for index in range(12)]


def _descendants(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    try:
        return [int(child) for found in lists for child in found.read_text(encoding="ascii").split()]
    except OSError:
        return []


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_wrong_calls_are_said(make_pdf: MakePdf, tmp_path: Path) -> None:
    path = str(make_pdf("a.pdf", "x"))
    with pytest.raises(ConfigError, match="Unknown option 'model_s'"):
        _cluster_run(path, model_s=1)
    with pytest.raises(ConfigError, match="max_failure_rate"):
        _cluster_run(path, max_failure_rate=2)
    with pytest.raises(ConfigError, match="Parts by status"):
        docvl.extract(path, schema=["invoice", "receipt"], split=True, ray="local", partition_by="status")
    with pytest.raises(ConfigError, match="'part_documents' is for runs on a cluster"):
        docvl.extract(path, schema=SCHEMA, part_documents=1)
    with pytest.raises(ConfigError, match="password"):
        _cluster_run(path, password_file=tmp_path / "nothing").write_parts(tmp_path / "out")
    _cluster_run(path).write_parts(tmp_path / "out")
    with pytest.raises(RunFolderError, match="another schema"):
        docvl.extract(path, schema="invoice", ray="local").write(tmp_path / "out")
    assert _names(tmp_path / "out") == ["a.pdf"]


def test_a_full_disk_keeps_what_was_published(make_pdf: MakePdf, tmp_path: Path) -> None:
    path = str(make_pdf("a.pdf", "x"))
    _cluster_run(path).write_parts(tmp_path / "out")
    make_pdf("b.pdf", "x")
    staged = tmp_path / "out" / "_staged"
    staged.touch()  # a file where a folder must be: for a test, as good as no space
    with pytest.raises(OutputError):
        _cluster_run(str(tmp_path / "in")).write_parts(tmp_path / "out")
    assert _names(tmp_path / "out") == ["a.pdf"]


def _apart(folder: Path, **options: Any) -> Any:
    from docvl.cluster import Archive

    job = Job.of([load_schema(SCHEMA)], ExtractOptions.build({"engine": "scripted"}))
    return Archive([str(folder)], job, "local", ClusterOptions.build(options), apart=True)


def test_documents_that_are_decoded_elsewhere_give_the_same_records(make_pdf: MakePdf, tmp_path: Path) -> None:
    for index in range(5):
        make_pdf(f"{index}.pdf", f"NUMBER {index} TOTAL 3", "BROKEN" if index == 3 else "page two")
    (tmp_path / "in" / "5.pdf").touch()
    scan = Image.new("RGB", (500, 160), "white")
    ImageDraw.Draw(scan).text((40, 60), "NUMBER 6", 0, ImageFont.load_default(40))
    scan.save(tmp_path / "in" / "6.png")
    here = docvl.extract(tmp_path / "in", schema=SCHEMA, engine="scripted", workers=1)
    expected = [record.model_dump_json() for done in here.stream() for record in done.results]
    found = [record.model_dump_json() for done in _apart(tmp_path / "in").stream() for record in done.results]
    assert found == expected


def test_a_model_that_takes_batches_gives_the_same_records(make_pdf: MakePdf, tmp_path: Path, marks: Path) -> None:
    for index in range(12):
        make_pdf(f"{index:02}.pdf", f"NUMBER {index} SLEEP 0.1", "BUG" if index == 5 else "page two")
    expected = [record.model_dump_json() for done in _apart(tmp_path / "in").stream() for record in done.results]
    (marks / "most").write_text("4", encoding="ascii")
    try:
        found = [record.model_dump_json() for done in _apart(tmp_path / "in").stream() for record in done.results]
    finally:
        (marks / "most").unlink()
    assert found == expected
    sizes = set((marks / "batches").read_text(encoding="ascii").split())
    assert sizes & {"3", "4"}  # did not fit, and were halved
    assert sizes & {"1", "2"}


def test_a_document_that_kills_models_is_given_up(make_pdf: MakePdf, tmp_path: Path) -> None:
    for index in range(4):
        make_pdf(f"{index}.pdf", "CRASH" if index == 1 else f"NUMBER {index}")
    start = time.monotonic()
    records = [done.results[0] for done in _apart(tmp_path / "in").stream()]
    assert [record.status for record in records] == ["ok", "failed", "ok", "ok"]
    assert [issue.code for issue in records[1].issues] == ["worker-died"]
    assert time.monotonic() - start < 100


def test_the_command_line_shows_what_came_of_it(make_pdf: MakePdf, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from cli.main import app

    for index in range(3):
        make_pdf(f"{index}.pdf", f"NUMBER {index}")
    (tmp_path / "in" / "3.pdf").touch()
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    options = f"--schema {tmp_path}/schema.json --engine scripted --price-per-hour 5 -o {tmp_path}/out"
    done = CliRunner().invoke(app, ["extract", f"{tmp_path}/in", "--ray", "local", *options.split()])
    assert done.exit_code == 3, done.stderr
    assert [word in done.stderr for word in ("failed    1", "for a thousand pages", "pages/s")] == [True] * 3
    done = CliRunner().invoke(app, ["compact", f"{tmp_path}/out", "--jsonl"])
    assert (done.exit_code, done.stderr) == (0, "1 parts before, 1 now\n")
    lines = (tmp_path / "out" / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["status"] for line in lines] == ["ok", "ok", "ok", "failed"]


@pytest.mark.slow
def test_a_model_gives_the_same_records_in_an_actor(tmp_path: Path) -> None:
    from tests.engines.internvl.tiny import make_checkpoint

    (tmp_path / "in").mkdir()
    for name in ("english.pdf", "german.pdf"):
        shutil.copy(ROOT / "samples" / "invoices" / name, tmp_path / "in")
    schema = {"type": "object", "properties": {"number": {"type": ["string", "null"], "maxLength": 12}}}
    options: dict[str, Any] = {"model": make_checkpoint(tmp_path / "tiny"), "max_tiles": 2, "max_new_tokens": 40}
    here = docvl.extract(tmp_path / "in", schema=schema, workers=1, device="cpu", **options)
    there = docvl.extract(tmp_path / "in", schema=schema, ray="local", device="cpu", **options)
    assert [record.model_dump_json() for record in there] == [record.model_dump_json() for record in here]
    batches = docvl.extract(tmp_path / "in", schema=schema, ray="local", device="cpu", batch_size=3, **options)
    assert [record.data for record in batches] == [record.data for record in here]
