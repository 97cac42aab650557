"""What one place of a schema says about a value, and how two such statements join."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, cast

from docvl.schema.nodes import Kind
from docvl.schema.parse import Path, refuse

MAX_MINIMUM_SIZE = 10_000
MAX_PATTERN = 1_000

_NUMBERS = frozenset({"number", "integer"})
_SCALARS = frozenset({"string", "number", "integer", "boolean"})
_ANY = _SCALARS | {"object", "array"}

_REFUSED = {
    "if then else": "Describe the fields without conditions.",
    "not": "Say what is allowed instead.",
    "patternProperties propertyNames": "Name every field under properties.",
    "dependentRequired dependentSchemas dependencies": "Describe every field by itself.",
    "prefixItems additionalItems contains unevaluatedItems": "Give one schema for all rows under items.",
    "$dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor": "Use $ref with a path such as #/$defs/Item.",
}
_HINTS = {keyword: hint for keywords, hint in _REFUSED.items() for keyword in keywords.split()}
_BOUNDS = (
    ("minimum", "maximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)
_BOUNDING = frozenset({word for pair in _BOUNDS for word in pair} | {"multipleOf", "pattern", "uniqueItems"})


class Place(NamedTuple):
    """A sub-schema with where it stands and the references that led to it."""

    raw: Any
    at: Path
    refs: frozenset[str] = frozenset()
    steps: int = 0

    def below(self, *parts: str | int) -> Place:
        """The sub-schema at ``parts`` inside this one."""
        raw = self.raw
        for part in parts:
            raw = raw[part]
        return Place(raw, self.at + parts, self.refs, self.steps + 1)


@dataclass(frozen=True)
class View:
    """What a place says about one value, with everything it refers to.

    Attributes:
        kinds: JSON types that may stand here apart from null; a number may also be an ``integer``.
        null: whether null may stand here.
        choices: values of enum or const apart from null; None when there is no such keyword.
        title, description, format: as in the schema; empty or None when absent.
        fields: the place whose properties describe the object.
        items: the place that describes a row of the array.
        bounds: the keywords that bound the value.
    """

    kinds: frozenset[str] = _ANY
    null: bool = True
    choices: tuple[Any, ...] | None = None
    title: str = ""
    description: str = ""
    format: str | None = None
    fields: Place | None = None
    items: Place | None = None
    bounds: Mapping[str, Any] = field(default_factory=dict)

    def meet(self, other: View, at: Path) -> View:
        """Both at once; wording of ``self`` wins."""
        if self.fields and other.fields:
            refuse("properties stand in two places for one object", at=at, hint="List all properties in one place.")
        if self.items and other.items:
            refuse("items stands in two places for one array", at=at, hint="Describe the rows in one place.")
        lists = [view.choices for view in (self, other) if view.choices is not None]
        return View(
            kinds=self.kinds & other.kinds,
            null=self.null and other.null,
            choices=tuple(v for v in lists[0] if _among(v, lists[-1])) if lists else None,
            title=self.title or other.title,
            description=self.description or other.description,
            format=self.format or other.format,
            fields=self.fields or other.fields,
            items=self.items or other.items,
            bounds={**other.bounds, **self.bounds},
        )


def own_view(place: Place) -> View:
    """What the keywords at ``place`` say themselves, apart from $ref, allOf, anyOf and oneOf.

    Raises:
        SchemaError: a keyword docvl does not honour, or a value that JSON Schema does not allow.
    """
    raw, at = place.raw, place.at
    if not isinstance(raw, dict):
        refuse("a field must be described by an object", at=at, hint='Write for example {"type": "string"}.')
    for keyword in raw:
        if keyword in _HINTS:
            refuse(f"{keyword} is not supported", at=(*at, keyword), hint=_HINTS[keyword])
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if not isinstance(raw.get(keyword, True), bool):
            refuse(f"{keyword} may be true or false only", at=(*at, keyword), hint="Name every field under properties.")
    if len(str(raw.get("pattern", ""))) > MAX_PATTERN:
        refuse(f"the pattern is longer than {MAX_PATTERN:,} characters", at=(*at, "pattern"), hint="Shorten it.")
    if at and "$id" in raw:
        refuse("$id inside the schema moves its references", at=(*at, "$id"), hint="Remove it.")
    _check_bounds(raw, at)
    kinds, null = _types(raw, at)
    choices = _choices(raw, at)
    if choices is not None:
        null = null and None in choices
        choices = tuple(choice for choice in choices if choice is not None and _value_kinds(choice) & kinds)
        kinds &= frozenset().union(*map(_value_kinds, choices))
    for word, kind in (("properties", "object"), ("items", "array")):
        if word in raw and kind not in kinds:
            refuse(f"{word} describes an {kind}, but the type is another", at=(*at, word), hint="Correct the type.")
    if not isinstance(raw.get("properties", {}), dict):
        refuse("properties must be an object", at=(*at, "properties"))
    return View(
        kinds=kinds,
        null=null,
        choices=choices,
        title=_words(raw, "title", at),
        description=_words(raw, "description", at),
        format=_words(raw, "format", at) or None,
        fields=place if "properties" in raw else None,
        items=place.below("items") if "items" in raw else None,
        bounds={word: raw[word] for word in raw if word in _BOUNDING},
    )


def _words(raw: dict[str, Any], keyword: str, at: Path) -> str:
    value = raw.get(keyword, "")
    if not isinstance(value, str):
        refuse(f"{keyword} must be a string", at=(*at, keyword))
    return value


def _types(raw: dict[str, Any], at: Path) -> tuple[frozenset[str], bool]:
    if "type" not in raw:
        return _ANY, True
    named = raw["type"] if isinstance(raw["type"], list) else [raw["type"]]
    for name in named:
        if name not in (*_ANY, "null"):
            known = ", ".join(sorted((*_ANY, "null")))
            refuse(f"unknown type {str(name)[:80]!r}", at=(*at, "type"), hint=f"Types are: {known}.")
    kinds = frozenset(named) - {"null"}
    return kinds | ({"integer"} if "number" in kinds else set()), "null" in named


def _choices(raw: dict[str, Any], at: Path) -> tuple[Any, ...] | None:
    word = "const" if "const" in raw else "enum"
    if word not in raw:
        return None
    values = [raw["const"]] if word == "const" else raw["enum"]
    if not isinstance(values, list) or not values:
        refuse("enum must list at least one value", at=(*at, word))
    if any(isinstance(value, dict | list) for value in values):
        refuse(f"{word} may hold strings, numbers, booleans and null only", at=(*at, word))
    return tuple(values)


def union(views: list[View], word: str, place: Place) -> View:
    """The branch of ``anyOf`` or ``oneOf`` that describes the value, with null if the union allows it.

    Raises:
        SchemaError: several branches that cannot be read as one field.
    """
    nulls = sum(view.null for view in views)
    null = nulls == 1 if word == "oneOf" else nulls > 0
    real = [view for view in views if view.kinds]
    texts = [view for view in real if view.kinds <= _SCALARS and "string" in view.kinds]
    if len(real) <= 1:
        chosen = real[0] if real else views[0]
    elif all(view.kinds <= _NUMBERS for view in real):
        chosen = View(kinds=_NUMBERS, bounds={word: True})
    elif len(texts) == 1 and all(view.kinds <= _SCALARS for view in real):
        chosen = texts[0]
    else:
        refuse("a field may be of one kind only", at=(*place.at, word), hint="Keep one branch, and null beside it.")
    return replace(chosen, null=null)


def kind_of(view: View, place: Place) -> Kind:
    """The one JSON type of a field.

    Raises:
        SchemaError: no type, or several that cannot be read as one.
    """
    kinds = view.kinds
    if kinds == _ANY:
        kinds = frozenset({"object"} if view.fields else {"array"} if view.items else ())
        if not kinds:
            refuse("the field has no type", at=place.at, hint='Add for example "type": "string".')
    if not kinds:
        refuse("no value but null can stand here", at=place.at, hint="Check type, enum and const against each other.")
    if kinds <= _NUMBERS:
        return "number" if "number" in kinds else "integer"
    if len(kinds) > 1 and not (kinds <= _SCALARS and "string" in kinds):
        refuse("a field may be of one kind only", at=(*place.at, "type"), hint="Keep one type, and null beside it.")
    return cast(Kind, "string" if "string" in kinds else next(iter(kinds)))


def _value_kinds(value: Any) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({"string"})
    if isinstance(value, bool):
        return frozenset({"boolean"})
    return _NUMBERS if isinstance(value, int) else frozenset({"number"})


def _among(value: Any, values: Iterable[Any]) -> bool:
    """Membership as in JSON, where 1 is not true."""
    return any(value == other and isinstance(value, bool) == isinstance(other, bool) for other in values)


def _check_bounds(raw: dict[str, Any], at: Path) -> None:
    for low, high in _BOUNDS:
        least, most = raw.get(low), raw.get(high)
        if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
            refuse(f"{low} is above {high}, so no value can be valid", at=(*at, low), hint="Swap or drop the bounds.")
    for word in ("minLength", "minItems", "minProperties"):
        if isinstance(raw.get(word), int | float) and raw[word] > MAX_MINIMUM_SIZE:
            refuse(f"{word} is above {MAX_MINIMUM_SIZE:,}", at=(*at, word), hint="Lower it.")
