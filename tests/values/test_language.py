from __future__ import annotations

import pytest

from docvl.values.language import Language, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Invoice total due within thirty days", "en"),
        ("Rechnung Nr. 12 über 40,00 EUR", "en"),
        ("增值税电子普通发票 发票代码 011002100311 开票日期 2023年05月06日", "zh"),
        ("名称 杭州某某有限公司 型号 USB-C Hub Pro Max 数量 2 单价 ¥99.00 备注", "zh"),
        ("Invoice to Hangzhou Trading 杭州贸易有限公司 for services in May and June, payable at once in full", "en"),
        ("請求書 株式会社テスト 御中 下記のとおりご請求申し上げます", "en"),
        ("12 34.50 2023-01-01", "en"),
        ("", "en"),
    ],
)
def test_the_language_a_document_speaks(text: str, language: Language) -> None:
    assert detect_language(text.split()) == language


def test_long_documents_are_not_read_to_the_end() -> None:
    def words() -> object:
        for _ in range(3000):
            yield "发票"
        raise AssertionError("read to the end")

    assert detect_language(words()) == "zh"  # type: ignore[arg-type]
