"""A server: asked again where that may help, and never trusted."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import BoundedSemaphore, Thread
from typing import Any
from urllib.parse import urlsplit
from weakref import finalize

import openai

from docvl.config import EngineOptions
from docvl.engines.remote.asked import REFUSABLE, Asked
from docvl.engines.remote.heard import Heard, NoCompletionError, heard, heard_in_pieces
from docvl.errors import ConfigError, DocvlError, EngineError, ModelError

RETRIES = 5
"""How often the client asks again: after 408, 409, 429, any 5xx, a broken connection or silence; after half a second,
then twice as long each time up to eight, or as long as ``Retry-After`` says, up to two minutes."""

BROKEN = 3
"""How often an answer may be no chat completion, as when a proxy speaks in place of the server."""

_QUOTED = 200  # characters of what a server says about an error
_LOOKED_AT = 2_000  # characters of it in which names are looked for

_log = logging.getLogger(__name__)


class Server:
    """Asks one model of one server; may be used by several threads at once.

    Args:
        options: with ``server`` and ``model``.

    Raises:
        ConfigError: one of them is not given, or the key cannot be read.
    """

    def __init__(self, options: EngineOptions) -> None:
        if options.server is None:
            raise ConfigError("The engine 'openai' needs a server.", hint="Give its URL: --server URL.")
        if options.model is None:
            hint = f"Give its name: --model NAME. {options.server}/models should list them."
            raise ConfigError("The engine 'openai' needs a model.", hint=hint)
        self._options = options
        self._where = urlsplit(options.server).netloc
        self._key = _key(options)
        self._refused: frozenset[str] = frozenset()
        self._reached = False
        self._slots = BoundedSemaphore(options.in_flight)
        # Servers of one's own take any key; the client wants one.
        self._client = openai.OpenAI(
            base_url=options.server, api_key=self._key or "none", timeout=options.request_timeout, max_retries=RETRIES
        )
        finalize(self, self._client.close)
        self._broken = f"What {self._where} answers is no chat completion."

    def ask(self, asked: Asked) -> Heard:
        """Put a question.

        Raises:
            EngineError: the server cannot answer this question, or cannot answer at all.
            ModelError: it does not know the model.
            ConfigError: there is no server, or it refuses the key.
        """
        with self._errors(), self._slots:
            for _ in range(BROKEN):
                try:
                    return self._ask(asked)
                except NoCompletionError:
                    _log.debug("no chat completion")
            raise EngineError(self._broken)

    def start(self, asked: Asked) -> Future[Heard]:
        """Put a question in a thread that nobody waits for when the program is interrupted; errors as for :meth:`ask`.

        No more than ``in_flight`` questions are put at the same time; the others wait for their turn.
        """
        answer: Future[Heard] = Future()

        def run() -> None:
            try:
                answer.set_result(self.ask(asked))
            except BaseException as error:  # as of a pool: the one who waits gets it
                answer.set_exception(error)

        Thread(target=run, daemon=True).start()
        return answer

    def stream(self, asked: Asked, show: Callable[[str], None]) -> Heard:
        """Put a question, and show the answer while it comes; arguments and errors as for :meth:`ask`."""
        with self._errors(), self._slots:
            try:
                return self._accepted(lambda sent: self._streamed(asked, sent, show))
            except NoCompletionError:
                raise EngineError(self._broken) from None

    def _ask(self, asked: Asked) -> Heard:
        def ask(sent: frozenset[str]) -> Heard:
            body = asked.body(self._options, sent)
            response = self._client.chat.completions.with_raw_response.create(**body)
            self._reached = True
            return heard(response.content, frozenset(REFUSABLE) - sent)

        return self._accepted(ask)

    def _streamed(self, asked: Asked, sent: frozenset[str], show: Callable[[str], None]) -> Heard:
        body = asked.body(self._options, sent)
        with self._client.chat.completions.create(**body, stream=True) as chunks:
            self._reached = True
            answer = heard_in_pieces(chunks, frozenset(REFUSABLE) - sent, show)
        if answer.reason is None:
            raise EngineError(f"{self._where} broke off in the middle of its answer.")
        return answer

    def _accepted(self, ask: Callable[[frozenset[str]], Heard]) -> Heard:
        """Leave out what the server refuses by name, for good."""
        while True:
            sent = frozenset(REFUSABLE) - self._refused
            try:
                return ask(sent)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                text = f"{error.message} {error.body}"[:_LOOKED_AT]
                named = {name for name in sent if any(word in text for word in REFUSABLE[name])}
                if not named:
                    raise
                self._refused |= named

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """The client's errors as ours."""
        try:
            yield
        except openai.AuthenticationError:
            hint = "Set OPENAI_API_KEY, or name a file with the key: --api-key-file FILE."
            raise ConfigError(f"{self._where} refuses the key.", hint=hint) from None
        except openai.NotFoundError as error:
            hint = f"{self._options.server}/models should list what it has."
            message = f"{self._where} does not find the model {self._options.model!r}: {self._quoted(error)}"
            raise ModelError(message, hint=hint) from None
        except openai.APIStatusError as error:
            raise EngineError(f"{self._where} answers {error.status_code}: {self._quoted(error)}") from None
        except openai.APITimeoutError:
            message = f"{self._where} was silent for {self._options.request_timeout:g} seconds."
            hint = "Raise --request-timeout, or lower --in-flight or --workers."
            raise EngineError(message, hint=hint) from None
        except openai.APIConnectionError as error:
            if self._reached:
                raise EngineError(f"The connection to {self._where} broke.") from None
            raise ConfigError(
                f"No server answers at {self._where}: {type(error.__cause__).__name__}.", hint="Look at --server."
            ) from None
        except openai.OpenAIError as error:
            raise EngineError(f"{self._where} failed while it answered: {type(error).__name__}.") from None

    def _quoted(self, error: openai.APIStatusError) -> str:
        """What the server says, in one line, without the key and without what it was sent, which it may repeat."""
        body: Any = error.body
        said = body.get("message", body.get("detail", "")) if isinstance(body, dict) else body or ""
        text = re.sub(r"data:\S+", "data:…", " ".join(str(said).split()))
        text = text.replace(self._key, "…") if self._key else text
        return text[:_QUOTED] or "it does not say why."


def failed(error: DocvlError) -> Future[Heard]:
    """In place of an answer, where there was nothing to ask."""
    answer: Future[Heard] = Future()
    answer.set_exception(error)
    return answer


def _key(options: EngineOptions) -> str:
    """The key; empty when there is none.

    Raises:
        ConfigError: the file cannot be read, or holds something else.
    """
    path = options.api_key_file
    try:
        key = os.environ.get("OPENAI_API_KEY", "") if path is None else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The key in {path} cannot be read: {type(error).__name__}.") from None
    key = key.strip()
    if not re.fullmatch(r"[!-~]*", key):
        where = "OPENAI_API_KEY" if path is None else str(path)
        raise ConfigError(f"What stands in {where} is no key.", hint="It is one line of ASCII without spaces.")
    return key
