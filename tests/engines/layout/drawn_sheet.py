"""A page on which words are written, in an invented typeface."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from docvl.document import Page, PageText, Word
from docvl.geometry import Box

# Points: a Latin character, a space, a line of print, the left margin.
CHARACTER, SPACE, HEIGHT, LEFT = 5.0, 2.8, 10.0, 40.0


@dataclass
class Sheet:
    """Words of one page while it is drawn."""

    words: list[Word] = field(default_factory=list)
    y: float = 60.0

    def put(self, text: str, x: float, y: float, align: str = "left") -> None:
        """Write one line; ``x`` is its left edge, its middle or its right edge."""
        x -= {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width(text)
        for word in text.split(" "):
            if word:
                self.words.append(Word(word, Box(x, y, x + width(word), y + HEIGHT)))
            x += width(word) + SPACE

    def page(self, number: int) -> Page:
        """The finished page."""
        text = PageText(tuple(self.words), "text-layer")
        return Page(number, 900.0, 1200.0, lambda: text, lambda w, h: None)  # type: ignore[arg-type]


def width(text: str) -> float:
    """Of a line of print, points."""
    return sum(SPACE if c == " " else 2 * CHARACTER if c > "⺀" else CHARACTER for c in text)


def written(value: Decimal, places: int, style: tuple[str, str]) -> str:
    """A number as a language writes it."""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", "".join(style)))


def wrapped(text: str, limit: float, space: str) -> list[str]:
    """Text cut into lines of at most ``limit`` points where a word allows it."""
    lines = [""]
    for word in text.split(" ") if space else text:
        longer = f"{lines[-1]}{space if lines[-1] else ''}{word}"
        if lines[-1] and width(longer) > limit:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
