"""Coverage-guided fuzzing of the input gate: any bytes are a document with pages or a DocumentError.

    python tests/fuzz/fuzz_document.py -max_total_time=60 NEW_INPUTS tests/fuzz/corpus/document

Only images and what is no document at all: PDFs are opened by libraries in C that have fuzzers of their own, and in
processes that may die.
"""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["docvl", "PIL"]):
    from docvl.config import IngestOptions
    from docvl.errors import DocumentError
    from docvl.ingest.opening import open_here
    from docvl.ingest.sniff import sniff

    import_module("docvl.ingest.pages")  # else it is imported when first used, and not watched

FILE = Path(tempfile.mkdtemp()) / "document"
SMALL = 2_000_000  # pixels of a page that is drawn


def one_input(data: bytes) -> None:
    """Open, count and draw."""
    if sniff(data) == "pdf":
        return
    FILE.write_bytes(data)
    try:
        with open_here(FILE, IngestOptions()) as document:
            assert document.source.pages
            for page in document.pages():
                if page.raster_size is not None and page.raster_size[0] * page.raster_size[1] <= SMALL:
                    assert page.render(32, 32).shape == (32, 32, 3)
    except DocumentError as error:
        assert error.message


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
