"""A reader (`index.reading`) as an ONNX graph, from its tensors.

Inputs `question` (float32[n, t, d + 2]), `sentence` (float32[n, s, d + 2]), `is_read` (int32[n, 1 + t + s]);
output `corrections` (float32[n, 2]). Layers are normed first (Xiong et al. 2020, arXiv:2002.04745); of the
last one only the state is made that gathers, the first.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, TensorProto, helper

from index.encoder import FloatArray
from index.model.nodes import CONTRIB, Nodes
from index.reading import QUESTION, READ, SENTENCE, TOLD

HEADS = 4
_TINY = 1e-5


def build_reader(tensors: Mapping[str, FloatArray]) -> ModelProto:
    """The graph of tensors by their names in `train.reading.TorchReader`, kept in half precision."""
    graph = Nodes(is_compact=True)
    halves = {name: tensor.astype(np.float16) for name, tensor in tensors.items()}

    def linear(name: str, states: str) -> str:
        weight = graph.matrix(f"{name}.weight", halves[f"{name}.weight"])
        return graph.linear(name, states, weight, graph.floats(f"{name}.bias", halves[f"{name}.bias"]))

    def normed(name: str, states: str) -> str:
        weight, bias = (graph.floats(f"{name}.{p}", halves[f"{name}.{p}"]) for p in ("weight", "bias"))
        return graph.normalized(f"{name}.out", states, weight, bias, _TINY)

    def first_of(states: str) -> str:
        start, end, axis = (graph.once(str(n), np.array([n], np.int64)) for n in (0, 1, 1))
        return graph.add("Slice", [states, start, end, axis], f"{states}.first")

    def layer(name: str, states: str, is_last: bool) -> str:
        told = normed(f"{name}.norm_attention", states)
        asking = first_of(told) if is_last else told
        states = first_of(states) if is_last else states
        key, value = f"{name}.key", f"{name}.value"
        graph.halved(linear(f"{name}.tell", told), [key, value])
        query = linear(f"{name}.ask", asking)
        attended = graph.add(
            "MultiHeadAttention", [query, key, value, "", READ], f"{name}.context", CONTRIB, num_heads=HEADS
        )
        states = graph.add("Add", [states, linear(f"{name}.join", attended)], f"{name}.attended")
        wide = linear(f"{name}.expand", normed(f"{name}.norm_expand", states))
        more = linear(f"{name}.contract", graph.add("Relu", [wide], f"{name}.relu"))
        return graph.add("Add", [states, more], f"{name}.states")

    parts = [_gathering(graph, halves["first"]), linear("question", QUESTION), linear("sentence", SENTENCE)]
    states = graph.add("Concat", parts, "entered", axis=1)
    layers = sum(name.endswith(".expand.weight") for name in tensors)
    for number in range(layers):
        states = layer(f"layers.{number}", states, number == layers - 1)
    graph.add(
        "Squeeze", [linear("out", normed("norm", states)), graph.once("1", np.array([1], np.int64))], TOLD
    )
    width = tensors["question.weight"].shape[1]
    inputs = [
        helper.make_tensor_value_info(QUESTION, TensorProto.FLOAT, ["n", "t", width]),
        helper.make_tensor_value_info(SENTENCE, TensorProto.FLOAT, ["n", "s", width]),
        helper.make_tensor_value_info(READ, TensorProto.INT32, ["n", "tokens"]),
    ]
    return graph.model("reader", inputs, helper.make_tensor_value_info(TOLD, TensorProto.FLOAT, ["n", 2]))


def _gathering(graph: Nodes, first: npt.NDArray[np.float16]) -> str:
    """The state that gathers, once for each sentence."""
    token = graph.floats("first", first[None, None])
    count = graph.add("Shape", [QUESTION], "count", start=0, end=1)
    shape = graph.add(
        "Concat",
        [count, graph.constant("one of its width", np.array([1, len(first)], np.int64))],
        "shape",
        axis=0,
    )
    return graph.add("Expand", [token, shape], "gathering")
