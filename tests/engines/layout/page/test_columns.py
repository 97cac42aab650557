from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from docvl.engines.layout.page.columns import in_columns
from docvl.geometry import Box


class Item(NamedTuple):
    text: str
    box: Box


def set_in_type(text: str, *, size: float = 10.0) -> list[Item]:
    """Each word of ``text`` where a typewriter places it; characters half as wide as high."""
    items = []
    for row, line in enumerate(text.strip("\n").splitlines()):
        at = 0
        for word in line.split(" "):
            if word:
                box = Box(at * size / 2, row * 1.3 * size, (at + len(word)) * size / 2, row * 1.3 * size + size)
                items.append(Item(word, box))
            at += len(word) + 1
    return items


def read(items: list[Item]) -> list[str]:
    """The words of each column, line by line."""
    ordered = [sorted(column, key=lambda item: (item.box.y0, item.box.x0)) for column in in_columns(items)]
    return [" ".join(item.text for item in column) for column in ordered]


TWO = """
the first column has lines of some    and here begins the second column
words that run on from one to the     which is read after the first one
next and end at its lower edge with   and has as many lines of words
the last word of the column one       down to the end of column two
"""


def test_columns_are_read_one_after_the_other() -> None:
    first, second = read(set_in_type(TWO))
    assert first.startswith("the first column") and first.endswith("column one")
    assert second.startswith("and here begins") and second.endswith("column two")


def test_what_runs_across_parts_what_is_above_from_what_is_below() -> None:
    across = "a line that runs across the whole of the page from the left edge to the right"
    above, left, middle, *rest = read(set_in_type(f"{across}\n{TWO.strip()}\n{across}\n{TWO.strip()}"))
    assert above == across
    assert left.endswith("column one") and middle.endswith("column two")
    assert rest[0].startswith("a line that runs across") and len(rest) == 3


def test_rows_of_a_form_are_not_torn() -> None:
    form = """
Name:       Smith
Date:       14 March
Place:      London
Number:     4711
Amount:     12.00
"""
    assert len(read(set_in_type(form))) == 1


def test_spaces_of_large_print_are_no_gutter() -> None:
    title = [
        Item("WHAT", Box(90, 60, 180, 100)),
        Item("MATTERS", Box(195, 60, 330, 100)),
    ]
    columns = read(set_in_type(TWO) + title)
    assert columns[-1] == "WHAT MATTERS"


def test_a_title_that_runs_down_on_the_right_is_read_first() -> None:
    text = "\n".join(["words of a text beside a title"] * 12)
    assert read([*set_in_type(text), Item("标题", Box(158, 0, 176, 150))])[0] == "标题"


CARDS = """
1. first of all the pieces that are     2. second of all of the pieces that
set side by side and say something      stand side by side and say more

3. third of all the pieces that are     4. fourth of all of the pieces that
set side by side and say something      stand side by side and say more
"""


def _number(items: list[Item]) -> int | None:
    word = min(items, key=lambda item: (item.box.y0, item.box.x0)).text
    return int(word[:-1]) if word[:-1].isdigit() else None


def test_pieces_that_count_row_by_row_are_read_so() -> None:
    def starts(text: str) -> list[str]:
        columns = in_columns(set_in_type(text), lambda items: _number(list(items)))
        return [column[0].text for column in columns]

    assert starts(CARDS) == ["1.", "2.", "3.", "4."]
    down = CARDS.replace("2.", "x.").replace("3.", "2.").replace("x.", "3.")
    assert [text for text in starts(down) if text[0].isdigit()][:2] == ["1.", "3."]


sizes = st.floats(1, 300)
boxes = st.builds(
    lambda x, y, width, height: Box(x, y, x + width, y + height), st.floats(0, 600), st.floats(0, 800), sizes, sizes
)


@given(st.lists(boxes, max_size=60))
def test_every_item_is_in_exactly_one_column(places: list[Box]) -> None:
    items = [Item(str(index), box) for index, box in enumerate(places)]
    found = [item.text for column in in_columns(items) for item in column]
    assert sorted(found, key=int) == [item.text for item in items]
