from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.values.chinese import parse_number, read_capital_amounts, write_capital_amount, write_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0), ("〇", 0), ("十", 10), ("二十一", 21), ("廿一", 21), ("卅", 30),
        ("一百零五", 105), ("一百五十", 150),
        ("两千零一", 2001), ("壹萬貳仟參佰", 12300), ("十二万三千", 123000), ("一万二千亿", 12000 * 10**8),
        ("二〇二六", 2026), ("贰零贰陆", 2026), ("壹亿零叁万", 100030000), ("壹拾", 10),
    ],
)  # fmt: skip
def test_numbers(text: str, value: int) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "百", "万", "佰拾", "贰叁佰", "一百二百", "abc", "12", "一百x", "万万万亿亿亿"])
def test_no_numbers(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("壹万贰仟叁佰元整", "12300.00"), ("壹佰贰拾叁元肆角伍分", "123.45"), ("叁圆正", "3.00"),
        ("壹仟圆整", "1000.00"), ("壹拾万零柒仟元零伍角叁分", "107000.53"), ("壹仟陆佰捌拾元零叁角贰分", "1680.32"),
        ("壹拾元零伍分", "10.05"), ("伍角整", "0.50"), ("柒分", "0.07"), ("零元整", "0.00"), ("负壹佰元整", "-100.00"),
        ("壹佰贰拾叁整", "123.00"), ("壹 佰 贰 拾 元 整", "120.00"), ("一百二十元", "120.00"),
        ("玖拾玖萬圓整", "990000.00"),
    ],
)  # fmt: skip
def test_amounts(text: str, value: str) -> None:
    around = f"价税合计(大写)：人民币{text} （小写）"
    (reading,) = read_capital_amounts(around)
    assert reading.value == Decimal(value)
    assert reading.text == around[reading.start : reading.end] == text


@pytest.mark.parametrize(
    "text", ["一元", "三角形", "百分之五", "单位：万元", "二十分", "元整", "12元", "十分正确", "完整"]
)
def test_no_amounts(text: str) -> None:
    assert read_capital_amounts(text) == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "零元整"), ("1234.05", "壹仟贰佰叁拾肆元零伍分"), ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("6007.14", "陆仟零柒元壹角肆分"), ("0.30", "叁角整"),
        ("100000000", "壹亿元整"), ("-5", "负伍元整"),
    ],
)  # fmt: skip
def test_writing(value: str, text: str) -> None:
    assert write_capital_amount(Decimal(value)) == text


@pytest.mark.parametrize("value", ["0.001", "1e16", "NaN", "Infinity"])
def test_writing_refuses(value: str) -> None:
    with pytest.raises(ValueError, match="capitals"):
        write_capital_amount(Decimal(value))


@given(st.integers(0, 10**16 - 1))
def test_number_round_trip(value: int) -> None:
    assert parse_number(write_number(value)) == value


@given(st.integers(-(10**17), 10**17).map(lambda fen: Decimal(fen).scaleb(-2)))
def test_amount_round_trip(value: Decimal) -> None:
    text = write_capital_amount(value)
    (reading,) = read_capital_amounts(text)
    assert (reading.value, reading.text) == (value, text)


@given(st.text(alphabet=st.sampled_from("零壹贰一二十拾佰仟万亿元圆角分整正负廿 x"), max_size=30))
def test_garbage_never_raises(text: str) -> None:
    parse_number(text)
    for reading in read_capital_amounts(text):
        assert text[reading.start : reading.end] == reading.text
