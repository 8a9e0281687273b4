from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ragqa.errors import ModelError
from ragqa.generation.gguf.models import check_gguf, read_gguf
from tests import tiny_memories
from tests.ragqa.generation.gguf.files import (
    ARRAY,
    SCORES,
    STRING,
    TOKENS,
    UINT32,
    gguf,
    text,
)
from tests.tiny_memories import Kind


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        path = tmp_path / "model.gguf"
        path.write_bytes(data)
        return path

    return write


def test_a_real_file_is_read(tiny_gguf: Path) -> None:
    header = check_gguf(tiny_gguf)

    assert (header.architecture, header.name) == ("llama", "tiny-random-mixtral")
    assert (header.expert_count, header.context_length, header.block_count) == (8, 32768, 1)
    assert (header.version, header.tensor_count) == (3, 13)
    assert header.size_bytes == tiny_gguf.stat().st_size


def test_a_vocabulary_that_names_a_token_twice_is_refused(
    written: Callable[[bytes], Path],
) -> None:
    # llama.cpp ends the process over it.
    twice = TOKENS.replace(text("b"), text("a"))
    with pytest.raises(ModelError, match="is damaged: its header states the token 'a' twice"):
        read_gguf(written(gguf(extra=twice + SCORES)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nowhere\.gguf does not exist; set model"):
        check_gguf(tmp_path / "nowhere.gguf")


def test_a_folder_is_told_from_a_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is a folder"):
        check_gguf(tmp_path)


def test_a_file_that_may_not_be_read_is_reported(
    written: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(gguf())

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)  # the tests may run as root, who may read all
    with pytest.raises(ModelError, match="cannot be read: Permission denied"):
        check_gguf(path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"GG", "not a GGUF file"),
        (b"<!DOCTYPE html><html>", "but a web page"),
        (b"\n  <html>", "but a web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", "but a Git LFS pointer"),
        (b"PK\x03\x04 archive/data.pkl", "but a PyTorch file or another zip"),
        (b"\x80\x02\x8a\nl\xfc", "but a PyTorch file"),
        (struct.pack("<Q", 9) + b'{"a":[]}  ', "but a safetensors file"),
        (b"tjgg" + bytes(60), "old GGML format"),
        (b"%PDF-1.7", "but something else"),
        (b"GGUF", "is cut off"),
        (gguf(version=1), "version 1"),
        (gguf(version=3 << 24), "big-endian"),
        (gguf(tensors=0), "states 0 tensors"),
        (gguf(tensors=1 << 60), "states 1152921504606846976 tensors"),
        (gguf(metadata=1 << 60), "states 1152921504606846976 entries"),
        (gguf(metadata=0), "states 0 entries"),
        (gguf(metadata=9999), "damaged|cut off"),
        (gguf(general__architecture="qwen2"), r"no usable qwen2\.block_count"),
        (gguf(general__architecture="bert"), "architecture 'bert', which does not write text"),
        (gguf(llama__pooling_type=3), "makes vectors of texts"),
        (gguf(general__architecture=None), "architecture none"),
        (gguf(llama__block_count=None), r"no usable llama\.block_count"),
        (gguf(llama__block_count="many"), r"no usable llama\.block_count"),
        (gguf(llama__attention__head_count=0), r"no usable llama\.attention\.head_count"),
        (gguf(llama__attention__head_count=65568), r"no usable llama\.attention\.key_length"),
        (gguf(general__alignment=0), r"no usable general\.alignment"),
        (gguf(size=128), "is cut off"),
        (gguf(extra=text("k") + struct.pack("<IQ", STRING, 1 << 40)), "a text of 1099511627776"),
        (gguf(extra=text("k") + struct.pack("<I", 77)), "unknown type 77"),
        (gguf(extra=text("k") + struct.pack("<IIQ", ARRAY, ARRAY, 1)), "unknown type 9"),
        (gguf(extra=text("k") + struct.pack("<IIQ", ARRAY, 4, 1 << 60)), "a list of"),
        (gguf(extra=text("k") + struct.pack("<IIQ", ARRAY, 4, 1 << 20)), "is cut off"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(
    written: Callable[[bytes], Path], data: bytes, said: str
) -> None:
    path = written(data)

    with pytest.raises(ModelError, match=said) as caught:
        check_gguf(path)
    assert str(path) in caught.value.en
    assert str(path) in caught.value.zh
    assert caught.value.zh != caught.value.en


@given(cut=st.integers(min_value=0))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_cut_off_anywhere_before_its_last_tensor_is_refused(
    written: Callable[[bytes], Path], cut: int
) -> None:
    data = gguf()
    path = written(data[: cut % (len(data) - 128 + 1)])

    with pytest.raises(ModelError):
        check_gguf(path)


@given(st.binary(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_raise_nothing_but_model_errors(
    written: Callable[[bytes], Path], noise: bytes
) -> None:
    for data in (noise, b"GGUF" + noise, b"GGUF" + struct.pack("<I", 3) + noise):
        with pytest.raises(ModelError):
            check_gguf(written(data))


@given(at=st.integers(min_value=0), noise=st.binary(min_size=1, max_size=16))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_header_is_read_or_refused_but_never_crashes(
    written: Callable[[bytes], Path], at: int, noise: bytes
) -> None:
    data = bytearray(gguf())
    at %= len(data)
    data[at : at + len(noise)] = noise

    try:
        header = check_gguf(written(bytes(data)))
    except ModelError:
        return
    assert header.architecture == "llama"
    assert header.kv_bytes > 0


def test_what_a_real_file_says_about_tensors_and_tokenizer(tiny_gguf: Path) -> None:
    header = read_gguf(tiny_gguf)

    assert (header.file_type, header.tensor_types) == ("F16", {"F16": 9, "F32": 4})
    assert (header.vocabulary, header.kind, header.parts) == (32000, "model", (tiny_gguf,))
    assert header.metadata["tokenizer.ggml.bos_token_id"] == 1
    assert header.text("tokenizer.ggml.model") == "llama"
    assert header.weights > 32000 * 64 * 2


def test_a_model_of_any_architecture_is_read(
    written: Callable[[bytes], Path],
) -> None:
    path = written(
        gguf(
            general__architecture="gemma3",
            gemma3__block_count=26,
            tokenizer__chat_template="{{ bos_token }}",
        )
    )
    header = read_gguf(path)

    assert (header.architecture, header.block_count, header.kv_bytes) == ("gemma3", 26, 0)
    assert (header.chat_template, header.vocabulary) == ("{{ bos_token }}", 2)
    with pytest.raises(ModelError, match=r"no usable gemma3\.context_length"):
        check_gguf(path)


@pytest.mark.parametrize("kind", tiny_memories.KINDS)
def test_models_that_remember_otherwise_are_accepted(tmp_path: Path, kind: Kind) -> None:
    header = check_gguf(tiny_memories.write(tmp_path / "m.gguf", kind))

    assert header.architecture == kind
    assert (header.kv_bytes == 0) == (kind == "mamba")


def test_an_adapter_is_no_model(written: Callable[[bytes], Path]) -> None:
    path = written(gguf(general__type="adapter"))

    assert read_gguf(path).kind == "adapter"
    with pytest.raises(ModelError, match="no model but 'adapter'; an adapter belongs in"):
        check_gguf(path)


def test_layers_may_have_different_numbers_of_heads(written: Callable[[bytes], Path]) -> None:
    heads = text("llama.attention.head_count_kv") + struct.pack("<IIQ3I", ARRAY, UINT32, 3, 8, 0, 2)
    header = read_gguf(written(gguf(llama__attention__head_count_kv=None, extra=heads + TOKENS)))

    assert header.kv_bytes == 10 * (128 + 128) * 2


def test_a_chat_template_of_more_than_a_mib_is_refused(written: Callable[[bytes], Path]) -> None:
    with pytest.raises(ModelError, match="a text of 1048577 bytes"):
        read_gguf(written(gguf(tokenizer__chat_template="x" * ((1 << 20) + 1))))


def test_many_long_texts_are_refused_together(written: Callable[[bytes], Path]) -> None:
    long: dict[str, Any] = {f"a{n}": "x" * (1 << 20) for n in range(17)}
    with pytest.raises(ModelError, match="a text of 1048576 bytes"):
        read_gguf(written(gguf(**long)))


def test_a_file_that_lacks_the_last_byte_of_its_last_tensor_is_cut_off(
    written: Callable[[bytes], Path],
) -> None:
    data = gguf()
    assert read_gguf(written(data)).size_bytes == len(data)
    with pytest.raises(ModelError, match="is cut off"):
        read_gguf(written(data[:-1]))
