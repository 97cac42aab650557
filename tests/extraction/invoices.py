"""Made-up invoices that add up, and the same with one amount altered."""

from __future__ import annotations

import copy
import random
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
SUMS = ("subtotal", "tax_total", "total", "prepaid_amount", "amount_due")
GOODS = ("Hexagon bolt", "Steel washer", "Cable drum", "Office chair", "Desk lamp", "Garden hose", "Water filter")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def invoice(seed: int) -> dict[str, Any]:
    """Data under the schema ``invoice``; every fifth is a credit note, with negative sums."""
    rng = random.Random(seed)  # noqa: S311 - test data
    sign = -1 if seed % 5 == 0 else 1
    rows: list[dict[str, Any]] = []
    for position in range(1, rng.randint(2, 30)):
        quantity = Decimal(rng.choice(["1", "2", "3", "5", "10", "12", "0.5", "2.25"]))
        price = Decimal(rng.randint(100, 90_000)) / 100
        amount = _cents(sign * quantity * price)
        rows.append(
            {
                "position": str(position),
                "description": f"{rng.choice(GOODS)} {rng.randint(100, 999)}",
                "quantity": sign * quantity,
            }
            | {"unit_price": price, "amount": amount}
        )
    net = sum((row["amount"] for row in rows), Decimal(0))
    tax = _cents(net * rng.choice([7, 19, 20]) / 100)
    prepaid = _cents((net + tax) / 4) if rng.random() < 0.3 else None
    return {
        "invoice_number": f"R-{seed}",
        "issue_date": "2026-03-01",
        "due_date": "2026-03-31",
        "line_items": rows,
        "subtotal": net,
        "tax_total": tax,
        "total": net + tax,
        "prepaid_amount": prepaid,
        "amount_due": net + tax - (prepaid or 0),
    }


def altered(data: dict[str, Any], seed: int) -> tuple[dict[str, Any], str]:
    """A copy with one digit of one amount changed, and where."""
    rng = random.Random(seed)  # noqa: S311 - test data
    data = copy.deepcopy(data)
    names = [name for name in SUMS if data.get(name)]
    row = rng.randrange(len(data["line_items"]))
    place = rng.choice(["row", *names])
    holder, name = (data["line_items"][row], "amount") if place == "row" else (data, place)
    holder[name] = _with_another_digit(holder[name], rng)
    return data, f"/line_items/{row}/amount" if place == "row" else f"/{place}"


def _with_another_digit(value: Decimal, rng: random.Random) -> Decimal:
    text = f"{value:.2f}"
    at = rng.choice([n for n, char in enumerate(text) if char.isdigit()])
    digit = rng.choice([char for char in "0123456789" if char != text[at]])
    return Decimal(text[:at] + digit + text[at + 1 :])
