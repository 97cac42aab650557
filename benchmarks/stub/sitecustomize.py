"""A stand-in for a model: looks at every tile of a page and takes 30 ms for it.

Pythons with this folder on their path get it.

``DOCVL_STUB_MS`` sets another time; 0 does not look at the tiles either.
"""

from __future__ import annotations

import os
import time

from docvl.config import ExtractOptions
from docvl.engines import scripted
from docvl.engines.base import Finding, Reply, Request
from docvl.plan import plan_page
from docvl.preprocess import page_tiles
from docvl.record import Usage

_SECONDS = float(os.environ.get("DOCVL_STUB_MS", "30")) / 1000
_OPTIONS = ExtractOptions()


def read(request: Request) -> Reply:
    """The first word of the document is its number."""
    pages = tiles = 0
    number = ""
    for page in request.pages:
        start = time.perf_counter()
        words = page.text.words
        number = number or (words[0].text if words else "")
        if _SECONDS:
            tiles += len(page_tiles(page, plan_page(page, _OPTIONS)))
            time.sleep(max(0.0, start + _SECONDS - time.perf_counter()))
        pages += 1
    data = {"number": number or None}
    found = {"/number": Finding(number, 0.9, 1)} if number else {}
    return Reply(data, found, usage=Usage(pages=pages, tiles=tiles))


scripted.ScriptedEngine.__init__.__defaults__ = (read,)
