"""Answers about parts of a long document -> one answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docvl.engines.base import Finding
from docvl.schema import Node, join


@dataclass(frozen=True, slots=True)
class Part:
    """What was read on some pages.

    Attributes:
        data: shaped like the schema, null for what is not there.
        findings: by JSON Pointer into ``data``.
    """

    data: dict[str, Any]
    findings: Mapping[str, Finding] = field(default_factory=dict)


def merge(root: Node, parts: Sequence[Part]) -> Part:
    """Put answers about successive pages together.

    Lists are joined in the order of the pages. Of several values for one field the most confident one is taken, of
    equally confident ones the first.
    """
    if len(parts) == 1:
        return parts[0]
    merged = _Merged(parts)
    data = merged.value(root, [(number, part.data, "") for number, part in enumerate(parts)], "")
    return Part(data or {}, merged.findings)


_Given = tuple[int, Any, str]
"""Number of the part, a value in it, and its pointer there."""


class _Merged:
    def __init__(self, parts: Sequence[Part]) -> None:
        self.findings: dict[str, Finding] = {}
        self._parts = parts

    def value(self, node: Node, given: Sequence[_Given], pointer: str) -> Any:
        given = [one for one in given if one[1] is not None]
        if not given:
            return None
        if node.kind == "object":
            return {
                child.name: self.value(child, list(_below(child.name, given)), join(pointer, child.name))
                for child in node.children
            }
        if node.item is not None:
            items = [
                (number, item, join(there, index)) for number, rows, there in given for index, item in enumerate(rows)
            ]
            return [self.value(node.item, [item], join(pointer, index)) for index, item in enumerate(items)]
        number, value, there = max(given, key=self._confidence)
        if there in self._parts[number].findings:
            self.findings[pointer] = self._parts[number].findings[there]
        return value

    def _confidence(self, given: _Given) -> float:
        number, _, there = given
        finding = self._parts[number].findings.get(there)
        return finding.confidence if finding is not None else 0.0


def _below(name: str, given: Sequence[_Given]) -> Iterator[_Given]:
    return ((number, value.get(name), join(there, name)) for number, value, there in given)
