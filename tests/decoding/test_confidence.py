from __future__ import annotations

import math

import pytest

from docvl.decoding import Certainty, certainties

TEXT = '{"名":"Zürich","n":12}'
TOKENS = ['{"', "名", '":"', "Z", "ü", "rich", '","', "n", '":1', "2", "}"]
LOGPROBS = [-0.1, -0.2, -0.3, -1.0, -2.0, -3.0, -0.7, -0.8, -4.0, -6.0, 0.0]


def test_tokens_of_a_value() -> None:
    spans = {"/名": (6, 12), "/n": (18, 20)}
    pieces = [token.encode() for token in TOKENS]
    found = certainties(spans, TEXT, pieces, LOGPROBS)
    assert found == {"/名": Certainty(-2.0, -3.0), "/n": Certainty(-5.0, -6.0)}
    assert found["/n"].confidence == pytest.approx(math.exp(-5), abs=1e-4)


def test_a_character_in_two_tokens() -> None:
    first, second = "ü".encode()[:1], "ü".encode()[1:]
    found = certainties({"/a": (1, 2)}, 'xü"', [b"x", first, second, b'"'], [-9.0, -1.0, -2.0, -9.0])
    assert found == {"/a": Certainty(-1.5, -2.0)}


def test_tokens_beyond_the_text_do_not_count() -> None:
    assert certainties({"/a": (0, 1)}, "x", [b"x", b"yz"], [-1.0, -5.0]) == {"/a": Certainty(-1.0, -1.0)}


def test_confidence_is_a_probability() -> None:
    assert Certainty(0.0, 0.0).confidence == 1.0
    assert Certainty(1e-9, 0.0).confidence == 1.0
    assert Certainty(-200.0, -300.0).confidence == 0.0
