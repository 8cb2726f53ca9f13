"""Write a packed model as a sentence-transformers folder, with an ONNX graph of the same weights in it.

What is in it is what `SentenceTransformer.save` would write: it loads anywhere, without this project.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from safetensors.numpy import save_file

from index.model.graph import build_graph
from index.model.tokenizer import build_tokenizer
from index.model.weights import PackedModel, Shape, Vocabulary

ONNX_FILE = Path("onnx", "model.onnx")
PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}
BERT_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_folder(model: PackedModel, folder: Path, is_compact: bool = False) -> None:
    """Write all files into `folder`, which exists and is empty. The same input gives the same bytes.

    A compact folder has its weights in the graph alone, as they are packed: ONNX Runtime loads it, torch does
    not.
    """
    (folder / ONNX_FILE.parent).mkdir()
    onnx.save(build_graph(model, is_compact), str(folder / ONNX_FILE))
    if not is_compact:
        save_file(_bert_tensors(model), folder / "model.safetensors", {"format": "pt"})
    build_tokenizer(model.vocabulary).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _configs(model.shape, model.vocabulary).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _bert_tensors(model: PackedModel) -> dict[str, npt.NDArray[np.generic]]:
    """Tensors under the names of `transformers.BertModel`; the word table in float16 to halve the file."""
    tensors: dict[str, npt.NDArray[np.generic]] = {}
    for name in model.tensors:
        tensor = model.floats(name)
        tensors[bert_name(name)] = tensor.astype(np.float16) if name == "emb.word" else tensor
    return tensors


def bert_name(name: str) -> str:
    """The name in `transformers.BertModel` of a tensor of the packed file."""
    if name in BERT_NAMES:
        return BERT_NAMES[name]
    stem, part = name.rsplit(".", 1)
    suffix = {"w": "weight", "b": "bias"}[part]
    if stem in BERT_NAMES:
        return f"{BERT_NAMES[stem]}.{suffix}"
    layer, stem = stem.split(".")
    return f"encoder.layer.{layer[1:]}.{BERT_NAMES[stem]}.{suffix}"


def _configs(shape: Shape, vocabulary: Vocabulary) -> dict[str, Any]:
    modules = [
        ("", "sentence_transformers.base.modules.transformer.Transformer"),
        ("1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
        ("2_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
    ]
    return {
        "modules.json": [
            {"idx": index, "name": str(index), "path": path, "type": kind}
            for index, (path, kind) in enumerate(modules)
        ],
        "1_Pooling/config.json": {"embedding_dimension": shape.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
        "sentence_bert_config.json": {
            "max_seq_length": shape.positions,
            "model_args": {"add_pooling_layer": False},
        },
        "config_sentence_transformers.json": {"prompts": PROMPTS, "similarity_fn_name": "cosine"},
        "config.json": _bert_config(shape, vocabulary),
        "tokenizer_config.json": _tokenizer_config(shape, vocabulary),
    }


def _bert_config(shape: Shape, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "hidden_act": "gelu",
        "layer_norm_eps": shape.epsilon,
        "max_position_embeddings": shape.positions,
        "vocab_size": shape.vocabulary,
        "type_vocab_size": 1,
        "pad_token_id": vocabulary.pad,
    }


def _tokenizer_config(shape: Shape, vocabulary: Vocabulary) -> dict[str, Any]:
    pieces = vocabulary.pieces
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_input_names": ["input_ids", "attention_mask"],
        "model_max_length": shape.positions,
        "bos_token": pieces[vocabulary.bos],
        "eos_token": pieces[vocabulary.eos],
        "sep_token": pieces[vocabulary.eos],
        "cls_token": pieces[vocabulary.bos],
        "pad_token": pieces[vocabulary.pad],
        "unk_token": pieces[vocabulary.unknown],
    }
