"""Tax and company identifiers: VAT ids of Europe, German and French numbers, those of China and its invoices."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from docvl.values.bank import find_ibans
from docvl.values.identifiers import IdentifierReading, compact, is_whole, labelled, mended, shaped
from docvl.values.normalize import Folded, fold
from docvl.values.reading import Reading, without_overlap

# Structure of each country's id after its prefix: # a digit, @ a letter or digit, A a letter, else itself.
# Source: VIES, frequently asked questions, question 11; Switzerland: UIDG; Norway: Enhetsregisterloven; Britain: HMRC.
_VAT = {
    "ATU": ("########",),
    "BE": ("##########",),
    "BG": ("##########", "#########"),
    "CHE": ("#########",),
    "CY": ("########A",),
    "CZ": ("##########", "#########", "########"),
    "DE": ("#########",),
    "DK": ("########",),
    "EE": ("#########",),
    "EL": ("#########",),
    "ES": ("@#######@",),
    "FI": ("########",),
    "FR": ("@@#########",),
    "GB": ("############", "#########"),
    "HR": ("###########",),
    "HU": ("########",),
    "IE": ("#@#####AA", "#@#####A"),
    "IT": ("###########",),
    "LT": ("############", "#########"),
    "LU": ("########",),
    "LV": ("###########",),
    "MT": ("########",),
    "NL": ("#########B##",),
    "NO": ("#########",),
    "PL": ("##########",),
    "PT": ("#########",),
    "RO": ("##########", "#########", "########", "#######", "######"),
    "SE": ("############",),
    "SI": ("########",),
    "SK": ("##########",),
    "XI": ("############", "#########"),
}
_CLASSES = {"#": "[0-9]", "@": "[0-9A-Z]", "A": "[A-Z]"}
_GAP = "[ .-]?"
_VAT_HINT = re.compile("(?<![A-Z0-9])(?:" + "|".join(_VAT) + ")")
_VAT_LABEL = re.compile(r"USt|VAT|TVA|MwSt|UID|BTW|IVA|tax id", re.IGNORECASE)
_ANY_VAT = re.compile(r"[A-Z]{2,3}(?:[ .-]?[0-9]){7,13}(?![0-9A-Za-z])")
_STEUERNUMMER = re.compile(r"(?<![0-9/])(?:[0-9]{2,3}([/ ])[0-9]{3,4}\1[0-9]{4,5}|[0-9]{10,13})(?![0-9/])")
_STEUERNUMMER_LABEL = re.compile(r"St(?:euer)?[.-]{0,2} ?-?(?:Nr|Nummer)|Tax (?:no|number)", re.IGNORECASE)
_SIREN = re.compile(
    r"(?<![0-9A-Za-z])[0-9]{3}([ .]?)[0-9]{3}\1[0-9]{3}(?:[ .]?[0-9]{5}| [0-9]{3} [0-9]{2})?(?![0-9A-Za-z])"
)
_SIREN_LABEL = re.compile(r"SIRE[NT]|R\.?C\.?S", re.IGNORECASE)
_USCC = re.compile(r"(?<![0-9A-Za-z])[1-9ANY][0-9OIZS]{7}[0-9A-Z]{10}(?![0-9A-Za-z])")
_USCC_SLIPS = str.maketrans("OIZS", "0125")  # letters that the code never uses
_OLD_TAX_ID = re.compile(r"(?<![0-9A-Za-z])[0-9]{6}[0-9A-Z]{8}[0-9X](?![0-9A-Za-z])")
_TAX_LABEL = re.compile(r"纳税人识别号|税务?登记|税号|信用代码")
_FAPIAO = (
    ("fapiao-code", re.compile(r"发票代码|InvoiceCode", re.IGNORECASE), (10, 12)),
    ("fapiao-number", re.compile(r"发票号码?|数电票号码|InvoiceN(?:o|umber)", re.IGNORECASE), (8, 20)),
    ("fapiao-check-code", re.compile(r"校验码"), (20,)),
    ("fapiao-machine-number", re.compile(r"机器编号"), (12,)),
)
_FAPIAO_DIGITS = re.compile(r"(?<![0-9A-Za-z.,])[0-9](?: ?[0-9]){7,23}(?![0-9A-Za-z]|[.,][0-9])")


def find_vat_ids(text: str) -> tuple[IdentifierReading, ...]:
    """Every VAT id with its country prefix, kind ``vat-id``: the EU, Great Britain, Switzerland and Norway.

    Spaces, dots and dashes may part its characters. An IBAN is none. Where a label announces an id, or the id is the
    whole text, digits of a wrong number are read too, as not valid.
    """
    folded = fold(text)
    found: list[Reading] = list(find_ibans(text))
    for hint in _VAT_HINT.finditer(folded.text):
        match = _vat_pattern(hint.group()).match(folded.text, hint.start()) or _misshapen(folded.text, hint)
        if match:
            value = compact(match.group())
            country = {"EL": "GR", "XI": "GB"}.get(value[:2], value[:2])
            origin = folded.origin(*match.span())
            found.append(IdentifierReading(*origin, "vat-id", value, _is_vat(value, country), (country,)))
    readings = (reading for reading in without_overlap(found) if isinstance(reading, IdentifierReading))
    return tuple(reading for reading in readings if reading.kind == "vat-id")


def _misshapen(text: str, hint: re.Match[str]) -> re.Match[str] | None:
    match = _ANY_VAT.match(text, hint.start())
    announced = match and (is_whole(text, *match.span()) or labelled(text, match.start(), _VAT_LABEL))
    return match if announced else None


@cache
def _vat_pattern(prefix: str) -> re.Pattern[str]:
    forms = (_GAP.join(_CLASSES.get(char, char) for char in form) for form in _VAT[prefix])
    return re.compile(f"{_GAP.join(prefix)}{_GAP}(?:{'|'.join(forms)})(?![0-9A-Za-z])")


def _is_vat(value: str, country: str) -> bool:
    from stdnum import get_cc_module

    # Switzerland and Norway print a word behind the number (MWST, MVA), which is no part of it.
    suffix = {"CH": "MWST", "NO": "MVA"}.get(country, "")
    rules = get_cc_module(country.lower(), "vat")
    return rules is not None and rules.is_valid(value.removeprefix("EL").removeprefix("XI") + suffix)


def find_german_tax_numbers(text: str) -> tuple[IdentifierReading, ...]:
    """Every labelled Steuernummer, kind ``steuernummer``: 12/345/67890 and the like.

    ``valid`` tells whether a federal state issues numbers of that form: the check digit differs by state and is not
    published for all.
    """
    from stdnum.de import stnr

    return _labelled(text, _STEUERNUMMER, _STEUERNUMMER_LABEL, lambda _: "steuernummer", stnr.is_valid, "DE")


def find_french_company_numbers(text: str) -> tuple[IdentifierReading, ...]:
    """Every labelled SIREN (9 digits) and SIRET (14 digits), kinds ``siren`` and ``siret``."""
    from stdnum.fr import siren, siret

    def valid(value: str) -> bool:
        return bool((siren if len(value) == 9 else siret).is_valid(value))

    return _labelled(text, _SIREN, _SIREN_LABEL, lambda v: "siren" if len(v) == 9 else "siret", valid, "FR")


def _labelled(
    text: str,
    pattern: re.Pattern[str],
    label: re.Pattern[str],
    kind: Callable[[str], str],
    is_valid: Callable[[str], bool],
    country: str,
) -> tuple[IdentifierReading, ...]:
    folded = fold(text)
    found = []
    for match in shaped(folded, pattern, label):
        value = compact(match.group())
        found.append(IdentifierReading(*folded.origin(*match.span()), kind(value), value, is_valid(value), (country,)))
    return tuple(found)


def find_chinese_tax_ids(text: str) -> tuple[IdentifierReading, ...]:
    """Every Chinese taxpayer id (纳税人识别号).

    Kinds: ``uscc`` 统一社会信用代码 of 18 characters, ``citizen-id`` 公民身份号码, and, labelled, ``tax-id-15``, the 15
    characters used before 2015, which have no checksum.
    """
    folded = fold(text)
    found = []
    for match in _USCC.finditer(folded.text):
        reading = _uscc(folded, match)
        # Eighteen digits without a letter and a checksum are as often an account number.
        if reading.valid or not match.group().isdigit() or labelled(folded.text, match.start(), _TAX_LABEL):
            found.append(reading)
    for match in shaped(folded, _OLD_TAX_ID, _TAX_LABEL):
        found.append(IdentifierReading(*folded.origin(*match.span()), "tax-id-15", match.group(), None, ("CN",)))
    return without_overlap(found)


def _uscc(folded: Folded, match: re.Match[str]) -> IdentifierReading:
    from stdnum.cn import ric, uscc

    origin, printed = folded.origin(*match.span()), match.group()
    if not uscc.is_valid(printed) and ric.is_valid(printed):
        return IdentifierReading(*origin, "citizen-id", printed, True, ("CN",))
    value = mended(printed, _USCC_SLIPS, uscc.is_valid) or printed
    return IdentifierReading(*origin, "uscc", value, uscc.is_valid(value), ("CN",), value != printed)


def find_fapiao_numbers(text: str) -> tuple[IdentifierReading, ...]:
    """The labelled numbers of a Chinese invoice, none of which has a checksum.

    Kinds: ``fapiao-code`` 发票代码 (10 or 12 digits), ``fapiao-number`` 发票号码 (8 digits, 20 on digital invoices),
    ``fapiao-check-code`` 校验码 (20), ``fapiao-machine-number`` 机器编号 (12).
    """
    folded = fold(text)
    found = []
    for kind, label, lengths in _FAPIAO:
        for match in _FAPIAO_DIGITS.finditer(folded.text):
            value = compact(match.group())
            if len(value) in lengths and labelled(folded.text, match.start(), label):
                found.append(IdentifierReading(*folded.origin(*match.span()), kind, value, None, ("CN",)))
    return without_overlap(found)
