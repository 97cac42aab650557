"""The review in headless Chromium: what people see and do."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from docvl.document import Page, PageText, Source, Split
from docvl.eval.labels import read_labels
from docvl.issues import Issue
from docvl.record import Completeness, EngineInfo, Evidence, JsonRecord, ListCount
from docvl.report import Heading, Reviewed, picture_of, write_review
from docvl.schema import load_schema
from tests.report.conftest import Browse

pytestmark = pytest.mark.slow

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "number": {"type": ["string", "null"], "title": "Number / 号码"},
        "date": {"type": ["string", "null"], "format": "date"},
        "currency": {"enum": ["EUR", "CNY", None]},
        "seller": {"type": "object", "properties": {"name": {"type": ["string", "null"]}}},
        "total": {"type": ["number", "null"]},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"text": {"type": ["string", "null"]}, "amount": {"type": ["number", "null"]}},
            },
        },
    },
}
OTHER: dict[str, Any] = {"type": "object", "properties": {"merchant": {"type": "string"}}}


def _evidence(confidence: float, row: int, page: int = 1) -> Evidence:
    top = 0.05 + 0.03 * (row % 30)
    box = (0.1, top, 0.4, top + 0.02)
    return Evidence(raw=f"raw {row}", page=page, bbox=box, confidence=confidence, grounding="exact")


def _record(name: str, rows: int = 3, **changes: Any) -> JsonRecord:
    fields = {"/number": _evidence(0.5, 0), "/seller/name": _evidence(0.95, 2), "/total": _evidence(0.7, 29, 2)}
    fields |= {f"/items/{row}/text": _evidence(0.9, row + 3, 1 + row // 25) for row in range(rows)}
    record = JsonRecord(
        source=Source(path=f"in/{name}.png", sha256="0" * 64, pages=2),
        status="ok",
        data={
            "number": HOSTILE,
            "date": None,
            "currency": "EUR",
            "seller": {"name": "上海云帆信息设备有限公司"},
            "total": 12345678901234567890,
            "items": [{"text": f"row {row}", "amount": row + 0.5} for row in range(rows)],
        },
        fields=fields,
        issues=(Issue(code="rule-broken", severity="warning", message="does not add up", pointer="/items/1"),),
        completeness=Completeness(verdict="complete", lists={"/items": ListCount(rows=rows)}),
        engine=EngineInfo(name="scripted"),
    )
    return record.model_copy(update=changes)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a review of records, each with the picture of one grey page."""

    def make(*records: JsonRecord) -> Path:
        import numpy as np

        page = Page(
            1, 595.0, 842.0, lambda: PageText((), "blank"), lambda w, h: np.full((h, w, 3), 200, dtype=np.uint8)
        )
        picture = picture_of(page)
        reviewed = [Reviewed(record.model_dump_json().encode(), record.source.path, (picture,)) for record in records]
        path = tmp_path / "review.html"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            write_review(
                file,
                Heading("run", "key", {"mine": load_schema(SCHEMA).root, "other": load_schema(OTHER).root}),
                reviewed,
            )
        return path

    return make


def _one(page: Any, selector: str) -> Any:
    return page.find_element("css selector", selector)


def _keys(page: Any, *keys: str) -> None:
    for key in keys:
        page.switch_to.active_element.send_keys(key)


def _selected(page: Any) -> str:
    return str(_one(page, ".field.selected, td.selected, .list-title.selected").get_attribute("data-pointer"))


def _labels(page: Any, folder: Path) -> list[dict[str, Any]]:
    file = folder / "downloads" / "labels.jsonl"
    file.unlink(missing_ok=True)
    _one(page, "#download").click()
    for _ in range(100):
        if file.exists() and file.stat().st_size:
            return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        time.sleep(0.05)
    raise AssertionError("nothing was saved")


def _complaints(page: Any) -> list[Any]:
    return [entry for entry in page.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def test_a_field_and_its_box_show_each_other(browse: Browse, write: Callable[..., Path]) -> None:
    page = browse(write(_record("a")))
    assert _selected(page) == "/number"  # the first doubt
    assert "owned" not in page.title
    assert HOSTILE in _one(page, '.field[data-pointer="/number"] .value').text
    _one(page, '.field[data-pointer="/seller/name"]').click()
    assert _one(page, ".box.selected").get_attribute("data-pointer") == "/seller/name"
    _one(page, '.box[data-pointer="/items/1/text"]').click()
    assert _selected(page) == "/items/1/text"
    _one(page, '.field[data-pointer="/total"]').click()  # on another page, further down
    box, view = _one(page, ".box.selected").rect, _one(page, "#pages").rect
    assert view["y"] < box["y"] < view["y"] + view["height"]
    assert page.execute_script("return document.querySelector('.page img').naturalWidth") > 500
    _one(page, '.field[data-pointer="/number"]').click()
    _keys(page, "r")  # a scan on its side is turned with its boxes
    place = "return document.querySelector(arguments[0]).getBoundingClientRect().toJSON()"  # as turned
    box, sheet = (page.execute_script(place, selector) for selector in (".box.selected", ".page"))
    assert box["width"] < box["height"]
    assert sheet["width"] > sheet["height"]
    assert sheet["x"] + 0.9 * sheet["width"] < box["x"] < sheet["x"] + sheet["width"]
    assert not _complaints(page)


def test_keys_lead_through_the_doubts(browse: Browse, write: Callable[..., Path]) -> None:
    page = browse(write(_record("a"), _record("b", issues=())))
    seen = [_selected(page)]
    for _ in range(3):
        _keys(page, "j")
        seen.append(_selected(page))
    assert seen == ["/number", "/total", "/items/1/text", "/number"]  # then the next document
    assert _one(page, ".entry.selected").text.startswith("b.png")
    _keys(page, "k")
    assert _selected(page) == "/items/1/text"
    _keys(page, "a")
    assert _one(page, "#progress-text").text == "4 doubts left"
    _keys(page, "p", "k", "n")
    assert _one(page, ".entry.selected").text.startswith("b.png")
    page.execute_script(
        "const it = document.getElementById('threshold'); it.value = 0.6; it.dispatchEvent(new Event('input'))"
    )
    page.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    assert _one(page, "#progress-text").text == "2 doubts left"
    assert not _complaints(page)


def test_corrections_become_labels_that_eval_reads(browse: Browse, write: Callable[..., Path], tmp_path: Path) -> None:
    path = write(_record("a"), _record("b"))
    page = browse(path)
    _keys(page, "\ue007", "INV-7", "\ue007")  # Enter opens and keeps, and goes on to the next doubt
    assert _selected(page) == "/total"
    _keys(page, "\ue007", "1,5", "\ue007")
    assert "A number is written like 1234.56" in _one(page, "#toast").text
    _keys(page, "\ue00c")  # Escape leaves the value as it was
    _keys(page, "a")
    expected = {"number": "INV-7", "total": 12345678901234567890}
    assert _labels(page, tmp_path) == [
        {"path": "in/a.png", "sha256": "0" * 64, "data": expected, "checked": ["/number", "/total"]}
    ]
    page.refresh()  # corrections are kept
    assert _one(page, '.field[data-pointer="/number"] .value').text == "INV-7"
    _one(page, 'td[data-pointer="/items/0/amount"]').click()
    _keys(page, "\ue007", "9.75", "\ue004")  # Tab keeps and opens the next cell
    _keys(page, "other", "\ue007")
    assert _one(page, ".entry.selected").text.startswith("b.png")  # that was the last doubt
    _keys(page, "p")
    _one(page, ".list .add").click()
    _keys(page, "new row", "\ue007")
    page.execute_script("document.querySelectorAll('.remove')[2].click()")
    assert "data" in _labels(page, tmp_path)[0] and "items" not in _labels(page, tmp_path)[0]["data"]
    assert "1 list checked only in part" in _one(page, "#toast").text
    _one(page, ".list-title button").click()
    (label,) = _labels(page, tmp_path)
    assert label["data"]["items"] == [
        {"text": "row 0", "amount": 9.75},
        {"text": "other", "amount": 1.5},
        {"text": "new row", "amount": None},
    ]
    assert label["checked"] == ["/number", "/total", "/items"]
    _keys(page, "n", "A")
    both = _labels(page, tmp_path)
    assert both[1]["data"] == json.loads(_record("b").model_dump_json())["data"]
    read = read_labels(tmp_path / "downloads" / "labels.jsonl", load_schema(SCHEMA))
    assert [entry.data for entry in read.checked] == [entry["data"] for entry in both]
    assert not _complaints(page)


def test_documents_of_one_file_under_schemas_of_their_own(browse: Browse, write: Callable[..., Path]) -> None:
    split = Split(first_page=2, last_page=3, kind="receipt", confidence=1, starts=1, ends=1, read_as="other")
    source = Source(path="in/batch.pdf", sha256="0" * 64, pages=9, split=split, parts=2)
    page = browse(write(_record("a"), _record("b", source=source, data={"merchant": "Mill"}, fields={}, issues=())))
    assert page.find_elements("css selector", ".entry")[1].text.startswith("batch.pdf · 2–3 · receipt")
    _keys(page, "n")
    names = [field.get_attribute("data-pointer") for field in page.find_elements("css selector", ".field")]
    assert names == ["/merchant"]
    assert not _complaints(page)


def test_undo_and_choices(browse: Browse, write: Callable[..., Path], tmp_path: Path) -> None:
    page = browse(write(_record("a")))
    _keys(page, "\ue007", "wrong", "\ue007", "k", "a", "k")
    _one(page, '.field[data-pointer="/number"]').click()
    _keys(page, "u")
    assert _one(page, '.field[data-pointer="/number"] .value').text == HOSTILE
    _one(page, '.field[data-pointer="/currency"]').click()
    _keys(page, "\ue007")
    _keys(page, "CNY", "\ue007")
    assert _labels(page, tmp_path)[0]["data"]["currency"] == "CNY"


def test_chinese_and_dark(browse: Browse, write: Callable[..., Path]) -> None:
    page = browse(write(_record("a")), language="zh-CN", dark=True)
    assert _one(page, "#accept-all").text == "全部接受"
    assert _one(page, '.field[data-pointer="/number"] .name').text == "号码"
    shot = Image.open(io.BytesIO(page.get_screenshot_as_png())).convert("L")
    assert shot.size == (1400, 900)
    assert max(shot.crop((20, 800, 200, 880)).tobytes()) < 60
    assert len(set(shot.tobytes())) > 50


def test_many_documents_and_many_rows_stay_fluid(browse: Browse, write: Callable[..., Path]) -> None:
    records = [_record(f"{number:03}") for number in range(500)]
    page = browse(write(_record("long", rows=5000), *records))
    assert len(page.find_elements("css selector", ".entry")) == 501
    assert len(page.find_elements("css selector", ".page img")) <= 1
    assert len(page.find_elements("css selector", "tbody tr")) < 400
    step = (
        "const start = performance.now(); "
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: %r, bubbles: true})); "
        "document.body.offsetHeight; return performance.now() - start"
    )
    assert page.execute_script(step % "n") < 1000
    assert _one(page, ".entry.selected").text.startswith("000.png")
    assert page.execute_script(step % "j") < 500
    failed = 'button[data-filter="failed"]'
    _one(page, failed).click()
    assert _one(page, "#nothing").is_displayed()
