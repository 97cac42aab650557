"""An engine's answer -> the record of one document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from docvl.document import Page, Source
from docvl.engines.base import Alternatives, Reply
from docvl.extraction.alternatives import mend
from docvl.extraction.checks import check_all, rule_issues
from docvl.extraction.completeness import assess
from docvl.extraction.grounding import ground
from docvl.extraction.second import with_alternatives
from docvl.extraction.shape import MISSING, Part, holds, shape
from docvl.issues import Issue
from docvl.record import Completeness, EngineInfo, Evidence, JsonRecord, Record, Status
from docvl.rules import Outcome
from docvl.schema import Schema, join

ModelT = TypeVar("ModelT", bound=BaseModel)


def finish(
    source: Source,
    reply: Reply,
    schema: Schema,
    engine: EngineInfo,
    pages: Callable[[], Iterable[Page]] = tuple,
) -> JsonRecord:
    """Turn an answer into a record whose data is valid under the user's schema, always.

    - A missing value is null where null is allowed; else an optional property is left out.
    - A value that the schema does not allow is treated as missing, with the issue ``invalid-value``.
    - A row without a required cell is dropped (``row-dropped``); the record is ``partial``.
    - A required value that is missing and may not be null (``required-missing``) fails the record: data is None,
      ``fields`` keeps the evidence of what was found.
    - Where a rule of the schema is broken, other values that the engine offers are tried (``reread``); for one that
      cannot point, those that the layout rules read. What stays broken is an issue (``rule-broken``).
    - ``completeness`` says whether pages or rows are missing; an answer that was cut off is never ``ok``.
    - A finding without a box gets the place where its value stands on ``pages``, which opens them once more; what these
      print of their own number and of the number of rows counts for ``completeness``.
    """
    given, reply = reply, ground(reply, schema, pages)
    part = _valid_part(schema, reply)
    outcomes = _outcomes(schema, part)
    if not all(outcome.kept for outcome in outcomes):
        if reply is not given and not reply.alternatives:
            reply = with_alternatives(reply, schema, pages)
        reply, part, outcomes = _reread(schema, reply, part, outcomes)
    data = None if part.value is MISSING else part.value
    issues = [*reply.issues, *part.issues]
    if not holds(reply.data):
        issues.append(_NOTHING)
    completeness = None
    if data is not None:
        issues += rule_issues(outcomes, data)
        completeness, missing = assess(source, reply, schema.root, part, outcomes)
        issues += missing
    return JsonRecord(
        source=source,
        status=_status(data, issues, completeness),
        data=data,
        fields=dict(_with_rivals(part, given.alternatives)),
        issues=tuple(issues),
        completeness=completeness,
        engine=engine,
        usage=reply.usage,
    )


def failed(source: Source, issue: Issue, engine: EngineInfo) -> JsonRecord:
    """The record of a document that could not be read, and why."""
    return JsonRecord(source=source, status="failed", data=None, issues=(issue,), engine=engine)


def typed(record: JsonRecord, model: type[ModelT]) -> Record[ModelT]:
    """The record with an instance of ``model`` as its data.

    Data that is valid under the model's JSON Schema and yet refused by the model's own validators fails the
    record: data is None, ``model-refused`` says where.
    """
    values = {name: getattr(record, name) for name in type(record).model_fields}
    if record.data is not None:
        try:
            values["data"] = model.model_validate_json(json.dumps(record.data))
        except ValidationError as error:
            refused = tuple(_refusals(error, record.data))
            values |= {"data": None, "status": "failed", "issues": (*record.issues, *refused)}
    return Record[model](**values)  # type: ignore[valid-type]


_NOTHING = Issue(code="nothing-found", severity="warning", message="No field of the schema was found.")


def _valid_part(schema: Schema, reply: Reply) -> Part:
    """Shape, validate, take out what is not valid, until all is. Each round takes out at least one more place."""
    invalid: dict[str, str] = {}
    while True:
        part = shape(schema.root, reply.data, reply.findings, invalid)
        faults = [] if part.value is MISSING else schema.validate(part.value)
        if not faults:
            return part
        invalid |= {_culprit(fault.pointer, part, invalid): fault.message for fault in reversed(faults)}


def _outcomes(schema: Schema, part: Part) -> list[Outcome]:
    return [] if part.value is MISSING else check_all(schema.rules, part.value)


def _reread(schema: Schema, reply: Reply, part: Part, outcomes: list[Outcome]) -> tuple[Reply, Part, list[Outcome]]:
    """With other values of the engine where these mend broken rules; a value the schema refuses mends nothing."""
    mended = mend(schema.rules, part.value, part.places, reply, outcomes)
    if mended is reply:
        return reply, part, outcomes
    other = _valid_part(schema, mended)
    if len(other.issues) > len(part.issues):
        return reply, part, outcomes
    return mended, other, _outcomes(schema, other)


def _with_rivals(part: Part, alternatives: Alternatives) -> Iterator[tuple[str, Evidence]]:
    """The evidence of each value, with the likeliest of the other values that the engine saw."""
    for pointer, evidence in part.fields.items():
        others = alternatives.get(part.places[pointer], ()) if evidence.source == "page" else ()
        rival = max((finding.confidence for _, finding in others), default=None)
        yield pointer, evidence if rival is None else evidence.model_copy(update={"rival": rival})


def _culprit(pointer: str, part: Part, invalid: dict[str, str]) -> str:
    """The place in the answer to take out: the one at fault, or what is around it when that is out already."""
    while pointer and (pointer not in part.places or part.places[pointer] in invalid):
        pointer = pointer.rpartition("/")[0]
    return part.places[pointer]


def _refusals(error: ValidationError, data: Any) -> Iterator[Issue]:
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        message = f"The model refuses this value ({fault['type']}). Loosen its validators to get the record."
        pointer = _pointer(fault["loc"], data)
        yield Issue(code="model-refused", severity="error", message=message, pointer=pointer)


def _pointer(location: Iterable[str | int], data: Any) -> str:
    """Pydantic's location as far as it leads into ``data``; it also names branches of unions."""
    pointer = ""
    for part in location:
        inside: Any = data if isinstance(data, dict) else dict(enumerate(data)) if isinstance(data, list) else {}
        if part in inside:
            data = inside[part]
            pointer = join(pointer, part)
    return pointer


def _status(data: dict[str, Any] | None, issues: Iterable[Issue], completeness: Completeness | None) -> Status:
    if data is None:
        return "failed"
    cut = completeness is not None and completeness.verdict == "truncated"
    return "partial" if cut or any(issue.severity == "error" for issue in issues) else "ok"
