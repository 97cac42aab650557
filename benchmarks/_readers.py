"""What a user may transcribe pages with: docvl and free tools. One process reads one set with one of them.

    python -m benchmarks._readers NAME DOCS OUT

One configuration for each, written once: what its documentation gives for whole pages. Fails where a tool is missing.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

CHINESE = ("zh_pdf_pages", "omnidocbench_demo")
DPI = 200


def docvl(docs: list[Path], out: Path) -> None:
    """``docvl transcribe`` with the ``layout`` engine, in one process."""
    import docvl

    docvl.transcribe(docs, engine="layout", workers=1).write(out)


def tesseract(docs: list[Path], out: Path) -> None:
    """Tesseract with its own page segmentation and orientation; PDFs drawn at 200 dpi."""
    language = "chi_sim+eng" if docs[0].parent.parent.name in CHINESE else "eng"
    with tempfile.TemporaryDirectory() as scratch:
        for doc in docs:
            pages = _drawn(doc, Path(scratch)) if doc.suffix == ".pdf" else [doc]
            texts = [_said(["tesseract", str(page), "stdout", "--psm", "1", "-l", language]) for page in pages]
            _write(out, doc, "\n\n".join(texts))


def pymupdf4llm(docs: list[Path], out: Path) -> None:
    """PyMuPDF4LLM as it comes: layout model, and OCR where it sees the need."""
    import pymupdf
    import pymupdf4llm

    for doc in docs:
        with pymupdf.open(doc) as file:
            pdf = file if file.is_pdf else pymupdf.open("pdf", file.convert_to_pdf())
            _write(out, doc, pymupdf4llm.to_markdown(pdf))


def pdfplumber(docs: list[Path], out: Path) -> None:
    """pdfplumber: the text of each page and behind it its tables; pictures have none."""
    import pdfplumber

    for doc in docs:
        parts: list[str] = []
        if doc.suffix == ".pdf":
            with pdfplumber.open(doc) as file:
                for page in file.pages:
                    parts.append(page.extract_text() or "")
                    parts += [_table(table) for table in page.extract_tables()]
        _write(out, doc, "\n\n".join(parts))


READERS: dict[str, Callable[[list[Path], Path], None]] = {
    "docvl": docvl,
    "tesseract": tesseract,
    "pymupdf4llm": pymupdf4llm,
    "pdfplumber": pdfplumber,
}


def _drawn(doc: Path, folder: Path) -> list[Path]:
    import pymupdf

    pages = []
    with pymupdf.open(doc) as file:
        for page in file:
            pages.append(folder / f"{doc.stem}-{page.number}.png")
            page.get_pixmap(dpi=DPI).save(pages[-1])
    return pages


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _table(rows: list[list[str | None]]) -> str:
    lines = [
        f"| {' | '.join((cell or '').replace(chr(10), ' ').replace('|', '&#124;') for cell in row)} |" for row in rows
    ]
    return "\n".join([*lines[:1], f"|{' --- |' * len(rows[0])}", *lines[1:]]) if rows else ""


def _write(out: Path, doc: Path, text: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{doc.stem}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    READERS[sys.argv[1]](sorted(Path(sys.argv[2]).iterdir()), Path(sys.argv[3]))
