"""Numbers written in Chinese characters, and the capital amounts (大写金额) of invoices and cheques.

Writing follows the rules for filling in bills and settlement vouchers of the People's Bank of China
(支付结算办法, annex 1, 正确填写票据和结算凭证的基本规定): 零 once for a run of zeros inside, 整 after 元 or 角.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from docvl.values.normalize import fold
from docvl.values.reading import Reading

_DIGITS = {
    **{char: value for value, char in enumerate("〇一二三四五六七八九")},
    **{char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    **{char: value for value, char in enumerate("○壱貳參肆伍陸柒捌玖")},
    **{"弌": 1, "弍": 2, "贰": 2, "弐": 2, "两": 2, "兩": 2, "叄": 3, "叁": 3, "参": 3},
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_NUMERAL = "".join([*_DIGITS, *_UNITS, *_TENS, *_MYRIADS])
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_AMOUNT = re.compile(
    rf"(负|負)?(?:([{_NUMERAL}]{{1,40}}) ?[元圆圓])?"
    rf"(?: ?零? ?([{_NUMERAL}]) ?角)?(?: ?零? ?([{_NUMERAL}]) ?分)? ?([整正])?"
)
_CURRENCY = re.compile(r"[元圆圓角分]")


@dataclass(frozen=True, slots=True)
class CapitalAmountReading(Reading):
    """An amount in Chinese capitals.

    Attributes:
        value: yuan, at most two decimals.
    """

    value: Decimal


def parse_number(text: str) -> int | None:
    """The whole number that ``text`` writes in Chinese characters, or None.

    Both 一千二百三十 (with units) and 一二三〇 (digit by digit) are read, in everyday and in capital characters.
    """
    if not text or any(char not in _NUMERAL for char in text):
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    return _with_units(text)


def _with_units(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    ceiling = 10**16
    unit_ceiling = 10**4
    for char in text:
        if char in _DIGITS:
            if digit:  # two digits side by side: not a number with units
                return None
            digit = _DIGITS[char]
        elif char in _TENS:
            section, digit, unit_ceiling = section + _TENS[char] + 0, None, 10
        elif char in _UNITS:
            unit = _UNITS[char]
            if unit >= unit_ceiling or (digit == 0 and unit != 10):
                return None
            section, digit, unit_ceiling = section + (digit or 1) * unit, None, unit
        else:
            myriad = _MYRIADS[char]
            section += digit or 0
            if not section and not total:
                return None
            if myriad >= ceiling:  # 一万亿: the myriad before is counted in this one
                total, section = (total + section) * myriad, 0
            else:
                total, section = total + section * myriad, 0
            digit, ceiling, unit_ceiling = None, myriad, 10**4
    return total + section + (digit or 0)


def read_capital_amounts(text: str) -> tuple[CapitalAmountReading, ...]:
    """Every amount in Chinese characters in ``text``: 壹万贰仟叁佰元整, 人民币叁圆伍角, 伍分.

    The currency word before it is not part of the span.
    """
    folded = fold(text)
    if not _CURRENCY.search(folded.text):
        return ()
    found = []
    for match in _AMOUNT.finditer(folded.text):
        value = _amount(match)
        if value is not None:
            found.append(CapitalAmountReading(*folded.origin(match.start(), match.end()), value))
    return tuple(found)


def _amount(match: re.Match[str]) -> Decimal | None:
    minus, yuan, jiao, fen, closed = match.groups()
    if not (yuan or jiao or fen):
        return None
    if not (closed or (yuan and len(yuan) > 1) or (jiao and fen) or (yuan and jiao)):
        return None  # 一元 or 一角 in running text is as often a word as an amount
    parts = [parse_number(part) if part else 0 for part in (yuan, jiao, fen)]
    if None in parts or (parts[1] or 0) > 9 or (parts[2] or 0) > 9:
        return None
    value = Decimal((parts[0] or 0) * 100 + (parts[1] or 0) * 10 + (parts[2] or 0)).scaleb(-2)
    return -value if minus else value


def write_number(value: int) -> str:
    """``value`` in capital characters: 10203 -> 壹万零贰佰零叁; 0 <= value < 10^16.

    Raises:
        ValueError: the value is outside that range.
    """
    if not 0 <= value < 10**16:
        raise ValueError("only whole numbers from 0 below 10^16 are written in capitals")
    if value == 0:
        return "零"
    out = ""
    gap = False
    for power, name in ((12, "万亿"), (8, "亿"), (4, "万"), (0, "")):
        section = value // 10**power % 10**4
        if not section:
            gap = bool(out)
            continue
        if out and (gap or section < 1000):
            out += "零"
        # 万亿 counts in 亿: the 亿 is written once, after the section below when there is one
        out += _section(section) + ("万" if power == 12 and value // 10**8 % 10**4 else name)
        gap = False
    return out


def _section(value: int) -> str:
    out = ""
    for power, unit in ((3, "仟"), (2, "佰"), (1, "拾"), (0, "")):
        digit = value // 10**power % 10
        if digit:
            out += _FORMAL[digit] + unit
        elif out and value % 10**power:
            out += "" if out.endswith("零") else "零"
    return out


def write_capital_amount(value: Decimal) -> str:
    """``value`` yuan as on a fapiao or a cheque: 1234.05 -> 壹仟贰佰叁拾肆元零伍分.

    Raises:
        ValueError: more than two decimals, or outside 0 <= |value| < 10^16.
    """
    fen = value.scaleb(2)
    if fen != fen.to_integral_value():
        raise ValueError("an amount in capitals has at most two decimals")
    yuan, rest = divmod(abs(int(fen)), 100)
    jiao, fen_digit = divmod(rest, 10)
    out = "负" if value < 0 else ""
    if yuan or not rest:
        out += write_number(yuan) + "元"
    if jiao:
        out += _FORMAL[jiao] + "角"
    elif yuan and fen_digit:
        out += "零"
    return out + (_FORMAL[fen_digit] + "分" if fen_digit else "整")
