"""The choice between the two PDF libraries that docvl knows."""

from __future__ import annotations

from pathlib import Path

from docvl.config import IngestOptions
from docvl.errors import ConfigError
from docvl.ingest.pdf import PdfFile


def open_pdf(path: Path, options: IngestOptions) -> PdfFile:
    """Open ``path`` with the backend of the options.

    Raises:
        CorruptError: not to be opened, or no page in it.
        EncryptedError: no password, or none that fits.
        MissingDependencyError: the backend is not installed.
    """
    passwords = read_passwords(options.password_file)
    if options.pdf_backend == "pdfium":
        from docvl.ingest.pdf_pdfium import PdfiumFile

        return PdfiumFile(path, passwords)
    from docvl.ingest.pdf_pymupdf import PymupdfFile

    return PymupdfFile(path, passwords)


def read_passwords(path: Path | None) -> tuple[str, ...]:
    """The passwords of a file, one a line.

    Raises:
        ConfigError: the file cannot be read.
    """
    if path is None:
        return ()
    try:
        return tuple(filter(None, path.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"The password file cannot be read: {reason}.") from None
