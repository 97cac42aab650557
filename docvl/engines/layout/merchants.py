"""The shop at the head of a receipt: its name, its address, its phone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import takewhile
from statistics import median

from docvl.engines.layout.addresses import has_legal_form, is_country, is_numbered_street, legal_name
from docvl.engines.layout.blocks import cut, strip
from docvl.engines.layout.lexicon import fold
from docvl.engines.layout.party_blocks import Pieces, find
from docvl.engines.layout.phrases import PageLines, Phrase, phrase_of

# A till prints 24 to 48 characters a line; letters and invoices hold 65 and more.
RECEIPT_COLUMNS = 60
# The head of a receipt ends by this many lines of text.
_HEAD_LINES = 20


class _Kind(Enum):
    """What a line at the head of a receipt is."""

    TEXT = auto()
    NOISE = auto()
    REGISTRATION = auto()
    CONTACT = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class _Line:
    kind: _Kind
    phrase: Phrase


_END = re.compile(
    r"\W*(?:(?:simplified\s*)?(?:tax|gst)\s*invoice|(?:cash\s*)?(?:invoice|receipt|bill|sales?|memo)\b(?!.*\bsdn)"
    r"|credit\s*note|guest\s*check|cash(?:ier)?\W*$|cashier|date|time\b|table|tbl|order|station|welcome|thank|server|"
    r"waiter|counter|terminal|trans|register|reg\s*[:#]|pos\b|check\s*(?:no|#|:)|chk|shopping\s*hours|open(?:ing)?\b|"
    r"business\s*hours|mon\b|daily|qty|item|description|customer|member|bill\s*to|sold\s*to|owned\s*by|copy\b|reprint|"
    r"guests?\b|pax|dine|take\s*away|approved|factura|fecha|mesa|ticket|albaran|rechnung|bon\b|kassa|kasse|tisch|"
    r"(?:收银|购物|销售|结账|点菜|消费|预结)(?:小票|单|凭证)|欢迎光临|桌号|台号|单号|日期|收银员)"
)
_MOMENT = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}:\d\d|\d[.,]\d\d\s*[A-Z]?$|\d\s?[x×]\s|\b\d{8,}\b")
_REGISTRATION = re.compile(
    r"\W*(?:co(?:mpany)?\b\W*(?:reg|no|registration)|roc\b|reg(?:istration)?\W*no|\W*business\s*reg|site\b|store\s*(?:no|#|id)"
    r"|(?:no\W*id\W*)?(?:gst|sst|vat|tax|abn|tin|uen|rcb|cif|nif|siret|siren|service\s*tax)\b|c\.\s?i\.\s?f|n\.\s?i\.\s?f|org\.?\s?nr)"
    r"|\W*[a-z]{0,3}\d{4,}[\s-]{0,2}[a-z\d]{0,3}\W*$|.{0,4}\b(?:gst|sst|vat)\s*(?:id|reg|no)\b"
)
_CONTACT = re.compile(
    r"\W*(?:tel|tlf|ph(?:one)?\b|fax|h/?p\b|mobile|hotline|t\s?:|f\s?:|e-?mail|www|http|whatsapp)|.*@.*\.|.*\.com\b"
)
# Who runs a shop is no part of its name.
_OWNER = re.compile(r"\W*(?:inh(?:aber(?:in)?)?|prop(?:rietor)?|gerante?|titular)\b")
_PHONE = re.compile(r"(?:\+|\(\+?|\b0)?\d(?:[\s.()–~-]{0,3}\d){6,13}(?:\s?/\s?\d(?:[\s.()–~-]{0,3}\d){5,13})?")
_ADDRESS_START = re.compile(
    r"\W*(?:no\b\W*\s?[\w&]*\d|lots?\b|unit\b|suite\b|bl(?:oc)?k\b|block\b|level\b|floor\b|ground\s*floor|g/f|"
    r"\d+(?:st|nd|rd|th)?\W*fl(?:oo)?r?\b|shop\s*\d|jalan|jln|lorong|km\s*\d|\d+[\w/&-]*\W{1,2}\s*[a-z]{2}|#\d|"
    r"[a-z]{1,3}[-.]?\w?\d+\w?\s*,|p\.?\s?o\.?\s?box|c/|calle|plaza|rue\b|avenue|menara|wisma|kompleks|komplek|"
    r"bangunan)|.*\b(?:mall|plaza|shopping\s*cent(?:re|er)|complex|kompleks|building|tower|airport)\W*$"
)
# "Springfield, IL", "Salem, OR 97301", "Leeds, LS1 4AP", "SYDNEY NSW 2000"
_TOWN = re.compile(
    r".*[^\W\d]{3}[.,]?\s*(?:,\s*[A-Z]{2}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[A-Z]{2,3}\s\d{4,5}\b).{0,12}$"
)
_TEL_INSIDE = re.compile(r"\s\(?(?:Tel|TEL|Ph|PH|Phone|PHONE|Fax|FAX)\b.*")
_ADDRESS_LINES = 6
# A second line of the name is not printed much smaller than the first.
_SAME_SIZE = 0.7
_POSTCODE = re.compile(r"(?<![\d-])(?:\d{4}[\dO](?:-\d{4})?|\d{6})(?![\d-])")
_REGION = re.compile(
    r"\W*(?:selangor|johor|perak|kedah|kelantan|terengganu|pahang|melaka|malacca|sabah|sarawak|perlis|penang|"
    r"pulau\s*pinang|negeri\s*sembilan|(?:w\.?p\.?\s*)?kuala\s*lumpur|putrajaya|labuan)\b.{0,25}$"
)


def is_receipt(page: PageLines) -> bool:
    """Whether a page is as narrow as a till prints: its width in characters, a Chinese one counted twice."""
    words = [word for line in page.lines for word in line.words]
    if not words:
        return False
    character = median(word.box.width / sum(2 if char >= "⺀" else 1 for char in word.text) for word in words)
    width = max(word.box.x1 for word in words) - min(word.box.x0 for word in words)
    return width < RECEIPT_COLUMNS * character


def read_merchant(page: PageLines) -> Pieces:
    """Name, address and phone of the shop at the head of a receipt, as pieces of its lines."""
    head = list(_head(page))
    texts = [line for line in head if line.kind is _Kind.TEXT]
    start = _address_start(head)
    above = _above(head, start)
    name, rest = _read_name(above)
    address = [*(line for line in rest if _opens_address(line)), *_read_address(head, start)]
    if not address and name and start is None:
        address = [line.phrase for line in texts if line.phrase not in (*name, *rest)][:4]
    phone = next(filter(None, (_phone(line) for line in head)), None)
    pieces: Pieces = {"name": tuple(name), "address": tuple(address), "phone": () if phone is None else (phone,)}
    return {key: value for key, value in pieces.items() if value}


def _head(page: PageLines) -> Iterator[_Line]:
    """The lines above the first one that belongs to the sale itself."""
    seen = False
    for index, line in enumerate(page.lines[: _HEAD_LINES * 2]):
        phrase = phrase_of(line.words, index)
        kind = _kind(phrase.text)
        if kind is _Kind.END and seen:
            return
        seen = seen or kind is _Kind.TEXT
        if kind not in (_Kind.END, _Kind.NOISE):
            yield _Line(kind, phrase)


def _kind(text: str) -> _Kind:
    plain = fold(text)
    letters = sum(char.isalpha() for char in plain)
    if _REGISTRATION.match(plain):
        return _Kind.REGISTRATION
    if _CONTACT.match(plain) or (letters < 3 and _PHONE.search(plain) and not _MOMENT.search(plain)):
        return _Kind.CONTACT
    if _END.match(plain) or (_MOMENT.search(plain) and not _POSTCODE.search(plain)):
        return _Kind.END
    return _Kind.TEXT if letters >= 3 or (letters and _POSTCODE.search(plain)) else _Kind.NOISE


def _opens_address(phrase: Phrase) -> bool:
    return bool(_ADDRESS_START.match(fold(phrase.text)) or _TOWN.match(phrase.text))


def _address_start(head: Sequence[_Line]) -> int | None:
    """Index of the first line of the address; never the first text line, which is the name."""
    first = next((i for i, line in enumerate(head) if line.kind is _Kind.TEXT), len(head))
    for index in range(first + 1, len(head)):
        text = head[index].phrase.text
        if head[index].kind is not _Kind.TEXT or has_legal_form(text):
            continue
        if _opens_address(head[index].phrase) or is_numbered_street(text) or _POSTCODE.search(text):
            return index
    return None


def _above(head: Sequence[_Line], start: int | None) -> list[Phrase]:
    """The text lines above the address; without one, those above the first line of another kind."""
    lines = head[:start] if start is not None else takewhile(lambda line: line.kind is _Kind.TEXT, head)
    return [line.phrase for line in lines if line.kind is _Kind.TEXT]


def _read_name(lines: Sequence[Phrase]) -> tuple[list[Phrase], list[Phrase]]:
    """The company's name and the lines after it; a line that is only a legal form belongs to the line above."""
    for index in range(len(lines) - 1, -1, -1):
        span = legal_name(lines[index].text)
        if span is not None:
            name = _cleaned(cut(lines[index], *span) or lines[index])
            before = lines[index - 1 : index] if _is_only_form(name.text) else []
            return [*before, name], list(lines[index + 1 :])
    if len(lines) > 1 and lines[0].text.islower():  # a name that somebody stamped or wrote above the print
        lines = lines[1:]
    same_size = (
        len(lines) > 1
        and not _OWNER.match(fold(lines[1].text))
        and lines[1].box.height > _SAME_SIZE * lines[0].box.height
    )
    count = 2 if same_size else 1
    return [_cleaned(line) for line in lines[:count]], list(lines[count:])


def _is_only_form(text: str) -> bool:
    return re.match(r"\W*(?:co|company|sdn|bhd|ltd|enterprise|trading)\b", fold(text)) is not None


def _cleaned(name: Phrase) -> Phrase:
    """Without a store number before the name and a register number after it."""
    start = re.match(r"\W*#\s*\d+\s+", name.text)
    end = re.search(r"\s*\(?\b[A-Z]{0,2}\d{5,}\s?-?\s?[A-Z]?\)?(?:\s*\(\w+\))?\W*$", name.text)
    part = cut(name, start.end() if start else 0, end.start() if end else len(name.text))
    return strip(part or name, " :,;-–|•·/*=") or name


def _read_address(head: Sequence[_Line], start: int | None) -> list[Phrase]:
    """The lines from ``start`` to the end of the address."""
    out: list[Phrase] = []
    past_postcode = False
    for line in head[start:] if start is not None else ():
        text = line.phrase.text
        if line.kind is not _Kind.TEXT or (past_postcode and not _goes_on(out[-1].text, text)):
            break
        inside = _TEL_INSIDE.search(text)
        out.append((inside and cut(line.phrase, 0, inside.start())) or line.phrase)
        past_postcode = past_postcode or bool(_POSTCODE.search(text) or _TOWN.match(text))
        if inside or len(out) == _ADDRESS_LINES:
            break
    return out


def _goes_on(before: str, text: str) -> bool:
    """Whether a line below the one with the postcode is still part of the address."""
    open_end = before.rstrip().endswith((",", "-")) or re.search(r"[\dO]{5}\W*$", before) is not None
    return (
        open_end
        or _POSTCODE.match(text) is not None
        or text.startswith("(")
        or is_country(text)
        or _REGION.match(fold(text)) is not None
    )


def _phone(line: _Line) -> Phrase | None:
    """The phone number on a line of contact data, or after ``Tel`` on a line of the address."""
    inside = _TEL_INSIDE.search(line.phrase.text)
    if line.kind is not _Kind.CONTACT and inside is None:
        return None
    return find(line.phrase if inside is None else cut(line.phrase, inside.start(), inside.end()), _PHONE)
