"""An engine's answer -> data in the shape of the schema, each value with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from docvl.engines.base import Finding
from docvl.extraction.scalars import UnfitError, evidence, to_json
from docvl.issues import Issue, Severity
from docvl.record import Evidence
from docvl.schema import Node, join


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""No value where null is not allowed."""


@dataclass
class Part:
    """The value of one field.

    Attributes:
        value: JSON, or :data:`MISSING`.
        fields: evidence of the values inside, by pointer into the data.
        places: pointer into the data -> pointer into the answer; they differ where rows were dropped.
        issues: about this field and those inside.
    """

    value: Any
    fields: dict[str, Evidence] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def take(self, others: Iterable[Part]) -> None:
        """Add what is known about the fields inside."""
        for other in others:
            self.fields |= other.fields
            self.places |= other.places
            self.issues += other.issues


def shape(root: Node, data: Any, findings: Mapping[str, Finding], invalid: Mapping[str, str]) -> Part:
    """``data`` in the order and shape of the schema.

    Null stands wherever nothing was found and null is allowed; else an optional property is left out, a row
    without a required cell is dropped, and an object without a required property is missing itself.

    Args:
        root: the root of the schema.
        data: the engine's answer; may lack anything.
        findings: by pointer into ``data``.
        invalid: pointers into ``data`` of values that must not stand, with the reason.
    """
    return _Shaper(findings, invalid).part(root, data, "", "")


@dataclass
class _Shaper:
    findings: Mapping[str, Finding]
    invalid: Mapping[str, str]

    def part(self, node: Node, given: Any, here: str, there: str) -> Part:
        build = {"object": self._object, "array": self._array}.get(node.kind, self._leaf)
        part = build(node, given, here, there)
        if given is not None and there in self.invalid:
            part.value, part.issues = MISSING, _left_out(node, here, self.invalid[there]).issues
        if part.value is MISSING and node.nullable:
            return Part(None, places={here: there}, issues=part.issues)
        part.places[here] = there
        return part

    def _leaf(self, node: Node, given: Any, here: str, there: str) -> Part:
        if given is None:
            return Part(MISSING)
        try:
            value = to_json(given)
        except UnfitError as error:
            return _left_out(node, here, str(error))
        return Part(value, {here: evidence(node, value, self.findings.get(there))})

    def _object(self, node: Node, given: Any, here: str, there: str) -> Part:
        if given is not None and not isinstance(given, dict):
            return _left_out(node, here, "an object was expected")
        if node.nullable and not holds(given):
            return Part(MISSING)
        parts = {
            child: self.part(child, (given or {}).get(child.name), join(here, child.name), join(there, child.name))
            for child in node.children
        }
        result = Part({child.name: part.value for child, part in parts.items() if part.value is not MISSING})
        result.take(parts.values())
        lacking = [child for child, part in parts.items() if child.required and part.value is MISSING]
        if lacking:
            result.value = MISSING
            if not (holds(given) or node.required):
                return Part(MISSING)
            result.issues += [_required(join(here, child.name)) for child in lacking if child.kind != "object"]
        return result

    def _array(self, node: Node, given: Any, here: str, there: str) -> Part:
        if given is None:
            return Part(MISSING if node.nullable else [])
        if not isinstance(given, list | tuple) or node.item is None:
            return _left_out(node, here, "a list was expected")
        result = Part([])
        for index, row in enumerate(given):
            if not holds(row):
                continue
            part = self.part(node.item, row, join(here, len(result.value)), join(there, index))
            if part.value is MISSING:
                result.issues.append(_dropped(here, index))
            else:
                result.value.append(part.value)
                result.take([part])
        return result


def holds(value: Any) -> bool:
    """Whether there is any value apart from null in ``value``."""
    if isinstance(value, dict):
        return any(holds(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(holds(inner) for inner in value)
    return value is not None


def _left_out(node: Node, here: str, reason: str) -> Part:
    severity: Severity = "warning" if node.is_leaf else "error"
    message = f"What was read cannot stand here and was left out: {reason}."
    return Part(MISSING, issues=[Issue(code="invalid-value", severity=severity, message=message, pointer=here)])


def _required(pointer: str) -> Issue:
    message = "No value was found for this required field. Allow null for it to get the other fields all the same."
    return Issue(code="required-missing", severity="error", message=message, pointer=pointer)


def _dropped(pointer: str, index: int) -> Issue:
    message = f"Row {index + 1} was left out: a required cell is missing. Allow null for that cell to keep the row."
    return Issue(code="row-dropped", severity="error", message=message, pointer=pointer)
