"""What a rule may say of a text: that its checksum holds, that it is a number of an invoice, what it amounts to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from docvl import values

_SIGNS = re.compile(r"[\s./-]")
_FAPIAO_NUMBER = re.compile(r"[0-9]{8}|[0-9]{20}")
_FAPIAO_CODE = re.compile(r"[0-9]{10}|[0-9]{12}")
_OLD_TAX_ID = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{20}")
"""Taxpayer numbers from before 统一社会信用代码, which have no checksum."""


def amount_in_words(text: str) -> Decimal | None:
    """The one amount that ``text`` writes in Chinese characters (大写金额); None when there is none, or several."""
    found = {reading.value for reading in values.read_capital_amounts(text)}
    return found.pop() if len(found) == 1 else None


def _iban(text: str) -> bool:
    return any(reading.valid and reading.value == _compact(text) for reading in values.find_ibans(_compact(text)))


def _bic(text: str) -> bool:
    return any(reading.valid for reading in values.find_bics(_compact(text)))


def _vat_id(text: str) -> bool | None:
    """None for a number of a country whose rule is not known."""
    return next((reading.valid for reading in values.find_vat_ids(_compact(text))), None)


def _uscc(text: str) -> bool | None:
    compact = _compact(text)
    if _OLD_TAX_ID.fullmatch(compact):
        return None
    return any(reading.valid and reading.value == compact for reading in values.find_chinese_tax_ids(compact))


def _luhn(text: str) -> bool:
    from stdnum import luhn

    return bool(luhn.is_valid(_compact(text)))


def _compact(text: str) -> str:
    return _SIGNS.sub("", values.normalize(text)).upper()


TESTS: Mapping[str, Callable[[str], bool | None]] = {
    "iban": _iban,
    "bic": _bic,
    "vat_id": _vat_id,
    "uscc": _uscc,
    "luhn": _luhn,
    "fapiao_number": lambda text: bool(_FAPIAO_NUMBER.fullmatch(_compact(text))),
    "fapiao_code": lambda text: bool(_FAPIAO_CODE.fullmatch(_compact(text))),
}
"""Whether a text is what the name says; None where that cannot be known."""
