"""Labels and records -> scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from docvl.eval.compare import Outcome, RowCount, compare
from docvl.eval.labels import Label, assign
from docvl.record import JsonRecord
from docvl.schema import Node, Schema


@dataclass(frozen=True, slots=True)
class FieldScore:
    """How well one field is read, over the values that are labelled or were read.

    Attributes:
        field: pointer in the schema; empty for all fields together.
        values: how many there are.
        exact: share that is equal as JSON.
        normalized: share that means the same.
        anls: mean similarity.
        missed: labelled, and nothing was read.
        invented: read, and the document does not state it.
        wrong: labelled, and something else was read.
    """

    field: str
    values: int
    exact: float
    normalized: float
    anls: float
    missed: int
    invented: int
    wrong: int

    @classmethod
    def of(cls, field: str, outcomes: Iterable[Outcome]) -> FieldScore:
        """Count outcomes; those where there is nothing and nothing was read do not count."""
        told = [o for o in outcomes if o.expected is not None or o.got is not None]
        share = 1 / max(len(told), 1)
        return cls(
            field=field,
            values=len(told),
            exact=sum(o.exact for o in told) * share,
            normalized=sum(o.right for o in told) * share,
            anls=sum(o.anls for o in told) * share,
            missed=sum(o.got is None for o in told),
            invented=sum(o.expected is None for o in told),
            wrong=sum(o.got is not None and o.expected is not None and not o.right for o in told),
        )


@dataclass(frozen=True, slots=True)
class ListScore:
    """How well the rows of one list are read.

    Attributes:
        field: pointer in the schema.
        expected: labelled rows.
        got: rows read, of documents where the list is labelled.
        right: rows with every labelled cell right; each labelled row is matched with at most one row read.
        cells: share of right cells among those labelled or read.
    """

    field: str
    expected: int
    got: int
    right: int
    cells: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall of rows; 1 when there are none and none were read."""
        total = self.expected + self.got
        return 2 * self.right / total if total else 1.0


class Judged(NamedTuple):
    """A value that was read: how sure the engine was, and whether it is right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One document.

    Attributes:
        path: as in the labels.
        record: None when there is no record of the document.
        outcomes: of all labelled values.
        rows: of all labelled lists.
    """

    path: str
    record: JsonRecord | None
    outcomes: Sequence[Outcome]
    rows: Sequence[RowCount]

    @property
    def wrong(self) -> list[Outcome]:
        """What is not as labelled, in the order of the schema."""
        return [outcome for outcome in self.outcomes if not outcome.right]

    @property
    def straight_through(self) -> bool:
        """Whether the record could be used as it is: all that is labelled is right, and nothing is too many."""
        return self.record is not None and not self.wrong

    def judged(self) -> list[Judged]:
        """Every value that was read, with its confidence."""
        fields = self.record.fields if self.record is not None else {}
        read = [outcome for outcome in self.outcomes if outcome.got is not None and outcome.pointer in fields]
        return [Judged(fields[outcome.pointer].confidence, outcome.right) for outcome in read]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of a set of documents.

    Attributes:
        root: of the schema.
        documents: in the order of the labels.
    """

    root: Node
    documents: Sequence[DocumentScore]

    @property
    def overall(self) -> FieldScore:
        """All values of all fields together."""
        return FieldScore.of("", (outcome for document in self.documents for outcome in document.outcomes))

    @property
    def fields(self) -> list[FieldScore]:
        """Each field, in the order of the schema."""
        groups: dict[str, list[Outcome]] = {node.pointer: [] for node in self.root.walk()}
        for document in self.documents:
            for outcome in document.outcomes:
                groups[outcome.field].append(outcome)
        scores = [FieldScore.of(name, group) for name, group in groups.items()]
        return [score for score in scores if score.values]

    @property
    def lists(self) -> list[ListScore]:
        """Each list, in the order of the schema."""
        groups: dict[str, list[RowCount]] = {node.pointer: [] for node in self.root.walk()}
        for document in self.documents:
            for count in document.rows:
                groups[count.field].append(count)
        return [self._list(name, group) for name, group in groups.items() if any(c.expected or c.got for c in group)]

    @property
    def missing(self) -> int:
        """Labelled documents without a record."""
        return sum(document.record is None for document in self.documents)

    @property
    def straight_through(self) -> float:
        """Share of documents whose every labelled value is right."""
        return sum(document.straight_through for document in self.documents) / max(len(self.documents), 1)

    @property
    def worst(self) -> list[DocumentScore]:
        """Documents with anything wrong, the one with the most first."""
        return sorted((d for d in self.documents if d.wrong), key=lambda document: -len(document.wrong))

    def judged(self) -> list[Judged]:
        """Every value that was read, with its confidence."""
        return [value for document in self.documents for value in document.judged()]

    def _list(self, name: str, group: Sequence[RowCount]) -> ListScore:
        cells = (o for document in self.documents for o in document.outcomes if o.field.startswith(f"{name}/"))
        expected, got, right = (
            sum(counts) for counts in zip(*((c.expected, c.got, c.right) for c in group), strict=True)
        )
        return ListScore(name, expected, got, right, FieldScore.of(name, cells).normalized)


def evaluate(labels: Sequence[Label], records: Iterable[JsonRecord], schema: Schema) -> Evaluation:
    """Score the records of labelled documents; records of other documents do not count.

    A document without a record, or whose record failed, has read nothing.
    """
    return Evaluation(schema.root, [_score(label, record, schema) for label, record in assign(labels, records)])


def _score(label: Label, record: JsonRecord | None, schema: Schema) -> DocumentScore:
    data: dict[str, Any] | None = record.data if record is not None else None
    comparison = compare(schema.root, label.data, data)
    return DocumentScore(label.path, record, comparison.outcomes, comparison.rows)
