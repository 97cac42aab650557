from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.errors import SchemaError
from docvl.rules import parse
from docvl.schema import builtin_names, load_schema

NUMBER = {"type": ["number", "null"]}
TEXT = {"type": ["string", "null"]}
DATE = {**TEXT, "format": "date"}
ROW = {"type": "object", "properties": {"q": NUMBER, "p": NUMBER, "x": NUMBER}}


def schema(*rules: Any) -> dict[str, Any]:
    properties = {
        "net": NUMBER, "tax": NUMBER, "total": NUMBER, "name": TEXT, "line total": NUMBER, "paid": {"type": "boolean"},
        "issued": DATE, "due": DATE, "rows": {"type": "array", "items": ROW}, "others": {"type": "array", "items": ROW},
    }  # fmt: skip
    return {"type": "object", "properties": properties, "x-docvl-rules": list(rules)}


@pytest.mark.parametrize(
    "rule",
    [
        "sum(/rows/*/x) == /net",
        "/rows/*/q * /rows/*/p == /rows/*/x",
        "/net + (/tax else 0) == /total or /net == /total",
        "/issued <= /due",
        "/issued >= '2000-01-01'",
        "/name in [EUR, USD, 'Swiss franc']",
        "/tax in [0, 7, -19.5]",
        "iban(/name)",
        "capital(/name) == /total",
        "previous(/rows/*/x, /net) + /rows/*/q == /rows/*/x",
        "sum(/rows/*/q * /rows/*/p) - abs(-/tax) != /total",
        "'/line total' == /net",
        {"rule": "/net == /total", "tolerance": 0.5, "severity": "error", "message": "No."},
    ],
)
def test_rules_that_can_be_checked(rule: Any) -> None:
    (read,) = load_schema(schema(rule)).rules
    assert read.text == (rule if isinstance(rule, str) else rule["rule"])


@pytest.mark.parametrize(
    ("rule", "message", "hint"),
    [
        ("/nett + /tax == /total", "character 1 of the rule: there is no field /nett", "Did you mean /net?"),
        ("/net+/tax == /total", "character 1 of the rule: there is no field /net+/tax", ""),
        ("/a+/b == /total", "character 1 of the rule: there is no field /a+/b", "Put spaces around"),
        ("/rows/*/y == 1", "there is no field /rows/*/y", "Did you mean"),
        ("sum(/rows) == /net", "sum takes a field of rows", ""),
        ("/rows == 1", "character 1 of the rule: /rows holds neither", "/rows/*/"),
        ("/paid == 1", "/paid holds neither", ""),
        ("/net == /name", "character 6 of the rule: a number cannot be compared with a text", ""),
        ("/name <= /name", "texts have no order", "format"),
        ("/net + /name == 1", "+ takes a number", ""),
        ("/name in [1, 2]", "another type", ""),
        ("(/name else 0) == 1", "cannot stand in", ""),
        ("iban(/net)", "iban takes a text", ""),
        ("ibann(/name)", "there is no function 'ibann'", "Did you mean 'iban'?"),
        ("previous(/net) == 1", "previous takes a field of rows", ""),
        ("/rows/*/x == /others/*/x", "/others/*/x belongs to another list", "sum("),
        ("/net", "the rule ends where a comparison", ""),
        ("/net ==", "the rule ends where a field", ""),
        ("/net == 1)", "character 10 of the rule: ')' stands where the end", ""),
        ("/net == 1 == 1", "'==' stands where the end", ""),
        ("/net ≈ 1", "character 6 of the rule: '≈' cannot stand here", ""),
        ("import os", "there is no function 'import'", ""),
        ("", "the rule ends", ""),
        ({"rule": "/net == 1", "tol": 1}, "no key 'tol'", "tolerance"),
        ({"tolerance": 1}, "a rule is a text or", ""),
        ({"rule": "/net == 1", "tolerance": -1}, "0 or more", ""),
        ({"rule": "/net == 1", "severity": "fatal"}, "severity must be one of", ""),
        (3, "a rule is a text or", ""),
    ],
)
def test_what_cannot_be_understood_is_refused(rule: Any, message: str, hint: str) -> None:
    with pytest.raises(SchemaError) as caught:
        load_schema(schema("/net == 1", rule))
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.path.startswith("$['x-docvl-rules'][1]")


def test_rules_are_a_list() -> None:
    with pytest.raises(SchemaError, match="must be a list"):
        load_schema({**schema(), "x-docvl-rules": "/net == 1"})


@pytest.mark.parametrize(
    "text", ["(" * 500 + "/a", "1+" * 900 + "1 == 1", "-" * 1900 + "1 == 1", "/a == " + "1" * 5000]
)
def test_long_rules_are_refused_at_once(text: str) -> None:
    with pytest.raises(SchemaError):
        parse(text)


@given(st.text(alphabet="/*ab 01.+-=<>()[],'orelsinum", max_size=60))
def test_any_text_is_a_rule_or_a_schema_error(text: str) -> None:
    try:
        assert parse(text).conditions
    except SchemaError as error:
        assert "character" in error.message


def test_built_in_schemas_say_what_must_hold() -> None:
    assert {name for name in builtin_names() if load_schema(name).rules} >= {
        "invoice",
        "receipt",
        "fapiao",
        "bank_statement",
    }
