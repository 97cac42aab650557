"""What a paragraph is: running text, a heading, an item of a list, a caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docvl.engines.layout.marks import Mark, is_caption, marker
from docvl.engines.layout.page.paragraphs import Paragraph
from docvl.transcript import BlockKind

_LARGER_SIZE, _LARGER_LINE = 1.12, 1.3
"""How much higher a heading is than the text: by font size, and by what OCR measures of a line."""

_LEVELS = (1.7, 1.35)
"""How much higher than the text a heading of the first and of the second level is."""

_INDENT = 0.6
"""From how many heights of a line on an item is set in."""

_MAX_LINES, _MAX_CHARS = 3, 120
_SENTENCE_ENDS = tuple(".,;:!?。，；：！？、")

_ANSWER = re.compile(r"[:：]\s*(\S.*)$")
_UNIT = re.compile(r"[\u3040-\u9fff]|[^\s\u3040-\u9fff]+")
"""A word; Chinese by the character."""
_DATE_SIGNS = "年月日"


def kinds_of(parts: Sequence[Paragraph | None], usual: float, *, seen: bool) -> list[tuple[BlockKind, int | None]]:
    """The kinds of the paragraphs of a page, in the order of reading, and their levels; see :func:`kind_of`.

    A short numbered line that no other of its sort follows or precedes is a heading; what is set in farther than the
    item of a list before it is an item of that.

    Args:
        parts: None for a table, which is of the kind ``table``.
        usual: as for :func:`kind_of`.
        seen: as there.
    """
    kinds: list[tuple[BlockKind, int | None]] = [
        ("table", None) if part is None else kind_of(part, usual, seen=seen) for part in parts
    ]
    items = [kind == "list-item" for kind, _ in kinds]
    insets: list[float] = []
    found: list[tuple[BlockKind, int | None]] = []
    for index, (part, kind) in enumerate(zip(parts, kinds, strict=True)):
        if part is None or not items[index]:
            insets = []
        elif not any(items[max(index - 1, 0) : index] + items[index + 1 : index + 2]) and _heads_alone(part):
            kind = "heading", _level(None, part.height / usual)
        else:
            slack = _INDENT * part.height
            insets = [inset for inset in insets if inset < part.inset - slack] + [part.inset]
            kind = "list-item", len(insets)
        found.append(kind)
    return found


def _heads_alone(paragraph: Paragraph) -> bool:
    mark = marker(paragraph.lines[0])
    short = len(paragraph.lines) == 1 and not paragraph.full
    return short and mark is not None and mark.kind == "number" and _may_head(paragraph, paragraph.lines[0])


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
        if _is_short(paragraph, mark) and _names_section(text, mark):
            return "heading", _level(mark, ratio)
    if mark and mark.kind in ("bullet", "number", "letter"):
        return "list-item", 1
    return "paragraph", None


def _may_head(paragraph: Paragraph, text: str) -> bool:
    first = next((char for char in text if char.isalpha()), "a")
    short = len(paragraph.lines) <= _MAX_LINES and len(text) <= _MAX_CHARS
    return short and not text.endswith(_SENTENCE_ENDS) and not first.islower() and not _states(text)


def _states(text: str) -> bool:
    """Whether it is a caption with its value: most of what stands behind the colon are numbers and codes."""
    answer = _ANSWER.search(text)
    words = [word for word in _UNIT.findall(answer[1]) if word not in _DATE_SIGNS] if answer else []
    return 2 * sum(any(map(str.isdigit, word)) for word in words) > len(words)


def _is_short(paragraph: Paragraph, mark: Mark | None) -> bool:
    """Whether it is one line that ends before the edge; headings of Chinese reports are often longer."""
    if mark and mark.kind == "chinese":
        return len(paragraph.lines) <= 2
    return len(paragraph.lines) == 1 and not paragraph.full


def _names_section(text: str, mark: Mark | None) -> bool:
    if mark:
        return mark.kind in ("section", "chinese") and len(text) > len(mark.text)
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 6 and all(char.isupper() for char in letters)


def _level(mark: Mark | None, ratio: float) -> int:
    if mark and mark.kind == "section":
        return min(6, 1 + mark.text.strip().rstrip(".").count("."))
    return next((level for level, least in enumerate(_LEVELS, start=1) if ratio >= least), 3)
