"""What is done with each document of a run; here the stages are put in order."""

from __future__ import annotations

from typing import Any

from docvl.pipeline.extract import Job
from docvl.pipeline.task import Task, engine_for, guarded, process, sha256_of
from docvl.pipeline.transcribe import Transcription

__all__ = ["Job", "Task", "Transcription", "engine_for", "guarded", "process", "sha256_of", "task_of"]

_TASKS: dict[str, type[Job | Transcription]] = {Job.name: Job, Transcription.name: Transcription}


def task_of(told: dict[str, Any]) -> Task[Any]:
    """The task again, in another process; ``told`` is ``{"task": its name, **task.told()}``.

    Raises:
        SchemaError, ConfigError: as when it was first made.
    """
    return _TASKS[told["task"]].of_told(told)
