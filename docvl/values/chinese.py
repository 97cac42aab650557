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

_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_TO_FORMAL = str.maketrans(
    {
        **dict(zip("〇一二三四五六七八九十百千", _FORMAL + "拾佰仟", strict=True)),
        **dict(zip("○壱貳參肆伍陸柒捌玖", _FORMAL, strict=True)),
        **{"弐": "贰", "两": "贰", "兩": "贰", "叄": "叁", "参": "叁", "萬": "万", "億": "亿"},
        **{"廿": "贰拾", "卅": "叁拾", " ": ""},
    }
)
_NUMERAL = _FORMAL + "拾佰仟万亿〇○一二三四五六七八九十百千壱貳參陸弐两兩叄参萬億廿卅"
_UNITS = (("亿", 8), ("万", 4), ("仟", 3), ("佰", 2), ("拾", 1))
_LIMIT = 10**16
_AMOUNT = re.compile(
    rf"([负負])?(?:((?:[{_NUMERAL}] ?){{1,40}})(?:[元圆圓园]|(?=[整正])))?"
    rf"(?: ?零? ?([{_NUMERAL}]) ?角)?(?: ?零? ?([{_NUMERAL}]) ?分)?(?: ?([整正]))?"
)
_MONEY = re.compile(r"[元圆圓园角分整]")
_CAPITAL = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟貳參陸]")


@dataclass(frozen=True, slots=True)
class CapitalAmountReading(Reading):
    """An amount in Chinese characters.

    Attributes:
        value: yuan, with two decimals.
    """

    value: Decimal


def parse_number(text: str) -> int | None:
    """The whole number below 10^16 that ``text`` writes in Chinese characters, or None.

    Both 一千二百三十 (with units) and 一二三〇 (digit by digit) are read, in everyday and in capital characters.
    """
    formal = text.translate(_TO_FORMAL)
    if not formal or len(formal) > 40:
        return None
    if all(char in _FORMAL for char in formal):
        return _digits(formal)
    if any(char not in _NUMERAL for char in formal):
        return None
    value = _value(formal)
    # Reading is lenient; a numeral out of order (佰拾, 贰叁佰) shows when the value is written again.
    return value if value < _LIMIT and _skeleton(write_number(value)) == _skeleton(formal) else None


def _digits(formal: str) -> int:
    return int("".join(str(_FORMAL.index(char)) for char in formal))


def _value(formal: str) -> int:
    for name, power in _UNITS:
        head, unit, tail = formal.rpartition(name)
        if unit:
            return (_value(head) if head else 1) * int(10**power) + (_value(tail) if tail else 0)
    return _digits(formal)


def _skeleton(formal: str) -> str:
    return formal.replace("零", "").replace("壹拾", "拾")


def read_capital_amounts(text: str) -> tuple[CapitalAmountReading, ...]:
    """Every amount in Chinese characters in ``text``: 壹万贰仟叁佰元整, 叁圆伍角, 伍分.

    A currency word before it is not part of the span.
    """
    folded = fold(text)
    if not _MONEY.search(folded.text):
        return ()
    found = []
    for match in _AMOUNT.finditer(folded.text):
        value = _amount(match)
        if value is not None:
            found.append(CapitalAmountReading(*folded.origin(match.start(), match.end()), value))
    return tuple(found)


def _amount(match: re.Match[str]) -> Decimal | None:
    minus, *printed, closed = match.groups()
    words = [part.rstrip() if part else "" for part in printed]
    # 一元 or 三角 in running text is as often a word as an amount.
    certain = closed or _CAPITAL.search("".join(words)) or sum(map(len, words)) > 1
    numbers = [parse_number(word) if word else 0 for word in words]
    if not any(words) or not certain or None in numbers:
        return None
    yuan, jiao, fen = (number or 0 for number in numbers)
    if jiao > 9 or fen > 9:
        return None
    value = Decimal(yuan * 100 + jiao * 10 + fen).scaleb(-2)
    return -value if minus else value


def write_number(value: int) -> str:
    """``value`` in capital characters: 10203 -> 壹万零贰佰零叁; 0 <= value < 10^16.

    Raises:
        ValueError: the value is outside that range.
    """
    if not 0 <= value < _LIMIT:
        raise ValueError("only whole numbers from 0 below 10^16 are written in capitals")
    high, low = divmod(value, 10**8)
    if high:
        return write_number(high) + "亿" + _after(low, 10**7)
    high, low = divmod(value, 10**4)
    if high:
        return _section(high) + "万" + _after(low, 10**3)
    return _section(value) or "零"


def _after(value: int, full: int) -> str:
    """What follows 万 or 亿: a 零 stands for leading zeros."""
    if not value:
        return ""
    return ("零" if value < full else "") + write_number(value)


def _section(value: int) -> str:
    """A number below 10^4; empty for 0."""
    out = ""
    for power, unit in ((3, "仟"), (2, "佰"), (1, "拾"), (0, "")):
        digit = value // 10**power % 10
        if digit:
            out += _FORMAL[digit] + unit
        elif out and value % 10**power and not out.endswith("零"):
            out += "零"
    return out


def write_capital_amount(value: Decimal) -> str:
    """``value`` yuan as on a fapiao or a cheque: 1234.05 -> 壹仟贰佰叁拾肆元零伍分.

    Raises:
        ValueError: more than two decimals, or not -10^16 < value < 10^16.
    """
    fen = value * 100
    if not fen.is_finite() or fen != fen.to_integral_value():
        raise ValueError("an amount in capitals has at most two decimals")
    yuan, rest = divmod(abs(int(fen)), 100)
    jiao, cent = divmod(rest, 10)
    out = write_number(yuan) + "元" if yuan or not rest else ""
    if jiao:
        out += _FORMAL[jiao] + "角"
    elif yuan and cent:
        out += "零"
    return ("负" if value < 0 else "") + out + (_FORMAL[cent] + "分" if cent else "整")
