"""Other ways to print the caption that a schema states: ``employee_number`` is ``Employee No.`` on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docvl.engines.layout.lexicon import tokens

_NUMBER = ("number", "no", "nr", "num", "n", "id")
_NUMMER = "nummer"
_CHINESE_NUMBER = (("编", "号"), ("号", "码"), ("号",))
NUMBER_WORDS = frozenset([*_NUMBER, _NUMMER, "号", "码"])
"""How captions end that ask for a number."""

MONEY_WORDS = frozenset(
    "amount charge charges fee fees price cost costs total due paid premium deposit rent salary wage pay balance fine"
    " betrag kosten gebuhr preis miete kaution entgelt beitrag montant frais prix loyer importe precio tasa importo"
    " prezzo canone".split()
)
"""What captions hold that ask for a sum of money, in the form of tokens."""
# How names of properties end that say when something was done: "collected_at".
_WHEN = ("at", "on")

Label = tuple[str, ...]

# A description of so many words, Chinese ones of so many characters, is itself the caption.
_WORDS, _CHARACTERS = 5, 12
_QUOTED = re.compile(r"[\"“„«「『]([^\"”“»」』]{2,40})[\"”“»」』]|(?<!\w)['‘]([^'’]{2,40})['’](?!\w)")
# How descriptions announce a caption, and not an example of a value.
_PRINTED = re.compile(
    r"label|caption|head(?:ed|ing)|print|titled|marked|called|column|next to|steht|bezeichne|spalte|beschrift|intitul"
    r"|libell|colonne|标[为注签题]|栏|字样",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"\be\.?\s?g\b|such as|example|\blike\b|one of|\bz\. ?B\b|par ex|例如|比如|如[“\"「]", re.IGNORECASE
)


def described(text: str) -> list[Label]:
    """The captions in a description: a short one (``Steuernummer``), or what it quotes as printed."""
    whole = tokens(text)
    short = len(text) <= _CHARACTERS if text and not text.isascii() and len(whole) > _WORDS else len(whole) <= _WORDS
    if short:
        return [whole] if whole else []
    if not _PRINTED.search(text) or _EXAMPLE.search(text):
        return []
    return [label for match in _QUOTED.finditer(text) if (label := tokens(match[1] or match[2]))]


def wordings(label: Label, *, dated: bool) -> Iterator[Label]:
    """A caption and what documents print for the same.

    Args:
        label: in the form of :func:`docvl.engines.layout.lexicon.tokens`.
        dated: whether the value is a date: ``pay date`` is ``date of pay`` then, and ``collected at`` is ``collected``.
    """
    yield label
    if "email" in label:
        at = label.index("email")
        yield (*label[:at], "e", "mail", *label[at + 1 :])
    yield from _numbers(label)
    if dated:
        yield from _dates(label)


def _numbers(label: Label) -> Iterator[Label]:
    head, last = label[:-1], label[-1]
    if head and last in _NUMBER:
        yield from (Label((*head, word)) for word in _NUMBER if word != last)
    if head and last == "nr":
        yield (*head[:-1], head[-1] + _NUMMER)
    elif last.endswith(_NUMMER) and last != _NUMMER:
        yield (*head, last.removesuffix(_NUMMER), "nr")
    for ending in _CHINESE_NUMBER:
        if label[-len(ending) :] == ending and len(label) - len(ending) > 1:
            yield from (label[: -len(ending)] + other for other in _CHINESE_NUMBER if other != ending)
            return


def _dates(label: Label) -> Iterator[Label]:
    head, last = label[:-1], label[-1]
    if head and last == "date":
        yield ("date", "of", *head)
    elif label[:2] == ("date", "of"):
        yield (*label[2:], "date")
    elif head and last in _WHEN:
        yield head
        yield from ((*head, word) for word in _WHEN if word != last)
        yield ("date", *head)
