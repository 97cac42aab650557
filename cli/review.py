"""``docvl review``."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from docvl.config import IngestOptions
from docvl.errors import DocumentError, RunFolderError, UsageError

from ._console import plain, talk

if TYPE_CHECKING:
    from docvl.record import JsonRecord
    from docvl.report import Picture, Reviewed
    from docvl.schema import Node


def review(
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of a run: what `docvl extract -o OUT` wrote.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Default: review.html in the folder.")
    ] = None,
    documents: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the documents are now, if not where the run has read them."),
    ] = None,
    embed: Annotated[
        bool | None,
        typer.Option(
            "--embed/--no-embed",
            help="Put the pictures of the pages into the file, or into a folder beside it. "
            "Default: into the file, up to 200 documents.",
        ),
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File with passwords for encrypted PDFs, one a line.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Write one HTML file in which people check a run's records and make labels of their corrections."""
    from docvl.report import EMBED_LIMIT, Heading, write_review
    from docvl.store.files import replacing

    if documents is not None and not documents.is_dir():
        raise UsageError(f"--documents {str(documents)!r} is not a folder.")
    run = _Run.read(folder)
    path = output or folder / "review.html"
    if path.is_dir():
        raise UsageError(f"-o {str(path)!r} is a folder.", hint=f"Give a file, such as {path / 'review.html'}.")
    options = IngestOptions.build({"pdf_backend": run.backend, "password_file": password_file or run.password_file})
    pages = _Pages(documents, path.parent, options)
    inside = len(run.records) <= EMBED_LIMIT if embed is None else embed
    pictures = path.with_name(f"{path.stem}_files")
    heading = Heading(folder.resolve().name, run.fingerprint, run.schemas)
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        reviewed = (part for group in _by_document(run.records, quiet=quiet) for part in pages.of(group))
        write_review(file, heading, reviewed, None if inside else _saver(pictures))
    if not quiet:
        talk().print(plain(f"{_counted(len(run.records), 'record')}: {path}"))
        if not inside:
            talk().print(plain(f"The pictures of the pages are in {pictures}; keep it beside the file."))
        if pages.without:
            hint = "" if documents else " Name the folder they are in with --documents."
            talk().print(plain(f"Pages are missing for {_counted(pages.without, 'document')}; each says why.{hint}"))


@dataclass(frozen=True, slots=True)
class _Run:
    """What the folder of a run holds; ``records`` are lines of ``records.jsonl``, each with what it says."""

    records: list[tuple[bytes, JsonRecord]]
    fingerprint: str
    schemas: dict[str, Node]
    backend: str
    password_file: str | None

    @classmethod
    def read(cls, folder: Path) -> _Run:
        from docvl.schema import load_schema
        from docvl.store.folder import MANIFEST
        from docvl.store.records import RECORDS

        hint = "Name a folder that `docvl extract … -o OUT` wrote."
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            lines = (folder / RECORDS).read_bytes().split(b"\n")[:-1]  # what follows the last newline is torn
            fingerprint, options = manifest["fingerprint"], manifest["options"]
            listed = {schema["name"]: schema["json"] for schema in manifest.get("schemas", [manifest["schema"]])}
            backend, passwords = options["pdf_backend"], options["password_file"]
        except OSError as error:
            raise RunFolderError(f"{str(folder)!r} is no folder of a run: {error.strerror}.", hint=hint) from None
        except (ValueError, KeyError, TypeError):
            raise RunFolderError(f"{MANIFEST} in {str(folder)!r} is not of docvl.", hint=hint) from None
        schemas = {name: load_schema(schema).root for name, schema in listed.items()}
        return cls(_parsed(lines, folder / RECORDS), fingerprint, schemas, backend, passwords)


def _parsed(lines: list[bytes], path: Path) -> list[tuple[bytes, JsonRecord]]:
    from docvl.record import JsonRecord

    records: list[tuple[bytes, JsonRecord]] = []
    for number, line in enumerate(lines, start=1):
        try:
            records.append((line, JsonRecord.model_validate_json(line)))
        except ValueError:
            raise RunFolderError(f"{str(path)!r}, line {number}: not a record of this version of docvl.") from None
    return records


@dataclass(slots=True)
class _Pages:
    """Finds the documents of records and draws their pages.

    Attributes:
        folder: where to look for the documents; None for the paths in the records.
        base: folder of the review, from which labels name the documents.
        options: how files are opened.
        without: documents of which at least one page could not be drawn.
    """

    folder: Path | None
    base: Path
    options: IngestOptions
    without: int = field(default=0)

    def of(self, records: list[tuple[bytes, JsonRecord]]) -> Iterator[Reviewed]:
        """The records of one document with their pages, each drawn once."""
        from docvl.report import Reviewed, pages_to_show

        path, note = self._find(records[0][1])
        wanted = [pages_to_show(record) for _, record in records]
        pictures: list[Picture] = []
        if not note:
            note = self._draw(path, set().union(*wanted), pictures)
        self.without += bool(note)
        for (line, _), pages in zip(records, wanted, strict=True):
            shown = tuple(picture for picture in pictures if picture.page in pages)
            yield Reviewed(line, _relative(path, self.base), shown, note)

    def _find(self, record: JsonRecord) -> tuple[Path, str]:
        """The document, and why its pages cannot be shown; another file in its place is no stand-in."""
        from docvl.ingest import file_sha256

        written = Path(record.source.path)
        places = [written]
        if self.folder is not None:
            parts = [part for part in written.parts if part not in (written.anchor, "..")]
            places = [self.folder.joinpath(*parts[start:]) for start in range(len(parts))]
        there = [place for place in places if place.is_file()]
        for place in there:
            if record.source.sha256 in (None, file_sha256(place)):
                return place, ""
        return written, "The document has changed since it was read." if there else "The document was not found."

    def _draw(self, path: Path, wanted: set[int], into: list[Picture]) -> str:
        """Why some of the wanted pages could not be drawn; empty when all were."""
        from docvl.ingest import open_document
        from docvl.report import picture_of

        note = ""
        try:
            with open_document(path, self.options) as document:
                for page in document.pages():
                    if page.number in wanted:
                        try:
                            into.append(picture_of(page))
                        except DocumentError as error:
                            note = f"Page {page.number} cannot be drawn: {error.message}"
        except DocumentError as error:
            note = error.message
        return note


def _relative(path: Path, base: Path) -> str:
    return Path(os.path.relpath(path, base)).as_posix()


def _saver(folder: Path) -> Callable[[str, bytes], str]:
    from docvl.store.files import make_folder, writing

    make_folder(folder)

    def save(name: str, data: bytes) -> str:
        with writing(folder / name):
            (folder / name).write_bytes(data)
        return f"{quote(folder.name)}/{name}"

    return save


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _by_document(records: list[tuple[bytes, JsonRecord]], *, quiet: bool) -> Iterator[list[tuple[bytes, JsonRecord]]]:
    """Records that follow each other and are of one file, together; a bar on the terminal."""
    from rich.progress import track

    groups = [
        list(group) for _, group in groupby(records, key=lambda pair: (pair[1].source.path, pair[1].source.sha256))
    ]
    yield from track(groups, "drawing pages", console=talk(), disable=quiet or not talk().is_terminal, transient=True)
