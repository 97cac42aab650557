from __future__ import annotations

import re

import pytest

from docvl.schema import builtin_names, load_schema

CJK = re.compile(r"[一-鿿]")
LATIN = re.compile(r"[A-Za-z]{2}")


def test_the_names() -> None:
    assert builtin_names() == ("bank_statement", "contract", "fapiao", "form", "invoice", "receipt")


@pytest.mark.parametrize("name", builtin_names())
def test_every_field_is_worded_in_both_languages_and_may_be_null(name: str) -> None:
    root = load_schema(name).root
    for node in root.walk():
        is_row = node.pointer.endswith("*")
        assert node.nullable != (is_row or node is root), node.pointer
        assert not node.required or node is root
        for text in () if is_row else (node.title, node.description):
            assert CJK.search(text), node.pointer
            assert LATIN.search(text), node.pointer


@pytest.mark.parametrize("name", builtin_names())
def test_a_document_without_anything_is_valid(name: str) -> None:
    schema = load_schema(name)
    assert schema.validate({child.name: None for child in schema.root.children}) == []
    assert schema.validate({"no_such_field": 1}) != []
