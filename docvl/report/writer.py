"""The HTML file: template, style, script and the records, in one piece.

Documents are not trusted: their text stands in blocks of JSON, which no browser runs, with ``<`` escaped so that none
can end its block; the script shows it as text only; the policy of the page forbids every network access and every
script but its own, known by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import IO, Any

from docvl.report.pictures import Picture
from docvl.schema import Node

EMBED_LIMIT = 200
"""A run of more documents has its pictures in a folder beside the file."""

_SCRIPTS = ("texts.js", "records.js", "labels.js", "pages.js", "fields.js", "editor.js", "main.js")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One document of the review.

    Attributes:
        line: its record as a line of ``records.jsonl``.
        path: of the document, from the folder of the review, as a label names it.
        pictures: of its pages.
        note: why pages are missing among them, for a person; empty when none is.
    """

    line: bytes
    path: str
    pictures: tuple[Picture, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the review is about.

    Attributes:
        title: for people.
        key: tells runs apart; corrections are kept in the browser under it.
        schemas: the fields of each schema of the run by its name, the first for records that name none.
    """

    title: str
    key: str
    schemas: Mapping[str, Node]


def write_review(
    file: IO[str],
    heading: Heading,
    documents: Iterable[Reviewed],
    save: Callable[[str, bytes], str] | None = None,
) -> None:
    """Write the review, one document after the other.

    Args:
        file: takes the HTML.
        heading: what it is about.
        documents: in the order in which they are listed.
        save: keeps a picture, given its name and bytes, and returns its address as seen from the HTML file; None puts
            the pictures into the file.
    """
    before, after = _template(embed=save is None).split("{{data}}")
    file.write(before)
    pictures = _Pictures(file, save)
    for number, document in enumerate(documents):
        shown = [pictures.add(picture) for picture in document.pictures]
        _write_block(file, f"document-{number}", {"path": document.path, "pictures": shown, "note": document.note})
        _write_text(file, f"record-{number}", document.line.decode().strip())
    schemas = {name: _tree(root) for name, root in heading.schemas.items()}
    _write_block(file, "review", {"title": heading.title, "key": heading.key, "schemas": schemas})
    file.write(after)


def _template(*, embed: bool) -> str:
    style = _asset("review.css")
    script = "(() => {\n'use strict';\n" + "\n".join(map(_asset, _SCRIPTS)) + "})();\n"
    pictures = "data:" if embed else "file: 'self'"  # a file beside one on disk is `file:` or `self`, by browser
    policy = f"default-src 'none'; img-src {pictures}; style-src {_hash(style)}; script-src {_hash(script)}"
    text = _asset("template.html").replace("{{policy}}", f"{policy}; base-uri 'none'; form-action 'none'")
    return text.replace("{{style}}", style).replace("{{script}}", script)


class _Pictures:
    """Writes each picture once, however many records share it; known by its content."""

    def __init__(self, file: IO[str], save: Callable[[str, bytes], str] | None) -> None:
        self._file = file
        self._save = save
        self._written: dict[str, str] = {}

    def add(self, picture: Picture) -> dict[str, Any]:
        name = hashlib.sha256(picture.data).hexdigest()[:20]
        if name not in self._written:
            self._written[name] = self._write(name, picture.data)
        place = "id" if self._save is None else "address"
        shown = {"page": picture.page, "width": picture.width, "height": picture.height}
        return {**shown, place: self._written[name]}

    def _write(self, name: str, data: bytes) -> str:
        if self._save is not None:
            return self._save(f"{name}.webp", data)
        encoded = base64.b64encode(data).decode("ascii")
        self._file.write(f'<script type="text/plain" id="picture-{name}">{encoded}</script>\n')
        return f"picture-{name}"


def _write_block(file: IO[str], name: str, value: dict[str, Any]) -> None:
    _write_text(file, name, json.dumps(value, ensure_ascii=False))


def _write_text(file: IO[str], name: str, text: str) -> None:
    # In JSON `<` stands only inside of strings, where it may be written as an escape.
    escaped = text.replace("<", "\\u003c")
    file.write(f'<script type="application/json" id="{name}">{escaped}</script>\n')


def _tree(node: Node) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": node.name, "kind": node.kind, "title": node.title, "format": node.format}
    shown |= {"description": node.description, "choices": node.choices}
    shown["children"] = [_tree(child) for child in node.children]
    shown["item"] = _tree(node.item) if node.item is not None else None
    return shown


def _asset(name: str) -> str:
    return (files("docvl.report") / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"
