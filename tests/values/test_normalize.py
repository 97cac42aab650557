from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.values.normalize import comparison_key, fold, has_cjk, normalize, without_accents


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("a\tb", "a b"),
        ("１，２３４．５０￥", "1,234.50¥"),
        ("\u2010\u2012\u2013\u2014\u2015\u2212", "------"),
        ("1\u2019234\u00b4", "1'234'"),
        ("1\u202f234\u00a0€", "1 234 €"),
        ("a\u200bb\ufeff", "ab"),
        ("⽇期：", "日期:"),
        ("e\u0301", "é"),
        ("12,50² ① ½", "12,50² ① ½"),
        ("㎏…", "kg..."),
        ("a\nb\u3000c", "a\nb c"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text).text == folded


@given(st.text(max_size=80))
def test_fold_knows_its_origin(text: str) -> None:
    folded = fold(text)
    assert folded.raw == text
    for place in range(len(folded.text)):
        start, end, raw = folded.origin(place, place + 1)
        assert raw == text[start:end] != ""
    assert fold(unicodedata.normalize("NFC", text)).raw == unicodedata.normalize("NFC", text)


@given(st.text(max_size=80))
def test_normalize_is_stable(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


def test_comparison_key() -> None:
    assert comparison_key(" 发 票  代码： 12 AB ") == comparison_key("发票代码:12 ab")
    assert comparison_key("Total  Amount") == "total amount"
    assert comparison_key("TOTAL amount") != comparison_key("totalamount")


def test_small_helpers() -> None:
    assert without_accents("février août Öl") == "fevrier aout Ol"
    assert has_cjk("a票")
    assert not has_cjk("aé")
