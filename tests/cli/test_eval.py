"""``docvl eval`` and ``docvl calibrate`` as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.conftest import SCHEMA, MakePdf

pytestmark = pytest.mark.usefixtures("obedient", "in_process")
ENGINE = ("--schema", "schema.json", "--engine", "scripted", "--workers", "1")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with ``schema.json``."""
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _docvl(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code in (0, 2), result.output
    return result


def _labels(folder: Path, labels: dict[str, dict[str, Any]]) -> None:
    lines = (json.dumps({"path": f"in/{name}", "data": data}) for name, data in labels.items())
    (folder / "labels.jsonl").write_text("\n".join(lines), encoding="utf-8")


def _batch(folder: Path, make_pdf: MakePdf, count: int = 12) -> None:
    """Documents whose numbers are read right, and whose totals are in every third one wrong."""
    labels = {}
    for number in range(count):
        make_pdf(f"{number}.pdf", f"NUMBER N{number} TOTAL {number}")
        labels[f"{number}.pdf"] = {"number": f"N{number}", "total": number if number % 3 else -1}
    _labels(folder, labels)


def test_labelled_documents_are_read_and_scored(folder: Path, make_pdf: MakePdf) -> None:
    make_pdf("a.pdf", "NUMBER A TOTAL 5")
    make_pdf("b.pdf", "NUMBER B TOTAL 7")
    _labels(folder, {"a.pdf": {"number": "a", "total": 5}, "b.pdf": {"total": 8}})
    told = json.loads(_docvl("eval", "labels.jsonl", *ENGINE, "-q").stdout)
    assert (told["documents"], told["straight_through"]) == (2, 0.5)
    assert {score["field"]: (score["exact"], score["normalized"]) for score in told["fields"]} == {
        "/number": (0.0, 1.0),
        "/total": (0.5, 0.5),
    }
    assert told["worst"] == [
        {"path": "in/b.pdf", "status": "ok", "wrong": [{"pointer": "/total", "expected": 8, "got": 7}]}
    ]


def test_records_of_an_earlier_run_are_scored(folder: Path, make_pdf: MakePdf) -> None:
    make_pdf("a.pdf", "NUMBER A")
    _labels(folder, {"a.pdf": {"number": "A"}, "lost.pdf": {"number": "B"}})
    _docvl("extract", "in", *ENGINE, "-o", "OUT", "-q")
    told = json.loads(
        _docvl("eval", "labels.jsonl", "--schema", "schema.json", "--pred", "OUT", "--plot", "x.svg").stdout
    )
    assert (told["missing"], told["overall"]["missed"]) == (1, 1)
    assert (folder / "x.svg").read_text(encoding="utf-8").startswith("<svg")


def test_init_makes_drafts_that_do_not_count_until_checked(folder: Path, make_pdf: MakePdf) -> None:
    make_pdf("a.pdf", "NUMBER A")
    make_pdf("b.pdf", "BROKEN")
    _docvl("eval", "--init", "in", *ENGINE)
    file = folder / "in" / "labels.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines == [
        {"path": "a.pdf", "checked": False, "data": {"number": "A", "total": None}},
        {"path": "b.pdf", "checked": False, "data": {}},
    ]
    refused = _docvl("eval", str(file), *ENGINE)
    assert (refused.exit_code, refused.stdout) == (2, "")
    file.write_text(file.read_text(encoding="utf-8").replace("false", "true", 1), encoding="utf-8")
    told = json.loads(_docvl("eval", str(file), *ENGINE, "-q").stdout)
    assert (told["documents"], told["drafts"], told["straight_through"]) == (1, 1, 1.0)


def test_init_never_overwrites_labels(folder: Path, make_pdf: MakePdf) -> None:
    make_pdf("a.pdf", "NUMBER A")
    _labels(folder, {"a.pdf": {"number": "mine"}})
    assert _docvl("eval", "labels.jsonl", "--init", "in", *ENGINE).exit_code == 2
    assert "mine" in (folder / "labels.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("eval", *ENGINE),
        ("eval", "none.jsonl", *ENGINE),
        ("eval", "labels.jsonl", *ENGINE, "--plot", "x.png"),
        ("eval", "labels.jsonl", *ENGINE, "--pred", "none"),
        ("calibrate", "labels.jsonl", *ENGINE, "--calibration", "c.json"),
        ("calibrate", "labels.jsonl", *ENGINE, "--error-rate", "2"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...], folder: Path, make_pdf: MakePdf) -> None:
    make_pdf("a.pdf", "NUMBER A")
    _labels(folder, {"a.pdf": {"number": "A"}})
    result = _docvl(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_calibration_is_fitted_and_used(folder: Path, make_pdf: MakePdf) -> None:
    _batch(folder, make_pdf)
    _docvl("extract", "in", *ENGINE, "-o", "RAW", "-q")
    told = json.loads(_docvl("calibrate", "labels.jsonl", *ENGINE, "--pred", "RAW", "--plot", "x.svg").stdout)
    assert (told["documents"], told["right"]) == (12, 0.8333)
    assert json.loads((folder / "calibration.json").read_text(encoding="utf-8"))["quality"] == told
    _docvl("extract", "in", *ENGINE, "-o", "OUT", "-q", "--calibration", "calibration.json", "--accept", "0.8")
    record = json.loads((folder / "OUT" / "records.jsonl").read_text(encoding="utf-8").splitlines()[1])
    number, total = (record["fields"][pointer]["confidence"] for pointer in ("/number", "/total"))
    assert number > 0.8 > total
    assert pq.read_table("OUT/accepted.parquet").num_rows == 0
    review = [json.loads(line) for line in (folder / "OUT" / "review.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [list(line["doubtful"]) for line in review] == [["/total"]] * 12
    again = _docvl("calibrate", "labels.jsonl", *ENGINE, "--pred", "OUT")
    assert (again.exit_code, again.stdout) == (2, "")


def test_another_calibration_is_another_run(folder: Path, make_pdf: MakePdf) -> None:
    _batch(folder, make_pdf)
    _docvl("calibrate", "labels.jsonl", *ENGINE, "-q")
    use = ("extract", "in", *ENGINE, "-o", "OUT", "-q", "--calibration")
    assert _docvl(*use, "calibration.json").exit_code == 0
    Path("moved.json").write_bytes(Path("calibration.json").read_bytes())
    assert _docvl(*use, "moved.json").exit_code == 0
    changed = Path("calibration.json").read_text(encoding="utf-8").replace('"fitted_on": "', '"fitted_on": "x')
    Path("moved.json").write_text(changed, encoding="utf-8")
    assert _docvl(*use, "moved.json").exit_code == 2


def test_a_calibration_of_another_engine_is_refused(folder: Path, make_pdf: MakePdf) -> None:
    _batch(folder, make_pdf)
    _docvl("calibrate", "labels.jsonl", *ENGINE, "-q")
    layout = ("--schema", "schema.json", "--engine", "layout", "--workers", "1")
    assert _docvl("extract", "in", *layout, "--calibration", "calibration.json").exit_code == 2
    assert _docvl("extract", "in", *layout, "--calibration", "schema.json").exit_code == 2
