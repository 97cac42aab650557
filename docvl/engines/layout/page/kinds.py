"""What a paragraph is: running text, a heading, an item of a list, a caption."""

from __future__ import annotations

from docvl.engines.layout.page.marks import Mark, is_caption, marker
from docvl.engines.layout.page.paragraphs import Paragraph
from docvl.transcript import BlockKind

_LARGER_SIZE, _LARGER_LINE = 1.12, 1.3
"""How much higher a heading is than the text: by font size, and by what OCR measures of a line."""

_LEVELS = (1.7, 1.35)
"""How much higher than the text a heading of the first and of the second level is."""

_MAX_LINES, _MAX_CHARS = 3, 120
_SENTENCE_ENDS = tuple(".,;:!?。，；：！？、")


def kind_of(paragraph: Paragraph, usual: float, *, seen: bool) -> tuple[BlockKind, int | None]:
    """The kind of a paragraph and its level.

    Args:
        paragraph: of the text of the page.
        usual: height of a word of running text on the page, points.
        seen: whether heights were measured by OCR, which are less even.
    """
    text = " ".join(paragraph.lines)
    mark = marker(text)
    ratio = paragraph.height / usual if usual else 1.0
    if paragraph.tabular:
        return "paragraph", None
    if is_caption(text) and ratio < _LARGER_LINE:
        return "caption", None
    if _may_head(paragraph, text):
        if ratio >= (_LARGER_LINE if seen else _LARGER_SIZE):
            return "heading", _level(mark, ratio)
        if len(paragraph.lines) == 1 and not paragraph.full and _names_section(text, mark):
            return "heading", _level(mark, ratio)
    if mark and mark.kind in ("bullet", "number", "letter"):
        return "list-item", 1
    return "paragraph", None


def _may_head(paragraph: Paragraph, text: str) -> bool:
    first = next((char for char in text if char.isalpha()), "a")
    short = len(paragraph.lines) <= _MAX_LINES and len(text) <= _MAX_CHARS
    return short and not text.endswith(_SENTENCE_ENDS) and not first.islower()


def _names_section(text: str, mark: Mark | None) -> bool:
    if mark:
        return mark.kind in ("section", "chinese") and len(text) > len(mark.text)
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 6 and all(char.isupper() for char in letters)


def _level(mark: Mark | None, ratio: float) -> int:
    if mark and mark.kind == "section":
        return min(6, 1 + mark.text.strip().rstrip(".").count("."))
    return next((level for level, least in enumerate(_LEVELS, start=1) if ratio >= least), 3)
