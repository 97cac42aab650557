from __future__ import annotations

from decimal import Decimal

import pytest

from docvl.engines.base import CarriedSum, PageNumber, PrintedCount
from tests.engines.layout.pages import fields, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Page 2 of 5", (2, 5)),
        ("Invoice 4711        Page: 2/5", (2, 5)),
        ("Seite 2 von 5", (2, 5)),
        ("Blatt 2/5", (2, 5)),
        ("Page 2 sur 5", (2, 5)),
        ("第 2 页 共 5 页", (2, 5)),
        ("共 5 页，第 2 页", (2, 5)),
        ("第2页/共5页", (2, 5)),
        ("页码：2/5", (2, 5)),
        ("2 / 5", (2, 5)),
        ("- 2 of 5 -", (2, 5)),
        ("Page 6 of 5", None),
        ("Delivered 2/5", None),
        ("See page 2 or 5", None),
    ],
)
def test_page_numbers(text: str, expected: tuple[int, int] | None) -> None:
    reply = read(fields(total="number"), f"{text}\nTotal 9.00")
    wanted = () if expected is None else (PageNumber(1, *expected),)
    assert reply.observations.page_numbers == wanted


def test_bare_numbers_count_at_the_edge_of_a_page_only() -> None:
    middle = "\n" * 20 + "2 / 5"
    assert read(fields(total="number"), "x" + middle).observations.page_numbers == ()


def test_the_number_of_pages_that_most_pages_state_counts() -> None:
    pages = [f"Page 1 of 1\nPage {n} of 3" for n in (1, 2, 3)]
    assert read(fields(total="number"), *pages).observations.page_numbers == tuple(
        PageNumber(n, n, 3) for n in (1, 2, 3)
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Items: 4", 4),
        ("Item(s) : 4", 4),
        ("Total items 62", 62),
        ("Number of transactions: 310", 310),
        ("No. of items: 5", 5),
        ("Item count 3", 3),
        ("Anzahl Positionen: 12", 12),
        ("Nombre de lignes : 7", 7),
        ("共 12 条", 12),
        ("合计共12笔", 12),
        ("总笔数：1024", 1024),
        ("Items: 4.50", None),
        ("Total items 12,50", None),
        ("Total Qty: 4", None),
        ("本页共20条", None),
        ("借方总笔数：3", None),
    ],
)
def test_printed_counts(text: str, count: int | None) -> None:
    reply = read(fields(total="number"), f"x\n{text}\nTotal 9.00")
    assert reply.observations.counts == (() if count is None else (PrintedCount(1, count),))


@pytest.mark.parametrize(
    ("text", "brought"),
    [
        ("Balance brought forward   1,250.00", True),
        ("Carried forward   1,250.00", False),
        ("Übertrag   1.250,00", True),
        ("Übertrag von Seite 1   1.250,00", True),
        ("À reporter   1 250,00", False),
        ("承前页   1,250.00", True),
        ("过次页   1,250.00", False),
        ("Report à nouveau   1 250,00", None),
        ("Carried forward", None),
    ],
)
def test_sums_carried_over_pages(text: str, brought: bool | None) -> None:
    reply = read(fields(total="number"), f"{text}\nTotal 9.00")
    wanted = () if brought is None else (CarriedSum(1, Decimal(1250), brought),)
    assert reply.observations.carried == wanted


def test_a_transfer_at_the_end_of_a_page_is_carried_to_the_next() -> None:
    reply = read(fields(total="number"), "x" + "\n" * 40 + "Übertrag  1.250,00")
    assert reply.observations.carried == (CarriedSum(1, Decimal(1250), False),)


def test_the_same_words_at_the_top_and_at_the_bottom_of_a_page() -> None:
    pages = ["Carried forward  10.00", "Carried forward  10.00\nx\nCarried forward  30.00", "Carried forward 30.00"]
    reply = read(fields(total="number"), *pages)
    assert [carried.brought for carried in reply.observations.carried] == [False, True, False, True]
