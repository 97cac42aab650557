"""Every option of docvl, defined once.

The command line, the Python API, recipe files and the run's fingerprint derive from these models: the field
name is the option name (``page_range`` is ``--page-range``), its description is the help text.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from docvl.errors import ConfigError
from docvl.page_ranges import has_page, parse_ranges

EngineName = Literal["auto", "layout", "internvl", "openai", "scripted"]
Language = Literal["auto", "en", "zh"]
Target = Literal["document", "page", "row"]
PdfBackend = Literal["pymupdf", "pdfium"]
Policy = Literal["internvl", "document"]
Resize = Literal["exact", "fast"]

ALIASES = {"min_dynamic_patch": "min_tiles", "max_dynamic_patch": "max_tiles"}
"""InternVL's own names of options."""


def unknown_option(name: str, known: Iterable[str]) -> ConfigError:
    """The error for an option that is none of the known ones; its hint is the nearest of these."""
    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known options: {', '.join(known)}."
    return ConfigError(f"Unknown option {name!r}.", hint=hint)


class _Options(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def build(cls, values: dict[str, Any]) -> Self:
        """Make the options from names and values.

        Raises:
            ConfigError: an unknown name (with the nearest known one) or an impossible value.
        """
        for alias, name in ALIASES.items():
            if alias in values and name in cls.model_fields:
                if name in values:
                    raise ConfigError(f"{alias!r} is another name of {name!r}.", hint="Give one of them.")
                values = {ALIASES.get(key, key): value for key, value in values.items()}
        for name in values:
            if name not in cls.model_fields:
                raise unknown_option(name, cls.model_fields)
        try:
            return cls(**values)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise ConfigError(f"Option {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


class IngestOptions(_Options):
    """How files become pages."""

    page_range: str | None = Field(default=None, description="Pages to read, from 1: '1-3,7' or '5-'.")
    exclude_pages: str | None = Field(default=None, description="Pages to leave out, written like --page-range.")
    dpi: int = Field(
        default=200, ge=72, le=600, description="Resolution at which PDF pages are drawn for OCR and counted for tiles."
    )
    password_file: Path | None = Field(default=None, description="File with passwords for encrypted PDFs, one a line.")
    time_limit: int = Field(default=3600, ge=1, description="Seconds that a document may take, models left aside.")
    pdf_backend: PdfBackend = Field(default="pymupdf", description="Library that opens PDFs.")

    @field_validator("page_range", "exclude_pages")
    @classmethod
    def _readable(cls, value: str | None) -> str | None:
        if value is not None:
            parse_ranges(value)
        return value

    def selects(self, page: int) -> bool:
        """Whether page number ``page`` (from 1) is to be read."""
        wanted = self.page_range is None or has_page(self.page_range, page)
        return wanted and not (self.exclude_pages is not None and has_page(self.exclude_pages, page))


class PlanOptions(IngestOptions):
    """How pages are cut into tiles, for engines that look at pixels."""

    min_tiles: int = Field(default=1, ge=1, le=40, description="Fewest tiles of a page, without the thumbnail.")
    max_tiles: int = Field(default=12, ge=1, le=40, description="Most tiles of a page, without the thumbnail.")
    policy: Policy = Field(
        default="internvl",
        description="How the grid is chosen: 'internvl' as in training, 'document' by the smallest text on the page.",
    )
    resize: Resize = Field(
        default="exact", description="How images are resized: 'exact' as in training, 'fast' within 2 of 255 levels."
    )

    @model_validator(mode="after")
    def _bounds_leave_room(self) -> Self:
        if self.min_tiles > self.max_tiles:
            raise ValueError("min_tiles must be at most max_tiles")
        return self


class EngineOptions(PlanOptions):
    """Who reads the pages, and how; the fingerprint of what derives from it keys the work that is done."""

    engine: EngineName = Field(
        default="auto",
        description="Who reads the pages; 'auto' is openai where a server is given, internvl where only a model is.",
    )
    model: str | None = Field(
        default=None, description="Folder of an InternVL checkpoint, or what a server calls its model."
    )
    server: str | None = Field(
        default=None, description="Server that speaks the OpenAI protocol, such as http://localhost:8000/v1."
    )
    api_key_file: Path | None = Field(
        default=None, description="File with the key of the server; else OPENAI_API_KEY in the environment counts."
    )
    in_flight: int = Field(default=4, ge=1, le=256, description="Requests to a server at once, for each worker.")
    request_timeout: float = Field(
        default=120.0, gt=0, le=3600, description="Seconds without a byte after which a server is asked again."
    )
    device: str | None = Field(default=None, description="Where the model runs: 'cpu', 'cuda', 'cuda:1'.")
    language: Language = Field(default="auto", description="Language of the documents.")
    max_new_tokens: int = Field(default=2048, ge=1, le=32768, description="Most tokens of a model's answer.")
    temperature: float = Field(default=0.0, ge=0.0, le=2.0, description="0 takes a model's likeliest answer, always.")
    seed: int = Field(default=0, ge=0, lt=2**63, description="Of the draws, where the temperature is above 0.")

    @field_validator("model", mode="before")
    @classmethod
    def _folder_or_name(cls, value: Any) -> Any:
        return os.fspath(value) if isinstance(value, os.PathLike) else value

    @field_validator("server")
    @classmethod
    def _base_url(cls, value: str | None) -> str | None:
        """Without a path, ``/v1`` is meant. What could be a secret is refused: the options stand in ``run.json``."""
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("it must be a URL such as http://localhost:8000/v1")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("it must hold neither a password nor parameters; a key goes into --api-key-file")
        return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/') or '/v1'}"

    @model_validator(mode="after")
    def _model_and_server_are_used(self) -> Self:
        if self.model is not None and self.reader not in ("internvl", "openai"):
            raise ValueError(f"engine {self.engine!r} takes no model")
        if self.server is not None and self.reader != "openai":
            raise ValueError(f"engine {self.engine!r} takes no server")
        return self

    @property
    def asks_model(self) -> bool:
        """Whether pages are read by a model, here or on a server: its time is not that of the document."""
        return self.reader in ("internvl", "openai")

    @property
    def at_once(self) -> int:
        """Documents that the engine reads at once."""
        return 1

    @property
    def reader(self) -> EngineName:
        """The engine; for ``auto`` the best one at hand."""
        if self.engine != "auto":
            return self.engine
        return "openai" if self.server is not None else "internvl" if self.model is not None else "layout"

    def fingerprint(self, task: str, version: str) -> str:
        """Hash of all that decides a result apart from the document itself, lower-case hex.

        Args:
            task: what else is told of the task, such as the hash of the schema.
            version: of docvl.
        """
        text = json.dumps([version, task, self._deciding()], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def _deciding(self) -> dict[str, Any]:
        means = {"password_file", "time_limit", "api_key_file", "in_flight", "request_timeout"}
        return self.model_dump(mode="json", exclude=means)


class AskOptions(EngineOptions):
    """How questions about documents are answered."""

    most_pages: int = Field(
        default=4, ge=1, description="Pages that are read for a question, the likeliest by their words."
    )


class ExtractOptions(EngineOptions):
    """Everything that decides what a record holds, apart from the schema."""

    target: Target = Field(
        default="document",
        description="What a record is about: a document, each page alone, or each row of the schema's first list.",
    )
    split: bool = Field(
        default=False, description="Find the documents in each file, and read each under the schema of its kind."
    )
    calibration: Path | None = Field(default=None, description="File of `docvl calibrate`: confidences from it.")
    batch_size: int = Field(
        default=1, ge=1, le=256, description="Documents that a model in this process, or in an actor, reads at once."
    )

    @model_validator(mode="after")
    def _parts_are_of_one_sort(self) -> Self:
        if self.split and self.target == "page":
            raise ValueError("target is 'page' and split finds documents of several pages; use one of the two")
        return self

    @property
    def at_once(self) -> int:
        """See :attr:`EngineOptions.at_once`."""
        return self.batch_size

    @model_validator(mode="after")
    def _batches_are_for_models_here(self) -> Self:
        if self.batch_size > 1 and self.reader != "internvl":
            raise ValueError(f"engine {self.reader!r} reads one document at a time; batches are for 'internvl'")
        return self

    def _deciding(self) -> dict[str, Any]:
        if self.calibration is None:
            return super()._deciding() | {"calibration": None}
        # What it says counts, not where it is kept.
        return super()._deciding() | {"calibration": hashlib.sha256(self.calibration.read_bytes()).hexdigest()}


class TranscribeOptions(EngineOptions):
    """Everything that decides what a transcript holds."""

    bands: int = Field(
        default=1, ge=1, le=8, description="Parts from top to bottom that a model reads alone, each at --max-tiles."
    )

    @model_validator(mode="after")
    def _bands_are_for_models(self) -> Self:
        if self.bands > 1 and not self.asks_model:
            raise ValueError(f"engine {self.reader!r} reads pages whole; bands are for models")
        return self


class ClusterOptions(_Options):
    """How a run on a Ray cluster is spread and watched; nothing here changes a record."""

    models: int | None = Field(
        default=None, ge=1, description="Actors that hold the model; by default as many as the GPUs have room for."
    )
    gpus_per_model: float = Field(default=1.0, gt=0, description="GPUs for each of them, or a part of one.")
    part_documents: int | None = Field(
        default=None,
        ge=1,
        le=100_000,
        description="Documents in one part of the output; by default 64 for each core, 1000 at most.",
    )
    partition_by: Literal["status", "date"] | None = Field(
        default=None, description="Put parts into folders such as status=ok, or date=2026-11-21 for the day of reading."
    )
    max_failure_rate: float = Field(
        default=1.0, ge=0, le=1, description="Stop when more than this share of at least 100 documents has failed."
    )
    price_per_hour: float | None = Field(
        default=None, ge=0, description="What the cluster costs, for the cost of a thousand pages in the report."
    )
