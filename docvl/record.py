"""The result for one document, as it is written to JSON Lines and Parquet."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, field_serializer, model_serializer

from docvl.document import Source
from docvl.issues import Issue

Status = Literal["ok", "partial", "failed"]
Verdict = Literal["complete", "suspect", "truncated"]
Grounding = Literal["exact", "normalized", "fuzzy", "none"]
Origin = Literal["page", "xml"]
Fraction = Annotated[float, Field(ge=0.0, le=1.0)]
DataT = TypeVar("DataT")


class Evidence(BaseModel):
    """Where a value stands and how sure it is.

    Attributes:
        raw: the text as printed; None when the value is not on any page.
        page: from 1.
        bbox: x0, y0, x1, y1 as fractions of the page as shown, origin top left.
        confidence: 0 to 1.
        grounding: how ``raw`` was matched against the words of the page.
        source: what states the value: the page, or the XML inside an electronic invoice.
        rival: confidence of the likeliest other reading that the engine saw; left out where there was none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    raw: str | None
    page: int | None
    bbox: tuple[Fraction, Fraction, Fraction, Fraction] | None
    confidence: Fraction
    grounding: Grounding
    source: Origin = "page"
    rival: Fraction | None = None

    @model_serializer(mode="wrap")
    def _in_short(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in serialize(self).items() if key != "rival" or value is not None}


class ListCount(BaseModel):
    """How many rows a list has, and should have.

    Attributes:
        rows: in the record.
        expected: in the document; None when nothing tells.
        by: what tells: ``printed count``, ``numbers`` of the rows, ``sum`` or ``balance``, which agree with the rows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int
    expected: int | None = None
    by: Literal["printed count", "numbers", "sum", "balance"] | None = None


class Completeness(BaseModel):
    """Whether the record holds all that the document does.

    Attributes:
        verdict: ``complete`` nothing speaks against it; ``suspect`` something does; ``truncated`` the engine's answer
            was cut off.
        reasons: what speaks against it, for a person; empty when complete.
        lists: by JSON Pointer into ``data``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    lists: dict[str, ListCount] = {}


class EngineInfo(BaseModel):
    """Which engine answered, and with which weights (None for an engine without any)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    model: str | None = None


class Usage(BaseModel):
    """What the document cost. Times stand in ``run.json``: a record is the same in every run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pages: int = 0
    ocr_pages: int = 0
    tiles: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class Record(BaseModel, Generic[DataT]):
    """One document's values with their evidence.

    Attributes:
        source: the file.
        status: ``ok`` everything was read; ``partial`` something is missing, an issue says what;
            ``failed`` there is no data.
        data: valid against the schema; None only when failed.
        fields: evidence by JSON Pointer (RFC 6901) into ``data``; a null value has none.
        issues: findings, in the order they were made.
        completeness: whether all of the document is there; None when failed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Source
    status: Status
    data: DataT | None
    fields: dict[str, Evidence] = {}
    issues: tuple[Issue, ...] = ()
    completeness: Completeness | None = None
    engine: EngineInfo
    usage: Usage = Usage()

    @field_serializer("data", when_used="json")
    def _json_form(self, data: DataT | None) -> Any:
        """A model as its JSON Schema has it: properties by alias, decimals as numbers."""
        return _numbers(data.model_dump(by_alias=True)) if isinstance(data, BaseModel) else data


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_numbers(inner) for inner in value]
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value


JsonRecord = Record[dict[str, Any]]
