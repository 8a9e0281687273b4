from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import llama_cpp
import pytest

from ragqa.errors import ModelError
from ragqa.generation.llama.engine import Engine, Reading, Waiting, gpu_sentences
from ragqa.generation.llama.native import gpu_memory
from ragqa.generation.llama.sampling import Sampling
from ragqa.generation.memory.fitting import KvType

GREEDY = Sampling(temperature=0.0, top_k=40, top_p=0.9, repeat_penalty=1.0, seed=0)
PROMPT = [1, 733, 16289, 28793, 28705, 29383, 29530, 733, 28748, 16289, 28793]


def load(path: Path, *, gpu_layers: int = -1, context_size: int = 256) -> Engine:
    return Engine(path, context_size=context_size, gpu_layers=gpu_layers, threads=1)


@pytest.fixture(scope="module")
def engine(tiny_gguf: Path) -> Iterator[Engine]:
    loaded = load(tiny_gguf)
    yield loaded
    loaded.close()


def made(engine: Engine, prompt: list[int], count: int) -> tuple[list[int], Reading]:
    """The first tokens, and how the prompt was read."""
    tokens: list[int] = []
    with closing(engine.generate(prompt, GREEDY)) as steps:
        for step in steps:
            if isinstance(step, Reading):
                read = step
            if isinstance(step, int):
                tokens.append(step)
                if len(tokens) == count:
                    break
    return tokens, read


def test_the_part_of_the_prompt_it_has_read_is_reused(engine: Engine) -> None:
    reads = []
    for prompt in (PROMPT, [*PROMPT[:6], 29530, *PROMPT[7:]], [*PROMPT[:4], 330, *PROMPT[7:]]):
        tokens, read = made(engine, prompt, 3)
        assert len(tokens) == 3
        reads.append(read)

    assert [read.reused for read in reads[1:]] == [len(PROMPT) - 1, 4]
    assert {read.done for read in reads} <= {read.total for read in reads}


def test_reuse_does_not_change_what_is_said(engine: Engine) -> None:
    answers = [made(engine, prompt, 8)[0] for prompt in (PROMPT, [1, 330], PROMPT, PROMPT)]

    assert answers[0] == answers[2] == answers[3]


def test_a_failure_of_llama_cpp_is_reported_and_survived(engine: Engine) -> None:
    with pytest.raises(ModelError, match="failed while it generated") as caught:
        made(engine, [1, *[330] * 600], 1)  # more than the window holds
    assert "生成时出错" in caught.value.zh

    tokens, read = made(engine, PROMPT, 3)
    assert len(tokens) == 3
    assert read.reused == 0


@pytest.fixture
def wide_engine(tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """One with room for long prompts, which tells of itself without end."""
    monkeypatch.setattr("ragqa.generation.llama.engine.TICK", 0.0)
    loaded = Engine(tiny_gguf, context_size=8192, gpu_layers=0, threads=1)
    yield loaded
    loaded.close()


def test_it_can_be_stopped_while_it_reads(wide_engine: Engine) -> None:
    expected, _ = made(wide_engine, PROMPT, 4)
    for _ in range(50):
        steps = wide_engine.generate([1, *[330] * 8000], GREEDY)
        step = next(steps)
        assert isinstance(step, Reading)
        assert step.done < step.total == 8001
        steps.close()

        assert made(wide_engine, PROMPT, 4)[0] == expected
    assert wide_engine.waiting == 0


def test_it_can_be_stopped_while_it_waits_and_knows_its_place(wide_engine: Engine) -> None:
    running = wide_engine.generate(PROMPT, GREEDY)
    while not isinstance(next(running), int):
        pass
    waiting = [wide_engine.generate(PROMPT, GREEDY) for _ in range(3)]

    assert [next(steps) for steps in waiting] == [Waiting(1), Waiting(2), Waiting(3)]
    waiting[0].close()
    assert [next(steps) for steps in waiting[1:]] == [Waiting(1), Waiting(2)]
    running.close()
    assert isinstance(next(waiting[1]), Reading)
    assert next(waiting[2]) == Waiting(1)
    for steps in waiting:
        steps.close()
    assert wide_engine.waiting == 0


def test_marks_and_broken_text_are_plain_text(engine: Engine) -> None:
    assert engine.vocabulary.tokenize("</s>") == [1867, 28713, 28767]
    assert engine.vocabulary.tokenize("") == []
    assert engine.vocabulary.tokenize("a\udce9") == engine.vocabulary.tokenize("a?")
    assert engine.vocabulary.piece(2) == b""
    assert (
        b"".join(map(engine.vocabulary.piece, engine.vocabulary.tokenize("龘"))) == " 龘".encode()
    )


def test_a_closed_model_says_so(tiny_gguf: Path) -> None:
    closed = load(tiny_gguf)
    closed.close()
    closed.close()

    with pytest.raises(ModelError, match="was closed"):
        closed.vocabulary.tokenize("x")
    with pytest.raises(ModelError, match="was closed"):
        next(closed.generate(PROMPT, GREEDY))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.gguf does not exist"):
        load(tmp_path / "none.gguf")


def test_a_broken_file_is_refused_in_llama_cpps_own_words(tiny_gguf: Path, tmp_path: Path) -> None:
    cut, other = tmp_path / "cut.gguf", tmp_path / "other.gguf"
    data = tiny_gguf.read_bytes()
    cut.write_bytes(data[:-1000])
    other.write_bytes(data.replace(b"blk.0.attn_q.weight", b"blk.0.attn_x.weight"))

    with pytest.raises(ModelError, match=r"cannot load .*cut\.gguf: .*corrupted or incomplete"):
        load(cut)
    with pytest.raises(ModelError, match=r"cannot load .*other\.gguf: .*'blk.0.attn_q.weight'"):
        load(other)


def test_too_little_memory_is_told_from_a_wrong_file(tiny_gguf: Path) -> None:
    script = """if True:
        import resource, sys
        from pathlib import Path
        from ragqa.generation.llama.engine import Engine
        from ragqa.errors import ModelError
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
        try:
            Engine(Path(sys.argv[1]), context_size=64_000_000, gpu_layers=0, threads=1)
        except ModelError as error:
            sys.stdout.buffer.write(f"{error.en}\\n{error.zh}".encode())
    """
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", script, str(tiny_gguf)],
        capture_output=True,
        check=True,
    )

    said = done.stdout.decode()
    assert "There is not enough memory" in said
    assert "context window of 64000000 tokens" in said
    assert "内存不足" in said
    assert done.stderr == b""


def test_a_program_that_forgets_to_close_ends_quietly(tiny_gguf: Path) -> None:
    script = """if True:
        import sys
        from pathlib import Path
        from ragqa.generation.llama.engine import Engine
        from ragqa.generation.llama.sampling import Sampling
        engine = Engine(Path(sys.argv[1]), context_size=256, gpu_layers=-1, threads=1)
        running = engine.generate([1, 330], Sampling(0.0, 40, 0.9, 1.0, 0))
        print(next(running) is not None, next(running) is not None)
    """
    done = subprocess.run(
        [sys.executable, "-c", script, str(tiny_gguf)], capture_output=True, check=True
    )

    assert (done.stdout, done.stderr) == (b"True True\n", b"")


def test_the_gpu_report_is_honest(engine: Engine) -> None:
    import llama_cpp

    en, zh = engine.gpu_report()

    assert ("CPU" in en) == (not llama_cpp.llama_supports_gpu_offload())
    assert "CPU" in zh or "GPU" in zh


@pytest.mark.parametrize(
    ("supported", "asked", "offloaded", "said"),
    [
        (False, -1, "", "found no GPU"),
        (True, 0, "0/33", "gpu_layers = 0"),
        (True, -1, "33/33", "33/33 layers are on the GPU"),
        (True, 20, "20/33", "20/33 layers are on the GPU"),
        (True, -1, "", "did not say"),
    ],
)
def test_gpu_sentences_say_where_the_layers_are(
    supported: bool, asked: int, offloaded: str, said: str
) -> None:
    en, zh = gpu_sentences(supported, asked, offloaded)

    assert said in en
    assert en.endswith(".")
    assert zh.endswith("。")


@pytest.mark.parametrize("kv_type", ["f16", "q8_0", "q4_0"])
def test_a_quantised_cache_generates_with_flash_attention(tiny_gguf: Path, kv_type: KvType) -> None:
    loaded = Engine(tiny_gguf, context_size=256, gpu_layers=0, threads=1, kv_type=kv_type)

    assert len(made(loaded, PROMPT, 4)[0]) == 4
    assert loaded._llama is not None
    params = loaded._llama.context_params
    assert (params.type_k == params.type_v == 1) is (kv_type == "f16")
    assert (params.flash_attn_type == 1) is (kv_type != "f16")
    loaded.close()


@pytest.mark.parametrize("repack", [True, False])
def test_weights_are_copied_for_the_cpu_only_where_that_is_asked(
    tiny_gguf: Path, repack: bool
) -> None:
    before = llama_cpp.llama_cpp.llama_model_default_params

    loaded = Engine(tiny_gguf, context_size=256, gpu_layers=0, threads=1, repack=repack)

    assert loaded._llama is not None
    assert loaded._llama.model_params.use_extra_bufts is repack
    assert llama_cpp.llama_cpp.llama_model_default_params is before
    loaded.close()


def test_no_gpu_has_no_memory() -> None:
    assert (gpu_memory() > 0) is llama_cpp.llama_supports_gpu_offload()


class _Ggml:
    """Stands for ggml with three devices: the processor and two GPUs."""

    def __init__(self) -> None:
        self.ggml_backend_dev_count = _Function(lambda: 3)
        self.ggml_backend_dev_get = _Function(lambda number: number)
        self.ggml_backend_dev_type = _Function(lambda device: 0 if device == 0 else 1)
        self.ggml_backend_dev_memory = _Function(self._memory)

    def _memory(self, device: int, free: Any, total: Any) -> None:
        free._obj.value, total._obj.value = device * 1000, 10_000


class _Function:
    def __init__(self, does: Any) -> None:
        self._does = does

    def __call__(self, *given: Any) -> Any:
        return self._does(*given)


def test_the_free_memory_of_all_gpus_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llama_cpp, "llama_supports_gpu_offload", lambda: True)
    monkeypatch.setattr(llama_cpp.llama_cpp, "_lib", _Ggml())

    assert gpu_memory() == 3000
