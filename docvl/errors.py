"""Every error docvl raises, in one tree.

    DocvlError
    ├── UsageError              exit 2: the call itself is wrong
    │   ├── ConfigError         an option has an unknown name or an impossible value
    │   ├── SchemaError         a schema cannot be honoured; carries a JSON path
    │   ├── RunFolderError      the output folder belongs to another run
    │   └── ModelError          a model folder is broken, not supported, or does not fit into memory
    ├── DocumentError           exit 3: one document cannot be read; becomes an issue on its record
    │   ├── UnreadableError     missing, a directory, no permission, not a regular file
    │   ├── UnsupportedError    the bytes are not of a supported type
    │   ├── CorruptError        the type is right, the content is broken
    │   │   └── NoPagesError    the file opens, and there is no page in it
    │   ├── EncryptedError      a password is needed, or the one given is wrong
    │   ├── LimitError          too large, too many pages, too many pixels, too much memory
    │   ├── TimedOutError       it took too long and was ended
    │   └── CrashError          the process that read it died
    ├── EngineError             exit 3: the engine failed on one document; becomes an issue
    ├── MissingDependencyError  exit 1: an extra is not installed; the hint is its pip line
    └── OutputError             exit 1: a result cannot be written

A message says what happened and why; ``hint`` says what to do about it.
"""

from __future__ import annotations

from typing import ClassVar


class DocvlError(Exception):
    """Base of all errors of docvl.

    Attributes:
        exit_code: exit status of the command line when this error ends the run.
        retryable: whether the same call may succeed later without a change.
        code: stable identifier, used as ``Issue.code`` when the error is recorded.
        hint: what the user can do about it; empty when there is nothing to add.
    """

    exit_code: ClassVar[int] = 1
    retryable: ClassVar[bool] = False
    code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments are lost by the default protocol; workers send errors between processes.
        return (_rebuild, (type(self), self.message, self.hint))


def _rebuild(kind: type[DocvlError], message: str, hint: str) -> DocvlError:
    return kind(message, hint=hint)


class UsageError(DocvlError):
    """The call is wrong; nothing was read or written."""

    exit_code = 2
    code = "usage"


class ConfigError(UsageError):
    """An option has an unknown name or an impossible value."""

    code = "config"


class SchemaError(UsageError):
    """A schema cannot be honoured.

    Attributes:
        path: where in the schema, as a JSONPath such as ``$.properties.total.type``.
    """

    code = "schema"

    def __init__(self, message: str, *, hint: str = "", path: str = "$") -> None:
        super().__init__(message, hint=hint)
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_schema_error, (self.message, self.hint, self.path))

    def __str__(self) -> str:
        return f"schema at {self.path}: {self.message}"


def _rebuild_schema_error(message: str, hint: str, path: str) -> SchemaError:
    return SchemaError(message, hint=hint, path=path)


class RunFolderError(UsageError):
    """The output folder holds the results of another run."""

    code = "run-folder"


class ModelError(UsageError):
    """A model folder is broken, holds what is not supported, or does not fit into memory."""

    code = "model"


class DocumentError(DocvlError):
    """One document cannot be read; the others go on."""

    exit_code = 3
    code = "document"


class UnreadableError(DocumentError):
    """The path does not lead to a readable regular file."""

    code = "unreadable"


class UnsupportedError(DocumentError):
    """The bytes are not of a type docvl reads."""

    code = "unsupported-type"


class CorruptError(DocumentError):
    """The file starts like a supported type and is broken inside."""

    code = "corrupt"


class NoPagesError(CorruptError):
    """The file opens, and there is no page in it."""

    code = "no-pages"


class EncryptedError(DocumentError):
    """The document is encrypted and no given password opens it."""

    code = "encrypted"


class LimitError(DocumentError):
    """The document exceeds a limit on bytes, pages, pixels or memory."""

    code = "limit-exceeded"


class TimedOutError(DocumentError):
    """Reading took too long and was ended."""

    retryable = True
    code = "timed-out"


class CrashError(DocumentError):
    """The process that read the document died."""

    retryable = True
    code = "worker-died"


class EngineError(DocvlError):
    """The engine failed on one document."""

    exit_code = 3
    retryable = True
    code = "engine-failed"


class MissingDependencyError(DocvlError):
    """A package that an option needs is not installed."""

    code = "missing-dependency"


class OutputError(DocvlError):
    """A result cannot be written: no space, no permission, a read-only folder."""

    code = "output"
