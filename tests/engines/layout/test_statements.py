"""Account statements: sides of the account, dates of bookings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engines.layout.pages import read


@pytest.mark.parametrize(("out", "into"), [("12,38 S", "500,00 H"), ("12,38 DR", "500,00 CR"), ("12,38-", "500,00+")])
def test_a_mark_behind_an_amount_says_its_side_of_the_account(out: str, into: str) -> None:
    text = f"""
Datum         Verwendungszweck           Betrag         Saldo
02.02.2026    Stadtwerke Abschlag      {out:>8}      87,62 H
03.02.2026    Gehalt                   {into:>8}     587,62 H
"""
    rows = read("bank_statement", text).data["transactions"]
    assert [(row["amount"], row["balance"]) for row in rows] == [
        (Decimal("-12.38"), Decimal("87.62")),
        (Decimal("500.00"), Decimal("587.62")),
    ]


def test_a_first_column_of_dates_is_the_date_whatever_its_caption() -> None:
    text = """
Buchung       Wert          Verwendungszweck           Soll        Haben
02.02.2026    03.02.2026    Stadtwerke Abschlag       12,38
03.02.2026    03.02.2026    Gehalt                                500,00
"""
    rows = read("bank_statement", text).data["transactions"]
    assert [(row["date"], row["description"]) for row in rows] == [
        ("2026-02-02", "Stadtwerke Abschlag"),
        ("2026-02-03", "Gehalt"),
    ]


def test_a_period_of_two_dates_behind_one_caption() -> None:
    data = read("bank_statement", "Period: 01/11/2026 - 28/11/2026\nBalance brought forward 10.00").data
    assert (data["period_start"], data["period_end"]) == ("2026-11-01", "2026-11-28")


def test_an_account_number_holds_digits() -> None:
    assert "account_number" not in read("bank_statement", "账户交易明细").data


@pytest.mark.parametrize("bank", ["Prairie Savings Bank", "江南商业银行"])
def test_the_name_of_a_bank_is_no_caption(bank: str) -> None:
    data = read("bank_statement", f"{bank}        Statement of account\n户名：张晓梅").data
    assert data.get("bank_name") in (None, bank)
