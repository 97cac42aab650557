"""Currencies: ISO 4217 codes from printed symbols, codes and names.

A symbol that several countries use ($, ¥, kr) keeps all its codes, likeliest first; :func:`choose_currency` picks one
by the countries and languages of the document. Codes, territories and names come from CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from docvl.values.normalize import comparison_key, fold
from docvl.values.reading import Reading

_DOLLARS = ("USD", "CAD", "AUD", "SGD", "HKD", "NZD", "TWD", "MXN", "ARS", "CLP", "COP")
_SYMBOLS: dict[str, tuple[str, ...]] = {
    "$": _DOLLARS,
    **dict.fromkeys(("US$", "USD$", "$US", "U$"), ("USD",)),
    **dict.fromkeys(("A$", "AU$", "AUD$"), ("AUD",)),
    **dict.fromkeys(("C$", "CA$", "CAN$", "CDN$"), ("CAD",)),
    **dict.fromkeys(("S$", "SG$", "SGD$"), ("SGD",)),
    **dict.fromkeys(("NZ$", "NZD$"), ("NZD",)),
    **dict.fromkeys(("HK$", "HKD$"), ("HKD",)),
    **dict.fromkeys(("NT$", "TW$"), ("TWD",)),
    **dict.fromkeys(("MX$", "Mex$"), ("MXN",)),
    "R$": ("BRL",),
    **dict.fromkeys(("€", "Eur", "eur"), ("EUR",)),
    "£": ("GBP",),
    "¥": ("CNY", "JPY"),
    **dict.fromkeys(("CN¥", "RMB", "RMB¥", "元", "圆", "圓", "块"), ("CNY",)),
    **dict.fromkeys(("JP¥", "円"), ("JPY",)),
    **dict.fromkeys(("RM", "Rm"), ("MYR",)),
    **dict.fromkeys(("Rs", "Rs."), ("INR", "PKR", "LKR", "NPR", "MUR")),
    **dict.fromkeys(("kr", "kr.", "Kr", "Kr."), ("SEK", "NOK", "DKK", "ISK")),
    **dict.fromkeys(("Fr.", "Fr", "SFr.", "SFr", "sFr.", "sFr"), ("CHF",)),
    **{"₹": ("INR",), "₩": ("KRW",), "₽": ("RUB",), "₺": ("TRY",), "₫": ("VND",), "฿": ("THB",), "₱": ("PHP",)},
    **{"₴": ("UAH",), "₦": ("NGN",), "₪": ("ILS",), "Rp": ("IDR",), "Rp.": ("IDR",)},
    **{"zł": ("PLN",), "Kč": ("CZK",), "Ft": ("HUF",), "lei": ("RON",)},
}
_MORE_NAMES = {
    **{"euros": "EUR", "renminbi": "CNY", "yuan": "CNY", "人民币元": "CNY", "rmb": "CNY", "yen": "JPY", "日元": "JPY"},
    **{"ringgit": "MYR", "ringgit malaysia": "MYR", "rupees": "INR", "pound sterling": "GBP", "pounds sterling": "GBP"},
    **{"us dollars": "USD", "港币": "HKD", "台币": "TWD", "swiss francs": "CHF", "schweizer franken": "CHF"},
}
_NAME_LOCALES = ("en", "de", "fr", "es", "it", "nl", "pt", "zh")
# Codes that stand on receipts as words: "TOP 10", "2 CUP", "PEN 1.20".
_WORDS_TOO = frozenset({"ALL", "TOP", "CUP", "PEN", "MOP", "SOS", "MAD", "COP", "BAM"})

_SIGN = "€£¥₩₽₺₫฿₱₴₦₪₹"
_HAN = "人民币元|人民币|美元|欧元|日元|港元|港币|英镑|新台币|台币|元|圆|圓|块|円"
_PRINTED = rf"\$US|[A-Za-z]{{0,3}}\$|RMB¥|[A-Z]{{2}}¥|[{_SIGN}]|[A-Za-zčł]{{2,4}}\.?|{_HAN}"
_BEFORE = re.compile(rf"(?:(?<![A-Za-z])|(?=[{_SIGN}$]))(?:{_PRINTED}) ?$")
_AFTER = re.compile(rf" ?({_PRINTED})(?![A-Za-z])")
_ANYWHERE = re.compile(rf"(?<![A-Za-z])(?:\$US|[A-Za-z]{{0,3}}\$|[A-Z]{{2}}¥|[{_SIGN}]|[A-Za-z]{{2,}}|{_HAN})")
_DIGITS = frozenset("0123456789")
_WEAK = frozenset(
    {"元", "圆", "圓", "块", "円", "lei", "kr", "Kr", "Fr", "Ft", "Rp", "Rs", "Rm"}
)  # words without a number beside


@dataclass(frozen=True, slots=True)
class CurrencyReading(Reading):
    """A printed currency.

    Attributes:
        codes: ISO 4217 codes it may stand for, likeliest first.
    """

    codes: tuple[str, ...]


@cache
def _iso_codes() -> frozenset[str]:
    """Codes that are legal tender somewhere today."""
    from babel.core import get_global

    uses = (use for uses in get_global("territory_currencies").values() for use in uses)
    return frozenset(code for code, _, end, tender in uses if end is None and tender)


@cache
def _names() -> dict[str, str]:
    from babel import Locale

    names: dict[str, str] = {}
    for locale in map(Locale.parse, _NAME_LOCALES):
        for code in sorted(_iso_codes() & locale.currencies.keys()):
            names.setdefault(comparison_key(locale.currencies[code]), code)
    return names | _MORE_NAMES


@lru_cache(maxsize=4096)
def currency_codes(printed: str) -> tuple[str, ...]:
    """ISO 4217 codes that a whole printed symbol, code or name may stand for, likeliest first; empty when none."""
    token = fold(printed).text.strip(" ()[]:")
    if token in _SYMBOLS:
        return _SYMBOLS[token]
    if len(token) == 3 and token.isascii() and token.isupper():
        return (token,) if token in _iso_codes() else ()
    name = _names().get(comparison_key(token)) if len(token) > 1 else None
    return (name,) if name else ()


def _beside_number(printed: str) -> tuple[str, ...]:
    return () if printed in _WORDS_TOO else currency_codes(printed)


def currency_before(text: str, end: int) -> CurrencyReading | None:
    """The currency that stands in ``text`` (folded) right before ``end``, at most one space away."""
    match = _BEFORE.search(text, max(end - 8, 0), end)
    return _checked(match.group().rstrip(" "), match.start()) if match else None


def currency_after(text: str, start: int) -> CurrencyReading | None:
    """The currency that stands in ``text`` (folded) right after ``start``, at most one space away."""
    match = _AFTER.match(text, start)
    return _checked(match[1], match.start(1)) if match else None


def _checked(printed: str, start: int) -> CurrencyReading | None:
    codes = _beside_number(printed)
    return CurrencyReading(start, start + len(printed), printed, codes) if codes else None


def read_currencies(text: str) -> tuple[CurrencyReading, ...]:
    """Every currency named in ``text``, with or without a number beside it."""
    folded = fold(text)
    found = []
    for match in _ANYWHERE.finditer(folded.text):
        printed = match.group()
        if printed in _WORDS_TOO or (printed in _WEAK and not _number_beside(folded.text, match.start(), match.end())):
            continue
        codes = currency_codes(printed)
        if codes:
            found.append(CurrencyReading(*folded.origin(match.start(), match.end()), codes))
    return tuple(found)


def _number_beside(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 2, 0) : start].rstrip(" ")[-1:], text[end : end + 3].lstrip(" .")[:1]
    return before in _DIGITS or after in _DIGITS or (before, after) == ("(", ")")


def choose_currency(codes: Iterable[str], countries: Iterable[str] = (), languages: Iterable[str] = ()) -> str | None:
    """The one of ``codes`` that fits the document.

    Args:
        codes: candidates, likeliest first.
        countries: ISO 3166 codes of the document's countries, likeliest first.
        languages: language tags such as ``en`` or ``de-CH``; each stands for the country where most speak it.

    Returns:
        The code; the first of ``codes`` when no hint fits, None when there is none.
    """
    codes = tuple(codes)
    for country in (*countries, *map(_country, languages)):
        for code in _tender(country.upper()):
            if code in codes:
                return code
    return codes[0] if codes else None


@cache
def _country(language: str) -> str:
    from babel.core import get_global

    parts = language.replace("_", "-").split("-")
    if len(parts) > 1 and len(parts[-1]) == 2:
        return parts[-1]
    return str(get_global("likely_subtags").get(parts[0].lower(), "")).rpartition("_")[2]


@cache
def _tender(country: str) -> tuple[str, ...]:
    from babel.core import get_global

    uses = get_global("territory_currencies").get(country, ())
    return tuple(code for code, _, end, tender in uses if end is None and tender)
