"""The files of a transcription: a Markdown file for each document, and the blocks of all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docvl.errors import ConfigError, RunFolderError
from docvl.markdown import to_markdown
from docvl.store.files import replacing
from docvl.store.jsonl import write_jsonl
from docvl.store.names import is_below
from docvl.store.summary import Summary
from docvl.transcript import Block, Transcript

TRANSCRIPTS = "transcripts.jsonl"
BLOCKS = "blocks.jsonl"
MARKDOWN = ".md"
SEARCHABLE = ".pdf"


def check_parts(*, searchable: bool) -> None:
    """Refuse what a run on a cluster does not write.

    Raises:
        ConfigError: searchable copies.
    """
    if searchable:
        raise ConfigError("On a cluster, no searchable PDFs are written.", hint="Leave --ray away for them.")


def markdown_of(blocks: Iterable[Block]) -> str:
    """Blocks as one text, empty or with a line break at its end."""
    text = "".join(to_markdown(blocks)).rstrip("\n")
    return f"{text}\n" if text else ""


@dataclass(frozen=True, slots=True)
class TranscriptFiles:
    """See :class:`docvl.store.folder.RunFiles`.

    Attributes:
        names: for each source path the name of its files, without suffix, as by :func:`docvl.store.names.names_of`.
        searchable: whether each document has a searchable copy, which is written by whoever reads it.
    """

    names: Mapping[str, str]
    searchable: bool = False

    @property
    def ledger(self) -> str:
        """See :class:`docvl.store.folder.RunFiles`."""
        return TRANSCRIPTS

    def start(self, folder: Path, earlier: Mapping[str, Any]) -> None:
        """Drop the files of documents that are gone, or have another name now.

        Raises:
            RunFolderError: a file is in the way that no earlier run has written.
        """
        known = _names(earlier)
        for source, name in known.items():
            if self.names.get(source) != name:
                _drop(folder, name)
        for name in set(self.names.values()) - set(known.values()):
            for suffix in (MARKDOWN, SEARCHABLE) if self.searchable else (MARKDOWN,):
                if _file(folder, name, suffix).exists():
                    message = f"{str(_file(folder, name, suffix))!r} is there already, and not of an earlier run."
                    raise RunFolderError(message, hint="Give another folder with -o.")

    def earlier(self, folder: Path, manifest: Mapping[str, Any]) -> Iterable[Path]:
        """See :class:`docvl.store.folder.RunFiles`."""
        names = _names(manifest).values()
        return [folder / BLOCKS, *(_file(folder, name, suffix) for name in names for suffix in (MARKDOWN, SEARCHABLE))]

    def whole(self, folder: Path, source: str) -> bool:
        """See :class:`docvl.store.folder.RunFiles`."""
        return not self.searchable or _file(folder, self.names[source], SEARCHABLE).exists()

    def add(self, folder: Path, results: Sequence[Transcript]) -> None:
        """See :class:`docvl.store.folder.RunFiles`; a document that failed has no file."""
        for transcript in results:
            name = self.names[transcript.source.path]
            if transcript.status == "failed":
                _drop(folder, name)
            else:
                with replacing(_file(folder, name, MARKDOWN)) as temporary:
                    temporary.write_text(markdown_of(transcript.blocks), encoding="utf-8", newline="\n")

    def finish(self, folder: Path, lines: Callable[[], Iterator[bytes]], summary: Summary) -> dict[str, Any]:
        """See :class:`docvl.store.folder.RunFiles`; Markdown that somebody took away is written again."""

        def blocks() -> Iterator[bytes]:
            for transcript in map(Transcript.model_validate_json, lines()):
                yield from _lines(transcript)
                if not _file(folder, self.names[transcript.source.path], MARKDOWN).exists():
                    self.add(folder, (transcript,))

        write_jsonl(blocks(), folder / BLOCKS)
        return {"files": [TRANSCRIPTS, BLOCKS]}


def _lines(transcript: Transcript) -> Iterator[bytes]:
    source = transcript.source.model_dump(mode="json")
    for block in transcript.blocks:
        yield json.dumps({"source": source, **block.model_dump(mode="json")}, ensure_ascii=False).encode() + b"\n"


def _names(manifest: Mapping[str, Any]) -> dict[str, str]:
    """The names that an earlier run gave."""
    names = manifest.get("names")
    return {source: name for source, name in names.items() if is_below(name)} if isinstance(names, dict) else {}


def _file(folder: Path, name: str, suffix: str) -> Path:
    return folder / f"{name}{suffix}"


def _drop(folder: Path, name: str) -> None:
    for suffix in (MARKDOWN, SEARCHABLE):
        _file(folder, name, suffix).unlink(missing_ok=True)
