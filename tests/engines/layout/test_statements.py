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


TURN = """
{period}

Date          Description                Paid out      Paid in      Balance
{last}        Salary                                    500.00       587.62
{first}       Rent                        100.00                     487.62
"""


@pytest.mark.parametrize(
    ("period", "last", "first"),
    [
        ("15 December 2025 to 14 January 2026", "31 Dec", "02 Jan"),
        ("Statement period: 12/16/2025 - 01/15/2026", "12/31", "01/02"),
        ("vom 30.12.2025 bis 30.01.2026", "31.12.", "02.01."),
        ("账单周期：2025/12/06-2026/01/05", "12月31日", "01月02日"),
        ("Statement date: January 10, 2026", "Dec 31", "Jan 2"),
    ],
)
def test_a_day_without_its_year_is_one_of_the_period_over_the_turn_of_a_year(
    period: str, last: str, first: str
) -> None:
    rows = read("bank_statement", TURN.format(period=period, last=last, first=first)).data["transactions"]
    assert [row["date"] for row in rows] == ["2025-12-31", "2026-01-02"]


def test_a_day_is_not_guessed_where_no_year_is_stated() -> None:
    rows = read("bank_statement", TURN.format(period="", last="31 Dec", first="02 Jan")).data["transactions"]
    assert all("date" not in row for row in rows)


@pytest.mark.parametrize(
    "period", ["15 December 2025 to 14 January 2026", "vom 15.12.2025 bis 14.01.2026", "du 15/12/2025 au 14/01/2026"]
)
def test_a_period_needs_no_caption(period: str) -> None:
    data = read("bank_statement", f"Sheet 1 of 1\n{period}").data
    assert (data["period_start"], data["period_end"]) == ("2025-12-15", "2026-01-14")


def test_balances_of_one_caption_open_and_close_the_account() -> None:
    text = """
vom 30.12.2025 bis 30.01.2026

Bu-Tag        Wert          Vorgang                        Betrag EUR
                            Kontostand am 30.12.2025       1.882,40 H
30.12.        31.12.        Stadtwerke Abschlag               94,00 S
30.01.        30.01.        Gehalt                         2.310,77 H
                            Kontostand am 30.01.2026       4.099,17 H
"""
    data = read("bank_statement", text).data
    assert (data["opening_balance"], data["closing_balance"]) == (Decimal("1882.40"), Decimal("4099.17"))
    assert [(row["date"], row["value_date"], row["amount"]) for row in data["transactions"]] == [
        ("2025-12-30", "2025-12-31", Decimal("-94.00")),
        ("2026-01-30", "2026-01-30", Decimal("2310.77")),
    ]


def test_a_balance_carried_over_the_page_is_neither_the_first_nor_the_last() -> None:
    first = """
Date          Details                     Amount        Balance
              Opening balance                            100.00
01.10.2026    Fuel                        -40.00          60.00
              Balance carried forward                     60.00
"""
    second = """
Date          Details                     Amount        Balance
              Balance brought forward                     60.00
02.10.2026    Refund                       25.00          85.00
              Closing balance                             85.00
"""
    data = read("bank_statement", first, second).data
    assert (data["opening_balance"], data["closing_balance"]) == (Decimal("100.00"), Decimal("85.00"))
    assert len(data["transactions"]) == 2


def test_a_bank_is_named_without_its_paper() -> None:
    assert read("bank_statement", "江南商业银行账户交易明细\n\n户名：张晓梅").data["bank_name"] == "江南商业银行"


def test_a_balance_with_its_day() -> None:
    text = "Ancien solde créditeur au 28.02.2026      1 204,33\nNouveau solde créditeur au 31.03.2026     1 351,38"
    data = read("bank_statement", text).data
    assert (data["opening_balance"], data["closing_balance"]) == (Decimal("1204.33"), Decimal("1351.38"))


def test_the_title_of_a_table_is_no_caption_of_its_columns() -> None:
    text = """
       Deposits and other additions
Date        Description                     Amount
12/31/2025  Payroll                       1,480.00
01/12/2026  Mobile deposit                  125.00
"""
    rows = read("bank_statement", text).data["transactions"]
    assert [row["description"] for row in rows] == ["Payroll", "Mobile deposit"]


def test_a_bank_whose_name_is_one_word() -> None:
    assert read("bank_statement", "Nordbank AG\n\nKonto-Nr. 4471 882 00").data["bank_name"] == "Nordbank AG"


def test_the_day_of_a_balance_ends_no_period() -> None:
    text = "du 01/12/2025 au 31/12/2025\n\nSolde précédent au 30/11/2025      842,17"
    assert read("bank_statement", text).data["period_end"] == "2025-12-31"
