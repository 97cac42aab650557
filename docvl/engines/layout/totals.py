"""Choosing the totals of a document together: what adds up is believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from docvl.engines.layout.candidates import Candidate

# Sums may be off by this much through rounding of lines.
TOLERANCE = Decimal("0.02")
# Totals paid in cash are rounded to the smallest coin, five cents where rounding is customary.
CASH_STEP = Decimal("0.05")
# What one equation that holds is worth beside the scores of labels.
BALANCED = 0.35
# Candidates a concept that are tried against the others.
WIDTH = 6

# Where a schema asks for a total that is not printed under its own name, the printed sum that equals it.
STAND_INS: Mapping[str, tuple[str, ...]] = {
    "items_total": ("net_total",),
    "net_total": ("items_total",),
    "gross_total": ("amount_due",),
    "amount_due": ("gross_total",),
}


@dataclass(frozen=True, slots=True)
class Sum:
    """A candidate with its amount."""

    candidate: Candidate
    value: Decimal


Choice = dict[str, Sum | None]


def choose_totals(sums: Mapping[str, Sequence[Sum]]) -> Choice:
    """One candidate (or none) for each concept, so that scores and equations together are best.

    Equations: net + tax = gross; gross - prepaid = due; items = net where nothing stands between them.

    Args:
        sums: candidates by concept key, in any order.
    """
    best = {concept: _best(found) for concept, found in sums.items()}
    net, tax, gross = _best_triple(best)
    gross = _rounded(gross, best)
    prepaid, due = _best_settlement(best, gross)
    chosen: Choice = {concept: found[0] if found else None for concept, found in best.items()}
    chosen |= {"net_total": net, "tax_total": tax, "gross_total": gross, "prepaid_amount": prepaid, "amount_due": due}
    return chosen


def stand_in(concept: str, chosen: Choice) -> Sum | None:
    """The printed sum that takes the place of a total with no caption of its own, or None.

    A document without prepayment is due in full; one without allowances has items that sum to its net total.
    """
    if concept == "amount_due" and chosen.get("prepaid_amount") is not None:
        return None
    return next((found for name in STAND_INS.get(concept, ()) if (found := chosen.get(name))), None)


def _best(found: Sequence[Sum]) -> list[Sum]:
    """The strongest candidates, each amount once."""
    strongest: dict[Decimal, Sum] = {}
    # A zero is a sum as well, but not while another one stands under the same caption.
    for item in sorted(found, key=lambda item: (item.value == 0, -item.candidate.score)):
        strongest.setdefault(item.value, item)
    return list(strongest.values())[:WIDTH]


def _options(best: Mapping[str, list[Sum]], concept: str) -> list[Sum | None]:
    return [*best.get(concept, []), None]


def _score(*items: Sum | None) -> float:
    return sum(item.candidate.score for item in items if item is not None)


def _best_triple(best: Mapping[str, list[Sum]]) -> tuple[Sum | None, Sum | None, Sum | None]:
    def worth(triple: tuple[Sum | None, Sum | None, Sum | None]) -> float:
        net, tax, gross = triple
        total = _score(*triple)
        if net and tax and gross and tax.value:
            total += BALANCED * 2 if _adds_up(net.value, tax.value, gross.value) else -BALANCED
        elif net and gross and abs(net.value) > abs(gross.value) + TOLERANCE:
            total -= BALANCED
        return total

    nets, taxes, grosses = (_options(best, concept) for concept in ("net_total", "tax_total", "gross_total"))
    return max(((net, tax, gross) for net in nets for tax in taxes for gross in grosses), key=worth)


def _adds_up(net: Decimal, tax: Decimal, gross: Decimal) -> bool:
    """Whether tax on a net sum makes the gross; a zero among them proves nothing."""
    return 0 < abs(tax) < abs(net) and abs(abs(net) + abs(tax) - abs(gross)) <= TOLERANCE


def _rounded(gross: Sum | None, best: Mapping[str, list[Sum]]) -> Sum | None:
    """The printed total after cash rounding, where the document states both the total and the rounding."""
    if gross is None or gross.value % CASH_STEP == 0:
        return gross
    steps = [sign * item.value for item in best.get("rounding", []) for sign in (1, -1)]
    after = {gross.value + step for step in steps if (gross.value + step) % CASH_STEP == 0}
    return next((item for item in best.get("gross_total", []) if item.value in after), gross)


def _best_settlement(best: Mapping[str, list[Sum]], gross: Sum | None) -> tuple[Sum | None, Sum | None]:
    def worth(pair: tuple[Sum | None, Sum | None]) -> float:
        paid, due = pair
        total = _score(*pair)
        if gross and due:
            balanced = abs(abs(gross.value) - abs(paid.value if paid else Decimal(0)) - abs(due.value)) <= TOLERANCE
            total += BALANCED if balanced else -BALANCED if paid or abs(due.value) > abs(gross.value) else 0.0
        return total

    payments, dues = _options(best, "prepaid_amount"), _options(best, "amount_due")
    return max(((paid, due) for paid in payments for due in dues), key=worth)
