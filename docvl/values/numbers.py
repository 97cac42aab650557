"""Numbers as printed: runs of digits with marks, what they may mean, and the style that decides.

``1,234`` is one thousand and more in one document and one and a quarter in another. A run keeps every meaning; the
style is decided for the document as a whole (:mod:`docvl.values.style`) and then applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from docvl.values.currencies import currency_before
from docvl.values.normalize import Folded

Mark = Literal[".", ",", ""]
Candidates = tuple[tuple[Mark, Decimal], ...]


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a document prints numbers.

    Attributes:
        decimal: its decimal mark.
        group: its thousands mark: a comma, a dot, an apostrophe or a space.
    """

    decimal: Literal[".", ","] = "."
    group: str = ","


@dataclass(frozen=True, slots=True)
class Run:
    """Digits and marks that make one number, in a folded text.

    Attributes:
        start: index of its first digit.
        end: index after its last character.
        candidates: the decimal mark that each meaning assumes, and the meaning without a sign; an empty mark when the
            number has neither decimals nor groups.
        group: thousands mark, or empty.
        places: printed decimals, 0 to 6; 0 when it is not sure that there are any.
        repaired: whether slips of OCR were mended.
    """

    start: int
    end: int
    candidates: Candidates
    group: str = ""
    places: int = 0
    repaired: bool = False


_RUN = re.compile(r"(?<![0-9])(?:[0-9](?:[.,']?[0-9])*|(?<![0-9A-Za-z.,'])[.,][0-9]{2}(?![0-9.,]))")
_SPACED = re.compile(r"[1-9][0-9]{0,2}((?: [0-9]{3})+)(?:([.,])([0-9]{1,4}))?(?![0-9]|[.,'][0-9]| [0-9]{3}(?![0-9]))")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([,.'])[0-9]{3}((?:\1[0-9]{3})*)(?:(?!\1)([.,])([0-9]{1,4}))?")
_INDIAN = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.([0-9]{1,4}))?")
_PLAIN = re.compile(r"([0-9]*)(?:([.,])([0-9]{1,6}))?")
_DASH = re.compile(r"[.,](?:--?)(?![0-9A-Za-z-])")
# "12 .50" and "12. 50": only where nothing but a currency or the end follows, since "1. 25 screws" is a list.
_SPLIT = re.compile(
    r"[1-9][0-9]{0,2}(?:,?[0-9]{3})*(?: [.,]|\. )([0-9]{2})(?= *(?:$|\n|[)\u20ac$\u00a3\u00a5]|[A-Z]{3}(?![A-Za-z])))"
)
_SLIP = re.compile(r"(?<![0-9A-Za-z.,])[0-9OolI|]{1,9}[.,][0-9OolI|]{2}(?![0-9A-Za-z.,|])")
_SLIPS = str.maketrans("OolI|", "00111")


def mend(text: str) -> tuple[str, frozenset[int]]:
    """``text`` with O for 0 and l for 1 set right inside numbers with two decimals, and the places that changed.

    At least half of the characters of such a number must be digits; the length stays.
    """
    changed: set[int] = set()

    def digits(match: re.Match[str]) -> str:
        token = match.group()
        slips = [place for place, char in enumerate(token) if char in "OolI|"]
        if not slips or 2 * len(slips) > len(token) - 1:
            return token
        changed.update(match.start() + place for place in slips)
        return token.translate(_SLIPS)

    return _SLIP.sub(digits, text), frozenset(changed)


def runs(folded: Folded, text: str, style: NumberStyle | None) -> Iterator[Run]:
    """The numbers of ``text``, which is ``folded.text`` after :func:`mend`, from left to right."""
    place = 0
    while match := _RUN.search(text, place):
        start = match.start()
        run = _spaced(folded, text, start, style) or _split(text, start) or _plain(match)
        if run is None:
            place = match.end()
            continue
        dash = _DASH.match(text, run.end)
        if dash and not run.places:
            run = Run(start, dash.end(), _whole(run, dash.group()[0]), run.group, 2)
        place = run.end
        yield run


def _whole(run: Run, mark: str) -> Candidates:
    """The meaning of ``12,-`` and ``1.234,-``: the mark before the dash is the decimal mark."""
    value = next((value for other, value in run.candidates if other in (mark, "")), run.candidates[0][1])
    return ((_mark(mark), value + Decimal("0.00")),)


def _mark(char: str) -> Mark:
    return "." if char == "." else ","


def _spaced(folded: Folded, text: str, start: int, style: NumberStyle | None) -> Run | None:
    """Groups parted by spaces, taken as one number where no quantity can stand before a price.

    That is: the spaces do not break lines, a currency stands in front, or the document parts thousands so. While the
    style is not known, a decimal comma is enough.
    """
    match = _SPACED.match(text, start)
    if not match:
        return None
    origin, _, raw = folded.origin(start, match.end())
    hard = any(char in "\u00a0\u2009\u202f" for char in raw)
    likely = style.group == " " if style else match[2] == ","
    if not (likely or hard or currency_before(text, start)):
        return None
    mark: Mark = _mark(match[2]) if match[2] else ""
    value = Decimal(match.group().replace(" ", "").replace(",", "."))
    return Run(start, match.end(), ((mark, value),), " ", len(match[3] or ""))


def _split(text: str, start: int) -> Run | None:
    match = _SPLIT.match(text, start)
    if not match:
        return None
    digits = re.sub(r"[ .,]", "", match.group())
    mark = _mark("." if "." in match.group()[-4:] else ",")
    return Run(start, match.end(), ((mark, Decimal(digits).scaleb(-2)),), "", 2, repaired=True)


def _plain(match: re.Match[str]) -> Run | None:
    """The run without spaces, or None when it is no number: a date 21.11.2026, an address 10.0.0.1."""
    text, start, end = match.group(), match.start(), match.end()
    if grouped := _GROUPED.fullmatch(text):
        group, more, mark, places = grouped.groups()
        whole = Decimal(re.sub(r"[,.']", "", text[: grouped.start(3)] if mark else text))
        if mark:
            value = whole + Decimal(places).scaleb(-len(places))
            return Run(start, end, ((_mark(mark), value),), group, len(places))
        other: Mark = "," if group == "." else "."
        if more or group == "'":
            return Run(start, end, ((other, whole),), group)
        return Run(start, end, ((other, whole), (_mark(group), whole.scaleb(-3))), group)
    if indian := _INDIAN.fullmatch(text):
        return Run(start, end, ((".", Decimal(text.replace(",", ""))),), ",", len(indian[1] or ""))
    if plain := _PLAIN.fullmatch(text):
        value = Decimal(text.replace(",", "."))
        places = plain[3] or ""
        return Run(start, end, ((_mark(plain[2]) if places else "", value),), "", len(places))
    return None
