"""Bank identifiers: IBAN, BIC, creditor references, account and card numbers."""

from __future__ import annotations

import re
from functools import cache

from docvl.values.identifiers import IdentifierReading, compact, is_whole, labelled, mended, shaped
from docvl.values.normalize import fold
from docvl.values.reading import without_overlap

_IBAN = re.compile(r"(?:(?<![0-9A-Za-z])|(?<=IBAN))([A-Z]{2})[ ]?[0-9OIl]{2}(?:[ .-]?[0-9A-Za-z]){11,30}")
_IBAN_LABEL = re.compile("IBAN")
_ANY_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}(?: ?[0-9]){10,30}(?![0-9A-Za-z])")
_PART = re.compile(r"([0-9]+)!([nac])")
_CLASSES = {"n": "[0-9]", "a": "[A-Z]", "c": "[0-9A-Z]"}
_SLIPS = str.maketrans("OQDIZSB", "0001258")
_BIC = re.compile(
    r"(?<![0-9A-Za-z])[A-Z]{4}(?:[A-Z]{2}[0-9A-Z]{2}(?:[0-9A-Z]{3})?| [A-Z]{2} [0-9A-Z]{2}(?: [0-9A-Z]{3})?)"
    r"(?![0-9A-Za-z])"
)
_BIC_LABEL = re.compile(r"BIC|SWIFT", re.IGNORECASE)
_REFERENCE = re.compile(r"(?<![0-9A-Za-z])RF[0-9]{2}(?: ?[0-9A-Z]){1,21}(?![0-9A-Za-z])")
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z.,])[0-9](?:[ -]?[0-9]){5,29}(?![0-9A-Za-z]|[.,][0-9])")
_ACCOUNT_LABEL = re.compile(
    r"账号|帐号|账户|帐户|卡号|银行|支行|分行|信用社|a/?c(?: no|\.|:)|card(?: no| number|:)"
    r"|account|acct|konto|kto|compte|cuenta|conto|rekening",
    re.IGNORECASE,
)


def find_ibans(text: str) -> tuple[IdentifierReading, ...]:
    """Every IBAN, kind ``iban``: any country of the registry, with or without spaces.

    Where a label announces one, or it is the whole text, digits of a wrong number are read too, as not valid.
    """
    folded = fold(text)
    found = []
    for match in _IBAN.finditer(folded.text):
        end = _nth_character(folded.text, match.start(), match.end(), _iban_length(match[1]))
        if end is not None:
            printed = compact(folded.text[match.start() : end]).upper()
            value = printed if _is_iban(printed) else _mended_iban(printed)
            if _has_structure(value):
                origin, valid = folded.origin(match.start(), end), _is_iban(value)
                found.append(IdentifierReading(*origin, "iban", value, valid, (value[:2],), value != printed))
    for match in shaped(folded, _ANY_IBAN, _IBAN_LABEL):
        value = compact(match.group())
        if _iban_length(value[:2]):
            found.append(IdentifierReading(*folded.origin(*match.span()), "iban", value, False, (value[:2],)))
    return without_overlap(found)


def _mended_iban(printed: str) -> str:
    digits = mended(printed[2:], _SLIPS, lambda rest: _is_iban(printed[:2] + rest))
    return printed[:2] + digits if digits else printed


def _nth_character(text: str, start: int, end: int, count: int) -> int | None:
    """The index after the ``count``-th letter or digit from ``start``; None where the run goes on or is too short."""
    for place in range(start, end):
        count -= text[place].isalnum()
        if count == 0:
            return None if text[place + 1 : place + 2].isalnum() else place + 1
    return None


@cache
def _iban_parts(country: str) -> tuple[tuple[int, str], ...]:
    from stdnum import numdb

    bban = numdb.get("iban").info(country)[0][1].get("bban", "")
    return tuple((int(count), kind) for count, kind in _PART.findall(bban))


def _iban_length(country: str) -> int:
    parts = _iban_parts(country)
    return 4 + sum(count for count, _ in parts) if parts else 0


@cache
def _iban_pattern(country: str) -> re.Pattern[str]:
    parts = "".join(f"{_CLASSES[kind]}{{{count}}}" for count, kind in _iban_parts(country))
    return re.compile(f"{country}[0-9]{{2}}{parts}")


def _has_structure(iban: str) -> bool:
    return _iban_pattern(iban[:2]).fullmatch(iban) is not None


def _is_iban(iban: str) -> bool:
    from stdnum import iban as standard

    return bool(standard.is_valid(iban))


def find_bics(text: str) -> tuple[IdentifierReading, ...]:
    """Every BIC (ISO 9362), kind ``bic``.

    Eight capital letters may as well be a word: they count with a label before, as the whole text, with a digit, or
    when they end in XXX. ``valid`` tells whether the country exists.
    """
    from stdnum import bic

    folded = fold(text)
    found = []
    for match in _BIC.finditer(folded.text):
        value = compact(match.group())
        own = " " not in match.group() and (value.endswith("XXX") or any(char.isdigit() for char in value))
        known = own or is_whole(folded.text, *match.span()) or labelled(folded.text, match.start(), _BIC_LABEL)
        if known and bic.is_valid(value):
            found.append(IdentifierReading(*folded.origin(*match.span()), "bic", value, True, (value[4:6],)))
    return tuple(found)


def find_creditor_references(text: str) -> tuple[IdentifierReading, ...]:
    """Every structured creditor reference (ISO 11649), kind ``creditor-reference``."""
    from stdnum import iso11649

    folded = fold(text)
    found = []
    for match in _REFERENCE.finditer(folded.text):
        value = compact(match.group())
        origin = folded.origin(*match.span())
        found.append(IdentifierReading(*origin, "creditor-reference", value, iso11649.is_valid(value)))
    return tuple(found)


def find_bank_accounts(text: str) -> tuple[IdentifierReading, ...]:
    """Account and card numbers with a label (or a bank's name) before, or as the whole text.

    Kind ``card`` for 13 to 19 digits whose Luhn checksum holds, else ``account``, which has no common checksum.
    """
    from stdnum import luhn

    folded = fold(text)
    found = []
    for match in shaped(folded, _ACCOUNT, _ACCOUNT_LABEL):
        value = compact(match.group())
        card = 13 <= len(value) <= 19 and luhn.is_valid(value)
        origin = folded.origin(*match.span())
        found.append(IdentifierReading(*origin, "card" if card else "account", value, True if card else None))
    return without_overlap(found)
