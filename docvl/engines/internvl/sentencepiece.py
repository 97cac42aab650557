"""Reads ``tokenizer.model`` files of the sentencepiece library, which need not be installed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

from docvl.errors import ModelError

_BPE = 2


class Kind(IntEnum):
    """What a piece is for; the numbers are those of the file."""

    NORMAL = 1
    UNKNOWN = 2
    CONTROL = 3
    USER_DEFINED = 4
    UNUSED = 5
    BYTE = 6


class SentencePiece(NamedTuple):
    """One entry of the vocabulary; its index is its id.

    Attributes:
        text: with ``▁`` for the space.
        score: the higher, the earlier it is merged.
        kind: what it is for.
    """

    text: str
    score: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class SentencePieceModel:
    """What is needed of a ``tokenizer.model``.

    Attributes:
        pieces: the vocabulary in the order of ids.
        byte_fallback: whether unknown characters are written as bytes.
        dummy_prefix: whether a space is put before a text.
    """

    pieces: tuple[SentencePiece, ...]
    byte_fallback: bool
    dummy_prefix: bool


def read_sentencepiece(file: Path) -> SentencePieceModel:
    """Read a ``tokenizer.model``.

    Raises:
        ModelError: the file is broken, or of a kind that no InternVL model has: no BPE, or with normalisation.
    """
    try:
        fields = list(_fields(file.read_bytes()))
        pieces = tuple(_piece(value) for number, value in fields if number == 1 and isinstance(value, bytes))
        trainer, normalizer = (_message(fields, number) for number in (2, 3))
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise ModelError(f"{file} is no sentencepiece model: {error}.") from None
    # Numbers of fields and defaults: sentencepiece_model.proto. Absent flags of the normaliser are true.
    proven = trainer.get(3, 1) == _BPE and not normalizer.get(2, b"") and not normalizer.get(4, 1)
    if not pieces or not proven or not normalizer.get(5, 1) or trainer.get(24, 0):
        raise ModelError(
            f"{file} cannot be used: docvl reads BPE models without normalisation of text, as all InternVL models have."
        )
    return SentencePieceModel(pieces, bool(trainer.get(35, 0)), bool(normalizer.get(3, 1)))


def merges(model: SentencePieceModel) -> list[tuple[str, str]]:
    """Pairs of pieces that make a longer piece, the best first."""
    scores = {piece.text: piece.score for piece in model.pieces if piece.kind == Kind.NORMAL}
    order = {piece.text: number for number, piece in enumerate(model.pieces)}
    found = [
        (-score, order[text[:cut]], order[text[cut:]], text[:cut], text[cut:])
        for text, score in scores.items()
        for cut in range(1, len(text))
        if text[:cut] in scores and text[cut:] in scores
    ]
    return [(left, right) for *_, left, right in sorted(found)]


def _piece(data: bytes) -> SentencePiece:
    values = dict(_fields(data))
    text, score, kind = values.get(1, b""), values.get(2, bytes(4)), values.get(3, Kind.NORMAL)
    if not isinstance(text, bytes) or not isinstance(score, bytes) or not isinstance(kind, int):
        raise ValueError("a piece has fields of a wrong type")
    return SentencePiece(text.decode("utf-8"), struct.unpack("<f", score)[0], Kind(kind))


def _message(fields: list[tuple[int, int | bytes]], wanted: int) -> dict[int, int | bytes]:
    return {key: value for number, data in fields if number == wanted for key, value in _fields(data)}


def _fields(data: int | bytes) -> Iterator[tuple[int, int | bytes]]:
    """Numbers and values of a message in the wire format of Protocol Buffers."""
    if isinstance(data, int):
        raise ValueError("a number stands where a message belongs")
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        match key & 7:
            case 0:
                value, at = _varint(data, at)
                yield key >> 3, value
                continue
            case 1:
                length = 8
            case 2:
                length, at = _varint(data, at)
            case 5:
                length = 4
            case other:
                raise ValueError(f"wire type {other} is not known")
        if at + length > len(data):
            raise ValueError("the file ends in the middle of a field")
        yield key >> 3, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
