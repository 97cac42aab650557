from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.asking.ranking import PageIndex, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Total, net: 1,234.50", ["total", "net", "1", "234", "50"]),
        ("Ｔｏｔａｌ Zürich", ["total", "zurich"]),
        ("发票号码：12", ["发票", "票号", "号码", "12"]),
        ("第3页", ["第", "3", "页"]),
        ("-- ... ！", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_the_page_with_the_rarer_words_comes_first() -> None:
    pages = ["the total of all boilers", "the boiler in Leeds was inspected", "Leeds has a boiler", "合同签订日期"]
    index = PageIndex(map(terms, pages))
    assert index.rank("When was the boiler in Leeds inspected?")[0] == 1
    assert index.rank("签订日期是哪天？") == [3]
    assert index.rank("???") == []


def test_no_words_at_all() -> None:
    assert PageIndex([[], []]).rank("anything") == []
    assert PageIndex([]).rank("anything") == []


@given(st.lists(st.text(alphabet="abc 发票", max_size=12), max_size=6), st.text(alphabet="abc 发票", max_size=8))
def test_a_ranking_holds_just_the_pages_that_share_a_term(pages: list[str], question: str) -> None:
    ranked = PageIndex(map(terms, pages)).rank(question)
    sharing = {number for number, page in enumerate(pages) if set(terms(page)) & set(terms(question))}
    assert set(ranked) == sharing
    assert len(ranked) == len(sharing)
