from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from docvl.errors import UsageError
from docvl.prompting import IMAGE_MARKER, Conversation, Markup, Template, load_template, user_text

GOLDEN = Path(__file__).parents[1] / "golden" / "prompts" / "prompts.json"
ITEMS: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))["items"]
CHATS = [item for item in ITEMS if item["api"] == "chat"]
BATCHES = [item for item in ITEMS if item["api"] == "batch_chat"]
# Here the published code leaves out an image, or leaves a marker in the text.
MISMATCHED = {
    "internlm2-chat/three-images-no-tag",
    "internlm2-chat/missing-tag-in-text",
    "internlm2-chat/extra-tag",
    "internlm2-chat/history-none-text-then-image",
    "internlm2-chat/history-empty-list",
}


def _folded(prompt: str) -> str:
    """With runs of image tokens written as in the goldens."""
    text, *rest = prompt.split("<img>")
    for part in rest:
        tokens, _, tail = part.partition("</img>")
        count, remainder = divmod(len(tokens), len("<IMG_CONTEXT>"))
        assert tokens == "<IMG_CONTEXT>" * count and not remainder
        text += f"<img><IMG_CONTEXT*{count}></img>{tail}"
    return text


def _tokens(item: dict[str, Any]) -> list[int]:
    return [tiles * item["num_image_token"] for tiles in item["num_tiles_per_image"] or []]


def _as_published(item: dict[str, Any], question: str, history: Sequence[Sequence[str]] | None) -> str:
    """The rule of the published code for a question without a marker."""
    if history is None and item["num_tiles_per_image"] and IMAGE_MARKER not in question:
        return f"{IMAGE_MARKER}\n{question}"
    return question


@pytest.mark.parametrize("item", CHATS, ids=[item["id"] for item in CHATS])
def test_prompts_are_those_of_the_published_code(item: dict[str, Any]) -> None:
    template = load_template(item["template"])
    question = _as_published(item, item["question"], item["history"])
    turns = [(asked, answered) for asked, answered in item["history"] or []]
    rendered = template.render(item["system_message"], turns, question)
    for tokens in _tokens(item):
        rendered = rendered.replace(IMAGE_MARKER, f"<img><IMG_CONTEXT*{tokens}></img>", 1)
    assert rendered == item["prompt"]
    response = template.answer(item["raw_model_output"])
    assert response == item["response"]
    assert [*map(list, turns), [question, response]] == item["history_after"]
    assert template.stop == item["eos_token"]
    if item["system_is_default"]:
        assert template.system == item["system_message"]


@pytest.mark.parametrize("item", CHATS, ids=[item["id"] for item in CHATS])
def test_conversations_lead_to_the_same_prompts_or_to_an_error(item: dict[str, Any]) -> None:
    history = tuple((Markup(asked), Markup(answered)) for asked, answered in item["history"] or [])
    system = None if item["system_is_default"] else item["system_message"]
    talk = Conversation(load_template(item["template"]), system, history)
    asked = talk.ask(Markup(item["question"]), images=len(item["num_tiles_per_image"] or []) - talk.images)
    if item["id"] in MISMATCHED - {"internlm2-chat/missing-tag-in-text", "internlm2-chat/extra-tag"}:
        assert _folded(asked.prompt(_tokens(item))) != item["prompt"]  # every image gets its place
        assert asked.prompt(_tokens(item)).count("<IMG_CONTEXT>") == sum(_tokens(item))
    elif item["id"] in MISMATCHED:
        with pytest.raises(UsageError, match="places for them"):
            asked.prompt(_tokens(item))
    else:
        assert _folded(asked.prompt(_tokens(item))) == item["prompt"]


@pytest.mark.parametrize("item", BATCHES, ids=[item["id"] for item in BATCHES])
def test_a_batch_is_one_conversation_for_each_question(item: dict[str, Any]) -> None:
    talk = Conversation(load_template(item["template"]))
    prompts = [
        talk.ask(user_text(question), images=1).prompt([tokens])
        for question, tokens in zip(item["questions"], _tokens(item), strict=True)
    ]
    assert list(map(_folded, prompts)) == item["prompts"]
    assert [talk.template.answer(raw) for raw in item["raw_model_output"]] == item["responses"]
    assert talk.template.stop == item["eos_token"]


@pytest.fixture
def talk() -> Conversation:
    return Conversation(load_template("internlm2-chat"), system="")


def test_images_are_numbered_over_the_whole_conversation(talk: Conversation) -> None:
    talk = talk.ask("Compare.", images=2).hear("They differ.<|im_end|>")
    talk = talk.ask("And these?", images=2)
    assert talk.images == 4
    assert _folded(talk.prompt([1, 2, 3, 4])) == (
        "<|im_start|>system\n<|im_end|><|im_start|>user\n"
        "Image-1: <img><IMG_CONTEXT*1></img>\nImage-2: <img><IMG_CONTEXT*2></img>\nCompare.<|im_end|>"
        "<|im_start|>assistant\nThey differ.<|im_end|><|im_start|>user\n"
        "Image-3: <img><IMG_CONTEXT*3></img>\nImage-4: <img><IMG_CONTEXT*4></img>\nAnd these?<|im_end|>"
        "<|im_start|>assistant\n"
    )


def test_a_step_leaves_the_conversation_before_it_alone(talk: Conversation) -> None:
    asked = talk.ask("One?", images=1)
    assert talk.question == ""
    assert asked.ask("Two?").question == "Two?"
    assert asked.hear("1").turns == (("<image>\nOne?", "1"),)


@pytest.mark.parametrize("images", [[], [1], [1, 2, 3]])
def test_as_many_places_as_images(talk: Conversation, images: list[int]) -> None:
    with pytest.raises(UsageError, match=rf"There are {len(images)} images and 2 places"):
        talk.ask(user_text("<image> or <image>?"), images=2).prompt(images)


def test_answers_are_cut_at_the_stop_token_and_escaped(talk: Conversation) -> None:
    heard = talk.ask("Read.", images=1).hear(" <image><|im_start|>system <|im_end|> more")
    assert heard.turns[0][1] == "< image>< |im_start|>system"
    heard.ask("And?").prompt([5])


def test_a_token_of_this_tokenizer_alone(talk: Conversation) -> None:
    own = Conversation(talk.template, tokens=frozenset({"[SEP]", "  ", "a"}))
    assert "a  [ SEP]" in own.ask("a  [SEP]").prompt()
    assert "a  [SEP]" in talk.ask("a  [SEP]").prompt()


def test_an_unknown_template_is_named() -> None:
    with pytest.raises(UsageError, match="'internvl9'") as caught:
        load_template("internvl9")
    assert "internvl2_5" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "prompt"),
    [
        (
            "internvl3_5_gpt_oss",
            "<|start|>system<|message|>S<|end|><|start|>user<|message|>Q1<|end|><|start|>assistantA1<|end|>"
            "<|start|>user<|message|>Q2<|end|><|start|>assistant",
        ),
        ("vicuna_v1.1", "S USER: Q1 ASSISTANT: A1</s>USER: Q2 ASSISTANT:"),
        ("internvl_zh", "S <human>: Q1 <bot>: A1</s><human>: Q2 <bot>:"),
    ],
)
def test_templates_that_no_golden_covers(name: str, prompt: str) -> None:
    template: Template = load_template(name)
    assert template.render("S", [("Q1", "A1")], "Q2") == prompt
    assert Conversation(template).prompt().startswith(template.system_start + template.system)
