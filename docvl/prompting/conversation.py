"""Conversations about images, as one text that a tokenizer can take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from docvl.errors import UsageError
from docvl.prompting.escape import Markup, escape, markup
from docvl.prompting.template import Template

IMAGE_MARKER = Markup("<image>")
"""Stands in a question where an image is to be; becomes one pair of tags around all tokens of the image."""

IMAGE_START, IMAGE_TOKEN, IMAGE_END = "<img>", "<IMG_CONTEXT>", "</img>"


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was asked and answered so far, and a question that is open; each step makes a new one.

    Texts are escaped (see :mod:`docvl.prompting.escape`) where they are not :class:`Markup`.

    Attributes:
        template: of the model.
        system: system message; None for the template's own.
        turns: questions with their answers.
        question: the open question; empty before the first one.
        tokens: special tokens to escape beside those of the family, such as those the tokenizer lists.
    """

    template: Template
    system: str | None = None
    turns: tuple[tuple[Markup, Markup], ...] = ()
    question: Markup = Markup("")
    tokens: frozenset[str] = frozenset()

    def ask(self, question: str, *, images: int = 0) -> Conversation:
        """Put the next question.

        Args:
            question: text, or markup in which :data:`IMAGE_MARKER` stands for each new image.
            images: images that are shown with it. Where the question has no marker they stand before it: one alone,
                several as ``Image-1: <image>`` in lines, counted on over the whole conversation.
        """
        asked = markup(question, tokens=self.tokens)
        if images and IMAGE_MARKER not in asked:
            asked = markup(image_lines(images, first=self.images + 1), asked)
        return replace(self, question=asked)

    def hear(self, raw: str) -> Conversation:
        """Take down the model's answer to the open question, cut at the stop token."""
        answered = markup(self.template.answer(raw), tokens=self.tokens)
        return replace(self, turns=(*self.turns, (self.question, answered)), question=Markup(""))

    @property
    def images(self) -> int:
        """Images asked about so far, those of the open question included."""
        asked = [question for question, _ in self.turns]
        return sum(question.count(IMAGE_MARKER) for question in (*asked, self.question))

    def prompt(self, images: Sequence[int] = ()) -> str:
        """The text to be tokenised, up to where the model goes on.

        Args:
            images: visual tokens of each image of the whole conversation, in order.

        Raises:
            UsageError: images and markers differ in number.
        """
        system = self.template.system if self.system is None else markup(self.system, tokens=self.tokens)
        return _with_images(self.template.render(system, self.turns, self.question), images)


def user_text(text: str) -> Markup:
    """What a user wrote who may place images: :data:`IMAGE_MARKER` counts, all else is text."""
    return Markup(IMAGE_MARKER.join(escape(part) for part in text.split(IMAGE_MARKER)))


def image_lines(count: int, *, first: int = 1) -> Markup:
    """Markers for images that stand before a question: one alone, several numbered from ``first`` on."""
    if count == 1:
        return Markup(f"{IMAGE_MARKER}\n")
    return Markup("".join(f"Image-{number}: {IMAGE_MARKER}\n" for number in range(first, first + count)))


def _with_images(prompt: str, images: Sequence[int]) -> str:
    """Replace the markers of a prompt by images, left to right.

    Args:
        prompt: in which every marker is meant.
        images: visual tokens of each image.

    Raises:
        UsageError: images and markers differ in number. The published code leaves markers that are left over as text,
            and images out.
    """
    text, *rest = prompt.split(IMAGE_MARKER)
    if len(rest) != len(images):
        hint = "Put <image> once for each image into the question, or nowhere: it is then put before it."
        raise UsageError(f"There are {len(images)} images and {len(rest)} places for them in the prompt.", hint=hint)
    for tokens, part in zip(images, rest, strict=True):
        text += IMAGE_START + IMAGE_TOKEN * tokens + IMAGE_END + part
    return text
