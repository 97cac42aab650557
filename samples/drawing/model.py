"""What the invoices say, and the record that a reader must make of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Party:
    """Seller or buyer, as printed."""

    name: str
    street: str
    postcode: str
    city: str
    country: str
    vat_id: str | None = None
    city_line: str = "{postcode} {city}"

    @property
    def address(self) -> list[str]:
        """The printed lines below the name."""
        town = self.city_line.format(postcode=self.postcode, city=self.city)
        return [line for line in (self.street, town, self.country) if line]

    def expected(self) -> dict[str, Any]:
        """The party as the invoice schema has it."""
        return {
            "name": self.name,
            "address": ", ".join(self.address),
            "street": self.street,
            "postcode": self.postcode,
            "city": self.city,
            "country": self.country or None,
            "vat_id": self.vat_id,
        }


@dataclass(frozen=True)
class Line:
    """One line of an invoice."""

    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    rate: Decimal

    @property
    def amount(self) -> Decimal:
        """Quantity times price, to the cent."""
        return (self.quantity * self.price).quantize(CENT)


@dataclass(frozen=True)
class Invoice:
    """All that one invoice prints; one tax rate for all lines."""

    number: str
    issued: date
    due: date
    seller: Party
    buyer: Party
    currency: str
    lines: tuple[Line, ...]
    delivered: date | None = None
    order: str | None = None
    iban: str | None = None
    bic: str | None = None
    prepaid: Decimal | None = None

    @property
    def subtotal(self) -> Decimal:
        """Sum of the lines."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def rate(self) -> Decimal:
        """Tax in percent."""
        return self.lines[0].rate

    @property
    def tax(self) -> Decimal:
        """Tax on the subtotal, to the cent."""
        return (self.subtotal * self.rate / 100).quantize(CENT)

    @property
    def total(self) -> Decimal:
        """With tax."""
        return self.subtotal + self.tax

    def expected(self, *, rates: bool = True) -> dict[str, Any]:
        """The record under the invoice schema; ``rates`` tells whether the lines print their tax rate."""
        return {
            "invoice_number": self.number,
            "order_reference": self.order,
            "issue_date": self.issued.isoformat(),
            "due_date": self.due.isoformat(),
            "delivery_date": self.delivered.isoformat() if self.delivered else None,
            "currency": self.currency,
            "seller": self.seller.expected(),
            "buyer": self.buyer.expected(),
            "iban": self.iban,
            "bic": self.bic,
            "line_items": [
                {
                    "position": str(position),
                    "description": line.description,
                    "quantity": float(line.quantity),
                    "unit": line.unit,
                    "unit_price": float(line.price),
                    "tax_rate": float(line.rate) if rates else None,
                    "amount": float(line.amount),
                }
                for position, line in enumerate(self.lines, start=1)
            ],
            "subtotal": float(self.subtotal),
            "tax_total": float(self.tax),
            "total": float(self.total),
            "prepaid_amount": None if self.prepaid is None else float(self.prepaid),
            "amount_due": float(self.total - (self.prepaid or 0)),
        }


def english(value: Decimal) -> str:
    """``1,234.50``."""
    return f"{value:,.2f}"


def german(value: Decimal) -> str:
    """``1.234,50``."""
    return english(value).translate(str.maketrans(",.", ".,"))


Money = Callable[[Decimal], str]
