from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.values.dates import DateOrder, read_dates, resolve
from docvl.values.order import decide_order

DAY = date(2026, 11, 21)


def days(text: str, order: DateOrder = DateOrder.DMY) -> list[date | None]:
    return [resolve(reading, order) for reading in read_dates(text)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21",
        "2026/11/21",
        "2026.11.21",
        "21.11.2026",
        "21/11/26",
        "11/21/2026",
        "21 Nov 2026",
        "21st of November 2026",
        "Nov 21st, 2026",
        "November 21, 2026",
        "21. November 2026",
        "21 novembre 2026",
        "21 de noviembre de 2026",
        "2026年11月21日",
        "2026 年 11 月 21 日",
        "２０２６年１１月２１日",
        "2026年11月21",
        "26年11月21日",
        "二〇二六年十一月二十一日",
        "二〇二六年十一月廿一日",
        "贰零贰陆年壹拾壹月贰拾壹日",
        "20261121",
        "21-NOV-26",
        "21/Nov/2026",
        "21NOV2026",
        "21NOV 2026",
        "21Nov'26",
        "Nov21'26",
        "Nov212026",
        "Nov-21-26",
        "2026-Nov-21",
        "21 / 11 /2026",
        "21. 11. 2026",
        "21–11–2026",
        "21 11 2026",
    ],
)
def test_printed_forms(text: str) -> None:
    assert days(text) == [DAY]
    (reading,) = read_dates(f"Datum: {text} (x)")
    assert reading.text == text
    assert f"Datum: {text} (x)"[reading.start : reading.end] == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/03/201821:13", date(2018, 3, 12)),
        ("12-01-1921:13", date(2019, 1, 12)),
        ("2018-03-1221:13:05", date(2018, 3, 12)),
        ("2018-03-12T21:13:05Z", date(2018, 3, 12)),
        ("FRI23-10-92", date(1992, 10, 23)),
        ("3CLOSED23Nov17", date(2017, 11, 23)),
        ("Jul03'12 17:40", date(2012, 7, 3)),
        ("1er mars 2024", date(2024, 3, 1)),
        ("14 août 2022", date(2022, 8, 14)),
        ("14 aout 2022", date(2022, 8, 14)),
        ("3. Mrz 2020", date(2020, 3, 3)),
        ("1 May 21, 2018", date(2018, 5, 21)),
        ("二〇二四年元月一日", date(2024, 1, 1)),
    ],
)
def test_noise_around_dates(text: str, expected: date) -> None:
    assert days(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "1.234,56",
        "192.168.10.12",
        "10.12.13.14",
        "v10.12.21",
        "1.2.10",
        "01.02.03.04.05",
        "019-2606493",
        "+49 170 12 34 56",
        "RE-2024-01-15",
        "10 - 12 - 18",
        "31.02.2024",
        "2023-02-29",
        "Dec 10.50",
        "1 set 12.50",
        "August 15-18",
        "October 16, 19 92",
        "12/2018",
        "120261121",
        "20261121.50",
        "16:9",
    ],
)
def test_no_dates(text: str) -> None:
    assert read_dates(text) == ()


def test_month_only_is_its_own_kind() -> None:
    for text in ("Nov 2026", "November '26", "2026年11月", "二〇二六年十一月"):
        (reading,) = read_dates(text)
        assert reading.precision == "month"
        assert reading.candidates[0][1] == date(2026, 11, 1)
        assert resolve(reading) is None


def test_ranges_give_two_dates() -> None:
    assert days("01.01.2024-31.01.2024") == [date(2024, 1, 1), date(2024, 1, 31)]
    assert days("12/03/18 - 13/03/18") == [date(2018, 3, 12), date(2018, 3, 13)]


def test_order_comes_from_unambiguous_dates_first() -> None:
    readings = read_dates("05/06/2018 and 12/25/2018")
    assert decide_order(readings, ["de"], ["EUR"]) is DateOrder.MDY
    assert [resolve(r, DateOrder.MDY) for r in readings] == [date(2018, 5, 6), date(2018, 12, 25)]
    assert decide_order(read_dates("25/12/2018"), ["en"], ["USD"]) is DateOrder.DMY
    assert decide_order(read_dates("98-05-12"), ["en"]) is DateOrder.YMD


@pytest.mark.parametrize(
    ("text", "languages", "currencies", "order"),
    [
        ("05/06/2018", ["en"], ["USD"], DateOrder.MDY),
        ("05/06/2018", ["en"], ["MYR"], DateOrder.DMY),
        ("05/06/2018", ["de"], ["USD"], DateOrder.DMY),
        ("18/05/06", ["zh"], ["CNY"], DateOrder.YMD),
        ("05/06/2018 Nov 21, 2018", ["en"], [], DateOrder.MDY),
        ("05/06/2018 21 Nov 2018", ["en"], [], DateOrder.DMY),
        ("05/06/2018", [], [], DateOrder.DMY),
    ],
)
def test_order_from_hints(text: str, languages: list[str], currencies: list[str], order: DateOrder) -> None:
    assert decide_order(read_dates(text), languages, currencies) is order


def test_impossible_order_gives_way() -> None:
    assert days("25/12/2018", DateOrder.MDY) == [date(2018, 12, 25)]


def test_dots_mean_day_first() -> None:
    assert days("05.06.2018", DateOrder.MDY) == [date(2018, 6, 5)]


def test_ambiguity_is_told() -> None:
    assert read_dates("05/06/2018")[0].ambiguous
    assert not read_dates("06/06/2018")[0].ambiguous


WHEN = st.dates(date(1969, 1, 1), date(2068, 12, 31))
FORMS = [
    "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%y", "%d %b %Y", "%d%b%Y", "%d-%b-%y", "%B %d, %Y", "%b%d'%y",
    "%Y年%m月%d日", "%Y%m%d", "%d / %m /%Y", "%d/%m/%Y%H:%M", "%d/%m/%y %H:%M",
]  # fmt: skip


@given(WHEN, st.sampled_from(FORMS), st.sampled_from(["", "Date: ", "x ", "日期："]), st.sampled_from(["", " x", "，"]))
def test_every_form_reads_back(when: date, form: str, before: str, after: str) -> None:
    text = before + when.strftime(form).replace("00:00", "21:13") + after
    (reading,) = read_dates(text)
    assert text[reading.start : reading.end] == reading.text
    assert resolve(reading, DateOrder.DMY) == when


@given(
    st.text(alphabet=st.sampled_from("0123456789./-: ,'年月日一二十〇JanMaydec1２．\u00a0\u2013é\u0301"), max_size=60)
)
def test_garbage_never_raises(text: str) -> None:
    for reading in read_dates(text):
        assert text[reading.start : reading.end] == reading.text
        assert reading.text
    decide_order(read_dates(text), ["zh"])
    for reading in read_dates(text):
        resolve(reading, DateOrder.YMD)


@given(st.text(max_size=200))
def test_any_text_never_raises(text: str) -> None:
    read_dates(text)
