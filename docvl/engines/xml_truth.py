"""What an invoice's XML states, put in the place of what was read from the page, and the two compared.

The XML of a hybrid invoice is the invoice by law (EN 16931); what the page shows beside it should say the same.
A page that says otherwise is a known fraud, so every difference is an issue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from docvl import values
from docvl.einvoice import EInvoice, read_einvoice
from docvl.engines.base import Finding, Reply
from docvl.engines.layout.plan import TOTALS
from docvl.engines.layout.targets import ListTarget, Target, plan_targets
from docvl.issues import Issue, Severity
from docvl.schema import Node, Schema, join

CERTAIN = 0.99
# Amounts that differ by less are the same after rounding to cents.
HALF_A_CENT = Decimal("0.005")
# Printed with or without the sign that their caption tells.
UNSIGNED = frozenset({"discount", "charges"})
# A difference in one of these moves money.
GRAVE = frozenset({"invoice_number", "currency", "iban", "bic", *TOTALS, *UNSIGNED})


def with_truth(reply: Reply, invoice: EInvoice, schema: Schema) -> Reply:
    """``reply`` with the values of ``invoice`` wherever the schema asks for them.

    A value that the page shows as well keeps its place on the page. One that differs is reported: ``xml-differs``, an
    error where money is concerned. Lists are taken from the XML row by row; a different number of rows is
    ``xml-rows-differ``.
    """
    targets = plan_targets(schema)
    merged = _Merge(deepcopy(reply.data), dict(reply.findings), list(reply.issues))
    for target in targets.scalars:
        stated = _stated(target, invoice)
        if stated is not None:
            merged.take(target, target.node.pointer, stated)
    for rows in targets.lists:
        merged.take_rows(rows, invoice.rows)
    return replace(reply, data=merged.data, findings=merged.findings, issues=tuple(merged.issues))


def _stated(target: Target, invoice: EInvoice) -> str | None:
    if target.concept in ("seller", "buyer"):
        return invoice.parties.get(target.concept, {}).get("name")
    return invoice.document.get(target.concept) or invoice.parties.get(target.role or "seller", {}).get(target.concept)


@dataclass
class _Merge:
    """The answer while the XML is worked into it."""

    data: dict[str, Any]
    findings: dict[str, Finding]
    issues: list[Issue]

    def take(self, target: Target, pointer: str, stated: str) -> None:
        """Put what the XML states at ``pointer`` and compare it with what the page gave."""
        value = _typed(target.node, stated)
        if value is None:
            return
        parent, name = self._parent(pointer)
        shown = parent.get(name)
        parent[name] = value
        known = self.findings.get(pointer)
        same = shown is not None and _same(shown, value, unsigned=target.concept in UNSIGNED)
        if same and known is not None:
            self.findings[pointer] = replace(known, confidence=CERTAIN, source="xml")
            return
        self.findings[pointer] = Finding(raw="", confidence=CERTAIN, source="xml")
        if shown is not None:
            self.issues.append(_differs(target, pointer, shown, value))

    def take_rows(self, target: ListTarget, stated: tuple[Mapping[str, str], ...]) -> None:
        """Put the rows of the XML in place of those of the page."""
        columns = [column for column in target.columns if any(column.concept in row for row in stated)]
        if not columns or target.shape != "table":
            return
        parent, name = self._parent(target.node.pointer)
        shown = parent.get(name) or []
        if shown and len(shown) != len(stated):
            message = f"The page shows {len(shown)} rows, the XML of the invoice has {len(stated)}."
            self.issues.append(
                Issue(code="xml-rows-differ", severity="error", message=message, pointer=target.node.pointer)
            )
            self._drop(target.node.pointer)
            shown = []
        parent[name] = shown + [{} for _ in stated[len(shown) :]]
        for index, row in enumerate(stated):
            for column in columns:
                if column.concept in row:
                    inner = column.node.pointer.removeprefix(f"{target.node.pointer}/*")
                    self.take(column, join(target.node.pointer, index) + inner, row[column.concept])

    def _drop(self, pointer: str) -> None:
        self.findings = {place: found for place, found in self.findings.items() if not place.startswith(pointer + "/")}

    def _parent(self, pointer: str) -> tuple[Any, str]:
        *path, name = pointer.split("/")[1:]
        parent: Any = self.data
        for part in path:
            parent = parent[int(part)] if isinstance(parent, list) else _child(parent, part)
        return parent, name


def _child(parent: dict[str, Any], name: str) -> Any:
    if parent.get(name) is None:
        parent[name] = {}
    return parent[name]


def _typed(node: Node, text: str) -> Any:
    if node.kind in ("number", "integer"):
        try:
            return Decimal(text)
        except InvalidOperation:
            return None
    return text if node.kind == "string" else None


def _same(shown: Any, stated: Any, *, unsigned: bool) -> bool:
    if isinstance(stated, Decimal):
        if not isinstance(shown, int | float | Decimal):
            return False
        amount = Decimal(str(shown))
        return abs(abs(amount) - abs(stated) if unsigned else amount - stated) < HALF_A_CENT
    return _letters(shown) == _letters(stated)


def _letters(text: Any) -> str:
    return "".join(char for char in values.without_accents(values.normalize(str(text))).casefold() if char.isalnum())


def _differs(target: Target, pointer: str, shown: Any, stated: Any) -> Issue:
    severity: Severity = "error" if target.concept in GRAVE else "warning"
    message = f"The page shows {shown!s}, the XML of the invoice states {stated!s}; the record has what the XML states."
    return Issue(code="xml-differs", severity=severity, message=message, pointer=pointer)


def invoices(attachments: Mapping[str, bytes]) -> Iterator[EInvoice]:
    """The attachments that are invoices, in order of their names."""
    for name in sorted(attachments):
        found = read_einvoice(attachments[name])
        if found is not None:
            yield found
