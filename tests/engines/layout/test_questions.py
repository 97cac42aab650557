from __future__ import annotations

import pytest

from docvl.engines.layout import LayoutEngine
from docvl.engines.layout.questions import understand
from docvl.engines.layout.sentences import best_hit
from tests.engines.layout.pages import page_of


@pytest.mark.parametrize(
    ("question", "subject", "wanted"),
    [
        ("What is the invoice number?", "invoice number", "text"),
        ("What is the total of this invoice?", "total", "text"),
        ("When was the invoice issued?", "invoice issued", "date"),
        ("On which date does the contract end?", "contract end", "date"),
        ("How much is due?", "due", "amount"),
        ("Please tell me who is the seller", "seller", "text"),
        ("date of birth", "date of birth", "text"),
        ("发票号码是多少？", "发票号码", "text"),
        ("合同什么时候到期？", "合同到期", "date"),
        ("请问甲方是谁", "甲方", "text"),
        ("价税合计是多少钱", "价税合计", "amount"),
    ],
)
def test_what_is_asked_for(question: str, subject: str, wanted: str) -> None:
    understood = understand(question)
    assert (understood.subject, understood.wanted) == (subject, wanted)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("What is the access code of the depot?", "It is old. The access code of the depot is 7431-K. Ask.", "7431-K"),
        ("When does the contract end?", "This contract ends on 31 March 2027, unless renewed.", "31 March 2027"),
        ("How much is the deposit?", "A deposit of EUR 1,500.00 is payable on signature.", "EUR 1,500.00"),
        ("How much is the rent of Site 1?", "The rent of Site 1 amounts to 1,309.00 EUR.", "1,309.00 EUR"),
        ("Who is the manager of the depot?", "Clara Weiss is the manager of the depot.", "Clara Weiss"),
        ("仓库的门禁密码是什么？", "仓库建于1990年。仓库的门禁密码为7431。", "7431"),
        ("合同什么时候到期？", "本合同于2027年3月31日到期。", "2027年3月31日"),
    ],
)
def test_a_sentence_that_answers(question: str, text: str, answer: str) -> None:
    hit = best_hit(understand(question), [(3, "Something else."), (2, text)])
    assert hit is not None
    assert (hit.text, hit.page) == (answer, 2)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the colour of the sky?", "The access code of the depot is 7431."),
        ("When does the contract end?", "This contract ends when both parties agree."),
        ("What is the deposit?", "Deposit"),
        ("?", "Anything."),
    ],
)
def test_no_sentence_answers(question: str, text: str) -> None:
    assert best_hit(understand(question), [(1, text)]) is None


@pytest.mark.parametrize(
    ("question", "subject", "wanted"),
    [
        ("Wann ist die Rechnung fällig?", "Rechnung fällig", "date"),
        ("Wie hoch ist der Gesamtbetrag der Rechnung?", "Gesamtbetrag", "amount"),
        ("Wie lautet die Rechnungsnummer?", "Rechnungsnummer", "text"),
        ("Wer ist der Verkäufer?", "Verkäufer", "text"),
        ("Quelle est la date d'échéance ?", "date d'échéance", "text"),
        ("Combien est le montant total de la facture ?", "montant total", "amount"),
        ("Qui est le vendeur ?", "vendeur", "text"),
        ("¿Cuándo vence la factura?", "vence la factura", "date"),
        ("¿Cuál es el número de factura?", "número", "text"),
        ("¿Quién es el proveedor?", "proveedor", "text"),
    ],
)
def test_what_is_asked_for_in_other_languages(question: str, subject: str, wanted: str) -> None:
    understood = understand(question)
    assert (understood.subject, understood.wanted) == (subject, wanted)


INVOICE = """
Nordlicht GmbH           Rechnungsnummer:  RE-2026-1093
                         Rechnungsdatum:   09.02.2026
                         Fällig am:        23.02.2026

Nettobetrag     100,00 EUR
Gesamtbetrag    119,00 EUR
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Wann ist die Rechnung fällig?", "23.02.2026"),
        ("Wie hoch ist der Gesamtbetrag?", "119,00 EUR"),
        ("Wie lautet die Rechnungsnummer?", "RE-2026-1093"),
        ("Wann wurde die Rechnung ausgestellt?", "09.02.2026"),
        ("Quelle est la date d'échéance ?", "23.02.2026"),
        ("Quand la facture a-t-elle été émise ?", "09.02.2026"),
        ("Quel est le montant total ?", "119,00 EUR"),
        ("¿Cuándo vence la factura?", "23.02.2026"),
        ("¿Cuál es el importe total de la factura?", "119,00 EUR"),
        ("When is the invoice due?", "23.02.2026"),
        ("Wie hoch ist die Anzahlung?", ""),
        ("Wo wurde der Vertrag unterschrieben?", ""),
        ("Quel est le nom du capitaine ?", ""),
        ("¿Cuándo se entregó el pedido?", ""),
    ],
)
def test_answers_from_captions_in_any_language(question: str, answer: str) -> None:
    said = LayoutEngine().converse([page_of(INVOICE)]).ask(question)
    assert said.text == answer


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Wann endet der Vertrag?", "Der Vertrag endet am 31. März 2027.", "31. März 2027"),
        ("Wie hoch ist die Kaution?", "Die Kaution beträgt 1.500,00 EUR.", "1.500,00 EUR"),
        ("Quel est le code d'accès ?", "Le code d'accès est 7431-K.", "7431-K"),
        ("¿Cuál es el código de acceso?", "El código de acceso es 7431-K.", "7431-K"),
    ],
)
def test_a_sentence_that_answers_in_other_languages(question: str, text: str, answer: str) -> None:
    hit = best_hit(understand(question), [(1, text)])
    assert hit is not None
    assert hit.text == answer
