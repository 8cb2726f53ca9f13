"""The BERT encoder of a packed model as one ONNX graph, written by hand.

Inputs `input_ids` and `attention_mask` (int64[batch, sequence]), output `token_embeddings`
(float32[batch, sequence, hidden]). The embedding table stays in its 4-bit blocks (54 MB instead of 384 MB,
the same numbers); the other matrices are float32, which multiplies faster than 4 bits here (12 tokens: 6.6 ms
against 8.3 ms; `MatMulNBits` with int8 activations is no faster and its vectors differ, cosine 0.9999).

A compact graph holds its matrices as they are packed, in 4-bit blocks or float16, and the operators that make
float32 of them: ONNX Runtime does that once, when it loads the graph, and then multiplies the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from index.model.weights import BLOCK, PackedModel, Quantized, Tensor

CONTRIB = "com.microsoft"  # operators that every build of ONNX Runtime carries
OPSET = 20  # the first with Gelu
IR_VERSION = 10


@dataclass(slots=True)
class _Graph:
    """Nodes and constants as they are added. `add` and `constant` give back the name of what they made."""

    is_compact: bool
    nodes: list[NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)

    def constant(self, name: str, array: npt.NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(
        self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: int | float | str
    ) -> str:
        self.nodes.append(
            helper.make_node(operator, inputs, [output], None, None, domain, None, **attributes)
        )
        return output

    def matrix(self, name: str, tensor: Tensor) -> str:
        """A matrix as float32, standing on end: a row of it for each number that it is multiplied with."""
        if not self.is_compact:
            floats = tensor.to_float() if isinstance(tensor, Quantized) else tensor.astype(np.float32)
            return self.constant(name, floats.T)
        if isinstance(tensor, Quantized):
            return self.add("Transpose", [self._unpacked(name, tensor)], name)
        return self.add("Cast", [self.constant(f"{name}.stored", tensor.T)], name, to=TensorProto.FLOAT)

    def _unpacked(self, name: str, tensor: Quantized) -> str:
        """What `Quantized.to_float` does, in operators."""
        packed = self.constant(f"{name}.packed", tensor.packed)
        low = self.add("BitwiseAnd", [packed, self.once("low half", np.array(0x0F, np.uint8))], f"{name}.low")
        four = self.once("four", np.array(4, np.uint8))
        high = self.add("BitShift", [packed, four], f"{name}.high", direction="RIGHT")
        halves = self.add("Concat", [low, high], f"{name}.halves", axis=2)
        floats = self.add("Cast", [halves], f"{name}.floats", to=TensorProto.FLOAT)
        numbers = self.add("Sub", [floats, self.once("eight", np.array(8, np.float32))], f"{name}.numbers")
        scales = self.floats(f"{name}.scales", tensor.scales[:, :, None])
        blocks = self.add("Mul", [numbers, scales], f"{name}.blocks")
        shape = self.once(f"shape {tensor.shape}", np.array(tensor.shape, np.int64))
        return self.add("Reshape", [blocks, shape], f"{name}.rows")

    def floats(self, name: str, halves: npt.NDArray[np.float16]) -> str:
        """Numbers as float32."""
        if not self.is_compact:
            return self.constant(name, halves.astype(np.float32))
        return self.add("Cast", [self.constant(f"{name}.stored", halves)], name, to=TensorProto.FLOAT)

    def once(self, name: str, array: npt.NDArray[np.generic]) -> str:
        """A constant that many nodes share."""
        known = any(constant.name == name for constant in self.constants)
        return name if known else self.constant(name, array)


def build_graph(model: PackedModel, is_compact: bool = False) -> ModelProto:
    """The whole encoder, from token ids to the last layer's states."""
    graph = _Graph(is_compact)
    graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    state = _embeddings(graph, model)
    for layer in range(model.shape.layers):
        state = _layer(graph, model, f"l{layer}", state)
    graph.add("Identity", [state], "token_embeddings")
    axes = ["batch", "sequence"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, axes)
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("token_embeddings", TensorProto.FLOAT, [*axes, model.shape.hidden])
    return helper.make_model(
        helper.make_graph(graph.nodes, "encoder", inputs, [output], graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)],
        ir_version=IR_VERSION,
        producer_name="wenju",
    )


def _embeddings(graph: _Graph, model: PackedModel) -> str:
    word = model.tensors["emb.word"]
    if isinstance(word, Quantized):
        halves = word.halves().reshape(word.shape)
        table = graph.constant("word", halves[:, 0::2] | halves[:, 1::2] << 4)
        scales = graph.floats("word.scales", word.scales)
        graph.add(
            "GatherBlockQuantized", [table, "input_ids", scales], "words", CONTRIB,
            gather_axis=0, quantize_axis=1, block_size=BLOCK, bits=4,
        )  # fmt: skip
    else:
        graph.add("Gather", [graph.constant("word", word), "input_ids"], "words")
    graph.constant("positions", model.floats("emb.pos") + model.floats("emb.type"))
    graph.constant("zero", np.zeros(1, np.int64))
    graph.add("Shape", ["input_ids"], "length", start=1, end=2)
    graph.add("Slice", ["positions", "zero", "length"], "positions.used")
    graph.add("Add", ["words", "positions.used"], "emb.sum")
    return _normalized(graph, model, "emb.ln", "emb.sum")


def _layer(graph: _Graph, model: PackedModel, at: str, state: str) -> str:
    query, key, value = (_linear(graph, model, f"{at}.{name}", state) for name in ("q", "k", "v"))
    graph.add(
        "MultiHeadAttention", [query, key, value, "", "mask"], f"{at}.context", CONTRIB,
        num_heads=model.shape.heads,
    )  # fmt: skip
    attended = _linear(graph, model, f"{at}.ao", f"{at}.context")
    graph.add("Add", [state, attended], f"{at}.aln.sum")
    middle = _normalized(graph, model, f"{at}.aln", f"{at}.aln.sum")
    wide = graph.add("Gelu", [_linear(graph, model, f"{at}.fi", middle)], f"{at}.gelu")
    graph.add("Add", [middle, _linear(graph, model, f"{at}.fo", wide)], f"{at}.oln.sum")
    return _normalized(graph, model, f"{at}.oln", f"{at}.oln.sum")


def _linear(graph: _Graph, model: PackedModel, name: str, state: str) -> str:
    weight = graph.matrix(f"{name}.w", model.tensors[f"{name}.w"])
    bias = graph.constant(f"{name}.b", model.floats(f"{name}.b"))
    return graph.add("Add", [graph.add("MatMul", [state, weight], f"{name}.product"), bias], f"{name}.out")


def _normalized(graph: _Graph, model: PackedModel, name: str, state: str) -> str:
    weight, bias = (graph.constant(f"{name}.{part}", model.floats(f"{name}.{part}")) for part in ("w", "b"))
    return graph.add(
        "LayerNormalization", [state, weight, bias], f"{name}.out", axis=-1, epsilon=model.shape.epsilon
    )
