"""Articles to passages, and passages to sentences."""

from __future__ import annotations

from index.sentences import split_sentences
from index.tables import with_heads
from index.types import Article, Chunk

# From the coarsest border to the finest: paragraph, line, sentence, clause, character.
_SEPARATORS = [
    r"\n[ \t\u3000]*\n\s*",
    r"\n",
    r"(?:[。！？]|[!?](?![!-~]))[”’」』）)】》]*",  # the `?` of a web address is no border
    r"[；;][”’」』）)】》]*",
    r"[，,、]",
    "",
]


def split_chunks(text: str, articles: list[Article], size: int) -> list[Chunk]:
    """Cut each article into passages of at most `size` characters on sentence borders.

    The passages of an article, joined, are the article: no character is lost or counted twice.
    Passages of blanks alone are left out. One that goes on with a table knows the table's heads.
    """
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # half a second of imports

    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        strip_whitespace=False,
        chunk_size=size,
        chunk_overlap=0,
    )
    chunks: list[Chunk] = []
    for article in articles:
        start = article.start
        for piece in splitter.split_text(text[article.start : article.end]):
            if piece.strip():
                chunks.append(Chunk(article.document_id, article.heading, start, start + len(piece)))
            start += len(piece)
        if start != article.end:
            raise AssertionError(f"{article.document_id}: passages end at {start}, article at {article.end}")
    return with_heads(text, chunks)


def sentence_spans(text: str, chunk: Chunk, body_start: int) -> list[tuple[int, int]]:
    """Return (start, end) of the sentences of a passage; front matter before `body_start` has none."""
    return split_sentences(text, max(chunk.start, min(body_start, chunk.end)), chunk.end)
