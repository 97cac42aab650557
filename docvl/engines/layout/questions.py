"""What a question asks for, as far as captions and sentences can answer it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from docvl.engines.layout.asking import EMPTY, FORMS, Language
from docvl.engines.layout.lexicon import tokens

Wanted = Literal["date", "amount", "text"]

# Chinese: asking words, which stand where the answer would.
_ZH_LEAD = re.compile(r"^(?:请问|请告诉我|请|告诉我|查一下|这份|该|本)+")
_ZH_WHEN = re.compile(r"什么时候|什么时间|何时|哪(?:一)?天|几月几[日号]|哪(?:一)?年")
_ZH_AMOUNT = re.compile(r"多少钱|多少元")
_ZH_ASKS = re.compile(
    r"(?:分别)?(?:是|为|有|在|叫|等于|共计?)?(?:什么时候|什么时间|何时|哪(?:一)?天|几月几[日号]|哪(?:一)?年|"
    r"多少钱|多少元|多少|什么|哪里|哪儿|哪个|哪家|哪位|谁|几)(?:的)?(?:呢|吗|啊)?"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    Attributes:
        subject: what is asked for, in the words of the question: ``invoice number``, ``发票号码``.
        wanted: of which kind the answer is, as far as the asking word tells.
        terms: folded words of the subject that an answer's sentence would hold; single Chinese characters.
        language: of the asking words; English where there are none.
    """

    subject: str
    wanted: Wanted
    terms: tuple[str, ...]
    language: Language


def understand(question: str) -> Question:
    """Take a question apart; what is no question is its own subject."""
    text = " ".join(unicodedata.normalize("NFKC", question).split()).strip("¿¡ ").rstrip("?？。.!！ ")
    if _ZH_ASKS.search(text) or _ZH_LEAD.search(text):
        wanted: Wanted = "date" if _ZH_WHEN.search(text) else "amount" if _ZH_AMOUNT.search(text) else "text"
        return _question(_ZH_ASKS.sub("", _ZH_LEAD.sub("", text)).strip("是为的，, "), wanted, "zh")
    for language, form in FORMS.items():
        if lead := form.lead.match(text):
            wanted = "date" if lead["when"] else "amount" if lead["amount"] else "text"
            return _question(form.trail.sub("", text[lead.end() :]).strip(" ,:"), wanted, language)
    return _question(FORMS["en"].trail.sub("", text).strip(" ,:"), "text", "en")


def _question(subject: str, wanted: Wanted, language: Language) -> Question:
    terms = (term for term in tokens(subject) if term not in EMPTY[language])
    return Question(subject, wanted, tuple(dict.fromkeys(terms)), language)
