from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from docvl.document import Source
from docvl.engines.base import CarriedSum, Finding, Observations, PageNumber, PrintedCount, Reply
from docvl.extraction import finish
from docvl.issues import Issue
from docvl.record import EngineInfo, JsonRecord, Usage
from docvl.schema import load_schema

NUMBER = {"type": ["number", "null"]}
TEXT = {"type": ["string", "null"]}
ROW = {"type": "object", "properties": {"position": TEXT, "quantity": NUMBER, "amount": NUMBER, "balance": NUMBER}}
NOTHING = Observations()
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"total": NUMBER, "rows": {"type": "array", "items": ROW}},
    "x-docvl-rules": [
        "sum(/rows/*/amount) == /total",
        "previous(/rows/*/balance) + /rows/*/amount == /rows/*/balance",
    ],
}


def record_of(
    rows: list[dict[str, Any]],
    *,
    total: float | None = None,
    issues: tuple[Issue, ...] = (),
    pages: int = 1,
    read: int | None = None,
    seen: Observations = NOTHING,
) -> JsonRecord:
    usage = Usage(pages=pages if read is None else read)
    reply = Reply({"rows": rows, "total": total}, issues=issues, usage=usage, observations=seen)
    source = Source(path="a.pdf", sha256="0" * 64, pages=pages)
    return finish(source, reply, load_schema(SCHEMA), EngineInfo(name="scripted"))


def verdict(record: JsonRecord) -> tuple[str, tuple[str, ...]]:
    assert record.completeness is not None
    return record.completeness.verdict, record.completeness.reasons


def counted(record: JsonRecord) -> tuple[int, int | None, str | None]:
    assert record.completeness is not None
    count = record.completeness.lists["/rows"]
    return count.rows, count.expected, count.by


def numbered(*numbers: object) -> list[dict[str, Any]]:
    return [{"position": str(number)} for number in numbers]


def pages(*numbers: tuple[int, int]) -> Observations:
    return Observations(tuple(PageNumber(page, n, of) for page, (n, of) in enumerate(numbers, start=1)))


def test_nothing_speaks_against_it() -> None:
    record = record_of([{"amount": 1}])
    assert verdict(record) == ("complete", ())
    assert counted(record) == (1, None, None)
    assert record.issues == ()


@pytest.mark.parametrize(
    ("numbers", "missing", "expected"),
    [
        ((1, 2, 3), None, 3),
        ((10, 20, 30), None, 3),
        (("001", "002", "3."), None, 3),
        ((1, 2, 4, 5), "3", 5),
        ((10, 20, 40, 50), "30", 5),
        ((3, 4, 5), "1-2", 5),
        ((1, 2, 3, 1, 2, 3), None, 6),
        ((1, 2, 3, 8, 9, 10, 12), "4-7, 11", 12),
        ((501, 502, 503), None, 3),
        (("A1", "B7", "3"), None, None),
        ((4711, 17, 230), None, None),
    ],
)
def test_gaps_in_the_numbers_of_rows(numbers: tuple[object, ...], missing: str | None, expected: int | None) -> None:
    record = record_of(numbered(*numbers))
    assert counted(record) == (len(numbers), expected, "numbers" if expected else None)
    if missing is None:
        assert verdict(record) == ("complete", ())
    else:
        assert verdict(record) == ("suspect", (f"Rows are missing, by their numbers: {missing}.",))
        assert [(issue.code, issue.severity, issue.pointer) for issue in record.issues] == [
            ("missing-rows", "warning", "/rows")
        ]


def test_a_printed_count_of_rows_or_of_pieces() -> None:
    rows = [{"quantity": 2}, {"quantity": 3}]
    for count, wanted in ((2, "complete"), (5, "complete"), (3, "suspect")):
        record = record_of(rows, seen=Observations(counts=(PrintedCount(1, count),)))
        assert verdict(record)[0] == wanted
        assert counted(record) == (2, 3 if wanted == "suspect" else 2, "printed count")
    assert verdict(record)[1] == ("The document counts 3 rows, the record has 2.",)


def test_rows_that_add_up_and_rows_that_fall_short() -> None:
    rows = [{"amount": 10}, {"amount": 5}]
    assert counted(record_of(rows, total=15)) == (2, 2, "sum")
    short = record_of(rows, total=20)
    assert verdict(short) == ("suspect", ("The rows add up to less than the document says.",))
    assert [issue.code for issue in short.issues] == ["rule-broken"]
    # More than the total is what an allowance makes of it; no row is missing.
    assert verdict(record_of(rows, total=12))[0] == "complete"
    assert verdict(record_of(rows, total=15.01))[0] == "complete"


def test_balances_lead_from_row_to_row() -> None:
    rows = [{"amount": 1, "balance": 1}, {"amount": 2, "balance": 3}, {"amount": 1, "balance": 9}]
    assert counted(record_of(rows[:2])) == (2, 2, "balance")
    reason = "Row 3 does not follow from the one before: a row is missing or misread."
    assert verdict(record_of(rows)) == ("suspect", (reason,))


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (pages((1, 2), (2, 2)), None),
        (pages((2, 2), (1, 2)), None),
        (pages((1, 2), (2, 2), (1, 2), (2, 2), (1, 1)), None),
        (pages((1, 4), (2, 4), (4, 4)), "Page 3 of 4, by the numbers printed on the pages, is missing."),
        (pages((1, 4)), "Pages 2-4 of 4, by the numbers printed on the pages, are missing."),
        (pages((1, 2), (2, 2), (2, 3), (3, 3)), "Page 1 of 3, by the numbers printed on the pages, is missing."),
    ],
)
def test_pages_by_their_printed_numbers(seen: Observations, reason: str | None) -> None:
    count = len(seen.page_numbers)
    record = record_of([{"amount": 1}], pages=count, seen=seen)
    assert verdict(record) == (("complete", ()) if reason is None else ("suspect", (reason,)))
    assert [issue.code for issue in record.issues] == ([] if reason is None else ["missing-pages"])
    # Pages that were not to be read are not missed.
    assert verdict(record_of([{"amount": 1}], pages=count + 1, read=count, seen=seen))[0] == "complete"


def test_a_page_that_could_not_be_read() -> None:
    issue = Issue(code="corrupt", severity="error", message="The page is broken.", page=2)
    record = record_of([{"amount": 1}], issues=(issue,), pages=3, read=2)
    assert verdict(record) == ("suspect", ("Page 2 could not be read.",))
    assert record.status == "partial"


@pytest.mark.parametrize("severity", ["warning", "error"])
def test_an_answer_that_was_cut_is_never_ok(severity: Any) -> None:
    issue = Issue(code="output-truncated", severity=severity, message="The answer was cut off at 4,096 tokens.")
    record = record_of([{"amount": 1}], issues=(issue,))
    assert verdict(record) == ("truncated", ("The answer was cut off at 4,096 tokens.",))
    assert record.status == "partial"
    assert record.issues == (issue,)


def carried(*sums: tuple[int, str, bool]) -> Observations:
    return Observations(carried=tuple(CarriedSum(page, Decimal(amount), brought) for page, amount, brought in sums))


WHOLE = carried((1, "30", False), (2, "30", True), (2, "70", False), (3, "70", True), (3, "75", False))


def paged(*amounts: tuple[float, int], seen: Observations = WHOLE) -> JsonRecord:
    """A record of three pages; each row has its amount and its page."""
    findings = {f"/rows/{n}/amount": Finding("", 0.9, page) for n, (_, page) in enumerate(amounts)}
    reply = Reply(
        {"rows": [{"amount": amount} for amount, _ in amounts]}, findings, usage=Usage(pages=3), observations=seen
    )
    source = Source(path="a.pdf", sha256="0" * 64, pages=3)
    return finish(source, reply, load_schema(SCHEMA), EngineInfo(name="scripted"))


def test_rows_make_the_sums_that_are_carried_forward() -> None:
    assert verdict(paged((10, 1), (20, 1), (40, 2), (5, 3))) == ("complete", ())


def test_a_page_whose_rows_do_not_make_the_sum_carried_forward() -> None:
    record = paged((10, 1), (20, 1), (30, 2), (5, 3))
    assert verdict(record) == ("suspect", ("The rows of page 2 do not make the sum that is carried forward there.",))
    assert [issue.code for issue in record.issues] == ["missing-rows"]


def test_sums_of_something_else_say_nothing() -> None:
    assert verdict(paged((1, 1), (2, 2), (3, 3)))[0] == "complete"
    assert verdict(paged((1, 1), (2, 2), (5, 3)))[0] == "complete"  # that one page fits may be by chance


def test_another_sum_is_brought_forward_than_was_carried() -> None:
    record = paged(seen=carried((1, "30", False), (2, "90", True)))
    assert verdict(record)[0] == "suspect"
    assert [(issue.code, issue.page) for issue in record.issues if issue.code == "missing-pages"] == [
        ("missing-pages", 2)
    ]
