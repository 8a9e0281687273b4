from __future__ import annotations

import pytest

from ragqa.errors import ModelError
from ragqa.hub.matching import RemoteFile, choose, has_spelling, local_names, with_digest


def files(*names: str) -> list[RemoteFile]:
    return [RemoteFile(name, 10) for name in names]


HFL = files(
    *("README.md", ".gitattributes", "ggml-model-q4_k.gguf", "ggml-model-q4_0.gguf"),
    *("ggml-model-q3_k.gguf", "ggml-model-iq3_xxs.gguf", "ggml-model-iq2_xs.gguf"),
    *("ggml-model-iq2_xxs.gguf", "ggml-model-f16-00002-of-00002.gguf"),
    "ggml-model-f16-00001-of-00002.gguf",
)


@pytest.mark.parametrize(
    ("quant", "names"),
    [
        ("Q4_K", ["ggml-model-q4_k.gguf"]),
        ("Q4_0", ["ggml-model-q4_0.gguf"]),
        ("IQ2_XS", ["ggml-model-iq2_xs.gguf"]),
        ("F16", ["ggml-model-f16-00001-of-00002.gguf", "ggml-model-f16-00002-of-00002.gguf"]),
        ("ggml-model-q3_k.gguf", ["ggml-model-q3_k.gguf"]),
    ],
)
def test_the_quantization_is_found_in_the_names(quant: str, names: list[str]) -> None:
    choice = choose(HFL, quant, "hfl/x")
    assert [file.name for file in choice.files] == names
    assert (choice.cut, choice.size) == (False, 10 * len(names))


@pytest.mark.parametrize(
    ("name", "spelling", "there"),
    [
        ("m-Q4_K_M.gguf", "Q4_K", False),
        ("m-Q4_K_M.gguf", "Q4_K_M", True),
        ("m.iq2_xxs.gguf", "IQ2_XS", False),
        ("m-iq4_nl.gguf", "IQ4_NL", True),
        ("m-q4-k.gguf", "Q4_K", True),
        ("mxq4_k.gguf", "Q4_K", False),
        ("m-bf16.gguf", "F16", False),
    ],
)
def test_a_quantization_is_a_whole_word(name: str, spelling: str, there: bool) -> None:
    assert has_spelling(name, spelling) is there


def test_q4_k_is_q4_k_m_where_that_is_all_there_is() -> None:
    assert (
        choose(files("m-Q4_K_M.gguf", "m-Q4_K_S.gguf"), "Q4_K", "r").files[0].name
        == "m-Q4_K_M.gguf"
    )


@pytest.mark.parametrize(
    "names",
    [
        ["m-q8_0.gguf.part-a", "m-q8_0.gguf.part-b", "m-q8_0.gguf.part-c"],
        ["m-q8_0.gguf-split-aa", "m-q8_0.gguf-split-ab"],
        ["m-q8_0.gguf.part1of3", "m-q8_0.gguf.part2of3", "m-q8_0.gguf.part3of3"],
        [f"m-q8_0.gguf.{n:03}" for n in range(12)],
    ],
)
def test_files_cut_anywhere_are_put_in_order(names: list[str]) -> None:
    choice = choose(files(*reversed(names)), "Q8_0", "r")
    assert [file.name for file in choice.files] == names
    assert choice.cut
    assert local_names(choice, "m", "Q8_0")[0] == "m-q8_0.gguf.part001"


@pytest.mark.parametrize(
    "names",
    [
        ["m-q8_0-00001-of-00003.gguf", "m-q8_0-00003-of-00003.gguf"],
        ["m-q8_0.gguf.a", "m-q8_0.gguf.c"],
    ],
)
def test_a_missing_part_is_told(names: list[str]) -> None:
    with pytest.raises(ModelError, match="of the parts of m-q8_0"):
        choose(files(*names), "Q8_0", "r")


def test_what_is_not_there_is_told_with_what_is() -> None:
    with pytest.raises(ModelError, match=r"has no file of Q5_0; it has .*ggml-model-q4_k\.gguf"):
        choose(HFL, "Q5_0", "hfl/x")
    with pytest.raises(ModelError, match="has no GGUF file"):
        choose(files("README.md", "lora-q4_k.gguf"), "Q4_K", "r")


def test_two_models_of_one_quantization_must_be_told_apart() -> None:
    with pytest.raises(ModelError, match=r"several models of Q4_0: a-q4_0.gguf, b-q4_0.gguf"):
        choose(files("a-q4_0.gguf", "b-q4_0.gguf"), "Q4_0", "o/r")


def test_local_names_are_those_llama_cpp_wants() -> None:
    assert local_names(choose(HFL, "Q4_K", "r"), "cm", "Q4_K") == ("cm-q4_k.gguf",)
    split = choose(HFL, "F16", "r")
    assert local_names(split, "cm", "F16")[1] == "cm-f16-00002-of-00002.gguf"
    assert local_names(choose(HFL, "Q4_K", "r"), "cm", "ggml-model-q4_k.gguf") == (
        "ggml-model-q4_k.gguf",
    )


def test_a_digest_is_of_one_file() -> None:
    assert with_digest(choose(HFL, "Q4_K", "r"), "AB").files[0].sha256 == "ab"
    with pytest.raises(ModelError, match="split into 2"):
        with_digest(choose(HFL, "F16", "r"), "ab")
