"""Many documents in one file: where each begins, and what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from docvl.config import IngestOptions
from docvl.ingest import open_document
from docvl.splitting import Part, split_pages
from tests.splitting.batch import Batch, Invoice, contract, fapiao, mixed, receipt, scanned, statement

SAMPLES = Path(__file__).parents[2] / "samples"


def _split(batch: Batch, folder: Path) -> list[Part]:
    path = folder / "batch.pdf"
    batch.pdf.save(path)
    return _split_file(path)


def _split_file(path: Path) -> list[Part]:
    with open_document(path, IngestOptions()) as document:
        return split_pages(document.pages())


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_forty_documents_every_boundary_right(seed: int, tmp_path: Path) -> None:
    batch = mixed(seed)
    parts = _split(batch, tmp_path)
    assert tuple(part.pages for part in parts) == batch.drawn.pages
    assert tuple(part.kind.kind for part in parts) == batch.drawn.kinds
    printed = {number for pages in batch.drawn.pages for number in pages}
    blank = {number for part in parts for number in part.blank}
    assert blank == set(range(1, len(batch.pdf) + 1)) - printed


@pytest.mark.slow
def test_scans_have_nine_of_ten_boundaries_right(tmp_path: Path) -> None:
    batch = Batch(7)
    for kind, draw in (
        ("invoice", Invoice("en", 30, numbered="Page {} of {}")),
        ("invoice", Invoice("en", 8, firm=1)),
        ("receipt", receipt("en")),
        ("bank_statement", statement("en", 40)),
        ("contract", contract("en", 2)),
        ("invoice", Invoice("de", 30, carry=True)),
        ("fapiao", fapiao(1)),
        ("invoice", Invoice("zh", 6)),
    ):
        batch.add(kind, draw)
    batch.blank()
    parts = _split(scanned(batch), tmp_path)
    wanted = {pages[0] for pages in batch.drawn.pages}
    found = {part.pages[0] for part in parts}
    gaps = sum(map(len, batch.drawn.pages)) - 1
    assert len(wanted ^ found) <= 0.1 * gaps
    assert all(len(batch.pdf) not in part.pages for part in parts)


@pytest.mark.parametrize(
    ("path", "kind", "pages"),
    [
        ("invoices/english.pdf", "invoice", 1),
        ("invoices/german.pdf", "invoice", 1),
        ("invoices/three_pages.pdf", "invoice", 3),
        ("fapiao/electronic.pdf", "fapiao", 1),
        ("statements/two_pages.pdf", "bank_statement", 2),
        ("receipts/photo.jpg", "receipt", 1),
    ],
)
def test_samples_are_one_document_of_their_kind(path: str, kind: str, pages: int) -> None:
    (part,) = _split_file(SAMPLES / path)
    assert part.kind.kind == kind
    assert part.pages == tuple(range(1, pages + 1))


def test_the_next_invoice_of_the_same_sender_is_another_document(tmp_path: Path) -> None:
    batch = Batch(3)
    for rows in (4, 30, 5):
        batch.add("invoice", Invoice("en", rows, repeat=True))
    parts = _split(batch, tmp_path)
    assert [part.pages for part in parts] == [(1,), (2, 3), (4,)]
    assert all(part.starts > 0.8 and part.ends > 0.8 for part in parts)


def test_empty_backs_do_not_part_a_document(tmp_path: Path) -> None:
    batch = Batch(5)
    batch.add("invoice", Invoice("en", 90, numbered="Page {} of {}"))
    for place in (3, 2, 1):
        batch.pdf.new_page(place)
    (part,) = _split(batch, tmp_path)
    assert (part.pages, part.blank) == ((1, 3, 5), (2, 4, 6))


@pytest.mark.parametrize("title", ["Handelsrechnung", "Teilrechnung Nr. 7"])
def test_a_compound_is_a_title(title: str, tmp_path: Path) -> None:
    batch = Batch(5)
    batch.add("invoice", Invoice("de", 3, title=title))
    (part,) = _split(batch, tmp_path)
    assert part.kind.kind == "invoice"
    assert part.kind.confidence > 0.8


def test_blank_pages_are_no_document(tmp_path: Path) -> None:
    batch = Batch(5)
    batch.blank()
    batch.blank("This page is intentionally left blank.")
    batch.blank("Leerseite")
    assert _split(batch, tmp_path) == []


def test_leading_blank_pages_go_with_the_first_document(tmp_path: Path) -> None:
    batch = Batch(5)
    batch.blank()
    batch.add("receipt", receipt("de"))
    (part,) = _split(batch, tmp_path)
    assert (part.pages, part.blank, part.kind.kind) == ((2,), (1,), "receipt")
