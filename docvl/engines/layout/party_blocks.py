"""One block of lines -> the attributes of a party: name, street, postcode, city, tax numbers and so on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docvl.engines.layout.addresses import (
    Span,
    city_line,
    has_legal_form,
    is_country,
    is_numbered_street,
    is_person,
    is_salutation,
    is_street,
    legal_name,
    street_end,
)
from docvl.engines.layout.blocks import Cell, cut, strip
from docvl.engines.layout.phrases import Phrase
from docvl.values import find_vat_ids

Pieces = dict[str, tuple[Phrase, ...]]
"""Attribute -> the piece of text that states it; several pieces for an address."""

ATTRIBUTES = (
    "vat_id", "tax_number", "email", "phone", "fax", "website", "contact_person", "name", "street", "postcode", "city",
    "country", "address", "registration_number", "party_detail",
)  # fmt: skip

# What is no part of a piece at its ends; the full stop of ``S.L.`` and ``Inc.`` is part of a name.
NAME_EDGES = " :,;-–|•·/*="
EDGES = NAME_EDGES + "."
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEBSITE = re.compile(r"(?:https?://|www\.)[\w./-]+", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|\(\+?|0)?\d(?:[\s./()–-]{0,3}\d){5,14}")
# No caption, no list of streets: a letter, no colon, not "209-214, ..." in front.
_NAME_LIKE = re.compile(r"(?!\W*\d+[\w/-]*,\s)(?=[^:]*[^\W\d])[^:]*$")
_PHONE_LINE = re.compile(r"^\W*(?:\+|\(?0)\d(?:[\s./()–-]{0,3}\d){6,13}\W*$")
# A tax number with its country: a prefix, then groups that each hold a digit.
_VAT_ID = re.compile(r"(?<![^\W_])[A-Z]{2,3}[-\s]?(?:[A-Z]?\d|[A-Z]{1,2}\d)[\dA-Z]*(?:[ .-]?[\dA-Z]*\d[\dA-Z]*){0,5}")
_TAX_NUMBER = re.compile(r"[\dA-Z]*\d[\dA-Z]*(?:[ ./-]{1,2}[\dA-Z]*\d[\dA-Z]*)*")
_TOKEN = re.compile(r"\S{4,}")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a block.

    Attributes:
        cell: the phrase and its caption.
        value: the phrase to the right of a caption that stands by itself.
        continued: the line goes on with the value of the caption above.
    """

    cell: Cell
    value: Phrase | None = None
    continued: bool = False


def find(phrase: Phrase | None, pattern: re.Pattern[str]) -> Phrase | None:
    """The first place where ``pattern`` matches in a phrase."""
    match = None if phrase is None else pattern.search(phrase.text)
    return None if match is None or phrase is None else cut(phrase, match.start(), match.end())


def tax_value(key: str, phrase: Phrase | None) -> Phrase | None:
    """The tax number in what follows its caption; samples with wrong check digits count as well."""
    found, number = find(phrase, _VAT_ID), find(phrase, _TAX_NUMBER)
    leads = found is not None and (number is None or found.box.x0 <= number.box.x0)
    if found is not None and leads and 6 <= sum(char.isalnum() for char in found.text) <= 18:
        return found
    if number is not None and sum(char.isdigit() for char in number.text) >= 6:
        return number
    # An identifier of a sample or a mask: the word right after the caption.
    return find(phrase, _TOKEN) if key == "tax_number" and phrase is not None and len(phrase.words) == 1 else None


def tax_key(key: str, value: Phrase) -> str:
    """What a captioned tax number is: with its country and right check digits a VAT ID, as a Spanish NIF may be."""
    if key != "tax_number":
        return key
    return "vat_id" if any(reading.valid for reading in find_vat_ids(value.text)) else key


def caption_value(key: str, phrase: Phrase | None) -> Phrase | None:
    """The value of attribute ``key`` in the text after its caption."""
    if key in ("vat_id", "tax_number"):
        return tax_value(key, phrase)
    if key in ("phone", "fax"):
        return find(phrase, _PHONE)
    if key == "email":
        return find(phrase, _EMAIL)
    return phrase if phrase is None else strip(phrase)


def read_rows(rows: Sequence[Row], is_repeated: Callable[[str], bool] = lambda text: False) -> Pieces:
    """Read the lines of one block, captioned or plain.

    Args:
        rows: top to bottom.
        is_repeated: whether a text stands elsewhere on the page as well, which tells a name from the lines around it.
    """
    found: Pieces = {}
    plain: list[Phrase] = []
    captioned: list[Phrase] = []
    whole: list[Phrase] = []
    lines = plain
    for row in [part for whole in rows for part in (whole, *map(Row, whole.cell.more))]:
        key = row.cell.means(*ATTRIBUTES) if row.cell.is_caption else tax_caption(row.cell)
        if key is not None:
            value = caption_value(key, row.cell.rest or row.value)
            if key in ("address", "street", "city"):
                captioned += [] if value is None else [value]
                whole += [value] if key == "address" and value is not None else []
                lines = captioned
            else:
                lines = plain
                if value is not None:
                    found.setdefault(tax_key(key, value), (value,))
        elif row.continued:
            (captioned if lines is captioned else []).append(row.cell.phrase)
        elif not row.cell.is_caption and not _take_contact(row.cell.phrase, found):
            plain.append(row.cell.phrase)
    if captioned and "name" not in found:
        found |= {key: pieces for key, pieces in _read_name(plain, is_repeated).items() if pieces}
    named = "name" in found or bool(captioned)
    address = _read_address(captioned or plain, is_repeated, named=named)
    if whole and "address" not in address:
        address["address"] = tuple(whole)
    return found | {key: pieces for key, pieces in address.items() if pieces and key not in found}


def tax_caption(cell: Cell) -> str | None:
    """What a tax number right behind its caption is, which needs no colon: ``VAT No. GB 823 4417 09``."""
    key = cell.means("vat_id", "tax_number") if cell.rest is not None else None
    return key if key is not None and tax_value(key, cell.rest) is not None else None


def _take_contact(phrase: Phrase, found: Pieces) -> bool:
    """Whether a line without a caption is an e-mail address, a web address, a phone or a tax number; then keep it."""
    for key, pattern in (("email", _EMAIL), ("website", _WEBSITE), ("phone", _PHONE_LINE)):
        value = find(phrase, pattern)
        if value is not None:
            found.setdefault(key, (value,))
            return True
    return "@" in phrase.text


def _read_address(lines: Sequence[Phrase], is_repeated: Callable[[str], bool], *, named: bool) -> Pieces:
    at = next((i for i, line in enumerate(lines) if city_line(line.text)), None)
    before = [line for line in (lines if at is None else lines[:at]) if not is_salutation(line.text)]
    out: Pieces = {}
    named = named or (bool(before) and at is not None and _is_house(before[0].text))
    first = 0 if named else 1
    street = _street_index(before, first, sure=at is None)
    if street is not None:
        end = street_end(before[street].text)
        out["street"] = _one(strip(cut(before[street], 0, end) or before[street]))
    if not named:
        out |= _read_name(before[: len(before) if street is None else street], is_repeated)
    if at is not None:
        out |= _read_city(lines[at], lines[at + 1 : at + 2])
        start = before[0 if named else min(1, len(before)) :]
        out["address"] = (
            *(line for line in start if not is_person(line.text) and line not in out.get("name", ())),
            lines[at],
            *out.get("country_line", ()),
        )
    out.pop("country_line", None)
    return out


def _is_house(text: str) -> bool:
    """Whether a line is a street that begins with its number, and so no name."""
    return text[:1].isdigit() and is_numbered_street(text) and not has_legal_form(text)


def _one(phrase: Phrase | None) -> tuple[Phrase, ...]:
    return () if phrase is None else (phrase,)


def _street_index(lines: Sequence[Phrase], first: int, *, sure: bool) -> int | None:
    """Which line is the street: a numbered one, else one with a street word, else, above a city, the last one."""
    for test in (is_numbered_street, is_street):
        for index in range(first, len(lines)):
            if test(lines[index].text):
                return index
    return len(lines) - 1 if len(lines) > first and not sure else None


def _read_name(lines: Sequence[Phrase], is_repeated: Callable[[str], bool]) -> Pieces:
    """The company among the lines above the street, else the first line; a person besides is the contact."""
    lines = [line for line in lines if _NAME_LIKE.match(line.text)]
    if not lines:
        return {}
    lines = [line for line in lines if not _is_capital(line.text)] or lines
    company = next((line for line in lines if has_legal_form(line.text)), None)
    name = company or next((line for line in lines if len(lines) > 1 and is_repeated(line.text)), lines[0])
    person = next((line for line in lines if line is not name and is_person(line.text)), None)
    return {"name": _whole_name(lines, lines.index(name)), "contact_person": _one(person)}


def _whole_name(lines: Sequence[Phrase], index: int) -> tuple[Phrase, ...]:
    """A name on several lines: one that is but a legal form or follows an ``&``, goes on from the one above."""
    first = last = index
    if first and has_legal_form(lines[first].text) and legal_name(lines[first].text) is None:
        first -= 1
    while first and _goes_on(lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and _goes_on(lines[last]):
        last += 1
    return tuple(piece for line in lines[first : last + 1] for piece in _one(strip(line, NAME_EDGES)))


def _is_capital(text: str) -> bool:
    """Whether a line states the legal form and the capital below a name: ``SAS au capital de 50 000 EUR``."""
    return has_legal_form(text) and legal_name(text) is None and any(map(str.isdigit, text))


def _goes_on(line: Phrase) -> bool:
    return line.text.rstrip().endswith("&")


def _read_city(line: Phrase, after: Sequence[Phrase]) -> Pieces:
    city = city_line(line.text)
    if city is None:
        return {}
    out: Pieces = {"postcode": _one(cut(line, *city.postcode)), "city": _one(cut(line, *city.city))}
    if after and is_country(after[0].text):
        out["country"] = out["country_line"] = (after[0],)
    elif city.country is not None:
        out["country"] = _one(cut(line, *city.country))
    return out


def read_spans(phrase: Phrase, spans: dict[str, Span | None]) -> Pieces:
    """Pieces of one phrase, by attribute."""
    pieces = {key: cut(phrase, *span) for key, span in spans.items() if span is not None}
    edges = {"name": NAME_EDGES}
    return {key: _one(strip(piece, edges.get(key, EDGES))) for key, piece in pieces.items() if piece is not None}
