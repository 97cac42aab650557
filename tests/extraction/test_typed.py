from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field, field_validator

from docvl.document import Source
from docvl.engines.base import Reply
from docvl.extraction import finish, typed
from docvl.record import EngineInfo, JsonRecord, Record
from docvl.schema import load_schema


class Line(BaseModel):
    amount: Decimal

    @field_validator("amount")
    @classmethod
    def _positive(cls, amount: Decimal) -> Decimal:
        if amount < 0:
            raise ValueError("secret text")
        return amount


class Invoice(BaseModel):
    number: str | None = Field(None, alias="no")
    issued: date | None = None
    lines: list[Line] | None = None


def record(amount: str) -> JsonRecord:
    data = {"no": "1", "issued": "2024-03-01", "lines": [{"amount": Decimal(amount)}]}
    return finish(Source(path="a.pdf"), Reply(data), load_schema(Invoice), EngineInfo(name="scripted"))


def test_data_becomes_an_instance() -> None:
    result: Record[Invoice] = typed(record("33.90"), Invoice)
    assert result.data == Invoice(no="1", issued=date(2024, 3, 1), lines=[Line(amount=Decimal("33.9"))])
    assert (result.status, result.fields) == ("ok", record("33.90").fields)


def test_a_written_record_is_read_back_as_an_instance() -> None:
    line = record("33.90").model_dump_json()
    assert Record[Invoice].model_validate_json(line) == typed(record("33.90"), Invoice)


def test_an_instance_is_written_as_the_schema_has_it() -> None:
    for amount in ("33.90", "100.00"):
        assert typed(record(amount), Invoice).model_dump_json() == record(amount).model_dump_json()


def test_what_the_model_itself_refuses_fails_the_record() -> None:
    result = typed(record("-1"), Invoice)
    assert (result.status, result.data) == ("failed", None)
    (issue,) = result.issues
    assert (issue.code, issue.pointer) == ("model-refused", "/lines/0/amount")
    assert "secret" not in issue.message


def test_a_failed_record_stays_failed() -> None:
    broken = JsonRecord(source=Source(path="a"), status="failed", data=None, engine=EngineInfo(name="x"))
    assert typed(broken, Invoice).data is None
