"""Choosing the totals of a document together: what adds up is believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from docvl.engines.layout.candidates import Candidate
from docvl.engines.layout.phrases import Snippet
from docvl.engines.layout.reading import Read
from docvl.geometry import Box

# Sums may be off by this much through rounding of lines.
TOLERANCE = Decimal("0.02")
# Totals paid in cash are rounded to the smallest coin, five cents where rounding is customary.
CASH_STEP = Decimal("0.05")
# What one equation that holds is worth beside the scores of labels.
BALANCED = 0.35
# Candidates a concept that are tried against the others.
WIDTH = 6
# An invoice has at most so many rates of tax, each with an amount of its own.
MOST_RATES = 3

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

    Equations: net + tax = gross; gross - prepaid = due; items = net where nothing stands between them. Where an amount
    of tax is printed for each rate and no sum of them, the tax is the sum that makes the gross. Of several triples that
    hold, as in a table with a row for each rate, the one with the larger gross is the whole.

    Args:
        sums: candidates by concept key, in any order; of discounts as well.
    """
    best = {concept: _best(found) for concept, found in sums.items()}
    net, tax, gross = _best_triple(best)
    gross = _rounded(_reduced(net, tax, gross, best), best)
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
    def worth(triple: tuple[Sum | None, Sum | None, Sum | None]) -> tuple[float, Decimal]:
        net, tax, gross = triple
        total, whole = _score(*triple), Decimal(0)
        if net and tax and gross and tax.value:
            holds = _adds_up(net.value, tax.value, gross.value)
            total += BALANCED * 2 if holds else -BALANCED
            whole = abs(gross.value) if holds else whole
        elif net and gross and abs(net.value) > abs(gross.value) + TOLERANCE:
            total -= BALANCED
        return total, whole

    nets, taxes, grosses = (_options(best, concept) for concept in ("net_total", "tax_total", "gross_total"))
    triples = [(net, tax, gross) for net in nets for tax in taxes for gross in grosses]
    whole = [*_by_rates(nets, taxes, [*grosses, *best.get("amount_due", [])])]
    return max(whole, key=worth) if whole else max([*triples, *_summed(nets, taxes, grosses)], key=worth)


def _by_rates(
    nets: Sequence[Sum | None], taxes: Sequence[Sum | None], grosses: Sequence[Sum | None]
) -> Iterator[tuple[Sum, Sum, Sum]]:
    """Triples that hold with the sums of several rates, the net and the tax of each in one row, as tills print them.

    The whole of such a table is no row of it: where one holds, no triple of a single rate is the total.
    """
    rows = [(net, tax) for net in nets if net for tax in taxes if tax and _is_row(net, tax)]
    for count in range(2, MOST_RATES + 1):
        for parts in combinations(rows, count):
            by_rate = [[net for net, _ in parts], [tax for _, tax in parts]]
            if not all(map(_are_apart, by_rate)):
                continue
            net, tax = map(_sum_of, by_rate)
            yield from ((net, tax, gross) for gross in grosses if gross and _adds_up(net.value, tax.value, gross.value))


def _is_row(net: Sum, tax: Sum) -> bool:
    """Whether a tax stands in the row of its net sum."""
    a, b = net.candidate.snippet, tax.candidate.snippet
    level = 2 * a.box.overlap_y(b.box) > min(a.box.height, b.box.height)
    return a.page == b.page and level and a.box.overlap_x(b.box) <= 0 and 0 < abs(tax.value) < abs(net.value)


def _summed(
    nets: Sequence[Sum | None], taxes: Sequence[Sum | None], grosses: Sequence[Sum | None]
) -> Iterator[tuple[Sum, Sum, Sum]]:
    """Triples that hold with the tax of several rates; the amounts stand at places of their own on one page."""
    known = [tax for tax in taxes if tax and tax.value]
    sums = [_sum_of(parts) for n in range(2, MOST_RATES + 1) for parts in combinations(known, n) if _are_apart(parts)]
    for net in filter(None, nets):
        for gross in filter(None, grosses):
            yield from ((net, tax, gross) for tax in sums if _adds_up(net.value, tax.value, gross.value))


def _are_apart(parts: Sequence[Sum]) -> bool:
    snippets = [part.candidate.snippet for part in parts]
    if len({snippet.page for snippet in snippets}) > 1:
        return False
    return not any(a.box.overlap_x(b.box) > 0 and a.box.overlap_y(b.box) > 0 for a, b in combinations(snippets, 2))


def _sum_of(parts: Sequence[Sum]) -> Sum:
    """The amounts of several rates as one, as sure as the least sure of them."""
    found = sorted((part.candidate for part in parts), key=lambda part: (part.snippet.box.y0, part.snippet.box.x0))
    text = " ".join(part.snippet.text for part in found)
    box = Box.hull(part.snippet.box for part in found)
    snippet = Snippet(text, found[0].snippet.page, box, min(part.snippet.confidence for part in found))
    read = Read.whole("amount", text)
    candidate = Candidate("tax_total", read, snippet, min(part.score for part in found))
    return Sum(candidate, sum((part.value for part in parts), Decimal(0)))


def _adds_up(net: Decimal, tax: Decimal, gross: Decimal) -> bool:
    """Whether tax on a net sum makes the gross; a zero among them proves nothing."""
    return 0 < abs(tax) < abs(net) and abs(abs(net) + abs(tax) - abs(gross)) <= TOLERANCE


def _reduced(net: Sum | None, tax: Sum | None, gross: Sum | None, best: Mapping[str, list[Sum]]) -> Sum | None:
    """The printed total after a discount on it, where both totals and the discount are stated: 合计, 优惠, 应收."""
    if gross is None or (net and tax and _adds_up(net.value, tax.value, gross.value)):
        return gross
    less = {gross.value - abs(item.value) for item in best.get("discount", []) if item.value}
    return next((item for item in best.get("gross_total", []) if item.value in less), gross)


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
