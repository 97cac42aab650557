from __future__ import annotations

import pytest

from docvl.engines.layout.questions import understand
from docvl.engines.layout.sentences import best_hit


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
