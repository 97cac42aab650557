"""What is prepared once for a schema: its targets and the spotter of their labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from docvl.engines.layout.lexicon import SAID, UNSURE, ValueKind, concepts
from docvl.engines.layout.spotting import Spotter
from docvl.engines.layout.targets import Target, Targets, plan_targets
from docvl.schema import Schema

# Captions of tables and forms are found by their own readers.
_ELSEWHERE = ("column_", "pair_")
# The totals are chosen together, so all of them are looked for even when a schema asks for one.
TOTALS = ("items_total", "net_total", "tax_total", "gross_total", "prepaid_amount", "amount_due", "rounding")
# Sums of a whole document, which no row of a table states.
SUMS = frozenset([*TOTALS, "discount", "cash_discount", "charges"])
# Printed dates that must not be taken for another one.
_FENCES = ("order_date", "delivery_date", "due_date", "issue_date")


@dataclass(frozen=True)
class Plan:
    """How one schema is looked for.

    Attributes:
        targets: what it asks for.
    """

    targets: Targets

    @classmethod
    def of(cls, schema: Schema) -> Plan:
        """Prepare for ``schema``."""
        return cls(plan_targets(schema))

    @cached_property
    def kinds(self) -> dict[str, ValueKind]:
        """How the value of every concept that is looked for is read."""
        wanted = {target.concept: target.kind for target in self.targets.scalars}
        lexicon = concepts()
        if any(lexicon[name].kind == "amount" and name in wanted for name in TOTALS):
            wanted |= {name: "amount" for name in TOTALS}
        if any(kind == "date" for kind in wanted.values()):
            wanted |= {name: "date" for name in _FENCES}
        return wanted

    @cached_property
    def titles(self) -> dict[str, frozenset[tuple[str, ...]]]:
        """The words of a title for every concept that it may state."""
        lexicon = concepts()
        known = (lexicon[name] for name in self.kinds if name in lexicon)
        return {concept.key: frozenset(concept.titles) for concept in known if concept.titles}

    @cached_property
    def spotter(self) -> Spotter:
        """Finds the labels of all scalar concepts, wanted or not: unwanted ones fence off their neighbours."""
        return Spotter(self._labels())

    def _labels(self) -> Iterator[tuple[tuple[str, ...], str]]:
        for target in self.targets.scalars:
            yield from ((label, target.concept) for label in target.labels if _is_caption(label, target))
        for concept in concepts().values():
            if concept.key.startswith(_ELSEWHERE):
                continue
            wanted = concept.key in self.kinds
            yield from ((label, concept.key) for label in concept.labels if wanted or not _is_short(label))
            yield from ((label, concept.key + UNSURE) for label in concept.weak if wanted)
            yield from ((label, concept.key + SAID) for label in concept.said if wanted)


def _is_short(label: tuple[str, ...]) -> bool:
    """Whether a caption is too short to fence off others: ``RM`` is a register in France and money in Malaysia."""
    return len(label) == 1 and label[0].isascii() and len(label[0]) <= 3


def _is_caption(label: tuple[str, ...], target: Target) -> bool:
    """Whether a schema's own word may be looked for on the page.

    A title that the lexicon gives to another concept stays with that one: ``total`` of a ``/tax/total`` would
    otherwise be found at the grand total.
    """
    owners = {concept.key for concept in concepts().values() if label in concept.labels}
    return not owners or target.concept in owners
