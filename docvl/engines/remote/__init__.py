"""A model behind a server that speaks the OpenAI protocol."""

from __future__ import annotations

from docvl.errors import MissingDependencyError

try:
    import openai as _openai  # noqa: F401
except ImportError as _error:
    raise MissingDependencyError(
        f"Servers are asked with the package {_error.name!r}.", hint="pip install 'docvl[openai]'"
    ) from None
