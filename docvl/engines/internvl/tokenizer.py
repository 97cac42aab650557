"""Tokenizers of InternVL checkpoints: the ids of the reference's own (slow) classes, from a fast one.

Checkpoints with InternLM2, Llama and Phi-3 come with a sentencepiece file, of which transformers makes other ids
than the reference: markers get new ones, spaces come and go beside them. So that file is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast, Qwen2Tokenizer

from docvl.errors import ModelError

from .folder import ModelFolder
from .sentencepiece import Kind, SentencePieceModel, merges, read_sentencepiece

IMAGE_CONTEXT = "<IMG_CONTEXT>"
_MARKERS = ("<img>", "</img>", IMAGE_CONTEXT)
_SPACE = "▁"
_ROLES = ("bos_token", "eos_token", "unk_token", "pad_token")
_FILES = ("tokenizer.json", "tokenizer.model", "vocab.json")


class _Settings(NamedTuple):
    """What tokenizer_config.json and its companions say.

    Attributes:
        added: tokens by id that stand in texts as they are.
        roles: contents of the tokens for beginning, end, unknown and padding.
        special: contents that the reference counts as special: the roles and the additional ones.
        raw: the file as it stands.
    """

    added: Mapping[int, AddedToken]
    roles: Mapping[str, str]
    special: tuple[str, ...]
    raw: Mapping[str, Any]


def load_tokenizer(path: str | Path) -> PreTrainedTokenizerFast:
    """The tokenizer of a model folder, padding on the left. ``auto_map`` is never followed.

    Raises:
        ModelError: the folder has none, it is broken, or it lacks the markers for pictures.
    """
    return read_tokenizer(ModelFolder(path))


def read_tokenizer(folder: ModelFolder) -> PreTrainedTokenizerFast:
    """As ``load_tokenizer``."""
    settings = _settings(folder)
    original = folder.config.get("model_type") != "internvl" if (folder.path / "config.json").is_file() else True
    try:
        if original and (file := folder.path / "tokenizer.model").is_file():
            tokenizer = _from_sentencepiece(file, settings)
        elif (folder.path / "tokenizer.json").is_file():
            tokenizer = PreTrainedTokenizerFast.from_pretrained(folder.path, local_files_only=True)
        elif (folder.path / "vocab.json").is_file():
            tokenizer = Qwen2Tokenizer.from_pretrained(folder.path, local_files_only=True)
        else:
            raise ModelError(f"{folder.path} holds no tokenizer.", hint="Looked for " + ", ".join(_FILES) + ".")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(f"The tokenizer in {folder.path} cannot be read: {error}") from None
    tokenizer.padding_side = "left"
    _check(tokenizer, settings, folder)
    return tokenizer


def has_tokenizer(folder: ModelFolder) -> bool:
    """Whether there is a file that a tokenizer can be read from."""
    return any((folder.path / name).is_file() for name in _FILES)


def find_image_token(folder: ModelFolder) -> int | None:
    """Id of ``<IMG_CONTEXT>``; None if the folder has no tokenizer.

    Raises:
        ModelError: the tokenizer is broken or lacks it.
    """
    if not has_tokenizer(folder):
        return None
    return read_tokenizer(folder).get_vocab()[IMAGE_CONTEXT]


def _check(tokenizer: PreTrainedTokenizerFast, settings: _Settings, folder: ModelFolder) -> None:
    vocabulary = tokenizer.get_vocab()
    if missing := [marker for marker in _MARKERS if marker not in vocabulary]:
        raise ModelError(
            f"The tokenizer in {folder.path} lacks {', '.join(missing)}.",
            hint="Take the tokenizer that was published with the model, not that of its language model.",
        )
    for number, token in settings.added.items():
        if vocabulary.get(token.content) != number:
            raise ModelError(
                f"The tokenizer in {folder.path} gives {token.content!r} the id {vocabulary.get(token.content)}; "
                f"its configuration says {number}."
            )


def _settings(folder: ModelFolder) -> _Settings:
    raw = folder.json("tokenizer_config.json") or {}
    names = folder.json("special_tokens_map.json") or {}
    stored = raw.get("added_tokens_decoder") or {
        number: {"content": content, "special": True}
        for content, number in (folder.json("added_tokens.json") or {}).items()
    }
    try:
        added = {int(number): _added(token) for number, token in stored.items()}
        roles = {role: _content(raw.get(role) or names.get(role)) for role in _ROLES}
        more = raw.get("additional_special_tokens") or names.get("additional_special_tokens") or []
        special = [*roles.values(), *(_content(token) for token in more)]
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise ModelError(f"tokenizer_config.json in {folder.path} is broken: {error!r}.") from None
    given = {role: content for role, content in roles.items() if content}
    return _Settings(added, given, tuple(filter(None, special)), raw)


def _added(token: Mapping[str, Any]) -> AddedToken:
    flags = {name: bool(token.get(name, False)) for name in ("lstrip", "rstrip", "single_word")}
    return AddedToken(token["content"], special=bool(token.get("special", True)), normalized=False, **flags)


def _content(token: Any) -> str:
    return str(token["content"] if isinstance(token, Mapping) else token or "")


def _from_sentencepiece(file: Path, settings: _Settings) -> PreTrainedTokenizerFast:
    """A tokenizer that gives the ids of the reference's class for the same file."""
    model = _relabelled(read_sentencepiece(file), settings.added)
    llama = str(settings.raw.get("tokenizer_class", "")).startswith("Llama")
    whole = llama and settings.raw.get("legacy") is False
    prefix = bool(settings.raw.get("add_prefix_space", True)) if whole else model.dummy_prefix
    unknown = next((piece.text for piece in model.pieces if piece.kind == Kind.UNKNOWN), None)
    ids = {piece.text: number for number, piece in enumerate(model.pieces)}
    backend = Tokenizer(
        models.BPE(ids, merges(model), unk_token=unknown, fuse_unk=True, byte_fallback=model.byte_fallback)
    )
    defined = [piece.text for piece in model.pieces if piece.kind == Kind.USER_DEFINED]
    added = _in_text(settings, ids)
    (_split_whole if whole else _split_parts)(backend, added, defined, settings.special, prefix)
    backend.decoder = decoders.Sequence(
        [
            decoders.Replace(_SPACE, " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            *([decoders.Strip(" ", 1, 0)] if prefix else []),
        ]
    )
    _add_ends(backend, settings, ids)
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        clean_up_tokenization_spaces=False,
        model_max_length=settings.raw.get("model_max_length") or int(1e30),
        **settings.roles,
    )


def _relabelled(model: SentencePieceModel, added: Mapping[int, AddedToken]) -> SentencePieceModel:
    """The pieces that the configuration gives another name: InternLM2's unused ones became its chat markers."""
    pieces = list(model.pieces)
    for number, token in added.items():
        if number < len(pieces) and pieces[number].text != token.content:
            pieces[number] = pieces[number]._replace(text=token.content, kind=Kind.CONTROL)
    return SentencePieceModel(tuple(pieces), model.byte_fallback, model.dummy_prefix)


def _in_text(settings: _Settings, ids: Mapping[str, int]) -> list[AddedToken]:
    """All tokens that are recognised in a text, in the order of their ids."""
    tokens = [settings.added[number] for number in sorted(settings.added)]
    known = {token.content for token in tokens}
    rest = dict.fromkeys(content for content in settings.special if content in ids and content not in known)
    return [*(AddedToken(content, special=True, normalized=False) for content in rest), *tokens]


def _split_parts(
    backend: Tokenizer, added: list[AddedToken], defined: list[str], special: tuple[str, ...], prefix: bool
) -> None:
    """InternLM2, and Llama as it was at first: each stretch between markers is a text of its own."""
    backend.normalizer = normalizers.Sequence(
        [
            *([normalizers.Prepend(_SPACE)] if prefix else []),
            normalizers.Replace(" ", _SPACE),
            *([_bare(defined)] if prefix and defined else []),
        ]
    )
    backend.add_tokens(added)
    backend.add_tokens([AddedToken(text, normalized=True) for text in defined])


def _split_whole(
    backend: Tokenizer, added: list[AddedToken], defined: list[str], special: tuple[str, ...], prefix: bool
) -> None:
    """Llama with ``legacy`` off: one space before the whole text, none before a special token at its beginning.

    Markers are looked for after the space was put before the text, so they too go through the normaliser when they
    are added: a text that is a marker and nothing else must stay as it is.
    """
    others = [*(token.content for token in added if token.content not in special), *defined]
    backend.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(_SPACE, " "),
            *([normalizers.Prepend(_SPACE)] if prefix else []),
            *([normalizers.Replace(Regex(rf"\A{_SPACE}(?={_any(special)})"), "")] if prefix and special else []),
            *([_bare(others)] if prefix and others else []),
        ]
    )
    backend.pre_tokenizer = pre_tokenizers.Metaspace(_SPACE, prepend_scheme="never", split=False)
    backend.add_tokens([*map(_after_normaliser, added), *(AddedToken(text, normalized=True) for text in defined)])


def _after_normaliser(token: AddedToken) -> AddedToken:
    flags = {name: getattr(token, name) for name in ("single_word", "lstrip", "rstrip", "special")}
    return AddedToken(token.content, normalized=True, **flags)


def _bare(contents: Iterable[str]) -> normalizers.Replace:
    """No space before a text that is one of ``contents``."""
    return normalizers.Replace(Regex(rf"\A{_SPACE}(?={_any(contents)}\z)"), "")


def _any(contents: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(contents, key=len, reverse=True)))})"


def _add_ends(backend: Tokenizer, settings: _Settings, ids: Mapping[str, int]) -> None:
    """Put the tokens for beginning and end around texts, where the configuration says so."""
    first = settings.roles.get("bos_token", "") if settings.raw.get("add_bos_token", True) else ""
    last = settings.roles.get("eos_token", "") if settings.raw.get("add_eos_token", False) else ""
    ends = [content for content in (first, last) if content]
    if ends:
        one, two = (" ".join(filter(None, (first, name, last))) for name in ("$A", "$B"))
        backend.post_processor = processors.TemplateProcessing(
            single=one, pair=f"{one} {two}", special_tokens=[(text, backend.token_to_id(text)) for text in ends]
        )
