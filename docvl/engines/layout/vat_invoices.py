"""Buyer and seller on Chinese VAT invoices (增值税发票, 数电发票): two boxes with the same captions.

The old forms print the buyer at the top and the seller at the foot; the fully digital ones print the buyer on the left
and the seller on the right. 购买方 and 销售方 stand upright beside the boxes, where recognition often loses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docvl.document import Word
from docvl.engines.layout.blocks import cut, strip
from docvl.engines.layout.party_blocks import Pieces, find
from docvl.engines.layout.phrases import PageLines, Phrase, phrase_of
from docvl.engines.layout.targets import Role
from docvl.geometry import Box

_CAPTION = re.compile(
    r"(?P<role>[购销][买售货]?\s*[方位]\s*)?(?:"
    r"(?P<name>(?<![\u4e00-\u9fff])名\s*称(?=\s*[:：])|(?<=[购买销售货方位])名\s*称(?=\s*[:：]))"
    r"|(?P<tax_number>(?:统一社会信用代码\s*[/／]?\s*)?纳税人识别号|统一社会信用代码)"
    r"|(?P<address_phone>地\s*址\s*[、,，和及]?\s*电\s*话)"
    r"|(?P<bank_account>开\s*户\s*行\s*[及、]?\s*[账帐]\s*号)"
    r")\s*[:：]?"
)
_TAX_NUMBER = re.compile(r"[0-9A-Z]{15,20}")
_PHONE_AT_END = re.compile(r"(?:\(?0\d{2,3}\)?[\s-]?)?\d{7,8}$|1\d{10}$")
# A value starts at most this many line heights after its caption; what stands further is another box.
_REACH = 6.0


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    role: Role | None
    box: Box
    value: Phrase | None


def read_vat_invoice(page: PageLines) -> list[tuple[Role, Pieces]]:
    """The parties of a VAT invoice; empty for pages that have not both a name and a taxpayer number caption."""
    entries = list(_entries(page))
    names = [entry for entry in entries if entry.key == "name"]
    if not names or all(entry.key != "tax_number" for entry in entries):
        return []
    out: list[tuple[Role, Pieces]] = []
    for index, name in enumerate(names):
        role = name.role or _role(index, len(names), name, page)
        own = [entry for entry in entries if _owner(entry, names) is name and entry.value is not None]
        pieces: Pieces = {entry.key: (entry.value,) for entry in reversed(own) if entry.value is not None}
        out.append((role, pieces | _split_phone(pieces)))
    return out


def _role(index: int, count: int, name: _Entry, page: PageLines) -> Role:
    """The first of two boxes is the buyer's; a single one is told by the half of the page it stands in."""
    if count > 1:
        return "seller" if index else "buyer"
    middle = (page.lines[0].box.y0 + page.lines[-1].box.y1) / 2
    return "buyer" if name.box.y0 < middle else "seller"


def _owner(entry: _Entry, names: list[_Entry]) -> _Entry:
    """The name caption of the box that an entry stands in: above it or on its line, nearest to its left edge."""
    above = [name for name in names if name.box.y0 <= entry.box.y0 + 0.8 * entry.box.height] or names
    lowest = max(name.box.y0 for name in above)
    level = [name for name in above if lowest - name.box.y0 <= 2 * name.box.height]
    return min(level, key=lambda name: abs(entry.box.x0 - name.box.x0))


def _entries(page: PageLines) -> Iterator[_Entry]:
    for index, line in enumerate(page.lines):
        whole = phrase_of(line.words, index)
        matches = list(_CAPTION.finditer(whole.text))
        for number, match in enumerate(matches):
            key = str(match.lastgroup)
            end = matches[number + 1].start() if number + 1 < len(matches) else len(whole.text)
            caption = cut(whole, match.start(), match.end())
            if caption is not None:
                value = _clean(key, _near(cut(whole, match.end(), end), caption.box))
                if value is None and key == "tax_number":
                    value = _clean(key, _under(page, index, caption.box))
                yield _Entry(key, _named_role(match["role"]), caption.box, value)


def _named_role(text: str | None) -> Role | None:
    return None if not text else "buyer" if text.startswith("购") else "seller"


def _near(value: Phrase | None, caption: Box) -> Phrase | None:
    """The part of ``value`` before the first wide gap, if it starts near its caption."""
    if value is None:
        return None
    height, right = caption.height, caption.x1
    words: list[Word] = []
    for word in value.words:
        if word.box.x0 - right > (1.5 if words else _REACH) * height:
            break
        words.append(word)
        right = word.box.x1
    return phrase_of(words, value.line) if words else None


def _under(page: PageLines, index: int, caption: Box) -> Phrase | None:
    """What stands right under a caption whose box is too narrow for both; the role beside it may stand between."""
    below = (phrase for line in page.lines[index + 1 : index + 3] for phrase in line.phrases)
    near = (phrase for phrase in below if phrase.box.y0 - caption.y1 < caption.height)
    return next((phrase for phrase in near if phrase.box.overlap_x(caption) > 0), None)


def _clean(key: str, value: Phrase | None) -> Phrase | None:
    if value is None or key == "tax_number":
        return find(value, _TAX_NUMBER)
    return strip(value, " :：")


def _split_phone(pieces: Pieces) -> Pieces:
    """Address and phone apart, where 地址、电话 states both."""
    if "address_phone" not in pieces:
        return {}
    both = pieces["address_phone"][0]
    phone = _PHONE_AT_END.search(both.text)
    parts = {"address": cut(both, 0, phone.start() if phone else len(both.text))}
    parts |= {"phone": cut(both, phone.start(), phone.end()) if phone else None}
    return {key: (part,) for key, part in parts.items() if part is not None}
