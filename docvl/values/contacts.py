"""Ways to reach somebody: phone numbers, e-mail addresses, web addresses, postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from docvl.values.dates import read_dates
from docvl.values.identifiers import IdentifierReading, is_whole, labelled
from docvl.values.normalize import fold
from docvl.values.reading import Reading, without_overlap

_PHONE = re.compile(
    r"(?<![0-9.,+-])(?:\+ ?[0-9]|00[1-9]|[0-9(])(?:[0-9 ()]{0,8}[0-9)] ?/ ?(?=[0-9]))?(?:[ ().-]{0,3}[0-9]){4,15}"
    r"(?![0-9A-Za-z]|[.,-][0-9])"
)
_PHONE_LABEL = re.compile(
    r"(?:tel(?:efon|[eé]fono|ephone)?|t[ée]l(?:[ée]phone)?|ph(?:one)?|fax|mobile?|handy|hp|hotline|whatsapp|fon"
    r"|电话|電話|手机|传真|联系方式|热线)[a-z]{0,2}[ .:/]*(?:n[or][.:]*)?|\b[tfm][.:]",
    re.IGNORECASE,
)
# Shapes that nothing else has: +49 ..., (03) ..., 1[3-9] and nine digits (China, mobile), 010-12345678 (China, fixed),
# 555-123-4567 (North America), 03-1234 5678 (Malaysia, Japan), 01 23 45 67 89 (France).
_SURE_PHONE = re.compile(
    r"\+ ?[0-9].*|\(\+?[0-9]{1,4}\).*|1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8}|[2-9][0-9]{2}([-.])[0-9]{3}\1[0-9]{4}"
    r"|0[0-9]{1,2}-[0-9]{3,4}[ -]?[0-9]{4}|0[1-9](?:([ .])[0-9]{2})(?:\2[0-9]{2}){3}"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)
_URL = re.compile(
    r"(?<![A-Za-z0-9@.])(?:https?://|www\.)[A-Za-z0-9][^\s<>\"'\u3000-\u303f\u4e00-\u9fff]{0,300}", re.IGNORECASE
)
_URL_END = ".,;:!?)]}-"

# Source: Universal Postal Union, postal addressing systems of the countries. Patterns of one digit more come first.
_POSTCODES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("[0-9]{5}-[0-9]{4}", ("US",)),
    ("[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}", ("GB",)),
    ("[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]", ("CA",)),
    ("[A-Z][0-9][0-9W] [0-9A-Z]{4}", ("IE",)),
    ("[1-9][0-9]{3} ?[A-Z]{2}", ("NL",)),
    ("[0-9]{4}-[0-9]{3}", ("PT",)),
    ("[0-9]{3}-[0-9]{4}", ("JP",)),
    ("[0-9]{2}-[0-9]{3}", ("PL",)),
    ("[0-9]{3} [0-9]{2}", ("SE", "CZ", "SK", "GR")),
    ("[0-9]{6}", ("CN", "SG", "IN")),
    ("[0-9]{5}", ("DE", "FR", "US", "IT", "ES", "MY", "FI", "TH", "TR", "MX", "ID")),
    ("[1-9][0-9]{3}", ("AT", "CH", "BE", "DK", "NO", "AU", "NZ", "LU", "HU")),
)
_PREFIXES = {"D": "DE", "F": "FR", "A": "AT", "B": "BE", "L": "LU", "I": "IT", "E": "ES", "S": "SE", "N": "NO"}
_POSTCODE_LABEL = re.compile(r"post(?: ?code|al code|leitzahl)|zip|plz|code postal|邮编|邮政编码|〒", re.IGNORECASE)
_PLACE_AFTER = re.compile(r",? ?[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f]")
_STATE_BEFORE = re.compile(r"(?<![A-Za-z])[A-Z]{2},? $")


def find_phones(text: str) -> tuple[IdentifierReading, ...]:
    """Phone and fax numbers, kind ``phone``: labelled, the whole text, or of a shape that nothing else has.

    The value holds the digits, after a plus where one is printed.
    """
    folded = fold(text)
    found: list[Reading] = [reading for reading in read_dates(text) if reading.style != "compact"]
    for match in _PHONE.finditer(folded.text):
        digits = "".join(char for char in match.group() if char.isdigit())
        glued = folded.text[max(match.start() - 1, 0)].isalpha() and folded.text[match.start() - 1].isascii()
        sure = not glued and (_SURE_PHONE.fullmatch(match.group()) or is_whole(folded.text, *match.span()))
        if 6 <= len(digits) <= 15 and (sure or labelled(folded.text, match.start(), _PHONE_LABEL)):
            value = "+" * match.group().lstrip("(").startswith("+") + digits
            found.append(IdentifierReading(*folded.origin(*match.span()), "phone", value))
    return tuple(reading for reading in without_overlap(found) if isinstance(reading, IdentifierReading))


def find_emails(text: str) -> tuple[IdentifierReading, ...]:
    """E-mail addresses, kind ``email``; the value in lower case."""
    folded = fold(text)
    if "@" not in folded.text:
        return ()
    return tuple(
        IdentifierReading(*folded.origin(*match.span()), "email", match.group().lower())
        for match in _EMAIL.finditer(folded.text)
    )


def find_urls(text: str) -> tuple[IdentifierReading, ...]:
    """Web addresses that start with a scheme or ``www.``, kind ``url``, without the punctuation that follows."""
    folded = fold(text)
    found = []
    for match in _URL.finditer(folded.text):
        value = match.group().rstrip(_URL_END)
        found.append(IdentifierReading(*folded.origin(match.start(), match.start() + len(value)), "url", value))
    return tuple(found)


@cache
def _postcode(pattern: str) -> re.Pattern[str]:
    prefix = rf"(?:({'|'.join(_PREFIXES)}|[A-Z]{{2}})[- ])?"
    return re.compile(rf"(?<![0-9A-Za-z.,/-]){prefix}({pattern})(?![0-9A-Za-z]|[.,/:-][0-9A-Za-z]|[%€$])")


def find_postcodes(text: str, countries: Iterable[str] = ()) -> tuple[IdentifierReading, ...]:
    """Postcodes, kind ``postcode``; ``countries`` of the reading are those whose codes look so.

    A code of digits only counts with a prefix (``D-20097``), a label, a place name behind, a state before
    (``NY 10001``), or as the whole text.

    Args:
        text: as printed.
        countries: ISO 3166 codes to look for; all that are known when empty.
    """
    folded = fold(text)
    wanted = frozenset(countries)
    found = []
    for pattern, codes in _POSTCODES:
        usual = tuple(code for code in codes if not wanted or code in wanted)
        for match in _postcode(pattern).finditer(folded.text) if usual else ():
            country = _PREFIXES.get(match[1], match[1]) if match[1] else None
            own = (country,) if country in codes else ()
            start = match.start() if own else match.start(2)
            if own or "A-Z" in pattern or _has_place(folded.text, start, match.end()):
                origin = folded.origin(start, match.end())
                found.append(IdentifierReading(*origin, "postcode", match[2].upper(), None, own or usual))
    return without_overlap(found)


def _has_place(text: str, start: int, end: int) -> bool:
    return bool(
        _PLACE_AFTER.match(text, end)
        or _STATE_BEFORE.search(text, max(start - 5, 0), start)
        or is_whole(text, start, end)
        or labelled(text, start, _POSTCODE_LABEL)
    )
