"""A compiler of schemas for a small vocabulary."""

from __future__ import annotations

import pytest

from docvl.decoding.steering import Grammars
from tests.engines.internvl.tiny import VOCABULARY, make_tokenizer

STOP = 2


@pytest.fixture(scope="session")
def grammars() -> Grammars:
    return Grammars(make_tokenizer(), VOCABULARY, [STOP])
