"""Text that is written for a reading model instead of a person: an attempt at prompt injection.

What such text asks for is never done: records hold what stands on the page under the schema. But a person should see
that somebody tried (OWASP Top 10 for LLM applications, LLM01).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_ORDERS = r"(?:instructions?|prompts?|rules|directions|commands|guidelines)"
_PATTERNS = (
    rf"\b(?:ignore|disregard|forget|override|bypass)\b[^.]{{0,40}}\b(?:previous|prior|above|earlier|preceding|all|any|your)\b"
    rf"[^.]{{0,30}}\b{_ORDERS}\b",
    rf"\b(?:new|updated|system|developer|hidden) {_ORDERS} ?:",
    r"\byou are (?:now )?(?:an?|the) (?:ai|assistant|chatbot|language model|llm|gpt|model)\b",
    r"\b(?:ai|llm|language model|assistant|chatbot)s?\b[^.]{0,60}\b(?:must|should|shall) (?:now )?"
    r"(?:output|answer|respond|reply|return|write|say|extract|report|set)\b",
    r"\bsystem prompt\b",
    r"<\|?(?:im_start|im_end|system|assistant|user|endoftext)\|?>|\[/?inst\]|<</?sys>>",
    r"(?:忽略|无视|忘记|不要理会)[^。]{0,12}(?:之前|以上|上述|前面|先前|所有|任何)[^。]{0,8}(?:指令|指示|说明|提示|规则|要求)",
    r"(?:系统提示词?|新(?:的)?指令)[:：]",
    r"你(?:现在)?是一个?(?:ai|人工智能|语言模型|助手|大模型)",
)
_ADDRESSED = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_BETWEEN_HAN = re.compile(r"(?<=[㐀-鿿]) (?=[㐀-鿿])")


def speaks_to_models(words: Iterable[str]) -> bool:
    """Whether the words of a page, in their order, hold an order to a model or a mark of its conversations."""
    text = unicodedata.normalize("NFKC", " ".join(words)).casefold()
    return _ADDRESSED.search(_BETWEEN_HAN.sub("", text)) is not None
