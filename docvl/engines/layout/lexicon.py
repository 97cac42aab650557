"""The label lexicon: what printed captions mean, in English, Chinese, German, French and (``other``) more languages.

The files of ``captions/`` hold one table a concept: its ``kind`` of value, the ``names`` that schemas give it, and
the captions under which it is printed, by language. A concept stands in one file only.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

ValueKind = Literal[
    "date", "time", "moment", "amount", "quantity", "percent", "currency", "identifier", "iban", "bic", "tax_id",
    "phone", "email", "account", "name", "street", "postcode", "city", "country", "address", "text", "heading",
    "words_amount", "title", "choice", "boolean", "mention", "code",
]  # fmt: skip
# Marks behind a concept key given to a spotter: a weak caption, and wording that is itself the value.
UNSURE, SAID = "?", "="
MARKS = UNSURE + SAID
LANGUAGES = ("en", "zh", "de", "fr", "other")


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that documents state under a caption.

    Attributes:
        key: its name in the lexicon, such as ``invoice_number``.
        kind: how its value is read; a ``heading`` has no value of its own but names a block, such as ``buyer``.
        names: property names schemas use for it, in the form of :func:`tokens`.
        labels: printed captions in the form of :func:`tokens`.
        weak: captions that only count when no other one has a value.
        said: wording that is the value itself, such as ``VISA`` for a payment method.
        titles: words one of which a document's title holds, for a concept that the title itself states.
        clauses: what a sentence says right before the value, such as ``shall commence on``.
    """

    key: str
    kind: ValueKind
    names: tuple[tuple[str, ...], ...]
    labels: tuple[tuple[str, ...], ...]
    weak: tuple[tuple[str, ...], ...]
    said: tuple[tuple[str, ...], ...]
    titles: tuple[tuple[str, ...], ...]
    clauses: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A comparison unit of text: a run of Latin letters, a run of digits, or one CJK character.

    Attributes:
        text: folded: NFKC, lower case, no diacritics.
        start: index of its first character in the text it was cut from.
        end: index after its last character.
    """

    text: str
    start: int
    end: int


_TOKEN = re.compile(r"[㐀-鿿]|[^\W\d_㐀-鿿]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def fold(text: str) -> str:
    """NFKC, lower case, no diacritics, ``ß`` as ``ss``. May change the length."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def tokenize(text: str) -> list[Token]:
    """Cut ``text`` into comparison units; punctuation and symbols separate and are dropped."""
    return [Token(fold(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def tokens(text: str) -> tuple[str, ...]:
    """The folded units of a caption or of a property name (snake, kebab or camel case)."""
    return tuple(token.text for token in tokenize(_CAMEL.sub(" ", text).replace("_", " ")))


def holds(text: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether ``part`` stands in ``text`` as it is, both in the form of :func:`tokens`."""
    return any(text[at : at + len(part)] == part for at in range(len(text) - len(part) + 1))


@cache
def concepts() -> dict[str, Concept]:
    """The lexicon by concept key, files in order of their names."""
    folder = files("docvl.engines.layout") / "captions"
    lexicon: dict[str, Concept] = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        lexicon |= {key: _concept(key, entry) for key, entry in table.items()}
    return lexicon


def _concept(key: str, entry: dict[str, list[str]]) -> Concept:
    captions = [text for language in LANGUAGES for text in entry.get(language, [])]
    kind: ValueKind = entry["kind"]  # type: ignore[assignment]
    return Concept(
        key=key,
        kind=kind,
        names=tuple(dict.fromkeys(tokens(name) for name in [key, *entry.get("names", [])])),
        labels=tuple(dict.fromkeys(tokens(text) for text in captions)),
        weak=tuple(dict.fromkeys(tokens(text) for text in entry.get("weak", []))),
        said=tuple(dict.fromkeys(tokens(text) for text in entry.get("said", []))),
        titles=tuple(dict.fromkeys(tokens(text) for text in entry.get("titles", []))),
        clauses=tuple(dict.fromkeys(tokens(text) for text in entry.get("clauses", []))),
    )


def captions() -> Iterator[tuple[tuple[str, ...], str]]:
    """Every (label tokens, concept key) of the lexicon."""
    for concept in concepts().values():
        for label in concept.labels:
            yield label, concept.key
