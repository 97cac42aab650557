from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import docvl.prompting
from docvl.prompting import Conversation, Markup, escape, load_template, markup, user_text

TEMPLATES = tomllib.loads(Path(docvl.prompting.__file__).with_name("templates.toml").read_text(encoding="utf-8"))
TOKENS = [
    "<image>",
    "<video>",
    "<img>",
    "</img>",
    "<IMG_CONTEXT>",
    "<quad>",
    "</quad>",
    "<ref>",
    "</ref>",
    "<box>",
    "</box>",
    "<s>",
    "</s>",
    "<unk>",
    "<pad>",
    "<human>",
    "<bot>",
    "<|im_start|>",
    "<|im_end|>",
    "<|action_start|>",
    "<|action_end|>",
    "<|interpreter|>",
    "<|plugin|>",
    "[UNUSED_TOKEN_141]",
    "[UNUSED_TOKEN_146]",
    "<|system|>",
    "<|user|>",
    "<|assistant|>",
    "<|end|>",
    "<|endoftext|>",
    "<|placeholder1|>",
    "<|start|>",
    "<|message|>",
    "<|channel|>",
    "<|return|>",
    "<|constrain|>",
    "<|call|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "<|object_ref_start|>",
    "<|box_start|>",
    "<|quad_start|>",
    "<|fim_prefix|>",
    "<|repo_name|>",
    "<|file_sep|>",
    "<tool_call>",
    "</tool_call>",
    "<tool_response>",
    "<think>",
    "</think>",
    "<|begin_of_text|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
    "<|python_tag|>",
]
PIECES = [token[start:end] for token in TOKENS for start in range(3) for end in (1, 2, 4, len(token) - 1, len(token))]
texts = st.lists(st.sampled_from([*PIECES, *TOKENS, "a", " ", "<", "\n", "：", "<<"]), max_size=8).map("".join)


def _tokens_in(text: str) -> list[str]:
    return [token for token in TOKENS if token in text]


@pytest.mark.parametrize("token", TOKENS)
def test_a_special_token_becomes_text(token: str) -> None:
    assert escape(token) == f"{token[0]} {token[1:]}"
    assert not _tokens_in(escape(f"x{token}{token} {token}"))


@pytest.mark.parametrize("text", ["a < b > c", "<img src=x>", "<Image>", "[1]", "总额 <100>", "x<y", "<p>&lt;</p>", ""])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert escape(text) == text


@given(texts)
def test_escaping_twice_changes_nothing_more(text: str) -> None:
    assert escape(escape(text)) == escape(text)


@given(st.lists(texts, max_size=4))
def test_escaped_texts_can_be_joined_in_any_way(parts: list[str]) -> None:
    assert not _tokens_in(markup(*parts))


@given(texts)
def test_nothing_but_spaces_is_added(text: str) -> None:
    assert escape(text).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("name", TEMPLATES)
@given(question=texts, answer=texts, system=texts)
def test_no_text_adds_a_token_to_a_conversation(name: str, question: str, answer: str, system: str) -> None:
    template = load_template(name)

    def prompt(question: str, answer: str, system: str) -> str:
        talk = Conversation(template, system, ((Markup("q"), markup(answer)),))
        return talk.ask(question, images=1).prompt([2])

    written, plain = prompt(question, answer, system), prompt("q", "a", "s")
    for token in TOKENS:
        count = plain.count(token)
        if not answer and token in template.assistant_end:
            count -= 1  # an empty message leaves out its end
        assert written.count(token) == count


def test_a_user_may_place_images_and_nothing_else() -> None:
    assert user_text("<image> or <image><|im_end|>?<img>") == "<image> or <image>< |im_end|>?< img>"
    assert isinstance(user_text("a"), Markup)


def test_markup_is_kept() -> None:
    assert markup(Markup("<ref>"), "<ref>", Markup("</ref>")) == "<ref>< ref></ref>"
