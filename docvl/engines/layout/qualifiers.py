"""Labels that merely say more about the label before them: ``Total net (excl. VAT)``."""

from __future__ import annotations

from docvl.document import Word
from docvl.engines.layout.lexicon import tokens
from docvl.engines.layout.spotting import Hit

# A label behind one of these says more about the label before it: "Total incl. GST".
_QUALIFIERS = frozenset(
    "incl inclusive including inc excl exclusive excluding exc of with without before after inkl exkl inklusive ohne"
    " mit hors dont sans avec".split()
)


def unqualified(words: tuple[Word, ...], hits: list[Hit]) -> list[Hit]:
    """The hits that do not merely qualify the label before them, as in ``Total net (excl. VAT)``.

    One that the schema states and a colon follows is none: ``Name of the declarant: D. Whitmore``.
    """
    kept: list[Hit] = []
    for hit in hits:
        before = next((other for other in reversed(kept) if other.box != hit.box), None)
        stated = hit.concept.startswith("/") and hit.tail[:1] in (":", "：")
        if before is None or stated or not _qualifies(words, before, hit):
            kept.append(hit)
    return kept


def _qualifies(words: tuple[Word, ...], before: Hit, hit: Hit) -> bool:
    between = " ".join(word.text for word in words[before.last + 1 : hit.first])
    text = f"{before.tail} {between} {hit.head}" if before.last < hit.first else hit.head
    if len(text) > 20 or any(c.isdigit() for c in text):
        return False
    # What stands between is a value where a bracket opens behind it: 价税合计（大写）壹佰元整（小写）.
    opened = text.lstrip()[:1] in ("(", "（") and sum(c in "(（" for c in text) > sum(c in ")）" for c in text)
    return opened or (":" not in text and not _QUALIFIERS.isdisjoint(tokens(text)))
