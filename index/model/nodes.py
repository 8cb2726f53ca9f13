"""ONNX graphs, put together node by node."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from index.model.weights import Quantized, Tensor

CONTRIB = "com.microsoft"  # operators that every build of ONNX Runtime carries
OPSET = 20  # the first with Gelu
IR_VERSION = 10
STORED = ".stored"  # ends the name of what a compact graph keeps in half precision


@dataclass(slots=True)
class Nodes:
    """Nodes and constants of a graph as they are added; a compact one keeps matrices as they are packed.

    `add` and `constant` give back the name of what they made.
    """

    is_compact: bool
    nodes: list[NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)

    def constant(self, name: str, array: npt.NDArray[np.generic]) -> str:
        """An array that is part of the graph."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(
        self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: int | float | str
    ) -> str:
        """A node of one output."""
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
        return self.add("Cast", [self.constant(f"{name}{STORED}", tensor.T)], name, to=TensorProto.FLOAT)

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
        return self.add("Cast", [self.constant(f"{name}{STORED}", halves)], name, to=TensorProto.FLOAT)

    def once(self, name: str, array: npt.NDArray[np.generic]) -> str:
        """A constant that many nodes share."""
        known = any(constant.name == name for constant in self.constants)
        return name if known else self.constant(name, array)

    def halved(self, states: str, outputs: list[str]) -> None:
        """Two halves of the last axis."""
        self.nodes.append(helper.make_node("Split", [states], outputs, axis=-1, num_outputs=2))

    def linear(self, name: str, states: str, weight: str, bias: str) -> str:
        """States times a matrix, and the bias."""
        return self.add("Add", [self.add("MatMul", [states, weight], f"{name}.product"), bias], f"{name}.out")

    def normalized(self, output: str, states: str, weight: str, bias: str, epsilon: float) -> str:
        """States of mean 0 and variance 1, times the weight, and the bias."""
        return self.add("LayerNormalization", [states, weight, bias], output, axis=-1, epsilon=epsilon)

    def model(self, name: str, inputs: list[ValueInfoProto], output: ValueInfoProto) -> ModelProto:
        """The graph whole."""
        return helper.make_model(
            helper.make_graph(self.nodes, name, inputs, [output], self.constants),
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)],
            ir_version=IR_VERSION,
            producer_name="wenju",
        )
