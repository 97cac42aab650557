"""Where the labels of a document say that a value stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docvl.config import IngestOptions
from docvl.geometry import Box
from docvl.ingest import open_document

MOST_LINES = 8
"""Lines that a value goes over."""
MOST_WORDS = 6
"""Words of a line that make a number or a date."""


class LabelledPlaces:
    """The boxes that labels give: of ``lines``, any text of a document, or of ``entities``, linked by their ids."""

    def __init__(self, label: Any, folder: Path, score: Any) -> None:
        """Take a line of labels of the set in ``folder``; ``score``: its ``score.py``."""
        self._label = label
        self._score = score
        self._size = _pixels(folder / label["doc"]) if label.keys() & {"lines", "entities"} else (1, 1)

    def boxes(self, pointer: str, data: Any) -> list[Box]:
        """Where the right value at ``pointer`` may stand, as fractions of the page; none where no label tells."""
        path = pointer[1:].split("/")
        if "lines" in self._label:
            found = list(self._runs(self._score.dig(data, ".".join(path))))
        elif "pairs" in self._label:
            found = list(self._linked(data["pairs"][int(path[1])], path[2]))
        else:
            found = []
        width, height = (side / self._label.get("scale", 1.0) for side in self._size)
        return [Box(box.x0 / width, box.y0 / height, box.x1 / width, box.y1 / height) for box in found]

    def _runs(self, value: Any) -> Iterator[Box]:
        """The shortest runs of lines that state a value."""
        lines = self._label["lines"]
        for start in range(len(lines)):
            for count in range(1, MOST_LINES + 1):
                run = lines[start : start + count]
                if self._states([line["text"] for line in run], value):
                    if count == 1 or not self._states([line["text"] for line in run[1:]], value):
                        yield Box.hull(_box(line) for line in run)
                    break

    def _states(self, texts: list[str], value: Any) -> bool:
        words = " ".join(texts).split()
        same = self._score.same_number
        if isinstance(value, str):
            if not (days := self._score.dates(value, "d")):
                return self._score.alnum(value) in self._score.alnum("".join(words))
            same = lambda _, text: bool(days & self._score.dates(text, "d"))  # noqa: E731
        spans = ((first, last) for last in range(1, len(words) + 1) for first in range(max(last - MOST_WORDS, 0), last))
        return len(texts) == 1 and any(same(value, " ".join(words[first:last])) for first, last in spans)

    def _linked(self, pair: Any, name: str) -> Iterator[Box]:
        """The key's box, or those of its answers: the one that is equal, or all of them in one."""
        same, letters, text = self._score.trimmed, self._score.alnum, self._score.as_text
        by_id = {entity["id"]: entity for entity in self._label["entities"]}
        key, value = text(pair["key"]), text(pair["value"])
        for entity in by_id.values():
            if entity["label"] != "question" or same(entity["text"]) != same(key):
                continue
            linked = [by_id[i] for link in entity["linking"] for i in link if i != entity["id"] and i in by_id]
            equal = [answer for answer in linked if same(answer["text"]) == same(value)]
            if not equal and letters("".join(answer["text"] for answer in linked)) == letters(value):
                equal = [{"box": Box.hull(map(_box, linked))}]
            yield from (_box(part) for part in (equal if name == "value" else [entity] if equal else []))


def _box(part: Any) -> Box:
    return Box(*(part.get("box") or part["bbox"]))


def _pixels(image: Path) -> tuple[int, int]:
    with open_document(image, IngestOptions()) as document:
        size = next(iter(document.pages())).raster_size
    if size is None:
        raise SystemExit(f"{image} is no image.")
    return size
