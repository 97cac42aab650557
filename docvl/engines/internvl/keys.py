"""How the tensors of a checkpoint are named, cut and arranged in transformers' own classes.

Each rule takes one stored tensor to the parameters it fills. Patterns are anchored on both sides, so that a name that
no rule knows is reported and never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from torch import Tensor

Layout = Literal["chat", "hf", "vision", "hf-vision"]


class Piece(NamedTuple):
    """What one stored tensor contributes to a parameter.

    Attributes:
        target: name of the parameter.
        place: index into it; an empty tuple for all of it.
        tensor: the values, in the shape of ``parameter[place]``.
    """

    target: str
    place: tuple[int | slice, ...]
    tensor: Tensor


Make = Callable[[re.Match[str], Tensor], Iterable[Piece]]


class KeyMap:
    """The rules for one checkpoint."""

    def __init__(self, rules: Iterable[tuple[str, Make]]) -> None:
        self._rules = [(re.compile(pattern), make) for pattern, make in rules]

    def pieces(self, name: str, tensor: Tensor) -> list[Piece] | None:
        """What the stored tensor ``name`` fills; None if no rule knows it.

        Raises:
            ValueError: the tensor cannot be cut as its rule says.
        """
        for pattern, make in self._rules:
            if match := pattern.fullmatch(name):
                return list(make(match, tensor))
        return None


def key_map(layout: Layout, architecture: str, kv_heads: int, head_dim: int) -> KeyMap:
    """The rules for a checkpoint.

    Args:
        layout: ``chat`` and ``vision`` for the original names, ``hf`` and ``hf-vision`` for those of transformers.
        architecture: class name of the language model in the original configuration; empty where there is none.
        kv_heads: heads of keys and values in the language model.
        head_dim: width of one head.
    """
    if layout == "vision":
        return KeyMap(_vision("", ""))
    if layout == "hf-vision":
        return KeyMap([(r"(.+)", _to(r"\1"))])
    if layout == "hf":
        return KeyMap([*_EXPERTS, *_HF])
    text = _internlm2(kv_heads, head_dim) if architecture == "InternLM2ForCausalLM" else _TEXT
    return KeyMap([*_vision(r"vision_model\.", "model.vision_tower."), *_PROJECTOR, *_EXPERTS, *text])


def _to(template: str) -> Make:
    """The whole tensor, renamed."""
    return lambda match, tensor: [Piece(match.expand(template), (), tensor)]


def _split(template: str, cut: Callable[[Tensor], Sequence[Tensor]]) -> Make:
    """Queries, keys and values out of one tensor; ``{}`` in the template stands for their letter."""

    def make(match: re.Match[str], tensor: Tensor) -> Iterator[Piece]:
        for letter, part in zip("qkv", cut(tensor), strict=True):
            yield Piece(match.expand(template.replace("{}", letter)), (), part)

    return make


def _thirds(tensor: Tensor) -> Sequence[Tensor]:
    if tensor.shape[0] % 3:
        raise ValueError(f"{tensor.shape[0]} rows are not three equal blocks")
    return tensor.chunk(3)


def _grouped(kv_heads: int, head_dim: int) -> Callable[[Tensor], Sequence[Tensor]]:
    """InternLM2 stores, for each head of keys, its heads of queries, then the key, then the value."""

    def cut(tensor: Tensor) -> Sequence[Tensor]:
        if tensor.shape[0] % (kv_heads * head_dim):
            raise ValueError(f"{tensor.shape[0]} rows are not {kv_heads} groups of heads of {head_dim}")
        heads = tensor.reshape(kv_heads, -1, head_dim, *tensor.shape[1:])
        return tuple(part.reshape(-1, *tensor.shape[1:]) for part in (heads[:, :-2], heads[:, -2], heads[:, -1]))

    return cut


def _expert(match: re.Match[str], tensor: Tensor) -> Iterator[Piece]:
    """Experts lie in one parameter each for gate over up, and for down."""
    layer, number, kind = match["layer"], int(match["expert"]), match["kind"]
    stem = f"model.language_model.layers.{layer}.mlp.experts"
    if kind == "down":
        yield Piece(f"{stem}.down_proj", (number,), tensor)
    else:
        first = 0 if kind == "gate" else tensor.shape[0]
        yield Piece(f"{stem}.gate_up_proj", (number, slice(first, first + tensor.shape[0])), tensor)


def _vision(source: str, target: str) -> list[tuple[str, Make]]:
    old, new = rf"{source}encoder\.layers\.(\d+)\.", rf"{target}encoder.layer.\1."
    both = r"(weight|bias)"
    return [
        (rf"{source}embeddings\.class_embedding", _to(f"{target}embeddings.cls_token")),
        (rf"{source}embeddings\.position_embedding", _to(f"{target}embeddings.position_embeddings")),
        (
            rf"{source}embeddings\.patch_embedding\.{both}",
            _to(rf"{target}embeddings.patch_embeddings.projection.\1"),
        ),
        (rf"{old}attn\.qkv\.{both}", _split(rf"{new}attention.{{}}_proj.\2", _thirds)),
        (rf"{old}attn\.proj\.{both}", _to(rf"{new}attention.projection_layer.\2")),
        (rf"{old}attn\.([qk])_norm\.weight", _to(rf"{new}attention.\2_norm.weight")),
        (rf"{old}norm1\.{both}", _to(rf"{new}layernorm_before.\2")),
        (rf"{old}norm2\.{both}", _to(rf"{new}layernorm_after.\2")),
        (rf"{old}ls([12])", _to(rf"{new}lambda_\2")),
        (rf"{old}mlp\.(fc[12])\.{both}", _to(rf"{new}mlp.\2.\3")),
    ]


def _internlm2(kv_heads: int, head_dim: int) -> list[tuple[str, Make]]:
    old, new = r"language_model\.model\.layers\.(\d+)\.", r"model.language_model.layers.\1."
    both = r"(weight|bias)"
    gated = {"w1": "gate", "w2": "down", "w3": "up"}
    return [
        (r"language_model\.model\.tok_embeddings\.weight", _to("model.language_model.embed_tokens.weight")),
        (r"language_model\.model\.norm\.weight", _to("model.language_model.norm.weight")),
        (r"language_model\.output\.weight", _to("lm_head.weight")),
        (rf"{old}attention_norm\.weight", _to(f"{new}input_layernorm.weight")),
        (rf"{old}ffn_norm\.weight", _to(f"{new}post_attention_layernorm.weight")),
        (
            rf"{old}attention\.wqkv\.{both}",
            _split(rf"{new}self_attn.{{}}_proj.\2", _grouped(kv_heads, head_dim)),
        ),
        (rf"{old}attention\.wo\.{both}", _to(rf"{new}self_attn.o_proj.\2")),
        *(
            (rf"{old}feed_forward\.{short}\.weight", _to(f"{new}mlp.{long}_proj.weight"))
            for short, long in gated.items()
        ),
        _ROTARY,
    ]


# Old checkpoints store the frequencies of their rotary embedding; they are computed.
_ROTARY: tuple[str, Make] = (r"(?:.+\.)?rotary_emb\.inv_freq", lambda match, tensor: ())
_EXPERTS: list[tuple[str, Make]] = [
    (
        r"(?:language_model\.model|model\.language_model)\.layers\.(?P<layer>\d+)\.mlp"
        r"\.experts\.(?P<expert>\d+)\.(?P<kind>gate|up|down)_proj\.weight",
        _expert,
    )
]
_PROJECTOR: list[tuple[str, Make]] = [
    (r"mlp1\.0\.(weight|bias)", _to(r"model.multi_modal_projector.layer_norm.\1")),
    (r"mlp1\.1\.(weight|bias)", _to(r"model.multi_modal_projector.linear_1.\1")),
    (r"mlp1\.3\.(weight|bias)", _to(r"model.multi_modal_projector.linear_2.\1")),
]
_TEXT: list[tuple[str, Make]] = [
    _ROTARY,
    (r"language_model\.model\.(.+)", _to(r"model.language_model.\1")),
    (r"language_model\.lm_head\.weight", _to("lm_head.weight")),
]
# Folders written by transformers before version 4.52 lack the leading "model.".
_HF: list[tuple[str, Make]] = [
    _ROTARY,
    (r"(?:model\.)?(vision_tower|multi_modal_projector)\.(.+)", _to(r"model.\1.\2")),
    (r"(?:language_model\.)?lm_head\.weight", _to("lm_head.weight")),
    (r"(?:language_model\.model|model\.language_model)\.(.+)", _to(r"model.language_model.\1")),
]
