"""The lines of a form cut into captions and answers, which are not yet told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from docvl.document import Word
from docvl.engines.layout.forms.blanks import FormWord, on_blanks
from docvl.engines.layout.forms.borders import Borders
from docvl.engines.layout.forms.cells import Cell, cell_of, join_words
from docvl.engines.layout.forms.characters import BOX_SIGNS, char_boxes
from docvl.engines.layout.forms.joins import SPREAD_GAP, UNIT_GAP, join_row
from docvl.engines.layout.forms.vocabulary import fused_caption, is_cjk, standing
from docvl.engines.layout.phrases import PHRASE_GAP, PageLines
from docvl.engines.layout.ruling import Ruling
from docvl.geometry import Box

# A gap of this many usual spaces ends a phrase: less than two blanks of typewriting.
SPACES = 1.7
# Spaces are narrower than this, in heights.
MAX_SPACE = 0.9
# A blank begins or ends between two words, or so many heights within them.
BLANK_END = 0.5
# Beside Latin text a blank is so long, and so far from other text.
LATIN_BLANK, LATIN_GAP = 4.0, 0.3
# Chinese has no spaces: a gap this wide beside a usual caption parts it from its answer.
CAPTION_GAP = 0.2
# Running text, in which a number follows a word that captions end with: so many words, or fewer before a preposition.
PROSE_WORDS, PHRASE_WORDS = 6, 3
_PREPOSITIONS = frozenset(("to", "from", "of", "for", "by"))
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


def cut_cells(page: PageLines, ruling: Ruling, borders: Borders) -> list[Cell]:
    """The cells of a page, line by line, each line from left to right."""
    gap = _phrase_gap(page)
    rows = (list(_cells(on_blanks(line.words, ruling), gap, borders)) for line in page.lines)
    cells = (cell for row in rows for cell in join_row(row, borders))
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
                yield from map(cell_of, _before_caption(run) if announced else [run])
                run, announced = [], True
    if run:
        yield cell_of(run)


def _before_caption(run: list[FormWord]) -> list[list[FormWord]]:
    """What a colon announces and the next colon ends: a number as the answer, and a caption ("5 Region:")."""
    start = next((n for n, word in enumerate(run) if not word.text[-1].isdigit()), 0)
    return [run[:start], run[start:]] if start else [run]


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
    known = text.endswith("#") or (standing(text) != "unknown" and not text.isdigit() and not _is_prose(text))
    return word.text[0].isdigit() and known and not is_cjk(text) and caption[-1].text.lower() not in ("of", "from")


def _is_prose(text: str) -> bool:
    words = text.split()
    most = PHRASE_WORDS if words[-1].lower() in _PREPOSITIONS else PROSE_WORDS
    return len(words) > most or ", " in text


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
