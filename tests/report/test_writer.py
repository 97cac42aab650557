"""The review as a file: whole, closed, and deaf to what documents say."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from docvl.document import Page, PageText, Source
from docvl.issues import Issue
from docvl.record import EngineInfo, Evidence, JsonRecord
from docvl.report import Heading, Picture, Reviewed, pages_to_show, picture_of, write_review
from docvl.schema import load_schema
from tests.conftest import SCHEMA

HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    "{{script}}{{data}}",
    "\u2028\u2029\u202e&lt;",
    "合计 𠀀",
    '"\\u003c',
)
HEADING = Heading("a </title><script>", "key", {"mine": load_schema(SCHEMA).root})
PICTURE = Picture(1, 10, 20, b"RIFF</script>")


class _Blocks(HTMLParser):
    """What a browser makes of the file: the scripts by id, and every other tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._inside: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self._inside = dict(attrs).get("id") or "main"
            self.scripts[self._inside] = ""
        else:
            self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            self.scripts[self._inside] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = None


def _record(value: str, **changes: Any) -> JsonRecord:
    evidence = Evidence(raw=value, page=2, bbox=(0.1, 0.1, 0.2, 0.2), confidence=0.5, grounding="exact")
    record = JsonRecord(
        source=Source(path=f"in/{value}.pdf", sha256="0" * 64, pages=3),
        status="ok",
        data={"number": value, "total": None},
        fields={"/number": evidence},
        issues=(Issue(code="x", severity="warning", message=value, page=3),),
        engine=EngineInfo(name="scripted"),
    )
    return record.model_copy(update=changes)


def _review(*documents: Reviewed, **options: Any) -> str:
    file = io.StringIO()
    write_review(file, HEADING, documents, **options)
    return file.getvalue()


def _reviewed(value: str, *pictures: Picture) -> Reviewed:
    return Reviewed(_record(value).model_dump_json().encode() + b"\n", f"../in/{value}.pdf", pictures)


@pytest.mark.parametrize("value", HOSTILE)
def test_what_a_document_says_stays_data(value: str) -> None:
    text, plain = _review(_reviewed(value, PICTURE)), _review(_reviewed("plain", PICTURE))
    found, expected = _Blocks(text), _Blocks(plain)
    assert found.tags == expected.tags
    assert found.scripts.keys() == expected.scripts.keys()
    assert found.scripts["main"] == expected.scripts["main"]
    record = json.loads(found.scripts["record-0"])
    assert record["data"]["number"] == record["fields"]["/number"]["raw"] == record["issues"][0]["message"] == value
    assert json.loads(found.scripts["document-0"])["path"] == f"../in/{value}.pdf"
    assert json.loads(found.scripts["review"])["title"] == HEADING.title


def test_nothing_comes_from_elsewhere() -> None:
    text = _review(_reviewed("a", PICTURE))
    assert not re.search(r"https?:|wss?://|['\"(]//\w|@import|\burl\(|\bfetch\b|XMLHttp|\bimport\b", text)
    assert not re.search(r"\beval\b|\bFunction\b|innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)
    assert not [tag for tag, attributes in _Blocks(text).tags if tag == "link" or {"src", "href"} & attributes.keys()]


def test_the_policy_allows_the_own_script_and_no_network() -> None:
    policies = [dict(part.split(" ", 1) for part in _policy(_review(**options)).split("; ")) for options in _SAVING]
    for policy, pictures in zip(policies, ("data:", "file: 'self'"), strict=True):
        assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
        assert policy["img-src"] == pictures
        assert re.fullmatch(r"'sha256-[\w+/]{43}='", policy["script-src"])
        assert re.fullmatch(r"'sha256-[\w+/]{43}='", policy["style-src"])
        assert policy.keys() == {"default-src", "base-uri", "form-action", "img-src", "style-src", "script-src"}


_SAVING: tuple[dict[str, Any], ...] = ({}, {"save": lambda name, data: name})


def _policy(text: str) -> str:
    metas = [attributes for tag, attributes in _Blocks(text).tags if tag == "meta"]
    return str(next(meta["content"] for meta in metas if meta.get("http-equiv") == "Content-Security-Policy"))


def test_the_same_records_give_the_same_bytes() -> None:
    assert _review(_reviewed("a", PICTURE)) == _review(_reviewed("a", PICTURE))


def test_a_picture_is_kept_once_in_the_file_or_beside_it() -> None:
    other = Picture(2, 10, 20, b"other")
    inside = _Blocks(_review(_reviewed("a", PICTURE, other), _reviewed("b", PICTURE)))
    assert len([name for name in inside.scripts if name.startswith("picture-")]) == 2
    saved: list[tuple[str, bytes]] = []

    def save(name: str, data: bytes) -> str:
        saved.append((name, data))
        return f"folder/{name}"

    beside = _Blocks(_review(_reviewed("a", PICTURE, other), _reviewed("b", PICTURE), save=save))
    assert [data for _, data in saved] == [PICTURE.data, other.data]
    assert not [name for name in beside.scripts if name.startswith("picture-")]
    first = json.loads(beside.scripts["document-1"])["pictures"][0]
    assert first == {"page": 1, "width": 10, "height": 20, "address": f"folder/{saved[0][0]}"}


def test_pages_with_evidence_or_issues_are_shown_and_the_first() -> None:
    assert pages_to_show(_record("a")) == {1, 2, 3}
    assert pages_to_show(_record("a", fields={}, issues=())) == {1}


def test_the_scripts_are_in_the_file() -> None:
    assert "beforeunload" in _Blocks(_review()).scripts["main"]


@pytest.mark.parametrize(
    ("points", "raster", "size"),
    [
        ((595.0, 842.0), None, (909, 1286)),
        ((595.0, 842.0), (300, 424), (300, 424)),  # never blown up
        ((595.0, 842.0), (2480, 3508), (909, 1286)),
        ((200.0, 300.0), None, (816, 1225)),  # a receipt: print as small as on a page
        ((2384.0, 3370.0), None, (1303, 1842)),  # A0
    ],
)
def test_the_size_of_a_picture(
    points: tuple[float, float], raster: tuple[int, int] | None, size: tuple[int, int]
) -> None:
    def render(width_px: int, height_px: int) -> NDArray[np.uint8]:
        return np.zeros((height_px, width_px, 3), np.uint8)

    picture = picture_of(Page(4, *points, lambda: PageText((), "blank"), render, raster))
    assert (picture.page, picture.width, picture.height) == (4, *size)
    assert picture.data[:4] == b"RIFF"
