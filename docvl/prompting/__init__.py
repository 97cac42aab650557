"""Conversation templates of the InternVL family, and what models are asked to do."""

from docvl.prompting.conversation import (
    IMAGE_END,
    IMAGE_MARKER,
    IMAGE_START,
    IMAGE_TOKEN,
    Conversation,
    image_lines,
    user_text,
)
from docvl.prompting.escape import Markup, escape, markup
from docvl.prompting.tasks import (
    document_prompt,
    extraction_prompt,
    says_absent,
    transcription_prompt,
)
from docvl.prompting.template import Template, load_template

__all__ = [
    "IMAGE_END",
    "IMAGE_MARKER",
    "IMAGE_START",
    "IMAGE_TOKEN",
    "Conversation",
    "Markup",
    "Template",
    "document_prompt",
    "escape",
    "extraction_prompt",
    "load_template",
    "markup",
    "image_lines",
    "says_absent",
    "transcription_prompt",
    "user_text",
]
