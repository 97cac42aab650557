from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.ingest.quality import agree, judge

TEXTS = {
    "en": "Invoice number 4711 date 3 March 2024 please pay the total amount of 1,250.00 EUR within thirty days of the "
    "date of this invoice to the account given below quoting the invoice number thank you for your order",
    "de": "Rechnung Nummer 4711 vom 3. März 2024 Bitte überweisen Sie den Gesamtbetrag von 1.250,00 EUR innerhalb von "
    "dreißig Tagen auf das unten angegebene Konto Vielen Dank für Ihren Auftrag Umsatzsteuer Steuernummer",
    "fr": "Facture numéro 4711 du 3 mars 2024 veuillez régler le montant total de 1 250,00 EUR sous trente jours à "
    "compter de la date de cette facture sur le compte indiqué ci-dessous en précisant le numéro merci",
    "zh": "增值税电子普通发票 购买方名称：杭州某某科技有限公司 纳税人识别号：91330100 价税合计（大写）壹仟贰佰圆整",
    "zh-Hant": "統一發票 買受人：臺北某某科技股份有限公司 統一編號：12345678 總計新臺幣壹仟貳佰元整 營業稅應稅免稅",
    "ja": "請求書 株式会社サンプル 御中 下記の通りご請求申し上げます 合計金額 消費税 振込先 銀行支店 普通預金口座",
    "table": "Pos. Menge Preis 1 10,00 Stk 4,50 45,00 2 5,00 Stk 1,00 5,00 .......................... 50,00",
}
WORDS = {language: text.split() for language, text in TEXTS.items()}
ENGLISH, GERMAN, CHINESE = WORDS["en"], WORDS["de"], WORDS["zh"]


def shifted(words: list[str], by: int) -> list[str]:
    """The classic of fonts without a map: glyph numbers taken for characters."""
    return ["".join(chr(ord(char) + by) for char in word) for word in words]


def substituted(words: list[str]) -> list[str]:
    alphabet = string.ascii_lowercase
    other = alphabet[11:] + alphabet[:11]
    return [word.translate(str.maketrans(alphabet + alphabet.upper(), other + other.upper())) for word in words]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_languages_are_good(words: list[str]) -> None:
    assert judge(words) == "good"


@pytest.mark.parametrize(
    "words",
    [
        shifted(ENGLISH, -29),
        shifted(ENGLISH, 3),
        substituted(GERMAN),
        shifted(CHINESE, 1000),
        "".join(CHINESE).encode("gbk").decode("latin-1").split(),
        "".join(CHINESE).encode("utf-8").decode("latin-1").split(),
        ['!"#$%&', "'()*+", ",-./:", ";<=>?", "[]^_`"],
    ],
)
def test_what_is_no_language_is_not_good(words: list[str]) -> None:
    assert judge(words) != "good"


def test_unmapped_characters() -> None:
    assert judge(["\ufffd\ufffd\ufffd"]) == "garbage"
    assert judge(["\ue001\ue002", "Total"]) == "garbage"
    assert judge([*ENGLISH, "\ue001", "\ufffd"]) == "good"


@given(st.lists(st.text(min_size=1), min_size=1))
def test_every_text_gets_a_verdict(words: list[str]) -> None:
    assert judge(words) in {"good", "doubtful", "garbage"}


def test_agreement() -> None:
    assert agree(ENGLISH, ENGLISH)
    assert agree(ENGLISH, ["".join(ENGLISH).upper()])
    misread = [word.replace("o", "0").replace("l", "1") for word in ENGLISH]
    assert agree(ENGLISH, misread)
    assert agree(CHINESE, ["".join(CHINESE)])
    assert not agree(shifted(ENGLISH, -29), ENGLISH)
    assert not agree(substituted(ENGLISH), ENGLISH)
    assert not agree(shifted(CHINESE, 1000), CHINESE)


@pytest.mark.parametrize("word", ["Xyzzy", "Kjøkkenbord", "zzz", "WIDGET-77", "鑫淼犇"])
def test_one_word_over_and_over_is_no_reason_for_doubt(word: str) -> None:
    assert judge([word] * 200) == "good"
    assert judge([word, *ENGLISH] * 5) == "good"
    assert judge(shifted(ENGLISH, 3) * 5) == "doubtful"
