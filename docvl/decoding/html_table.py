"""An HTML table -> cells where they stand."""

from __future__ import annotations

from html.parser import HTMLParser

from docvl.transcript import Cell

_MOST_SPAN = 100
"""Rows or columns of one cell; more is an error of the writer."""


def read_table(html: str) -> tuple[Cell, ...]:
    """The cells of a table, in order of row and column; a cut one has those that were written."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_cell()
    return tuple(sorted(reader.cells, key=lambda cell: (cell.row, cell.column)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[Cell] = []
        self._row = -1
        self._column = 0
        self._free_from: dict[int, int] = {}  # by column, the first row that nothing spans
        self._open: tuple[bool, int, int] | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.end_cell()
            self._row, self._column = self._row + 1, 0
        elif tag in ("td", "th"):
            self.end_cell()
            self._row = max(self._row, 0)
            given = dict(attrs)
            self._open = (tag == "th", _span(given.get("rowspan")), _span(given.get("colspan")))
        elif tag in ("br", "p", "div", "li") and self._text:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self.end_cell()

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._text.append(data.replace("\n", " "))

    def end_cell(self) -> None:
        """Put the open cell into the first free place of its row."""
        if self._open is None:
            return
        header, rows, columns = self._open
        while self._free_from.get(self._column, 0) > self._row:
            self._column += 1
        lines = "".join(self._text).split("\n")
        text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
        self.cells.append(
            Cell(row=self._row, column=self._column, rows=rows, columns=columns, text=text, header=header)
        )
        self._free_from |= dict.fromkeys(range(self._column, self._column + columns), self._row + rows)
        self._open, self._text = None, []


def _span(value: str | None) -> int:
    return min(max(int(value), 1), _MOST_SPAN) if value is not None and value.isascii() and value.isdecimal() else 1
