"""What a question asks for, as far as captions and sentences can answer it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from docvl.engines.layout.lexicon import tokens

Wanted = Literal["date", "amount", "text"]

# English: what stands before and after the subject of a question.
_ASKS = (
    r"(?:please |can you |could you )?(?:tell me |give me |show me |find |name |state )?"
    r"(?:(?P<when>when|(?:on |by |until |since )?(?:what|which) (?:date|day))|(?P<amount>how much|what amount)|"
    r"how many|how long|how|who|whom|whose|where|what|which)(?:'s)?"
)
_LINKS = r"(?: (?:is|are|was|were|be|does|do|did|will|has|have|had|must|should|can|may))?"
_DETERMINERS = r"(?: (?:the|a|an|this|that|these|our|my|your|its|their))?"
_EN_LEAD = re.compile(rf"^{_ASKS}{_LINKS}{_DETERMINERS}\b", re.IGNORECASE)
_EN_TRAIL = re.compile(
    r"(?:,? (?:on|in|of|for|from|by) (?:the|this|that) "
    r"(?:document|file|page|invoice|receipt|contract|letter|form|report|statement)|"
    r"(?: (?:stated|given|printed|mentioned|called|named|written|listed))|,? please)+$",
    re.IGNORECASE,
)
# Chinese: asking words, which stand where the answer would.
_ZH_LEAD = re.compile(r"^(?:请问|请告诉我|请|告诉我|查一下|这份|该|本)+")
_ZH_WHEN = re.compile(r"什么时候|什么时间|何时|哪(?:一)?天|几月几[日号]|哪(?:一)?年")
_ZH_AMOUNT = re.compile(r"多少钱|多少元")
_ZH_ASKS = re.compile(
    r"(?:分别)?(?:是|为|有|在|叫|等于|共计?)?(?:什么时候|什么时间|何时|哪(?:一)?天|几月几[日号]|哪(?:一)?年|"
    r"多少钱|多少元|多少|什么|哪里|哪儿|哪个|哪家|哪位|谁|几)(?:的)?(?:呢|吗|啊)?"
)
# Words that say nothing of what is asked.
_EMPTY = frozenset(
    "a an and any are be been by can did do does for from had has have how i in is it its many me much my of on or our "
    "please that the their this to was we were what when where which who whom whose will with you your".split()
) | set("的是在为有和与")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    Attributes:
        subject: what is asked for, in the words of the question: ``invoice number``, ``发票号码``.
        wanted: of which kind the answer is, as far as the asking word tells.
        terms: folded words of the subject that an answer's sentence would hold; single Chinese characters.
    """

    subject: str
    wanted: Wanted
    terms: tuple[str, ...]


def understand(question: str) -> Question:
    """Take a question apart; what is no question is its own subject."""
    text = " ".join(unicodedata.normalize("NFKC", question).split()).rstrip("?？。.!！ ")
    wanted: Wanted = "text"
    if _ZH_ASKS.search(text) or _ZH_LEAD.search(text):
        wanted = "date" if _ZH_WHEN.search(text) else "amount" if _ZH_AMOUNT.search(text) else "text"
        subject = _ZH_ASKS.sub("", _ZH_LEAD.sub("", text)).strip("是为的，, ")
    else:
        lead = _EN_LEAD.match(text)
        if lead:
            wanted = "date" if lead["when"] else "amount" if lead["amount"] else "text"
            text = text[lead.end() :]
        subject = _EN_TRAIL.sub("", text).strip(" ,:")
    kept = tuple(dict.fromkeys(term for term in tokens(subject) if term not in _EMPTY))
    return Question(subject, wanted, kept)
