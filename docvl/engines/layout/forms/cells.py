"""The pieces of text a form is made of: captions and answers, cut apart but not yet told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from docvl.document import Word
from docvl.engines.layout.forms.blanks import FormWord, on_blanks
from docvl.engines.layout.forms.borders import Borders
from docvl.engines.layout.forms.characters import BOX_SIGNS, char_boxes
from docvl.engines.layout.forms.vocabulary import fused_caption, is_cjk, spread_captions, standing
from docvl.engines.layout.phrases import PHRASE_GAP, PageLines
from docvl.engines.layout.ruling import Ruling
from docvl.geometry import Box

# A gap of this many usual spaces ends a phrase: less than two blanks of typewriting.
SPACES = 1.7
# Spaces are narrower than this, in heights.
MAX_SPACE = 0.9
# Characters of one caption may be spread over its cell ("姓    名"): up to this many heights between two of them.
SPREAD_GAP = 5.0
# ... and a unit from its number up to this many.
UNIT_GAP = 2.5
CURRENCY_SIGNS = ("$", "￥", "¥", "€", "£")
_UNIT = re.compile(
    r"[%％°‰]|[mck]?[mgl]|[mk]g/\w+|lbs?|oz|in|ft|hrs?|[元岁年月天日次人个名份页张万]+|平方米|公斤|厘米|小时"
)
# A blank begins or ends between two words, or so many heights within them.
BLANK_END = 0.5
# Beside Latin text a blank is so long, and so far from other text.
LATIN_BLANK, LATIN_GAP = 4.0, 0.3
# Chinese has no spaces: a gap this wide beside a usual caption parts it from its answer.
CAPTION_GAP = 0.2
# Blanks to be filled in are drawn as rows of these; they part a caption from its answer.
_BLANK = re.compile(r"[_＿…‥]+|\.{3,}|-{4,}")
# A colon ends a caption; not within 12:30 or http://.
_COLON = re.compile(r"(?<!\d)[:：](?!//)|[:：](?![\d/])")
# Specks, page numbers, and the places for a photograph or a seal: nothing is written there.
_STRAY = re.compile(
    r"""[.,;:'`~|_\ -]+ | 第\w{1,3}页.*
    | [(（]?([贴粘近期免冠]|[一二两12]寸|登记)*(照片|相片|照)处?[)）]? | [(（]\w?[盖公签]章[)）]""",
    re.VERBOSE,
)
# One character of a caption; answers of one character are others.
_SINGLE = re.compile(r"(?![男女是否有无元年月日岁汉优良中差])[㐀-鿿]")
_MONTH = re.compile(r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?", re.IGNORECASE)
_DATE_PART = re.compile(r"[\d年月日时分./-]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """Words that stand together and belong to one caption or to one answer.

    Attributes:
        words: in reading order, never empty; parts of printed words where a colon or a blank cut them.
        text: the words joined by spaces, but for Chinese, which has none.
        box: reading points; where the cell stands, not always all that it covers.
    """

    words: tuple[FormWord, ...]
    text: str
    box: Box

    @property
    def height(self) -> float:
        """Height of the first word: the measure for all gaps around."""
        return self.words[0].box.height

    @property
    def blank(self) -> Box | None:
        """The rule that most of its words stand on, reading points; None where there is none."""
        rules = [word.blank for word in self.words if word.blank]
        return rules[0] if 2 * len(rules) > len(self.words) else None


def cell_of(words: Sequence[FormWord]) -> Cell:
    """Words, in reading order, as one cell."""
    return Cell(tuple(words), join_words(words), Box.hull(word.box for word in words))


def join_words(words: Sequence[Word]) -> str:
    """Text of words in reading order: a space between two, none beside a Chinese character."""
    text = words[0].text
    for word in words[1:]:
        glued = is_cjk(text[-1]) or is_cjk(word.text[0])
        text += word.text if glued else f" {word.text}"
    return text


def cut_cells(page: PageLines, ruling: Ruling, borders: Borders) -> list[Cell]:
    """The cells of a page, line by line, each line from left to right."""
    gap = _phrase_gap(page)
    rows = (list(_cells(on_blanks(line.words, ruling), gap, borders)) for line in page.lines)
    cells = (cell for row in rows for cell in _join_spread(_join_units(_join_dates(_join_colons(row)))))
    return [cell for cell in cells if not _STRAY.fullmatch(cell.text)]


def _phrase_gap(page: PageLines) -> float:
    """The gap that ends a phrase, in heights: well above the usual space, which is wide in typewriting."""
    gaps = (_gap(a, b) for line in page.lines for a, b in pairwise(line.words))
    spaces = [gap for gap in gaps if 0 < gap < MAX_SPACE]
    return max(PHRASE_GAP, SPACES * median(spaces)) if spaces else PHRASE_GAP


def _gap(left: Word, right: Word) -> float:
    return (right.box.x0 - left.box.x1) / min(left.box.height, right.box.height)


def _cells(words: Sequence[FormWord], phrase_gap: float, borders: Borders) -> Iterator[Cell]:
    """What a colon announces may hold the words of a caption before a number: "Court: Circuit Court No. 5"."""
    run: list[FormWord] = []
    announced = False
    for word in words:
        if run and borders.part_words(run[-1].box, word.box):
            yield cell_of(run)
            run, announced = [], False
        for part, ends in _parts(word):
            if run and (
                part is None or _is_apart(run[-1], part, phrase_gap) or (not announced and _is_numbered(run, part))
            ):
                yield cell_of(run)
                run, announced = [], False
            if part is None:
                continue
            run.append(part)
            if ends:
                yield cell_of(run)
                run, announced = [], True
    if run:
        yield cell_of(run)


def _is_apart(left: FormWord, right: FormWord, phrase_gap: float) -> bool:
    gap = _gap(left, right)
    if right.text[0] in ")）:：":
        return gap > SPREAD_GAP
    if (left.blank or right.blank) and left.text[-1] not in BOX_SIGNS:
        if left.blank == right.blank and right.text[0] not in BOX_SIGNS:
            return gap > UNIT_GAP
        if left.blank != right.blank and _is_blank_end(left, right, gap):
            return True
    if not (left.text[-1].isascii() and right.text[0].isascii()) or (left.text[-1] + right.text[0]).isdigit():
        phrase_gap = PHRASE_GAP
    return gap > phrase_gap or (gap > CAPTION_GAP and (_is_caption(left) or _is_caption(right)))


def _is_blank_end(left: FormWord, right: FormWord, gap: float) -> bool:
    """Whether a blank begins or ends in the gap between two words; within Latin text a word may be underlined."""
    height = left.box.height
    edges = [blank.x1 for blank in (left.blank,) if blank] + [blank.x0 for blank in (right.blank,) if blank]
    if not any(left.box.x1 - BLANK_END * height <= edge <= right.box.x0 + BLANK_END * height for edge in edges):
        return False
    if is_cjk(left.text) or is_cjk(right.text):
        return True
    widest = max(blank.width for blank in (left.blank, right.blank) if blank)
    parted = len(edges) == 1 or edges[1] - edges[0] > BLANK_END * height
    return parted and gap > LATIN_GAP and widest > LATIN_BLANK * height


def _is_numbered(caption: Sequence[Word], word: Word) -> bool:
    """Whether a number begins right after a usual caption: "Project No. 4711", but not "1 of 4"."""
    text = join_words(caption)
    known = text.endswith("#") or (standing(text) != "unknown" and not text.isdigit())
    return word.text[0].isdigit() and known and not is_cjk(text) and caption[-1].text.lower() not in ("of", "from")


def _is_caption(word: Word) -> bool:
    """Whether a Chinese word is a usual caption, which ends where the word ends."""
    return is_cjk(word.text) and len(word.text) > 1 and standing(word.text) != "unknown"


def _parts(word: FormWord) -> Iterator[tuple[FormWord | None, bool]]:
    """The parts of a word and whether each ends a caption; None for a blank to be filled in."""
    start = fused_caption(word.text)
    if start:
        yield _part(word, 0, start), True
    for mark in sorted([*_BLANK.finditer(word.text), *_COLON.finditer(word.text)], key=lambda m: m.start()):
        colon = mark.group() in ":："
        end = mark.end() if colon else mark.start()
        if end > start:
            yield _part(word, start, end), colon
        if not colon:
            yield None, False
        start = max(start, mark.end())
    if start < len(word.text):
        yield _part(word, start, len(word.text)), False


def _part(word: FormWord, start: int, end: int) -> FormWord:
    """Some characters of a word, with their part of its box."""
    return replace(word, text=word.text[start:end], box=Box.hull(char_boxes(word)[start:end]))


def _join_colons(row: list[Cell]) -> list[Cell]:
    """Give a colon that stands alone to the caption at its left: some are set where the next column begins."""
    joined: list[Cell] = []
    for cell in row:
        if joined and cell.text in (":", "："):
            joined[-1] = cell_of((*joined[-1].words, *cell.words))
        else:
            joined.append(cell)
    return joined


def _join_dates(row: list[Cell]) -> list[Cell]:
    """Put dates together: a month with its day, and those written into the gaps of a printed 年 月 日."""
    joined: list[Cell] = []
    for cell in row:
        left = joined[-1] if joined else None
        if left and _is_near(left, cell) and _is_date_part(left, cell):
            joined[-1] = cell_of((*left.words, *cell.words))
        else:
            joined.append(cell)
    return joined


def _is_date_part(left: Cell, right: Cell) -> bool:
    both = left.text + right.text
    if _MONTH.fullmatch(left.text):
        return right.text[0].isdigit() and right.box.x0 - left.box.x1 <= UNIT_GAP * left.height
    return bool(re.search("[年月日时分]", both)) and bool(_DATE_PART.fullmatch(both))


def _join_units(row: list[Cell]) -> list[Cell]:
    """Put a number together with the unit behind it or the currency sign before it."""
    joined: list[Cell] = []
    for cell in row:
        left = joined[-1] if joined else None
        if left and _is_near(left, cell, UNIT_GAP) and _is_measure(left.text, cell.text):
            joined[-1] = cell_of((*left.words, *cell.words))
        else:
            joined.append(cell)
    return joined


def _is_measure(left: str, right: str) -> bool:
    unit = left[-1].isdigit() and _UNIT.fullmatch(right)
    return bool(unit) or (left in CURRENCY_SIGNS and (right[0].isdigit() or right[0] in "-("))


def _is_near(left: Cell, right: Cell, gap: float = SPREAD_GAP) -> bool:
    return right.box.x0 - left.box.x1 <= gap * min(left.height, right.height)


def _join_spread(row: list[Cell]) -> list[Cell]:
    """Put captions together whose characters were spread out to fill a column."""
    joined: list[Cell] = []
    at = 0
    while at < len(row):
        end = next((end for end in range(min(at + 4, len(row)), at + 1, -1) if _is_spread(row[at:end])), at + 1)
        joined.append(cell_of([word for cell in row[at:end] for word in cell.words]))
        at = end
    return joined


def _is_spread(cells: Sequence[Cell]) -> bool:
    texts = [cell.text.rstrip(":：").lstrip("*") for cell in cells]
    if not all(_is_near(a, b) for a, b in pairwise(cells)):
        return False
    return "".join(texts) in spread_captions() or (len(texts) == 2 and all(_SINGLE.fullmatch(text) for text in texts))
