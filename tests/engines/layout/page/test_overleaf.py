"""Tables that go on overleaf are one; others stay apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from docvl.document import Page, Word
from docvl.engines.layout import LayoutEngine
from docvl.geometry import Box
from docvl.transcript import Block
from tests.engines.layout.grids.sheet import line_across, line_down, page_of, prose, rows, write

XS = (60.0, 300.0, 380.0, 460.0)
HEADER = ["Country", "Births", "Deaths", "Rate"]
BODY = [[f"Country {n}", f"{37 * n:,}", f"{31 * n:,}", f"{n / 3:.1f}"] for n in range(10, 40)]


def pages(*sheets: Sequence[Word]) -> list[Page]:
    return [replace(page_of(words), number=number) for number, words in enumerate(sheets, start=1)]


def blocks_of(sheets: Sequence[Page]) -> list[Block]:
    return [block for page in LayoutEngine().transcribe(sheets) for block in page.blocks]


def grid(block: Block) -> list[list[str]]:
    lines: dict[int, list[str]] = {}
    for cell in block.cells:
        lines.setdefault(cell.row, []).append(cell.text)
    return list(lines.values())


def part(lines: Sequence[Sequence[str]], top: float = 100) -> list[Word]:
    return rows(lines, XS, top)


def test_captions_that_are_repeated_are_left_out() -> None:
    first = [*prose(4, 60, 60, 420), *part([HEADER, *BODY[:10]], 150)]
    last = [*part([HEADER, *BODY[20:]]), *prose(4, 60, 400, 420)]
    text, table, end = blocks_of(pages(first, part([HEADER, *BODY[10:20]]), last))
    assert (text.kind, table.kind, end.kind) == ("paragraph", "table", "paragraph")
    assert grid(table) == [HEADER, *BODY]
    assert [(cell.row, cell.text) for cell in table.cells if cell.header] == [(0, text) for text in HEADER]
    assert (table.page, end.page) == (1, 3)
    assert table.text.splitlines()[-1] == "\t".join(BODY[-1])


def test_a_table_without_captions_overleaf_goes_on_where_its_columns_do() -> None:
    (table,) = blocks_of(pages(part([HEADER, *BODY[:20]]), part(BODY[20:])))
    assert grid(table) == [HEADER, *BODY]
    assert {cell.row for cell in table.cells if cell.header} == {0}


def test_a_row_may_fill_some_of_the_columns_of_values() -> None:
    begins = ["Country 30", "1,110", "", "10.0"]
    (table,) = blocks_of(pages(part([HEADER, *BODY[:20]]), part([begins, *BODY[20:]])))
    assert grid(table)[21] == begins


def drawn(lines: Sequence[Sequence[str]]) -> Page:
    borders = (55.0, 200.0, 310.0, 390.0, 470.0)
    ys = [92 + 16 * n for n in range(len(lines) + 1)]
    rules: list[Box] = [line_across(borders[0], borders[-1], y) for y in ys]
    rules += [line_down(x, ys[0], ys[-1]) for x in borders]
    return page_of(part(lines), rules)


def test_tables_drawn_with_lines() -> None:
    (table,) = blocks_of([drawn([HEADER, *BODY[:20]]), replace(drawn(BODY[20:]), number=2)])
    assert grid(table) == [HEADER, *BODY]


OTHER = rows([["Town", "Houses", "Shops", "Schools"], *BODY[:5]], XS, 100)


@pytest.mark.parametrize(
    "overleaf",
    [
        OTHER,
        rows([HEADER[:3], *(line[:3] for line in BODY[:5])], XS[:3], 100),
        rows(BODY[:5], (60.0, 180.0, 260.0, 460.0), 100),
        [*write("Births of the next year", 60, 100), *part([HEADER, *BODY[:5]], 125)],
    ],
    ids=["other captions", "fewer columns", "columns elsewhere", "a title"],
)
def test_tables_of_their_own(overleaf: list[Word]) -> None:
    found = [block for block in blocks_of(pages(part([HEADER, *BODY[:20]]), overleaf)) if block.kind == "table"]
    assert [block.page for block in found] == [1, 2]


def test_text_below_a_table_ends_it() -> None:
    first = [*part([HEADER, *BODY[:20]]), *prose(4, 60, 500, 420)]
    kinds = [(block.kind, block.page) for block in blocks_of(pages(first, part([HEADER, *BODY[20:]])))]
    assert kinds == [("table", 1), ("paragraph", 1), ("table", 2)]


def test_pages_are_given_once_and_in_order_as_soon_as_a_table_ends() -> None:
    taken: list[int] = []

    def stream() -> Iterator[Page]:
        table = [part([HEADER, *BODY[:10]])] * 3
        for page in pages(*table, prose(6, 60, 100, 420), prose(6, 60, 100, 420), prose(6, 60, 100, 420)):
            taken.append(page.number)
            yield page

    found = LayoutEngine().transcribe(stream())
    first = next(iter(found))
    assert (first.page, len(taken)) == (1, 5)
    rest = list(found)
    assert [page.page for page in rest] == [2, 3, 4, 5, 6]
    assert [len(page.blocks) for page in (first, *rest)] == [1, 0, 0, 1, 1, 1]
