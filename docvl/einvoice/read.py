"""Invoice XML -> values by concept.

Two syntaxes are known (EN 16931-3): UN/CEFACT CII and OASIS UBL. Which element states what is data, in ``cii.toml``
and ``ubl.toml``. The parser resolves no entity and opens no network (defusedxml).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

SYNTAXES = ("cii.toml", "ubl.toml")


@dataclass(frozen=True, slots=True)
class EInvoice:
    """What an invoice's XML states, as text by concept of the lexicon; dates in ISO 8601.

    Attributes:
        document: such as ``invoice_number`` and ``gross_total``.
        parties: ``seller`` and ``buyer``, each by attribute such as ``name`` and ``vat_id``.
        rows: the lines, each by column such as ``column_amount``.
    """

    document: Mapping[str, str]
    parties: Mapping[str, Mapping[str, str]]
    rows: tuple[Mapping[str, str], ...]


def read_einvoice(xml: bytes) -> EInvoice | None:
    """Read an attachment; None for anything that is not an invoice in a known syntax."""
    try:
        root = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    namespace = root.tag.partition("}")[0].lstrip("{")
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    syntax = next((syntax for syntax in map(_syntax, SYNTAXES) if namespace in syntax["namespaces"]), None)
    return None if syntax is None else _read(root, syntax)


@cache
def _syntax(name: str) -> dict[str, Any]:
    return tomllib.loads((files("docvl.einvoice") / name).read_text(encoding="utf-8"))


def _read(root: Element, syntax: dict[str, Any]) -> EInvoice:
    parties = {role: _first(root, path) for role, path in syntax["parties"].items()}
    lines = [line for path in syntax["line"].split("|") for line in root.findall(path)]
    return EInvoice(
        document=_values(root, syntax["document"]),
        parties={role: _values(party, syntax["party"]) for role, party in parties.items() if party is not None},
        rows=tuple(_values(line, syntax["row"]) for line in lines),
    )


def _values(parent: Element, paths: Mapping[str, str]) -> dict[str, str]:
    found = {concept: _first(parent, path) for concept, path in paths.items()}
    texts = {concept: _text(element) for concept, element in found.items() if element is not None}
    return {concept: text for concept, text in texts.items() if text}


def _first(parent: Element, path: str) -> Element | None:
    return next((found for way in path.split("|") if (found := parent.find(way)) is not None), None)


def _text(element: Element) -> str:
    text = " ".join((element.text or "").split())
    return _iso(text) if element.get("format") == "102" else text


def _iso(text: str) -> str:
    """A date in the form 102 of UN/EDIFACT 2379 (CCYYMMDD) as ISO 8601; empty when it is none."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])).isoformat()
    except ValueError:
        return ""
