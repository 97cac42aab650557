from __future__ import annotations

from docvl.markdown import to_markdown
from docvl.transcript import Block, BlockKind, Cell


def block(text: str, kind: BlockKind = "paragraph", level: int | None = None, cells: tuple[Cell, ...] = ()) -> Block:
    return Block(kind=kind, text=text, page=1, bbox=None, confidence=1.0, level=level, cells=cells)


def markdown(*blocks: Block) -> str:
    return "".join(to_markdown(blocks))


def table(*rows: str) -> Block:
    cells = [
        Cell(row=row, column=n, text=text) for row, line in enumerate(rows) for n, text in enumerate(line.split("|"))
    ]
    return block("", "table", cells=tuple(cells))


def test_kinds() -> None:
    assert markdown(block("Results", "heading", 2)) == "## Results\n\n"
    assert markdown(block("• one", "list-item", 1), block("- two", "list-item", 1)) == "- one\n\n- two\n\n"
    assert markdown(block("3. three", "list-item", 1)) == "3. three\n\n"
    assert markdown(block("plain"), block("Table 1: all", "caption")) == "plain\n\nTable 1: all\n\n"


def test_items_of_items_are_set_in() -> None:
    items = [("1. one", 1), ("(a) part", 2), ("• bullet", 2), ("▪ inner", 3), ("2. two", 1)]
    assert markdown(*(block(text, "list-item", level) for text, level in items)).split("\n\n")[:-1] == [
        "1. one",
        "   (a) part",
        "   - bullet",
        "     - inner",
        "2. two",
    ]
    # Without an item above them they would be code.
    assert markdown(block("text"), block("• bullet", "list-item", 3)) == "text\n\n- bullet\n\n"


def test_headers_and_footers_stand_outside() -> None:
    assert markdown(block("Annual report", "header"), block("text"), block("7", "footer")) == "text\n\n"


def test_a_plain_table() -> None:
    assert markdown(table("a|b", "1|x ¦ y")) == "| a | b |\n| --- | --- |\n| 1 | x ¦ y |\n\n"
    pipe = block("", "table", cells=(Cell(row=0, column=0, text="a|b\nc"), Cell(row=1, column=0, text="1")))
    assert markdown(pipe).splitlines()[0] == "| a\\|b<br>c |"


def test_cells_that_span_need_html() -> None:
    cells = (
        Cell(row=0, column=0, columns=2, text="head & <tail>", header=True),
        Cell(row=1, column=1, text="x"),
        Cell(row=2, column=0, rows=2, text="y"),
        Cell(row=2, column=1, text="z"),
        Cell(row=3, column=1, text="w"),
    )
    assert markdown(block("", "table", cells=cells)).splitlines() == [
        "<table>",
        '<tr><th colspan="2">head &amp; &lt;tail&gt;</th></tr>',
        "<tr><td></td><td>x</td></tr>",
        '<tr><td rowspan="2">y</td><td>z</td></tr>',
        "<tr><td>w</td></tr>",
        "</table>",
        "",
    ]


def test_only_what_would_be_a_mark_is_escaped() -> None:
    plain = "5 * 3 = 15, a_b, #12, $5, C# & co [1] (2)"
    assert markdown(block(plain)) == f"{plain}\n\n"
    assert markdown(block("*bold* word")) == "\\*bold* word\n\n"
    assert markdown(block("Name: ________ Date: ____")) == "Name: ________ Date: ____\n\n"
    assert markdown(block("____")) == "\\____\n\n"
    assert markdown(block("# not a heading")) == "\\# not a heading\n\n"
    assert markdown(block("1. no list")) == "1\\. no list\n\n"
    assert markdown(block("- no list")) == "\\- no list\n\n"
    assert markdown(block("a <b> and <script>")) == "a &lt;b> and &lt;script>\n\n"
