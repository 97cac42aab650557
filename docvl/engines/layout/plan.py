"""What is prepared once for a schema: its targets and the spotter of their labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from docvl.engines.layout.lexicon import SAID, UNSURE, ValueKind, concepts
from docvl.engines.layout.party_blocks import ATTRIBUTES
from docvl.engines.layout.spotting import Spotter
from docvl.engines.layout.targets import TICKED, ListTarget, Role, Target, Targets, plan_targets
from docvl.engines.layout.wording import MONEY_WORDS, NUMBER_WORDS
from docvl.schema import Schema

# Captions of tables and forms are found by their own readers.
_ELSEWHERE = ("column_", "pair_")
# The totals are chosen together, so all of them are looked for even when a schema asks for one.
TOTALS = ("items_total", "net_total", "tax_total", "gross_total", "prepaid_amount", "amount_due", "rounding")
# What is taken off a total.
DISCOUNT = "discount"
# Sums of a whole document, which no row of a table states.
SUMS = frozenset([*TOTALS, DISCOUNT, "cash_discount", "charges"])
# Captions in running text: a lady is ``Ms``, not ``M/s``.
SHORTEST = 3
# What documents may also say in words: "due on receipt", "service: express".
_TYPED = frozenset(["amount", "quantity", "percent", "date", "time"])
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
        wanted |= {target.node.pointer: _own_kind(target) for target in self.targets.scalars}
        lexicon = concepts()
        if any(lexicon[name].kind == "amount" and name in wanted for name in TOTALS):
            wanted |= {name: "amount" for name in (*TOTALS, DISCOUNT)}
        if any(kind in ("date", "moment") for kind in wanted.values()):
            wanted |= {name: "date" for name in _FENCES}
        return wanted

    @cached_property
    def values(self) -> tuple[ListTarget, ...]:
        """The lists of plain values: these may stand beside or under a caption, in no table."""
        return tuple(target for target in self.targets.lists if target.of_values)

    @cached_property
    def headed(self) -> frozenset[str]:
        """Pointers of the fields in objects whose captions others have as well: a heading tells whose they are."""
        return frozenset(
            target.node.pointer
            for target in self.targets.scalars
            if target.node.pointer.count("/") > 1 and not self._own_labels(target)
        )

    @cached_property
    def nested(self) -> dict[str, bool]:
        """Pointers of the fields in objects; whether each is known by its caption alone.

        Not where other fields have the caption too, nor where any document has it for something else as well.
        """
        asked = Counter(label for target in self.targets.scalars for label in target.labels)
        return {
            target.node.pointer: all(asked[label] == 1 for label in target.labels[:1])
            and target.concept not in SUMS
            and not (self.has_parties and target.node.pointer in self.headed)
            for target in self.targets.scalars
            if target.node.pointer.count("/") > 1
        }

    @cached_property
    def addressed(self) -> dict[str, dict[str, Target]]:
        """The fields of each object that may be parts of an address, by the part; not those of seller and buyer."""
        objects: dict[str, dict[str, Target]] = {}
        for target in self.targets.scalars:
            if target.node.pointer in self.nested and target.role is None and target.concept in ATTRIBUTES:
                objects.setdefault(target.node.pointer.rpartition("/")[0], {})[target.concept] = target
        return objects

    @cached_property
    def ticked(self) -> tuple[Target, ...]:
        """The fields that may be answered by a tick."""
        return tuple(target for target in self.targets.scalars if target.kind in TICKED)

    @cached_property
    def numbered(self) -> tuple[Target, ...]:
        """The fields that only the schema knows and that are numbers."""
        return tuple(target for target in self.targets.scalars if self.kinds[target.node.pointer] == "code")

    @cached_property
    def titles(self) -> dict[str, frozenset[tuple[str, ...]]]:
        """The words of a title for every concept that it may state."""
        lexicon = concepts()
        known = (lexicon[name] for name in self.kinds if name in lexicon)
        return {concept.key: frozenset(concept.titles) for concept in known if concept.titles}

    @cached_property
    def spotter(self) -> Spotter:
        """Finds the labels of all scalar concepts, wanted or not: unwanted ones fence off their neighbours."""
        return Spotter(self._labels(), SHORTEST)

    @cached_property
    def named_apart(self) -> frozenset[str]:
        """Pointers of the fields that are taken from their own captions first.

        The schema names these otherwise than the lexicon, or has several for what is one thing to the lexicon.
        """
        return frozenset(
            target.node.pointer
            for target in self.targets.scalars
            if any(target.concept not in _owners(label) for label in self._own_labels(target))
            or self._shared[target.concept, target.role] > 1
            or target.kind in TICKED
            or target.node.pointer in self.headed
            or _is_mention(target)
            or (_is_free(target) and target.kind in _TYPED)
        )

    @cached_property
    def has_parties(self) -> bool:
        """Whether a seller or a buyer is asked for: elsewhere names and places are those of whom the caption says."""
        return any(target.role or target.concept in ("seller", "buyer") for target in self.targets.scalars)

    def has_party(self, target: Target) -> bool:
        """Whether a field is one of the seller or the buyer: what an object of another name holds, is of neither."""
        return target.role is not None or target.node.pointer not in self.nested

    @cached_property
    def _shared(self) -> Counter[tuple[str, Role | None]]:
        """How many fields ask for the same thing of the same party, and so can be told by their captions alone."""
        return Counter((target.concept, target.role) for target in self.targets.scalars)

    def _labels(self) -> Iterator[tuple[tuple[str, ...], str]]:
        for target in self.targets.scalars:
            own = target.labels if target.node.pointer in self.headed else self._own_labels(target)
            yield from ((label, target.node.pointer) for label in own)
            owned = ((label, _owners(label)) for label in target.labels)
            yield from ((label, target.concept) for label, owners in owned if not owners or target.concept in owners)
        yield from self.targets.headings
        for values in self.values:
            yield from ((label, values.node.pointer) for label in values.columns[0].labels)
        for concept in concepts().values():
            if concept.key.startswith(_ELSEWHERE):
                continue
            wanted = concept.key in self.kinds
            yield from ((label, concept.key) for label in concept.labels if wanted or not _is_short(label))
            yield from ((label, concept.key + UNSURE) for label in concept.weak if wanted)
            yield from ((label, concept.key + SAID) for label in concept.said if wanted)

    def _own_labels(self, target: Target) -> list[tuple[str, ...]]:
        """The words of a schema that are looked for on the page as the caption of one field alone.

        Not those that the lexicon gives to another concept, if that is wanted too or they name a field inside of an
        object: ``total`` of a ``/tax/total`` would otherwise be found at the grand total. Nor those that seller and
        buyer have in common.
        """
        wanted = {other.concept for other in self.targets.scalars if other is not target}
        nested = target.node.pointer.count("/") > 1
        return [
            label
            for label in target.labels
            if not (owners := _owners(label))
            or (target.role is None and target.concept in owners and not nested)
            or (target.concept not in owners and not nested and owners.isdisjoint(wanted))
        ]


def _own_kind(target: Target) -> ValueKind:
    """How a value is read under the field's own caption: ``Project`` may be stated by a number or by a name."""
    if _is_mention(target):
        return "mention"
    if _is_free(target) and target.kind in ("text", "identifier") and _is_numbered(target):
        return "code"
    if target.node.kind == "number" and target.kind == "quantity" and _is_money(target):
        return "amount"
    return "text" if _is_free(target) and target.kind in _TYPED else target.kind


def _is_mention(target: Target) -> bool:
    is_named = _is_free(target) and target.kind == "identifier"
    return is_named and not _is_numbered(target)


def _is_numbered(target: Target) -> bool:
    """Whether a caption of a field asks for a number of a document, a person or a thing."""
    return any(label[-1] in NUMBER_WORDS for label in target.labels)


def _is_money(target: Target) -> bool:
    """Whether a caption of a field asks for a sum of money."""
    return any(not MONEY_WORDS.isdisjoint(label) for label in target.labels)


def _is_free(target: Target) -> bool:
    """Whether any text can stand in a field."""
    return target.node.kind == "string" and target.node.format is None and not target.node.choices


@cache
def _owners(label: tuple[str, ...]) -> frozenset[str]:
    """The concepts of single fields that are printed under a caption."""
    return frozenset(
        concept.key
        for concept in concepts().values()
        if label in concept.labels and not concept.key.startswith(_ELSEWHERE)
    )


def _is_short(label: tuple[str, ...]) -> bool:
    """Whether a caption is too short to fence off others: ``RM`` is a register in France and money in Malaysia."""
    return len(label) == 1 and label[0].isascii() and len(label[0]) <= 3
