"""The BERT encoder of a packed model as one ONNX graph, written by hand.

Inputs `input_ids` and `attention_mask` (int64[batch, sequence]), output `token_embeddings`
(float32[batch, sequence, hidden]). The embedding table stays in its 4-bit blocks (54 MB instead of 384 MB,
the same numbers); the other matrices are float32, which multiplies faster than 4 bits here (12 tokens: 6.6 ms
against 8.3 ms; `MatMulNBits` with int8 activations is no faster and its vectors differ, cosine 0.9999).

A compact graph holds its matrices as they are packed, in 4-bit blocks or float16, and the operators that make
float32 of them: ONNX Runtime does that once, when it loads the graph, and then multiplies the same numbers.
"""

from __future__ import annotations

import numpy as np
from onnx import ModelProto, TensorProto, helper

from index.model.nodes import CONTRIB, Nodes
from index.model.weights import BLOCK, PackedModel, Quantized


def build_graph(model: PackedModel, is_compact: bool = False) -> ModelProto:
    """The whole encoder, from token ids to the last layer's states."""
    graph = Nodes(is_compact)
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
    return graph.model("encoder", inputs, output)


def _embeddings(graph: Nodes, model: PackedModel) -> str:
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


def _layer(graph: Nodes, model: PackedModel, at: str, state: str) -> str:
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


def _linear(graph: Nodes, model: PackedModel, name: str, state: str) -> str:
    weight = graph.matrix(f"{name}.w", model.tensors[f"{name}.w"])
    bias = graph.constant(f"{name}.b", model.floats(f"{name}.b"))
    return graph.linear(name, state, weight, bias)


def _normalized(graph: Nodes, model: PackedModel, name: str, state: str) -> str:
    weight, bias = (graph.constant(f"{name}.{part}", model.floats(f"{name}.{part}")) for part in ("w", "b"))
    return graph.normalized(f"{name}.out", state, weight, bias, model.shape.epsilon)
