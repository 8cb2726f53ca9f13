"""A folder of files to a searchable index: load, cut, embed, store, swap in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from index import embed as vectors
from index.catalog import Catalog, write_catalog
from index.corpus import Loaded, Parts, Settings, cut, load_corpus
from index.duplicates import TWINS
from index.encoder import Encoder, Progress
from index.engine import EMBEDDED, Engine, Rows
from index.errors import CorpusError, IndexUnusableError
from index.files import ending_of, fingerprints, list_files, name_of
from index.formats.office import LEGACY, office_found
from index.generation import (
    VERSION,
    Manifest,
    checksums,
    current_generation,
    exclusive,
    new_generation,
    publish,
    read_manifest,
    storing,
    verify,
)
from index.known import Stored
from index.shards import WHOLE, FirstKnown, Shard, shard_generations
from index.types import FileReport, IndexReport
from index.vectors import FlatStore
from index.within import fields_of


def silent(stage: str, total: int) -> Progress:
    """Return a meter that shows nothing."""
    return lambda done: None


def build_index(
    corpus: Path,
    index_dir: Path,
    encoder: Encoder,
    settings: Settings | None = None,
    meter: vectors.Meter = silent,
    engine: Engine = EMBEDDED,
    shard: Shard = WHOLE,
) -> IndexReport:
    """Bring the index up to date with the folder, or a share of it, its passages stored by the engine.

    Only files that changed are read, and only texts are encoded that neither the current generation nor an
    index of a share has; when nothing changed it stays as it is. A share may have no documents. Raises
    CorpusError for a folder without a readable document, IndexUnusableError when the index folder, or the
    engine, cannot be written. Whatever is raised, the old generation is untouched; but where a new one is in
    place already, and the engine could not be told, the next run does that.
    """
    started = time.perf_counter()
    settings = settings or Settings()
    with exclusive(index_dir):
        paths = _share(corpus, shard)
        files = fingerprints(corpus, paths)
        previous = _previous(index_dir, encoder.name)
        if previous and _same(previous, corpus, files, settings, engine):
            return _report(previous.manifest, previous.folder.name, 0, started)
        known = _known(index_dir, encoder.name)
        loaded = _load(corpus, paths, known, settings, meter("读取", len(files)))
        parts = cut(loaded.documents, settings)
        reports = sorted([*parts.reports, *loaded.failures], key=lambda r: r.path)
        if not parts.documents and shard != WHOLE:
            return IndexReport(tuple(reports), 0, 0, 0, "", round(time.perf_counter() - started, 2))
        if not parts.documents:
            raise CorpusError(_no_documents(corpus, reports))
        with new_generation(index_dir) as folder:
            sources = [generation.folder for generation in known]
            manifest, encoded = write_generation(folder, parts, encoder, settings, sources, meter, engine)
            report = [asdict(r) for r in reports]
            manifest = replace(manifest, corpus=str(corpus.resolve()), files=files, report=report)
            with storing(index_dir):
                name = publish(index_dir, folder, manifest)
            engine.settle(index_dir, manifest)
    return _report(manifest, name, encoded, started)


def unchanged(
    corpus: Path, index_dir: Path, model: str, engine: Engine = EMBEDDED, shard: Shard = WHOLE
) -> IndexReport | None:
    """Report on an index that is up to date for the encoder called `model`; that is not loaded for it."""
    started = time.perf_counter()
    previous = _previous(index_dir, model)
    files = fingerprints(corpus, _share(corpus, shard))
    if previous and _same(previous, corpus, files, Settings(), engine):
        return _report(previous.manifest, previous.folder.name, 0, started)
    return None


def write_generation(
    folder: Path,
    parts: Parts,
    encoder: Encoder,
    settings: Settings,
    known: Sequence[Path] = (),
    meter: vectors.Meter = silent,
    engine: Engine = EMBEDDED,
) -> tuple[Manifest, int]:
    """Write all files of a generation but its manifest; returns that, and how many vectors are new.

    Vectors are taken from the `known` generations, which are of the same encoder, where they have them.
    Raises IndexUnusableError when the folder cannot be written; errors of the encoder pass as they are.
    """
    passages = vectors.passages_of(parts.documents, parts.chunks, parts.sentences)
    whole, single = vectors.embed(passages, encoder, known, meter)
    with storing(folder):
        _write_vectors(folder, whole, single)
        store = engine.write(folder, _rows(parts, passages, whole), meter)
        write_catalog(folder, parts.documents, parts.chunks, parts.sentences)
        np.save(folder / TWINS, parts.copies.twins)
        made = checksums(folder)
    counts = (len(parts.documents), len(parts.chunks), len(parts.sentences))
    manifest = Manifest(
        VERSION, encoder.name, encoder.dimensions, asdict(settings), "", {}, *counts, made, [], store
    )
    return manifest, whole.encoded + single.encoded


def _rows(parts: Parts, passages: list[vectors.Passage], whole: vectors.Embedded) -> Rows:
    fields = fields_of({document.id: document for document in parts.documents})
    texts = [passage.text for passage in passages]
    return Rows(texts, whole.vectors, [fields[chunk.document_id] for chunk in parts.chunks])


def _write_vectors(folder: Path, whole: vectors.Embedded, single: vectors.Embedded) -> None:
    FlatStore.build(whole.vectors).save(folder / vectors.PASSAGE_VECTORS)
    vectors.save_keys(folder / vectors.PASSAGE_KEYS, whole.keys)
    # Half precision: cosines move by < 1e-3, and sentences are six times as many as passages.
    np.save(folder / vectors.SENTENCE_VECTORS, single.vectors.astype(np.float16))
    vectors.save_keys(folder / vectors.SENTENCE_KEYS, single.keys)


@dataclass(frozen=True, slots=True)
class _Previous:
    """A generation that is sound and of this model, so that what it holds serves again."""

    folder: Path
    manifest: Manifest


def _share(corpus: Path, shard: Shard) -> list[Path]:
    return [path for path in list_files(corpus) if shard.holds(name_of(path, corpus))]


def _previous(index_dir: Path, model: str) -> _Previous | None:
    """Return the current generation, if it serves."""
    try:
        return _sound(current_generation(index_dir), model)
    except IndexUnusableError:
        return None


def _known(index_dir: Path, model: str) -> list[_Previous]:
    """The current generation and those of all shares, as far as they serve."""
    shares = (_sound(folder, model) for folder in shard_generations(index_dir))
    return [found for found in (_previous(index_dir, model), *shares) if found]


def _sound(folder: Path, model: str) -> _Previous | None:
    try:
        manifest = read_manifest(folder)
        verify(folder, manifest)
    except IndexUnusableError:
        return None
    return _Previous(folder, manifest) if manifest.model == model else None


def _load(
    corpus: Path, paths: Sequence[Path], known: Sequence[_Previous], settings: Settings, progress: Progress
) -> Loaded:
    """Read the files; what a known generation read by the same recipe is taken from there."""
    with ExitStack() as stack:
        stored = []
        for generation in known:
            if generation.manifest.settings.get("recipe") == settings.recipe:
                catalog = stack.enter_context(closing(Catalog(generation.folder)))
                stored.append(Stored(catalog, generation.manifest.reports()))
        return load_corpus(corpus, progress, FirstKnown(stored), paths)


def _same(
    previous: _Previous, corpus: Path, files: dict[str, str], settings: Settings, engine: Engine
) -> bool:
    """Whether the generation holds these very files, and the engine its passages.

    A file that another program may read now is tried again.
    """
    found = previous.manifest
    if any(not r.indexed and ending_of(r.path) in LEGACY for r in found.reports()) and office_found():
        return False
    same = (found.files, found.settings, found.corpus) == (files, asdict(settings), str(corpus.resolve()))
    return same and engine.holds(found)


def _no_documents(corpus: Path, reports: list[FileReport]) -> str:
    if not reports:
        return f"语料文件夹是空的：{corpus}。请放入文件（pdf、docx、xlsx、html、txt 等）后重试"
    return f"{corpus} 里的 {len(reports)} 个文件都无法收录，例如 {reports[0].path}：{reports[0].reason}"


def _report(manifest: Manifest, name: str, encoded: int, started: float) -> IndexReport:
    reused = manifest.chunks + manifest.sentences - encoded
    seconds = round(time.perf_counter() - started, 2)
    return IndexReport(tuple(manifest.reports()), manifest.sentences, encoded, reused, name, seconds)
