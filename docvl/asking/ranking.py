"""Which pages a question is about, by their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import bm25s

_RUN = re.compile(r"[㐀-鿿]+|[^\W_㐀-鿿]+")


def terms(text: str) -> list[str]:
    """What a text is found by: folded Latin words and numbers, and pairs of neighbouring Chinese characters.

    Chinese has no spaces, and overlapping pairs find as well as a dictionary does (Nie et al., "On the Use of Words
    and N-grams for Chinese Information Retrieval", IRAL 2000). A lone character stands for itself.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    return [term for run in _RUN.findall(folded) for term in _cut(run)]


def _cut(run: str) -> list[str]:
    if not "㐀" <= run[0] <= "鿿" or len(run) == 1:
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)]


class PageIndex:
    """The words of many pages, to be ranked for questions by BM25 (Robertson and Zaragoza 2009).

    Args:
        pages: the terms of each page, see :func:`terms`.
    """

    def __init__(self, pages: Iterable[list[str]]) -> None:
        corpus = list(pages)
        self._size = len(corpus)
        self._known = {term for page in corpus for term in page}
        self._bm25 = bm25s.BM25()
        if self._known:
            self._bm25.index(corpus, show_progress=False)

    def rank(self, question: str) -> list[int]:
        """Pages, from 0, that share a term with the question, the best first; equal ones in their order."""
        asked = [term for term in terms(question) if term in self._known]
        if not asked:
            return []
        scores = self._bm25.get_scores(asked)
        order = sorted(range(self._size), key=lambda page: (-float(scores[page]), page))
        return [page for page in order if scores[page] > 0]
