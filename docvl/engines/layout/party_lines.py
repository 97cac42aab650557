"""A party on one line: the sender over the window of an envelope, the foot of a letter."""

from __future__ import annotations

from collections.abc import Sequence

from docvl.engines.layout.addresses import is_street, legal_name, one_line, parts_of
from docvl.engines.layout.blocks import Cell, cut, respot, stack_up, strip
from docvl.engines.layout.party_blocks import Pieces, read_spans, tax_caption, tax_key, tax_value
from docvl.engines.layout.phrases import Phrase
from docvl.values import find_vat_ids

Rows = Sequence[Sequence[Cell]]


def tax_numbers_in(phrase: Phrase) -> Pieces:
    """The tax numbers on a line that names a company: behind their captions, or by the check digits of a VAT ID."""
    valid = next((reading for reading in find_vat_ids(phrase.text) if reading.valid), None)
    vat_id = None if valid is None else cut(phrase, valid.start, valid.end)
    pieces: Pieces = {} if vat_id is None else {"vat_id": (vat_id,)}
    for part in (cut(phrase, start, end) for start, end in parts_of(phrase.text)):
        cell = None if part is None else respot(part)
        key = None if cell is None else tax_caption(cell)
        value = None if cell is None or key is None else tax_value(key, cell.rest)
        if key is not None and value is not None:
            pieces.setdefault(tax_key(key, value), (value,))
    return pieces


def line_pieces(phrase: Phrase, rows: Rows) -> Pieces:
    """Name, street and town of a whole address on one line; empty where it is none."""
    found = one_line(phrase.text)
    if found is None:
        return {}
    city = found.city
    spans = {"name": found.name, "street": found.street, "postcode": city.postcode, "city": city.city}
    pieces = read_spans(phrase, spans | {"country": city.country})
    ends = [end for part in (city.postcode, city.city, city.country) if part for end in part]
    if found.street is not None:
        places = read_spans(phrase, {"street": found.street, "city": (min(ends), max(ends))})
        pieces["address"] = tuple(piece for part in places.values() for piece in part)
    name = pieces["name"][0] if "name" in pieces else _name_above(phrase, rows)
    if name is not None:
        pieces["name"] = (_company(name),)
    return pieces


def _company(name: Phrase) -> Phrase:
    """A name without the particulars that follow it: ``Exemple SAS au capital de ...``."""
    span = legal_name(name.text)
    cutoff = span is not None and len(name.text) - span[1] > 15
    return (cut(name, *span) if cutoff and span else None) or name


def _name_above(phrase: Phrase, rows: Rows) -> Phrase | None:
    above = next(iter(stack_up(rows, phrase, 1.2, 1)), None)
    return None if above is None or above.is_caption or is_street(above.phrase.text) else strip(above.phrase)
