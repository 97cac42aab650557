"""Text that must stay text: whatever a document, a schema or a user writes, no special token comes of it.

Tokenizers look for their special tokens in the finished prompt, wherever it came from. An escaped text holds none: a
space follows the first character of whatever would be one, so that ``<|im_end|>`` becomes ``< |im_end|>``. A space
survives every normalisation (full-width brackets are folded back by NFKC, zero-width characters are dropped) and reads
the same to a model. The start of a token at the end of a text is parted as well, since more text may follow; texts that
were escaped one by one can be joined in any way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_FORBIDDEN = (
    "<|",  # all tokens of chat templates: <|im_start|>, <|end|>, <|endoftext|>, <|vision_start|>, ...
    "[UNUSED_TOKEN_",  # what InternLM2 called the same before they were given names
    *("<image>", "<video>"),  # markers that become images when a prompt is built
    *("<img>", "</img>", "<IMG_CONTEXT>", "<quad>", "</quad>", "<ref>", "</ref>", "<box>", "</box>"),
    *("<s>", "</s>", "<unk>", "<pad>", "<mask>"),  # sentencepiece
    *("<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>"),  # Qwen
    *("<human>", "<bot>"),  # no tokens, but what internvl_zh knows its roles by
)


class Markup(str):
    """Text whose special tokens are meant; :func:`markup` and prompts keep it as it is.

    Never make one of text from a document, a schema or a user.
    """

    __slots__ = ()


def markup(*parts: str, tokens: Iterable[str] = ()) -> Markup:
    """Join texts; all are escaped but those that are :class:`Markup` already.

    Args:
        parts: texts from anywhere, and markup.
        tokens: see :func:`escape`.
    """
    return Markup("".join(part if isinstance(part, Markup) else escape(part, tokens) for part in parts))


def escape(text: str, tokens: Iterable[str] = ()) -> str:
    """The text without special tokens; escaping it once more changes nothing.

    Args:
        text: from anywhere.
        tokens: special tokens to look for beside those of the family, such as those a tokenizer lists.
    """
    return _pattern(frozenset(tokens)).sub(r"\g<0> ", text)


@cache
def _pattern(further: frozenset[str]) -> re.Pattern[str]:
    """Matches the first character of a token, and of a token's start at the end of the text."""
    # A tokenizer may list runs of spaces or single letters as well; they mean nothing and cannot be parted.
    listed = {token for token in further if len(token) > 1 and not re.search(r"\s", token)}
    tokens = sorted(listed.union(_FORBIDDEN))
    starts = sorted({token[:length] for token in tokens for length in range(1, len(token))})
    return re.compile(rf"(?=(?:{_any(tokens)})|(?:{_any(starts)})\Z).", re.DOTALL)


def _any(texts: list[str]) -> str:
    return "|".join(map(re.escape, texts))
