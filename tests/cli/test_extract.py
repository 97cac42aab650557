"""``docvl extract`` as a user meets it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from docvl.config import ExtractOptions
from tests.cli.conftest import Docvl
from tests.cli.terminal import on_terminal
from tests.conftest import MakePdf

EXTRACT = ("extract", "--schema", "schema.json", "--engine", "scripted", "--workers", "1")


@pytest.mark.usefixtures("docvl")
def test_json_lines_and_nothing_else_on_a_pipe(
    make_pdf: MakePdf, tmp_path: Path, environment: dict[str, str], docvl_command: list[str]
) -> None:
    make_pdf("a.pdf", "NUMBER A PRINT")
    make_pdf("b.pdf", "NUMBER B")
    command = [*docvl_command, *EXTRACT, "in"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(record["source"]["path"], record["data"]["number"]) for record in records] == [
        ("in/a.pdf", "A"),
        ("in/b.pdf", "B"),
    ]
    # What a library prints may be text of the document.
    assert done.stderr == "2 documents: 2 ok\n"


def test_every_bad_input_is_one_record_and_one_line(docvl: Docvl, make_pdf: MakePdf, tmp_path: Path) -> None:
    import pymupdf

    good = make_pdf("good.pdf", "NUMBER A")
    folder = good.parent
    whole = good.read_bytes()
    (folder / "empty.pdf").touch()
    (folder / "text.pdf").write_text("Dear all,", encoding="utf-8")
    (folder / "html.pdf").write_text("<!DOCTYPE html><html></html>", encoding="utf-8")
    (folder / "truncated.pdf").write_bytes(whole[: len(whole) // 2])
    with pymupdf.open(good) as document:
        aes_256 = 5
        document.save(folder / "locked.pdf", encryption=aes_256, user_pw="secret", owner_pw="secret")
    done = docvl(*EXTRACT, "in", "missing.pdf")
    records = {Path(record["source"]["path"]).name: record for record in map(json.loads, done.stdout.splitlines())}
    assert done.exit_code == 3
    codes = {name: [issue["code"] for issue in record["issues"]] for name, record in records.items()}
    assert codes.pop("truncated.pdf")
    assert codes == {
        "good.pdf": [],
        "empty.pdf": ["corrupt"],
        "text.pdf": ["unsupported-type"],
        "html.pdf": ["unsupported-type"],
        "locked.pdf": ["encrypted"],
        "missing.pdf": ["unreadable"],
    }
    failed = [name for name, record in records.items() if record["status"] == "failed"]
    for name in failed:
        assert sum(name in line for line in done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--schema", "nosuch", "in"), "no file 'nosuch'"),
        (("--schema", "bad.json", "in"), "unknown type 'strin'"),
        (("--schema", "schema.json", "void"), "holds no documents"),
        (("--schema", "schema.json", "in", "--page-range", "0"), "page_range"),
        (("--schema", "schema.json", "in", "--dpi", "1"), "--dpi"),
        (("--schema", "schema.json", "in", "--engin", "x"), "--engin"),
        (("--schema", "schema.json", "in", "--fresh"), "Without -o"),
        (("--schema", "schema.json", "in", "--format", "xlsx"), "'xlsx'"),
        (("--schema", "schema.json", "in", "-o", "out.jsonl"), "looks like a file"),
        (("in",), "--schema"),
    ],
)
def test_wrong_usage_says_what_to_do_and_exits_with_2(
    docvl: Docvl, make_pdf: MakePdf, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    make_pdf("a.pdf", "x")
    (tmp_path / "void").mkdir()
    bad = '{"type": "object", "properties": {"a": {"type": "strin"}}}'
    (tmp_path / "bad.json").write_text(bad, encoding="utf-8")
    done = docvl("extract", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_folder_with_everything(docvl: Docvl, make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "NUMBER A")
    make_pdf("b.pdf", "WARN")
    done = docvl(*EXTRACT, "in", "-o", "out", "--format", "jsonl,parquet,csv")
    assert done.exit_code == 3
    names = ["records.csv", "records.jsonl", "records.parquet", "run.json"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert done.stdout == ""
    assert "doubtful" in done.stderr
    assert "partial in/b.pdf: Look." in done.stderr
    assert docvl(*EXTRACT, "in", "-o", "out", "-q").stderr == ""
    assert docvl(*EXTRACT, "in", "-o", "out", "--dpi", "100").exit_code == 2


def test_a_folder_that_cannot_be_written_exits_with_1(docvl: Docvl, make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "NUMBER A")
    (tmp_path / "file").touch()
    done = docvl(*EXTRACT, "in", "-o", "file/out")
    assert done.exit_code == 1
    assert "Error: Cannot write 'file/out'" in done.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_killed_run_goes_on_to_the_same_bytes(
    docvl: Docvl,
    make_pdf: MakePdf,
    tmp_path: Path,
    environment: dict[str, str],
    docvl_command: list[str],
    workers: str,
) -> None:
    for index in range(8):
        make_pdf(f"{index}.pdf", f"NUMBER {index}{' WAIT-ONCE' if index == 2 else ''}")
    arguments = [*EXTRACT[:-1], workers, "in", "-o"]
    ledger = tmp_path / "out" / "records.jsonl"
    with subprocess.Popen([*docvl_command, *arguments, "out"], cwd=tmp_path, env=environment) as process:
        while not (tmp_path / "WAIT-ONCE").exists() or ledger.read_bytes().count(b"\n") < 2:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    assert ledger.read_bytes().count(b"\n") == 2
    assert docvl(*arguments, "out").exit_code == 0
    assert docvl(*arguments, "whole").exit_code == 0
    for name in ("records.jsonl", "records.parquet"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_an_interrupt_exits_with_130(
    docvl: Docvl, make_pdf: MakePdf, tmp_path: Path, environment: dict[str, str], docvl_command: list[str]
) -> None:
    for index in range(4):
        make_pdf(f"{index}.pdf", f"NUMBER {index}{' SLEEP 60' if index else ''}")
    ledger = tmp_path / "out" / "records.jsonl"
    command = [*docvl_command, *EXTRACT[:-1], "2", "in", "-o", "out"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        while not ledger.exists() or not ledger.read_bytes():
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert "the same command goes on from there" in said
    assert "Traceback" not in said


def test_a_reader_that_has_enough_ends_the_run_quietly(
    docvl: Docvl, make_pdf: MakePdf, tmp_path: Path, environment: dict[str, str], docvl_command: list[str]
) -> None:
    for index in range(5):
        make_pdf(f"{index}.pdf", "SLEEP 0.2")
    command = [*docvl_command, *EXTRACT, "-q", "in"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_blocks_on_a_terminal(
    docvl: Docvl, make_pdf: MakePdf, tmp_path: Path, environment: dict[str, str], docvl_command: list[str]
) -> None:
    make_pdf("a[red].pdf", "NUMBER [bold]A")
    shown = on_terminal([*docvl_command, *EXTRACT, "in"], tmp_path, environment)
    assert "in/a[red].pdf" in shown
    assert "[bold]A" in shown
    assert "confidence" in shown
    assert "not found: total" in shown
    assert '"source"' not in shown
    lines = on_terminal([*docvl_command, *EXTRACT, "in", "--format", "jsonl"], tmp_path, environment)
    assert '"source"' in lines


def test_help_lists_an_option_for_every_field(docvl: Docvl) -> None:
    shown = docvl("extract", "--help").stdout
    for name in ExtractOptions.model_fields:
        assert f"--{name.replace('_', '-')}" in shown


def test_small_commands_load_nothing_heavy(environment: dict[str, str]) -> None:
    commands = [["--help"], ["extract", "--help"], ["--version"], ["schemas", "list"]]
    heavy = {"torch", "transformers", "ray", "cv2", "pymupdf", "pypdfium2", "pyarrow", "rapidocr", "onnxruntime"}
    probe = (
        f"from cli.main import app\nfor command in {commands!r}: app(command, standalone_mode=False)\n"
        f"import sys\nprint('\\nloaded:', *sorted({heavy!r} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", probe], env=environment, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "loaded:", done.stderr
