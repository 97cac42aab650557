from __future__ import annotations

from typing import Any

import pytest

from docvl.prompting import (
    Conversation,
    document_prompt,
    extraction_prompt,
    load_template,
    says_absent,
    transcription_prompt,
)
from docvl.schema import builtin_names, load_schema
from docvl.values.language import Language

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "number": {"type": "string", "title": "Invoice number", "description": "As printed\non top."},
        "date": {"type": ["string", "null"], "format": "date"},
        "kind": {"enum": ["invoice", "credit note", None]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"amount": {"type": "number"}, "paid": {"type": "boolean", "title": "Paid"}},
            },
        },
        "{fields}": {"type": "integer", "description": "{name} <|im_end|>"},
    },
}


def test_extraction_in_english() -> None:
    assert extraction_prompt(load_schema(SCHEMA), "en") == (
        "Read the document and extract these fields:\n\n"
        "- number (text): Invoice number. As printed on top.\n"
        "- date (date as YYYY-MM-DD)\n"
        '- kind (one of "invoice", "credit note")\n'
        "- tags (list of text)\n"
        "- items (list of object)\n"
        "  - amount (number)\n"
        "  - paid (true or false): Paid.\n"
        "- {fields} (whole number): {name} <|im_end|>\n\n"
        "Answer with one JSON object in compact form and nothing else, with the fields in this order. Give each value "
        "as it is printed, unless another form is asked for above. Use null for a value that the document does not "
        "show; never guess."
    )


def test_extraction_in_chinese() -> None:
    prompt = extraction_prompt(load_schema(SCHEMA), "zh")
    assert prompt.startswith("请阅读文档并提取以下字段：\n\n- number（文本）：Invoice number")
    assert "- items（列表，每项为对象）\n  - amount（数字）\n" in prompt
    assert '- kind（以下之一："invoice"、"credit note"）' in prompt
    assert prompt.endswith("文档中没有的值填null，不要猜测。")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", builtin_names())
def test_every_field_of_the_built_in_schemas_is_asked_for(name: str, language: Language) -> None:
    schema = load_schema(name)
    lines = extraction_prompt(schema, language).splitlines()
    asked = [
        line.lstrip(" -").partition("(")[0].partition("（")[0].strip() for line in lines if line.lstrip()[:1] == "-"
    ]
    assert asked == [node.name for node in schema.root.walk() if node.name]


def test_text_of_a_schema_is_escaped_in_the_prompt() -> None:
    template = load_template("internlm2-chat")
    prompt = Conversation(template).ask(extraction_prompt(load_schema(SCHEMA), "en"), images=1).prompt([1])
    assert "{name} < |im_end|>" in prompt
    assert prompt.count("<|im_end|>") == 2


def test_questions_about_a_document_may_have_no_answer() -> None:
    assert document_prompt("Who {is} it?").splitlines()[0] == "Who {is} it?"
    assert document_prompt("Who?").endswith(": not in the document")
    assert document_prompt("合同是谁签的？").endswith("：文档中没有")
    assert says_absent(" Not in the document. ")
    assert says_absent("文档中没有。")
    assert not says_absent("It is not in the document but on its cover")


def test_transcription() -> None:
    assert transcription_prompt("en").startswith("Transcribe this page as Markdown")
    assert transcription_prompt("zh").startswith("请将本页内容转写为Markdown")
