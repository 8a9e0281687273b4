from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ragqa.errors import ModelError
from ragqa.generation.prompting.outlines import Roles
from ragqa.generation.prompting.templates import ChatTemplate
from tests.chat_templates import CHATML, FAMILIES, MISTRAL_V3, QWEN3, WITHOUT_SYSTEM

NAMES = {"bos_token": "<s>", "eos_token": "</s>"}


def template(source: str) -> ChatTemplate:
    return ChatTemplate(Path("m.gguf"), source, names=NAMES, today=date(2026, 1, 2))


def plainly(source: str, messages: list[dict[str, str]]) -> str:
    """As everybody renders templates: the reference."""
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source).render(
        **NAMES, messages=messages, add_generation_prompt=True, tools=None, enable_thinking=False
    )


def filled(outlined: ChatTemplate, roles: Roles, texts: list[str]) -> str:
    outline = outlined.outline(roles)
    said = [texts[at] for at in outline.order]
    return outline.pieces[0] + "".join(
        text + piece for text, piece in zip(said, outline.pieces[1:], strict=True)
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_an_outline_with_its_texts_is_what_plain_jinja_writes(family: str) -> None:
    source = FAMILIES[family]
    outlined = template(source)
    assert outlined.takes_system == (family not in WITHOUT_SYSTEM)
    alternating: Roles = ("user", "assistant") * 11
    conversations: list[Roles] = [
        ("user",),
        ("user", "assistant", "user"),
        (*alternating, "user"),  # longer than what is known beforehand
    ]
    if outlined.takes_system:
        conversations += [("system", *roles) for roles in conversations]
    for roles in conversations:
        texts = [f"{role} 说 {n}: what?\n\n“好” {{ x }}" for n, role in enumerate(roles)]
        messages = [{"role": r, "content": t} for r, t in zip(roles, texts, strict=True)]

        assert filled(outlined, roles, texts) == plainly(source, messages)


def test_it_is_known_whether_prompts_differ_from_day_to_day() -> None:
    assert template("{{ strftime_now('%d %b') }}" + CHATML).dated
    with_system = (
        "{% if messages[0].role == 'system' %}{{ strftime_now('%Y-%m-%d') }}{% endif %}" + CHATML
    )
    assert template(with_system).dated
    # Asked for a date only where there is no other way: this one has its own.
    assert not template(FAMILIES["llama-3"]).dated
    assert not template("{# strftime_now #}" + CHATML).dated


def test_texts_may_stand_in_another_order_than_they_were_said() -> None:
    outline = template(MISTRAL_V3).outline(("system", "user", "assistant", "user"))

    assert outline.order == (1, 2, 0, 3)


def test_a_model_that_could_think_is_told_not_to() -> None:
    assert template(QWEN3).outline(("user",)).pieces[-1].endswith("<think>\n\n</think>\n\n")


def test_a_thought_that_a_template_opens_is_closed() -> None:
    opens = "{% for m in messages %}{{ m.role }}: {{ m.content }};{% endfor %}<|A|><think>\n"

    assert template(opens).outline(("user",)).pieces == ("user: ", ";<|A|><think>\n\n</think>\n\n")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("hello", "it changes, drops or repeats what is said"),
        ("{% for m in messages %}{{ m.content | upper }}{% endfor %}", "it changes"),
        ("{% for m in messages %}{{ m.content * 2 }}{% endfor %}", "it changes"),
        ("{{ messages[-1].content }}", "it changes"),
        ("{{ raise_exception('not today') }}", "it says 'not today'"),
        ("{% for %}", "it says 'Expected an expression"),
    ],
)
def test_a_template_that_holds_no_conversation_is_refused(source: str, reason: str) -> None:
    with pytest.raises(ModelError, match=r"The chat template of m\.gguf cannot be used") as caught:
        template(source)
    assert reason in caught.value.en
    assert "无法使用 m.gguf 的对话模板" in caught.value.zh


def test_a_system_text_that_would_be_lost_is_not_given_to_the_template() -> None:
    loses = "{% for m in messages if m.role != 'system' %}{{ m.content }};{% endfor %}"

    assert not template(loses).takes_system
