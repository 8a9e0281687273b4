from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.sandbox import ImmutableSandboxedEnvironment
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from ragqa.errors import ModelError
from ragqa.generation.llama.engine import Engine
from ragqa.generation.llama.vocabulary import Vocabulary
from ragqa.generation.prompting.formats import (
    Format,
    MistralFormat,
    PlainFormat,
    TemplateFormat,
    choose,
    with_bos,
)
from tests import tiny_chat
from tests.chat_templates import FAMILIES, WITHOUT_SYSTEM
from tests.chat_words import SPM, WORDS
from tests.tiny_chat import Words

TODAY = date(2026, 1, 2)
# Nothing that looks like a mark of any family; what trips tokenizers at boundaries is there.
BENIGN = st.text(
    "你好年假为龘𠮷。，aZ09.,!?'\"()-\n\t\r\u3000 éö—🙂▁", min_size=1, max_size=30
).filter(lambda text: bool(text.replace("▁", " ").strip()))
MARKS = sorted({mark for words in WORDS.values() for mark in (*words.control, *words.defined)})
HOSTILE = st.lists(
    st.sampled_from(
        [*MARKS, "USER:", "assistant:", "### Response:", "[INST]", " ", "\n", "<", "x"]
    ),
    min_size=1,
    max_size=6,
).map(lambda parts: "x" + "".join(parts) + "x")


@pytest.fixture(scope="module", params=sorted(FAMILIES))
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def words(family: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vocabulary]:
    path = tmp_path_factory.mktemp("families") / f"{family}.gguf"
    engine = loaded(tiny_chat.write(path, WORDS[family], template=FAMILIES[family], name=family))
    yield engine.vocabulary
    engine.close()


@pytest.fixture(scope="module")
def form(words: Vocabulary) -> Format:
    return chosen(words)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "m.gguf"


def loaded(path: Path) -> Engine:
    return Engine(path, context_size=512, gpu_layers=0, threads=1)


def chosen(words: Vocabulary, path: str = "m.gguf", name: str = "") -> Format:
    return choose(Path(path), words, template=words.template, name=name, today=TODAY)


def conversation(texts: Sequence[str], system: str = "") -> list[BaseMessage]:
    turns: list[BaseMessage] = [
        AIMessage(text) if n % 2 else HumanMessage(text) for n, text in enumerate(texts)
    ]
    return [SystemMessage(system), *turns] if system else turns


def reference(family: str, words: Vocabulary, texts: Sequence[str], system: str) -> list[int]:
    """The whole prompt as plain Jinja writes it, tokenized at once."""
    texts = [text.strip() for text in texts]
    if family in WITHOUT_SYSTEM and system.strip():
        texts[0] = f"{system.strip()}\n\n{texts[0]}"
        system = ""
    roles = ["assistant" if n % 2 else "user" for n in range(len(texts))]
    said = [*zip(roles, texts, strict=True)]
    if system:
        said.insert(0, ("system", system.strip()))
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    bos, eos = words.ends
    text = environment.from_string(FAMILIES[family]).render(
        messages=[{"role": role, "content": text} for role, text in said],
        bos_token=words.text(bos),
        eos_token=words.text(eos),
        add_generation_prompt=True,
        enable_thinking=False,
        tools=None,
    )
    ids = words.tokenize(text, special=True)
    return [bos, *ids] if words.adds_bos and ids[:1] != [bos] else ids


@given(
    texts=st.lists(BENIGN, min_size=1, max_size=5).filter(lambda texts: len(texts) % 2 == 1),
    system=st.one_of(st.just(""), BENIGN),
)
def test_ids_are_those_of_the_whole_prompt(
    family: str, words: Vocabulary, form: Format, texts: list[str], system: str
) -> None:
    assert isinstance(form, TemplateFormat)
    assert form.encode(conversation(texts, system)) == reference(family, words, texts, system)


@given(texts=st.lists(HOSTILE, min_size=3, max_size=3), system=HOSTILE)
def test_no_text_forges_a_mark(
    words: Vocabulary, form: Format, texts: list[str], system: str
) -> None:
    forged = form.encode(conversation(texts, system))
    honest = form.encode(conversation(["x"] * 3, "x"))

    assert marks(words, forged) == marks(words, honest)
    said, meant = (b"".join(map(words.piece, ids)).decode() for ids in (forged, honest))
    for stop in form.stops:
        assert said.lower().count(stop.lower()) == meant.lower().count(stop.lower())


def marks(words: Vocabulary, ids: Sequence[int]) -> Counter[int]:
    return Counter(token for token in ids if words.is_mark(token))


def test_the_marks_of_templates_without_special_tokens_end_an_answer(
    family: str, form: Format
) -> None:
    expected = {"vicuna": ("ASSISTANT:",), "alpaca": ("### Response:", "### Instruction:")}

    assert form.stops == expected.get(family, ())


def test_an_answer_ends_with_what_ends_a_turn(family: str, words: Vocabulary, form: Format) -> None:
    ends = {
        **dict.fromkeys(("chatml", "qwen3"), "<|im_end|>"),
        "llama-3": "<|eot_id|>",
        "gemma": "<end_of_turn>",
        "deepseek": "<｜end▁of▁sentence｜>",
        "phi-3": "<|end|>",
    }
    [end] = words.tokenize(ends.get(family, words.text(words.ends[1])), special=True)

    assert form.is_end(end)
    assert form.is_end(words.ends[1])
    assert not form.is_end(words.tokenize("x")[-1])


def test_a_turn_may_end_with_a_mark_that_only_the_template_knows(file: Path) -> None:
    template = (
        "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|fin|>{% endfor %}<|assistant|>"
    )
    control = ("<|endoftext|>", "<|user|>", "<|assistant|>", "<|system|>", "<|fin|>")
    engine = loaded(tiny_chat.write(file, Words(control=control), template=template))
    words = engine.vocabulary
    [end] = words.tokenize("<|fin|>", special=True)

    assert not words.is_end(end)
    assert chosen(words).is_end(end)
    engine.close()


def test_a_user_defined_token_is_found_in_any_text_but_not_in_one_of_others(file: Path) -> None:
    defined = ("<|sep|>", "@@end@@", "plain", "  ")
    template = "{% for m in messages %}{{ m.content }}<|sep|>{% endfor %}"
    engine = loaded(tiny_chat.write(file, Words(defined=defined), template=template))
    known = engine.vocabulary
    separator, end = (known.tokenize(mark)[0] for mark in defined[:2])
    ids = chosen(known).encode([HumanMessage("a @@end@@ plain  @@@end@@@ <|sep|>")])

    assert known.text_marks == {separator, end}
    assert end not in ids
    assert ids.count(separator) == 1
    assert known.tokenize("plain")[0] in ids
    said = b"".join(map(known.piece, ids)).decode()
    assert said == "a @ @end@@ plain  @@ @end@@@ < |sep|><|sep|>"
    engine.close()


@pytest.mark.parametrize("writes", [0, 1, 2, 999])
@pytest.mark.parametrize("adds", [False, True])
def test_there_is_never_more_than_one_bos(file: Path, writes: int, adds: bool) -> None:
    words = Words("spm", ("<s>", "</s>"), bos=True, adds_bos=adds)
    template = "{{ bos_token }}" * writes + "{% for m in messages %}|{{ m.content }}{% endfor %}"
    engine = loaded(tiny_chat.write(file, words, template=template))
    ids = chosen(engine.vocabulary).encode([HumanMessage("<s> hi")])

    assert ids.count(1) == (1 if writes or adds else 0)
    assert ids[0] == 1 or not (writes or adds)
    engine.close()


def test_a_vocabulary_may_have_no_bos(words: Vocabulary, family: str) -> None:
    if family in ("chatml", "qwen3", "alpaca"):
        assert words.ends[0] == -1
        assert with_bos(words, [5, 6]) == [5, 6]
    else:
        assert with_bos(words, [5, 6]) == [words.ends[0], 5, 6]


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [SystemMessage("only rules")],
        [AIMessage("hello"), HumanMessage("hi")],
        [HumanMessage("hi"), AIMessage("hello")],
        [HumanMessage("hi"), ToolMessage("42", tool_call_id="1"), HumanMessage("hi")],
        [HumanMessage([{"type": "image_url", "image_url": {"url": "x"}}])],
    ],
)
def test_a_conversation_that_asks_nothing_is_refused(
    form: Format, messages: list[BaseMessage]
) -> None:
    with pytest.raises(ModelError) as caught:
        form.encode(messages)
    assert caught.value.zh != caught.value.en


@pytest.mark.parametrize(
    ("template", "path", "name", "kind"),
    [
        ("", "m.gguf", "", MistralFormat),
        ("{{ '[INST] ' + messages[0]['content'] + ' [/INST]' }}", "m.gguf", "", MistralFormat),
        (FAMILIES["zephyr"], "m.gguf", "", TemplateFormat),
        ("", "chinese-mixtral-gguf/ggml-model-q4_k.gguf", "", PlainFormat),
        ("", "m.gguf", "Chinese Mixtral", PlainFormat),
        ("", "chinese-mixtral-instruct-gguf/m.gguf", "", MistralFormat),
        ("", "m.gguf", "Chinese-Mixtral-Instruct", MistralFormat),
    ],
)
def test_mixtrals_tokenizer_tells_its_format_unless_a_template_or_a_name_says_other(
    file: Path, template: str, path: str, name: str, kind: type[Format]
) -> None:
    engine = loaded(tiny_chat.write(file, SPM, template=template))

    assert type(chosen(engine.vocabulary, path, name)) is kind
    engine.close()


def test_a_model_without_a_template_continues_the_questions(file: Path) -> None:
    engine = loaded(tiny_chat.write(file, Words()))
    form = chosen(engine.vocabulary)
    ids = form.encode(conversation(["年假多长？", "十五天。", "Who?"], "Be brief."))

    assert isinstance(form, PlainFormat)
    assert b"".join(map(engine.vocabulary.piece, ids)).decode() == (
        "Be brief.\n\n年假多长？\n回答： 十五天。\n\nWho?\nAnswer:"
    )
    engine.close()


def test_ids_of_mixtral_are_the_same_whoever_wrote_the_file(tiny_gguf: Path, file: Path) -> None:
    engine = loaded(tiny_gguf)
    other = loaded(tiny_chat.write(file, SPM))
    messages = conversation(["你好", "B", "[INST] x"])

    assert chosen(engine.vocabulary).encode(messages) == chosen(other.vocabulary).encode(messages)
    engine.close()
    other.close()
