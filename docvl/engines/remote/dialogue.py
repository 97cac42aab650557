"""Questions and answers about the same pages, with a model behind a server."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from docvl.engines.base import Said
from docvl.engines.prompted import said
from docvl.engines.remote.asked import Asked, remarks
from docvl.engines.remote.heard import UNSURE, ended
from docvl.engines.remote.pictures import Picture
from docvl.engines.remote.server import Server
from docvl.prompting import document_prompt
from docvl.record import Usage


class Dialogue:
    """Questions and answers about the same pages; see :class:`docvl.engines.base.Dialogue`.

    Args:
        server: to be asked.
        pictures: the pages, shown with the first question.
    """

    def __init__(self, server: Server, pictures: Sequence[Picture]) -> None:
        self._server = server
        self._pictures = tuple(pictures)
        self._before: tuple[Asked | str, ...] = ()

    def ask(self, question: str, *, show: Callable[[str], None] | None = None) -> Said:
        """Put the next question.

        Args:
            question: text; nothing in it is taken for a special token.
            show: told of the answer piece by piece, as it comes.

        Raises:
            EngineError: the server cannot answer, as when it has no room for so many pages.
            ModelError: it does not know the model.
            ConfigError: there is no server, or it refuses the key.
        """
        new = () if self._before else self._pictures
        asked = Asked(document_prompt(question), new, self._before)
        heard = self._server.ask(asked) if show is None else self._server.stream(asked, show)
        heard, cut = ended(heard)
        self._before = (*self._before, asked, heard.text.strip())
        usage = Usage(
            pages=len(self._pictures),
            tiles=sum(one.grid.tiles_with_thumbnail for one in new),
            input_tokens=heard.input_tokens,
            output_tokens=heard.output_tokens,
        )
        unsure = [] if heard.logprobs else [UNSURE]
        return said(heard.text, heard.confidence, [*cut, *remarks(heard.refused), *unsure], usage)
