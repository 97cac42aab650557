"""A task: what is done with every document of a run, in whichever process; and the guard around it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

from docvl.config import EngineOptions
from docvl.document import Source
from docvl.engines import make_engine
from docvl.engines.base import Engine
from docvl.errors import DocvlError, LimitError, MissingDependencyError, UnreadableError, UsageError
from docvl.guard.limits import OUT_OF_MEMORY
from docvl.ingest import MAX_BYTES, file_sha256, printable_path
from docvl.issues import Issue, from_error
from docvl.record import JsonRecord
from docvl.transcript import Transcript

ResultT = TypeVar("ResultT", bound=JsonRecord | Transcript)
MadeT = TypeVar("MadeT", bound=JsonRecord | Transcript, covariant=True)

_log = logging.getLogger(__name__)


class Task(Protocol[MadeT]):
    """What is done with every document of a run.

    Attributes:
        name: which task it is, among those that :func:`docvl.pipeline.task_of` can make.
    """

    name: ClassVar[str]

    @property
    def options(self) -> EngineOptions:
        """How."""
        ...

    @property
    def result(self) -> type[MadeT]:
        """Type of the results, for reading them from another process."""
        ...

    def told(self) -> dict[str, Any]:
        """What another process needs to make the same task, of JSON values; ``of_told`` of the class takes it."""
        ...

    def prepare(self) -> None:
        """Load what all documents need, so that what is wrong with the call is known before the first.

        Raises:
            UsageError, MissingDependencyError: the call is wrong for every document.
        """
        ...

    def process(self, path: str, engine: Engine) -> tuple[MadeT, ...]:
        """Do it to one document with that engine; at least one result.

        Raises:
            DocvlError: the document cannot be read, or the call is wrong for every document.
        """
        ...

    def failure(self, path: str, issue: Issue) -> MadeT:
        """The result for a document that could not be read."""
        ...


def process(path: str, task: Task[ResultT], engine: Engine | None = None) -> tuple[ResultT, ...]:
    """Do the task to one document: always a result, whatever is wrong with the document.

    Args:
        path: of the document.
        task: what to do.
        engine: takes the place of the one that the options name, where that is shared.

    Raises:
        UsageError, MissingDependencyError: the call is wrong for every document.
    """
    task.prepare()
    return guarded(partial(task.process, path, engine or engine_for(task.options)), partial(task.failure, path))


def guarded(work: Callable[[], tuple[ResultT, ...]], failure: Callable[[Issue], ResultT]) -> tuple[ResultT, ...]:
    """What ``work`` makes of a document; where it fails, the result that ``failure`` makes of the reason.

    Raises:
        UsageError, MissingDependencyError: the call is wrong for every document.
    """
    try:
        results = work()
        for result in results:
            # What cannot be written, such as half a surrogate pair, must fail here, where it costs one document.
            result.model_dump_json()
        return results
    except (UsageError, MissingDependencyError):
        raise
    except MemoryError:
        return (failure(from_error(LimitError(OUT_OF_MEMORY))),)
    except DocvlError as error:
        return (failure(from_error(error)),)
    except Exception as error:
        _log.debug("unexpected error", exc_info=True)
        return (failure(_internal(error)),)


@lru_cache(maxsize=1)
def engine_for(options: EngineOptions) -> Engine:
    """The engine, made once in a process.

    Raises:
        MissingDependencyError: the engine's extra is not installed.
    """
    return make_engine(options)


def unread(path: str) -> Source:
    """The source of a document that could not be opened."""
    return Source(path=printable_path(path), sha256=sha256_of(path))


def sha256_of(path: str) -> str | None:
    """SHA-256 of the file's bytes in lower-case hex; None for what is not a readable file of allowed size."""
    file = Path(path)
    try:
        return file_sha256(file) if file.is_file() and file.stat().st_size <= MAX_BYTES else None
    except (UnreadableError, OSError, ValueError):
        return None


def _internal(error: Exception) -> Issue:
    # Where, but not the error's own text, which may quote the document.
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    message = f"Unexpected {type(error).__name__} at {where}. This is a bug in docvl; please report it."
    return Issue(code=DocvlError.code, severity="error", message=message)
