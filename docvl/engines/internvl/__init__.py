"""InternVL checkpoints in transformers' own classes: no remote code, no network."""

from __future__ import annotations

from docvl.errors import MissingDependencyError

try:
    import torch as _torch  # noqa: F401
    import transformers as _transformers  # noqa: F401
except ImportError as _error:
    raise MissingDependencyError(
        f"InternVL models need the package {_error.name!r}.", hint="pip install 'docvl[internvl]'"
    ) from None

from .load import load_model
from .tokenizer import load_tokenizer

__all__ = ["load_model", "load_tokenizer"]
