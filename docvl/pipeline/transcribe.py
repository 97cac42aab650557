"""Documents to transcripts: open, write down page by page, and, if wanted, lay the words under the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self, cast

from docvl.config import TranscribeOptions
from docvl.document import Document, Page, Source
from docvl.engines.base import Engine, PageBlocks, Transcriber
from docvl.errors import EngineError, UsageError
from docvl.ingest import open_document, printable_path
from docvl.issues import Issue, from_error
from docvl.pipeline.copying import Copying
from docvl.pipeline.task import engine_for, unread
from docvl.record import EngineInfo, Status, Usage
from docvl.transcript import Block, Transcript


@dataclass(frozen=True, slots=True)
class Transcription:
    """Transcription, a :class:`docvl.pipeline.task.Task`.

    Attributes:
        options: how.
        copies: where the searchable copy of a document goes, by its source path; none is made of others.
        show: told of the blocks of every page as they are ready; for this process only.
    """

    options: TranscribeOptions
    copies: Mapping[str, str] = field(default_factory=dict)
    show: Callable[[Source, Sequence[Block]], None] = lambda source, blocks: None

    name: ClassVar[str] = "transcribe"
    result: ClassVar[type[Transcript]] = Transcript

    @classmethod
    def of_told(cls, told: dict[str, Any]) -> Self:
        """The task that :meth:`told` tells of."""
        return cls(TranscribeOptions.build(told["options"]), told["copies"])

    def told(self) -> dict[str, Any]:
        """See :class:`docvl.pipeline.task.Task`."""
        return {"options": self.options.model_dump(mode="json"), "copies": dict(self.copies)}

    def prepare(self) -> None:
        """See :class:`docvl.pipeline.task.Task`.

        Raises:
            UsageError: the engine cannot transcribe.
        """
        engine = engine_for(self.options)
        if not hasattr(engine, "transcribe"):
            raise UsageError(f"The engine {engine.info.name!r} cannot transcribe.", hint="Take another with --engine.")

    def process(self, path: str, engine: Engine) -> tuple[Transcript]:
        """One transcript.

        Raises:
            OutputError: the searchable copy cannot be written.
        """
        target = self.copies.get(printable_path(path))
        with open_document(path, self.options) as document:
            if target is None:
                return (self._written(document, document.pages(), engine, _nothing).transcript(),)
            with Copying(path, self.options, document.pages()) as copying:
                written = self._written(document, copying.taken(), engine, copying.put)
                if written.transcript().status != "failed":
                    copying.save(Path(target))
                written.issues += copying.issues
        return (written.transcript(),)

    def failure(self, path: str, issue: Issue) -> Transcript:
        """See :class:`docvl.pipeline.task.Task`."""
        info = engine_for(self.options).info
        return Transcript(source=unread(path), status="failed", issues=(issue,), engine=info)

    def _written(
        self, document: Document, pages: Iterable[Page], engine: Engine, put: Callable[[PageBlocks], None]
    ) -> _Written:
        written = _Written(document, engine.info)
        try:
            for page in cast(Transcriber, engine).transcribe(pages, self.options.language):
                written.add(page)
                put(page)
                self.show(document.source, page.blocks)
        except EngineError as error:
            written.issues.append(from_error(error))
        return written


def _nothing(page: PageBlocks) -> None:
    pass


class _Written:
    """What has been written down of a document so far."""

    def __init__(self, document: Document, info: EngineInfo) -> None:
        self.issues = list(document.issues)
        self._source = document.source
        self._info = info
        self._blocks: list[Block] = []
        self._usage = Usage()
        self._pages = 0
        self._lost = 0

    def add(self, page: PageBlocks) -> None:
        self._blocks += page.blocks
        self.issues += page.issues
        counts = page.usage.model_dump().items()
        self._usage = Usage(**{name: getattr(self._usage, name) + count for name, count in counts})
        self._pages += 1
        self._lost += not page.blocks and _has_error(page.issues)

    def transcript(self) -> Transcript:
        status: Status = "ok"
        if _has_error(self.issues):
            status = "failed" if self._lost == self._pages else "partial"
        return Transcript(
            source=self._source,
            status=status,
            blocks=tuple(self._blocks),
            issues=tuple(self.issues),
            engine=self._info,
            usage=self._usage,
        )


def _has_error(issues: Iterable[Issue]) -> bool:
    return any(issue.severity == "error" for issue in issues)
