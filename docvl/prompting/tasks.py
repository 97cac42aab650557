"""What a model is asked to do, in English and Chinese.

The wording is data: ``tasks/en.toml`` and ``tasks/zh.toml``. What these functions return holds text of schemas and
users as it is; :class:`docvl.prompting.Conversation` escapes it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from docvl.schema import Node, Schema
from docvl.values.language import Language, detect_language


def extraction_prompt(schema: Schema, language: Language) -> str:
    """Ask for the fields of a schema as compact JSON, null for what is missing.

    Each field has a line with its name, type, title and description; those of an object stand indented below it.
    """
    wording = _wording(language)["extract"]
    return _filled(wording["prompt"], fields="\n".join(_lines(schema.root.children, wording, "")))


def document_prompt(question: str) -> str:
    """Ask what a document says, in the language of the question; there are words for when it does not say."""
    wording = _wording(detect_language(question.split()))["document"]
    return _filled(wording["question"], question=question, absent=wording["absent"])


def says_absent(answer: str) -> bool:
    """Whether an answer is the words that :func:`document_prompt` gives for what a document does not say."""
    bare = answer.strip().strip("\"'.。“”").casefold()
    return any(bare == _wording(language)["document"]["absent"] for language in get_args(Language))


def transcription_prompt(language: Language) -> str:
    """Ask for a page as Markdown."""
    prompt: str = _wording(language)["transcribe"]
    return prompt


@cache
def _wording(language: Language) -> dict[str, Any]:
    return tomllib.loads((files("docvl.prompting") / "tasks" / f"{language}.toml").read_text(encoding="utf-8"))


def _lines(nodes: tuple[Node, ...], wording: dict[str, Any], indent: str) -> Iterator[str]:
    for node in nodes:
        about = _one_line(" ".join(filter(None, (f"{node.title}." if node.title else "", node.description))))
        line = wording["line"] if about else wording["bare"]
        yield _filled(line, indent=indent, name=_one_line(node.name), kind=_kind(node, wording), about=about)
        inner = node
        while inner.item is not None:
            inner = inner.item
        yield from _lines(inner.children, wording, indent + "  ")


def _kind(node: Node, wording: dict[str, Any]) -> str:
    if node.item is not None:
        return _filled(wording["list"], kind=_kind(node.item, wording))
    if node.choices:
        choices = wording["between"].join(_one_line(json.dumps(choice, ensure_ascii=False)) for choice in node.choices)
        return _filled(wording["choices"], choices=choices)
    kinds: dict[str, str] = wording["kinds"]
    return kinds.get(node.format or "", kinds.get(node.kind, kinds["string"]))


def _one_line(text: str) -> str:
    """Text of a schema must not look like lines of ours."""
    return " ".join(text.split())


def _filled(wording: str, **values: str) -> str:
    """All at once: a value that holds ``{...}`` stays as it is."""
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], wording)
