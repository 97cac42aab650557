"""What pages print about how many of them there are, and how many rows a document has."""

from __future__ import annotations

import re
from collections import Counter

from docvl import values
from docvl.engines.base import Observations, PageNumber, PrintedCount
from docvl.engines.layout.phrases import PageLines

# A number of pages stands in this share of the page from its top or bottom when no word says what it is.
MARGIN = 0.12

_OF = r"\s*(?:/|of|von|sur|de|di|van|av)\s*"
_PAGES = (
    re.compile(rf"(?i)\b(?:page|pg\.?|seite|blatt|pagina|página|sida|p\.)(?:\s*(?:no|nr)\.?)?\s*:?\s*(\d{{1,4}}){_OF}(\d{{1,4}})\b"),
    re.compile(r"第\s*(\d{1,4})\s*页\s*[,/;(]?\s*[共总]\s*(\d{1,4})\s*页"),
    re.compile(r"(?:第|页码\s*:?|页数\s*:?)\s*(\d{1,4})\s*/\s*(\d{1,4})\s*页?"),
)  # fmt: skip
_PAGES_LAST = re.compile(r"[共总]\s*(\d{1,4})\s*页\s*[,/;)]?\s*第\s*(\d{1,4})\s*页")
_BARE = re.compile(rf"-?\s*(\d{{1,4}}){_OF}(\d{{1,4}})\s*-?")
_COUNT = r"\s*[:=]?\s*(\d{1,6})(?![\d%]|[.,/]\d)"
_COUNTS = (
    re.compile(
        r"(?i)\b(?:number|no\.?|count)\s+of\s+(?:line\s*)?(?:items|lines|positions|transactions|entries|articles|bookings)"
        + _COUNT
    ),
    re.compile(r"(?i)\b(?:total\s+(?:line\s+)?items?(?:\s*\(s\))?|items?\s+count|line\s+count)" + _COUNT),
    re.compile(r"(?i)^(?:total\s+)?(?:line\s+)?items?(?:\s*\(s\))?\s*:\s*(\d{1,6})(?![\d%]|[.,/]\d)"),
    re.compile(r"(?i)\b(?:anzahl|summe)\s+(?:der\s+)?(?:positionen|artikel|posten|buchungen|umsätze)" + _COUNT),
    re.compile(r"(?i)\bnombre\s+(?:de\s+lignes|d'articles|d'opérations)" + _COUNT),
    re.compile(r"(?<!本页)(?<!小计)(?:合计|总计)?共(?:计)?\s*(\d{1,6})\s*(?:条|笔|项|行|件)"),
    re.compile(r"(?<![方入出])(?:总笔数|交易笔数|明细条数|明细行数|总条数|商品总数|总件数)" + _COUNT),
)


class PrintedCounts:
    """Collects them, page by page."""

    def __init__(self) -> None:
        """Start with the first page of a document."""
        self._pages: list[list[PageNumber]] = []
        self._counts: list[PrintedCount] = []

    def feed(self, page: PageLines) -> None:
        """Look at the next page."""
        found: list[PageNumber] = []
        for line in page.lines:
            text = values.normalize(line.text)
            if not any(char.isdigit() for char in text):
                continue
            numbers = _page_numbers(text)
            if not numbers and not MARGIN < page.fractions(line.box).center[1] < 1 - MARGIN:
                bare = (_BARE.fullmatch(values.normalize(phrase.text)) for phrase in line.phrases)
                numbers = [(int(match[1]), int(match[2])) for match in bare if match]
            found += [PageNumber(page.number, number, of) for number, of in numbers if 1 <= number <= of]
            counts = (match for pattern in _COUNTS for match in pattern.finditer(text))
            self._counts += [PrintedCount(page.number, int(match[1])) for match in counts]
        self._pages.append(found)

    def observations(self) -> Observations:
        """One number for each page that has any: with the number of pages that most of them state."""
        stated = Counter(of for page in self._pages for of in {number.of for number in page})
        numbers = (max(page, key=lambda number: (stated[number.of], number.of)) for page in self._pages if page)
        return Observations(tuple(numbers), tuple(self._counts))


def _page_numbers(text: str) -> list[tuple[int, int]]:
    found = [(int(match[1]), int(match[2])) for pattern in _PAGES for match in pattern.finditer(text)]
    return found + [(int(match[2]), int(match[1])) for match in _PAGES_LAST.finditer(text)]
