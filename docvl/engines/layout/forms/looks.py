"""What a cell looks like taken by itself: a caption, an answer, or neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docvl.engines.layout.forms.cells import Cell
from docvl.engines.layout.forms.vocabulary import is_cjk, standing

# Weights in favour of a caption (above 0) or an answer (below 0); 1 is as strong as one place in a clear layout.
COLON = 4.0  # the plainest sign there is
KNOWN = 2.0  # the whole text is a usual caption
KNOWN_END = 1.2  # it ends with a word that captions end with
KNOWN_END_CJK = 2.0  # in Chinese, where the head of a compound comes last, a surer sign
UNKNOWN_CJK = -0.8  # and few Chinese captions are without such an end
PERSON = -1.5  # persons are answers
PARENTHESIS = 0.3  # units and hints are printed after captions: "Weight (kg)"
CAPITALS = 0.4  # on a page that is not all in capitals
NUMBER = -2.5  # most characters are digits: amounts, dates, phone numbers
DIGITS = -0.8  # some are
WRITTEN = -1.5  # captions are printed and read well; handwriting does not
MARKED = -3.0  # ticked or open options are answers
LONG = -1.5  # captions are short
LETTER = -2.0  # but not as short as one Latin letter or a lone sign
BLANK = -1.5  # a blank is filled in with an answer; a rule as long as the text may only underline it
SENTENCE = -1.5  # captions do not end like sentences, which have three words, nor pause

# Print is recognised with more confidence than this.
PRINT_CONFIDENCE = 0.5
MAX_WORDS = 6
# A blank is longer than what stands on it by so many heights.
LONGER = 1.5
# Rules are under answers where this share of numbers and options, so many at least, and of captions stand on rules.
NUMBERS_ON_RULES, LEAST_NUMBERS, CAPTIONS_ON_RULES = 0.6, 3, 0.15
# Rules under narrow cells are short, and easily missed.
SHORT = 1.3
MAX_CJK = 12

SHORT_ANSWERS = frozenset("男女是否有无元年月日岁汉优良中差")
_CJK = re.compile(r"[㐀-鿿]")
_OPTION = re.compile(r"[□☐☑☒⊠■√✓✔]|\(\s*[xX√]?\s*\)|\[\s*[xX√]?\s*\]")
_TITLE, _FAMILY = r"(Mr|Mrs|Ms|Dr|Prof)\b\.?", r"[A-Z][A-Za-z'-]+"
_PERSON = re.compile(
    rf"(({_TITLE} ?)?([A-Z]\. ?){{1,3}}{_FAMILY}|{_TITLE} {_FAMILY}( {_FAMILY})?)(,? (Jr|Sr|II|III)\.?)?", re.ASCII
)
_PERSON_START = re.compile(r"(Mr|Mrs|Ms|Dr|Prof)\b|([A-Z]\. ?){1,2}[A-Z][A-Za-z]{2}|N/A\b", re.ASCII)
# Recognition takes some colons for semicolons.
_COLON_END = re.compile(r"[:：]\s*([(（].*[)）])?$|^\w[^,;]*;$")
_SENTENCE = re.compile(r"[。；;!?，]|\S+ \S+ .*[a-z]{3}\.$|, ")


def ends_with_colon(cell: Cell) -> bool:
    """Whether the cell announces what follows it."""
    return bool(_COLON_END.search(cell.text))


def is_option(text: str) -> bool:
    """Whether the text is something to be ticked."""
    return bool(_OPTION.search(text))


def is_number(text: str) -> bool:
    """Whether most of the text is digits."""
    solid = [c for c in text if c.isalnum()]
    return bool(solid) and 2 * sum(c.isdigit() for c in solid) >= len(solid)


def is_person(text: str) -> bool:
    """Whether the text is the name of a person with a title or initials, and nothing else."""
    return bool(_PERSON.fullmatch(text))


def is_plain_caption(cell: Cell) -> bool:
    """Whether the cell shows by itself that it is a caption."""
    return ends_with_colon(cell) or standing(cell.text) != "unknown"


@dataclass(frozen=True, slots=True)
class Habits:
    """How a page shows what is a caption.

    Attributes:
        chinese: it is in Chinese.
        capitals: it is all in capitals, which then say nothing.
        ruled: its answers stand on rules and its captions do not.
    """

    chinese: bool
    capitals: bool
    ruled: bool


def habits_of(cells: Sequence[Cell]) -> Habits:
    """What can be told from all cells of a page."""
    wide = [cell for cell in cells if cell.box.width > SHORT * cell.height]
    options = [cell for cell in wide if is_option(cell.text)]
    numbers = [cell for cell in wide if is_number(cell.text) and not ends_with_colon(cell)]
    captions = [c for c in wide if c not in options and (ends_with_colon(c) or standing(c.text) == "whole")]
    answers = [*options, *numbers]
    chinese = 3 * sum(is_cjk(cell.text) for cell in cells) > len(cells)
    ruled = (
        chinese  # Latin text is underlined to stress it
        and len(answers) >= LEAST_NUMBERS
        and sum(cell.blank is not None for cell in answers) >= NUMBERS_ON_RULES * len(answers)
        and sum(cell.blank is not None for cell in captions) <= CAPTIONS_ON_RULES * len(captions)
    )
    return Habits(chinese, 2 * sum(cell.text.isupper() for cell in cells) > len(cells), ruled)


def caption_score(cell: Cell, habits: Habits) -> float:
    """How much the cell looks like a caption; below 0 like an answer."""
    text = cell.text
    score = COLON if ends_with_colon(cell) else 0.0
    score += _known(text)
    score += NUMBER if is_number(text) else DIGITS if re.search(r"\d{2}", text) else 0.0
    score += MARKED if is_option(text) else 0.0
    score += SENTENCE if _SENTENCE.search(text.rstrip(":：")) else 0.0
    score += LONG if is_long(text) else 0.0
    score += LETTER if not is_cjk(text) and sum(c.isalpha() for c in text) < 2 else 0.0
    score += CAPITALS if text.isupper() and not habits.capitals and len(text) > 1 else 0.0
    score += WRITTEN if min(word.confidence for word in cell.words) < PRINT_CONFIDENCE else 0.0
    score += PERSON if _PERSON_START.match(text) else 0.0
    score += PARENTHESIS if text.endswith((")", "）", "#")) else 0.0
    return score


def is_filled_in(cell: Cell) -> bool:
    """Whether a cell is an answer where rules show which cells are; rules below narrow ones may have been missed."""
    narrow = cell.box.width <= SHORT * cell.height
    short = is_number(cell.text) or cell.text in SHORT_ANSWERS
    return cell.blank is not None or is_option(cell.text) or (narrow and short)


def is_in_blank(cell: Cell) -> bool:
    """Whether the cell stands on a rule that goes on: a blank that was filled in."""
    return cell.blank is not None and cell.blank.width > cell.box.width + LONGER * cell.height


def _known(text: str) -> float:
    known = standing(text)
    if is_cjk(text[-1]) or known == "unknown":
        return {"whole": KNOWN, "end": KNOWN_END_CJK, "unknown": UNKNOWN_CJK if is_cjk(text) else 0.0}[known]
    return KNOWN if known == "whole" else KNOWN_END


def is_long(text: str) -> bool:
    """Whether the text is longer than captions and the cells of tables are."""
    cjk = len(_CJK.findall(text))
    return cjk > MAX_CJK or (cjk == 0 and len(text.split()) > MAX_WORDS)
