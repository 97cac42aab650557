"""``docvl transcribe`` as a user meets it."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pymupdf
import pytest

from docvl.config import TranscribeOptions
from tests.cli.conftest import Docvl
from tests.cli.terminal import on_terminal
from tests.conftest import MakePdf


def test_markdown_and_nothing_else_on_a_pipe(docvl: Docvl, make_pdf: MakePdf) -> None:
    make_pdf("a.pdf", "First page.", "Second page.")
    done = docvl("transcribe", "in/a.pdf")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "First page.\n\nSecond page.\n", "")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_several_documents_are_told_apart(docvl: Docvl, make_pdf: MakePdf, workers: str) -> None:
    make_pdf("a--x.pdf", "This is A.")
    (make_pdf("b.pdf", "").parent / "broken.pdf").touch()
    make_pdf("c.pdf", "This is C.")
    done = docvl("transcribe", "in", "--workers", workers)
    assert done.stdout == "\n\n".join(
        ["<!-- in/a- -x.pdf -->", "This is A.", "<!-- in/b.pdf -->", "<!-- in/c.pdf -->", "This is C.\n"]
    )
    assert done.exit_code == 3
    assert done.stderr == "failed in/broken.pdf: The file is empty.\n4 documents: 3 ok, 1 failed\n"


def test_transcripts_by_the_line(docvl: Docvl, make_pdf: MakePdf) -> None:
    make_pdf("a.pdf", "This is A.")
    make_pdf("b.pdf", "")
    lines = [json.loads(line) for line in docvl("transcribe", "in", "--format", "jsonl", "-q").stdout.splitlines()]
    assert [[block["text"] for block in line["blocks"]] for line in lines] == [["This is A."], []]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("in", "--fresh"), "Without -o"),
        (("in", "--searchable-pdf"), "Without -o"),
        (("in", "-o", "out", "--format", "md"), "--format"),
        (("void",), "holds no documents"),
        (("in", "--bands", "0"), "--bands"),
        (("in", "--engine", "scripted"), "cannot transcribe"),
        (("in", "-o", "out.md"), "looks like a file"),
        ((), "PATH"),
    ],
)
def test_wrong_usage_says_what_to_do_and_exits_with_2(
    docvl: Docvl, make_pdf: MakePdf, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    make_pdf("a.pdf", "x")
    (tmp_path / "void").mkdir()
    done = docvl("transcribe", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_folder_with_everything(docvl: Docvl, make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "This is A.")
    done = docvl("transcribe", "in", "-o", "out", "--searchable-pdf")
    assert done.exit_code == 0
    names = ["a.md", "a.pdf", "blocks.jsonl", "run.json", "transcripts.jsonl"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert done.stdout == ""
    assert docvl("transcribe", "in", "-o", "out", "-q").stderr == ""
    assert docvl("transcribe", "in", "-o", "out", "--dpi", "100").exit_code == 2
    # What was written is not read as if it were an input.
    assert docvl("transcribe", ".", "-o", "again", "-q").exit_code == 0
    assert (tmp_path / "again" / "in" / "a.md").exists()
    assert not (tmp_path / "again" / "out").exists()


def test_a_killed_run_goes_on_to_the_same_bytes(
    docvl: Docvl, make_pdf: MakePdf, tmp_path: Path, environment: dict[str, str], docvl_command: list[str]
) -> None:
    for index in range(30):
        make_pdf(f"{index:02}.pdf", f"Page of {index}.")
    ledger = tmp_path / "out" / "transcripts.jsonl"
    command = [*docvl_command, "transcribe", "in", "-o", "out", "--workers", "1"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment) as process:
        while not ledger.exists() or ledger.read_bytes().count(b"\n") < 2:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert ledger.read_bytes().count(b"\n") < 30
    for name in ("out", "whole"):
        assert docvl("transcribe", "in", "-o", name).exit_code == 0
    files = [path.relative_to(tmp_path / "whole") for path in (tmp_path / "whole").rglob("*") if path.is_file()]
    assert len(files) == 33
    for file in files:
        same = (tmp_path / "out" / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()
        assert same or file.name == "run.json"


def test_text_and_tables_on_a_terminal(
    make_pdf: MakePdf, tmp_path: Path, environment: dict[str, str], docvl_command: list[str]
) -> None:
    path = make_pdf("a.pdf", "Text with [red] in it.", "Second page.")
    with pymupdf.open(path) as pdf:
        page = pdf[0]
        for row in range(4):
            page.draw_line((72, 200 + 20 * row), (372, 200 + 20 * row))
            if row < 3:
                page.insert_text((80, 214 + 20 * row), f"Item {row}")
                page.insert_text((230, 214 + 20 * row), f"{row}0.00")
        for column in (72, 222, 372):
            page.draw_line((column, 200), (column, 260))
        pdf.save(tmp_path / "in" / "b.pdf")
    shown = on_terminal([*docvl_command, "transcribe", "in"], tmp_path, environment)
    assert "Text with [red] in it." in shown
    assert "page 2" in shown
    assert "│ Item 1" in shown
    assert "in/a.pdf" in shown and "in/b.pdf" in shown
    assert "<!--" not in shown


def test_help_lists_an_option_for_every_field(docvl: Docvl) -> None:
    shown = docvl("transcribe", "--help").stdout
    for name in TranscribeOptions.model_fields:
        assert f"--{name.replace('_', '-')}" in shown
