"""Questions about documents, answered in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from docvl.config import ExtractOptions
from docvl.document import Page
from docvl.engines.base import Dialogue, Said, Talker
from docvl.errors import UsageError
from docvl.ingest import discover, open_document
from docvl.pipeline import engine_for

Paths = str | Path | Iterable[str | Path]


def ask(paths: Paths, question: str, **options: Any) -> Said:
    """Ask one question about documents.

    Args:
        paths: files, folders or glob patterns; one or several, all shown at once.
        question: in any language.
        options: fields of :class:`docvl.config.ExtractOptions`; ``model`` is needed.

    Raises:
        ConfigError: an unknown option or an impossible value.
        UsageError: no documents, or an engine that cannot answer questions.
        ModelError: the model folder cannot be used.
        DocumentError: a document cannot be read.
        EngineError: the model has no room for so many pages.
    """
    return open_dialogue(paths, **options).ask(question)


def open_dialogue(paths: Paths, **options: Any) -> Dialogue:
    """Show documents to a model, to ask several questions about them; arguments and errors as for :func:`ask`."""
    chosen = ExtractOptions.build(options)
    sources = discover([str(path) for path in ([paths] if isinstance(paths, str | Path) else paths)])
    engine = engine_for(chosen)
    if not hasattr(engine, "converse"):
        message = f"The engine {engine.info.name!r} cannot answer questions."
        raise UsageError(message, hint="Name the folder of an InternVL checkpoint: --model DIR.")
    return cast(Talker, engine).converse(_pages(sources, chosen))


def _pages(sources: Iterable[str], options: ExtractOptions) -> Iterator[Page]:
    for source in sources:
        with open_document(source, options) as document:
            yield from document.pages()
