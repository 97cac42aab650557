"""Typed reading of printed text: dates, amounts, currencies, identifiers; pure functions, no input or output."""

from docvl.values.amounts import AmountReading, read_amounts, read_numbers, read_percentages, read_quantities
from docvl.values.amounts import resolve as resolve_amount
from docvl.values.bank import find_bank_accounts, find_bics, find_creditor_references, find_ibans
from docvl.values.chinese import (
    CapitalAmountReading,
    parse_number,
    read_capital_amounts,
    write_capital_amount,
    write_number,
)
from docvl.values.contacts import find_emails, find_phones, find_postcodes, find_urls
from docvl.values.currencies import CurrencyReading, choose_currency, currency_codes, read_currencies
from docvl.values.dates import DateOrder, DateReading, read_dates
from docvl.values.dates import resolve as resolve_date
from docvl.values.days import DayReading, read_day, read_period, resolve_day
from docvl.values.identifiers import IdentifierReading
from docvl.values.normalize import Folded, comparison_key, fold, has_cjk, normalize, without_accents
from docvl.values.numbers import NumberStyle
from docvl.values.order import decide_order
from docvl.values.reading import Reading
from docvl.values.style import decide_style
from docvl.values.tax_ids import (
    find_chinese_tax_ids,
    find_fapiao_numbers,
    find_french_company_numbers,
    find_german_tax_numbers,
    find_vat_ids,
)
from docvl.values.times import TimeReading, read_times

__all__ = [
    "AmountReading",
    "CapitalAmountReading",
    "CurrencyReading",
    "DateOrder",
    "DateReading",
    "DayReading",
    "Folded",
    "IdentifierReading",
    "NumberStyle",
    "Reading",
    "TimeReading",
    "choose_currency",
    "comparison_key",
    "currency_codes",
    "decide_order",
    "decide_style",
    "find_bank_accounts",
    "find_bics",
    "find_chinese_tax_ids",
    "find_creditor_references",
    "find_emails",
    "find_fapiao_numbers",
    "find_french_company_numbers",
    "find_german_tax_numbers",
    "find_ibans",
    "find_phones",
    "find_postcodes",
    "find_urls",
    "find_vat_ids",
    "fold",
    "has_cjk",
    "normalize",
    "parse_number",
    "read_amounts",
    "read_capital_amounts",
    "read_currencies",
    "read_dates",
    "read_day",
    "read_numbers",
    "read_percentages",
    "read_period",
    "read_quantities",
    "read_times",
    "resolve_amount",
    "resolve_date",
    "resolve_day",
    "without_accents",
    "write_capital_amount",
    "write_number",
]
