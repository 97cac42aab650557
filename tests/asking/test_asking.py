from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

import docvl
from docvl.errors import ConfigError, CorruptError, ModelError, UnreadableError, UsageError
from tests.conftest import MakePdf
from tests.engines.internvl.tiny import make_checkpoint


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def report(make_pdf: MakePdf) -> Path:
    """A long document with one fact on page 7."""
    pages = [f"Chapter {number}\nNothing of note happened in year {number}." for number in range(1, 13)]
    pages[6] += "\nThe access code of the north depot is 7431-K."
    return make_pdf("report.pdf", *pages)


def test_the_page_is_found_and_the_answer_has_its_place(report: Path) -> None:
    answer = docvl.ask(report, "What is the access code of the north depot?")
    assert answer.text == "7431-K"
    assert answer.path == report.as_posix()
    assert answer.evidence is not None
    assert (answer.evidence.page, answer.evidence.raw) == (7, "7431-K")
    assert answer.evidence.bbox is not None
    assert len(answer.pages) == 4
    with pymupdf.open(report) as document:
        page = document[6]
        (found,) = page.search_for("7431-K")
        x0, y0, x1, y1 = answer.evidence.bbox
        box = pymupdf.Rect(x0, y0, x1, y1) * pymupdf.Matrix(page.rect.width, page.rect.height)
        assert abs(box & found) > 0.5 * abs(box)


def test_captions_of_the_lexicon_are_understood(make_pdf: MakePdf) -> None:
    paths = [make_pdf("a.pdf", "Rechnungsnummer: R-17"), make_pdf("b.pdf", "A letter about the weather")]
    answer = docvl.ask(paths, "What is the invoice number?")
    assert (answer.text, answer.path) == ("R-17", paths[0].as_posix())


def test_what_cannot_be_answered_is_said(report: Path) -> None:
    answer = docvl.ask(report, "Who painted the ceiling?")
    assert (answer.text, answer.path, answer.evidence) == (None, None, None)
    assert [issue.code for issue in answer.issues] == ["not-answered"]


def test_a_later_question_may_bring_in_another_page(report: Path) -> None:
    talk = docvl.converse(report, most_pages=1)
    first = talk.ask("What happened in year 3?")
    second = talk.ask("What is the access code of the north depot?")
    assert [page for _, page in first.pages] == [3]
    assert [page for _, page in second.pages] == [3, 7]
    assert second.text == "7431-K"


def test_a_broken_document_beside_a_good_one(report: Path, tmp_path: Path) -> None:
    broken = tmp_path / "in" / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and nothing else")
    answer = docvl.ask([broken, report], "What is the access code of the north depot?")
    assert answer.text == "7431-K"
    assert [issue.message.startswith(broken.as_posix()) for issue in answer.issues] == [True]
    with pytest.raises(CorruptError):
        docvl.ask(broken, "What?")


def test_a_model_is_asked_about_the_best_pages(model: Path, report: Path, make_pdf: MakePdf) -> None:
    paths = [make_pdf("a.pdf", "Total 5.00"), make_pdf("b.pdf", "Total 6.00", "Page two")]
    answer = docvl.ask(paths, "Which total?", model=model, max_new_tokens=8, max_tiles=1)
    assert answer.usage.pages == 3
    assert answer.usage.output_tokens <= 8
    assert docvl.ask(paths, "Which total?", model=model, max_new_tokens=8, max_tiles=1) == answer
    few = docvl.ask(report, "What happened in year 3?", model=model, max_new_tokens=2, max_tiles=1, most_pages=2)
    assert few.usage.pages == 2
    assert 3 in [page for _, page in few.pages]


def test_a_conversation_with_a_model(model: Path, make_pdf: MakePdf) -> None:
    talk = docvl.converse(str(make_pdf("a.pdf", "Total 5.00")), model=model, max_new_tokens=8, max_tiles=1)
    inputs = [talk.ask(question).usage.input_tokens for question in ("How much?", "And when?")]
    assert inputs[1] > inputs[0]


def test_an_engine_that_cannot_talk(make_pdf: MakePdf) -> None:
    with pytest.raises(UsageError, match="'scripted' cannot answer"):
        docvl.ask(make_pdf("a.pdf", "x"), "What?", engine="scripted")


def test_what_cannot_be_asked(model: Path, tmp_path: Path, make_pdf: MakePdf) -> None:
    with pytest.raises(ConfigError, match="Unknown option 'modell'"):
        docvl.ask(tmp_path, "What?", modell=model)
    with pytest.raises(ModelError, match="is not a folder"):
        docvl.ask(make_pdf("a.pdf", "x"), "What?", model=tmp_path / "none")
    with pytest.raises((UsageError, UnreadableError)):
        docvl.ask(tmp_path / "none.pdf", "What?", model=model)
