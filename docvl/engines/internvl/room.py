"""What of the model's context a prompt leaves for pages."""

from __future__ import annotations

from typing import NamedTuple

from docvl.config import EngineOptions
from docvl.engines.internvl.chat import Reader
from docvl.errors import EngineError
from docvl.issues import Issue

MARKERS = 16
"""Tokens of an image beside its visual ones, at most: its tags, "Image-12: " and a line break."""


class Room(NamedTuple):
    """What fits beside a prompt and its answer.

    Attributes:
        tokens: for pages with their markers.
        options: with as many tiles for a page as fit.
        issue: says so, where that is fewer than wanted.
    """

    tokens: int
    options: EngineOptions
    issue: Issue | None


def room_beside(prompt: str, reader: Reader, options: EngineOptions) -> Room:
    """See what fits beside a prompt and an answer of ``options.max_new_tokens``.

    Raises:
        EngineError: not even a page of one tile.
    """
    bare = len(reader.sample(reader.conversation().ask(prompt), []).tokens)
    tokens = reader.context - bare - options.max_new_tokens
    fitting = (tokens - MARKERS) // reader.tile_tokens
    if fitting < 1:
        raise EngineError(
            f"The model has room for {reader.context:,} tokens; the prompt takes {bare:,} of them and the answer up "
            f"to {options.max_new_tokens:,}, which leaves no room for a page.",
            hint="Take a smaller schema, or lower --max-new-tokens.",
        )
    most = max(fitting - 1, 1)  # one is for the thumbnail
    if most >= options.max_tiles:
        return Room(tokens, options, None)
    bounds = {"max_tiles": most, "min_tiles": min(options.min_tiles, most)}
    message = f"The model has room for pages of {most} tiles at most beside what it is asked and its answer."
    issue = Issue(code="tiles-limited", severity="info", message=message)
    return Room(tokens, options.model_copy(update=bounds), issue)
