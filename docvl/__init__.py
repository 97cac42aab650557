"""Documents in, typed and evidenced records out.

The main job, in three lines::

    import docvl

    for record in docvl.extract("invoices/", schema="invoice"):
        print(record.source.path, record.data["total"], record.fields["/total"].bbox)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from docvl.version import __version__

if TYPE_CHECKING:
    from docvl.asking import Answer, Conversation, ask, converse
    from docvl.errors import DocvlError
    from docvl.issues import Issue
    from docvl.record import Evidence, Record
    from docvl.run import Run, extract
    from docvl.schema import Schema, load_schema
    from docvl.store.transcripts import markdown_of
    from docvl.transcribing import TranscriptRun, transcribe
    from docvl.transcript import Block, Transcript

__all__ = [
    "Answer",
    "Block",
    "Conversation",
    "DocvlError",
    "Evidence",
    "Issue",
    "Record",
    "Run",
    "Schema",
    "Transcript",
    "TranscriptRun",
    "__version__",
    "ask",
    "converse",
    "extract",
    "load_schema",
    "markdown_of",
    "transcribe",
]

_HOME = {
    "Answer": "docvl.asking",
    "Block": "docvl.transcript",
    "Conversation": "docvl.asking",
    "DocvlError": "docvl.errors",
    "Evidence": "docvl.record",
    "Issue": "docvl.issues",
    "Record": "docvl.record",
    "Run": "docvl.run",
    "Schema": "docvl.schema",
    "Transcript": "docvl.transcript",
    "TranscriptRun": "docvl.transcribing",
    "ask": "docvl.asking",
    "converse": "docvl.asking",
    "extract": "docvl.run",
    "load_schema": "docvl.schema",
    "markdown_of": "docvl.store.transcripts",
    "transcribe": "docvl.transcribing",
}


def __getattr__(name: str) -> Any:
    # Names load on first use: `import docvl` costs milliseconds, whatever the engines weigh.
    if name not in _HOME:
        raise AttributeError(f"module 'docvl' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
