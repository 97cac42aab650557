"""The conversation templates of the InternVL family."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from docvl.errors import UsageError


@dataclass(frozen=True, slots=True)
class Template:
    """How a model was trained to see a conversation; ``templates.toml`` says how the parts are put together.

    Attributes:
        name: as under ``template`` in the configuration of a checkpoint.
        system: the message that the published scores were measured with.
        stop: the token that ends an answer.
    """

    name: str
    system_start: str
    system: str
    system_end: str
    user: str
    user_end: str
    assistant: str
    assistant_end: str
    stop: str
    gap: str = ""

    def render(self, system: str, turns: Sequence[tuple[str, str]], question: str) -> str:
        """The prompt, up to where the model goes on.

        Args:
            system: system message, may be empty.
            turns: questions with their answers.
            question: what the model is to answer.
        """
        text = self.system_start + system + self.system_end
        for asked, answered in turns:
            text += self._message(self.user, asked, self.user_end)
            text += self._message(self.assistant, answered, self.assistant_end)
        return text + self._message(self.user, question, self.user_end) + self.assistant

    def answer(self, raw: str) -> str:
        """What the model said: the text before the first stop token, without the white space around it."""
        return raw.partition(self.stop)[0].strip()

    def _message(self, role: str, message: str, end: str) -> str:
        return role + self.gap + message + end if message else role


def load_template(name: str) -> Template:
    """The template of a checkpoint.

    Raises:
        UsageError: there is none of this name.
    """
    known = _templates()
    if name not in known:
        raise UsageError(f"Unknown conversation template {name!r}.", hint=f"Known templates: {', '.join(known)}.")
    return known[name]


@cache
def _templates() -> dict[str, Template]:
    text = (files("docvl.prompting") / "templates.toml").read_text(encoding="utf-8")
    return {name: Template(name, **parts) for name, parts in tomllib.loads(text).items()}
