"""A folder of files to a searchable index: load, cut, embed, store, swap in."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, replace
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
from index.generation import current_generation, new_generation, publish, storing
from index.known import Stored
from index.lock import exclusive
from index.manifest import VERSION, Manifest, checksums, read_manifest, verify
from index.passages import Passages
from index.salvage import Salvaged, clear, salvage
from index.shards import WHOLE, FirstKnown, Shard, shard_generations
from index.types import FileReport, IndexReport
from index.within import fields_of

# What a run that was ended leaves, in a folder for each model.
UNFINISHED = ".unfinished"


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

    Only files that changed are read, and only texts are encoded that the current generation and the indexes
    of shares lack and no run before this one encoded; when nothing changed it stays as it is. A generation
    that is damaged goes to the quarantine, and what is sound of it serves again. A share may have no
    documents. Raises CorpusError for a folder without a readable document, IndexUnusableError when the index
    folder, or the engine, cannot be written. Whatever is raised, the old generation is untouched; but where
    a new one is in place already, and the engine could not be told, the next run does that.
    """
    started = time.perf_counter()
    settings = settings or Settings()
    with exclusive(index_dir), _without_remains(index_dir):
        paths = _share(corpus, shard)
        files = fingerprints(corpus, paths)
        previous = _previous(index_dir, encoder.name) or salvage(index_dir, encoder.name)
        if previous and _same(previous, corpus, files, settings, engine):
            shutil.rmtree(index_dir / UNFINISHED, ignore_errors=True)
            return _report(previous.manifest, previous.folder.name, 0, started)
        known = [*([previous] if previous else []), *_shares(index_dir, encoder.name)]
        loaded = _load(corpus, paths, known, settings, meter("读取", len(files)))
        parts = cut(loaded.documents, settings)
        reports = sorted([*parts.reports, *loaded.failures], key=lambda r: r.path)
        if not parts.documents and shard != WHOLE:
            return IndexReport(tuple(reports), 0, 0, 0, "", round(time.perf_counter() - started, 2))
        if not parts.documents:
            raise CorpusError(_no_documents(corpus, reports))
        with new_generation(index_dir) as folder:
            sources = [generation.folder for generation in known]
            left = _unfinished(index_dir, encoder.name)
            manifest, encoded = write_generation(
                folder, parts, encoder, settings, sources, meter, engine, left
            )
            report = [asdict(r) for r in reports]
            files |= _as_read(files, reports)
            manifest = replace(manifest, corpus=str(corpus.resolve()), files=files, report=report)
            with storing(index_dir):
                name = publish(index_dir, folder, manifest)
        shutil.rmtree(index_dir / UNFINISHED, ignore_errors=True)
        engine.settle(index_dir, manifest)
    return _report(manifest, name, encoded, started)


def unchanged(
    corpus: Path, index_dir: Path, model: str, engine: Engine = EMBEDDED, shard: Shard = WHOLE
) -> IndexReport | None:
    """Report on an index that is up to date for the encoder called `model`; that is not loaded for it.

    None where there is anything to do, be it to clear up behind a run that was killed at its end.
    """
    started = time.perf_counter()
    if (index_dir / UNFINISHED).exists():
        return None
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
    unfinished: Path | None = None,
) -> tuple[Manifest, int]:
    """Write all files of a generation but its manifest; returns that, and how many vectors are new.

    Vectors are taken from the `known` generations, which are of the same encoder, where they have them. New
    ones are kept in the `unfinished` folder, and what is there is not made again. Raises IndexUnusableError
    when a folder cannot be written; errors of the encoder pass as they are.
    """
    if unfinished is None:
        with tempfile.TemporaryDirectory(prefix="wenju-", ignore_cleanup_errors=True) as place:
            return write_generation(folder, parts, encoder, settings, known, meter, engine, Path(place))
    passages = Passages(parts.documents, parts.chunks, parts.sentences)
    whole, single = vectors.embed(passages, encoder, known, meter, unfinished)
    fields = fields_of({document.id: document for document in parts.documents})
    rows = Rows(passages, whole.vectors, [fields[chunk.document_id] for chunk in parts.chunks])
    with storing(folder):
        vectors.save_vectors(folder, (whole.keys, whole.vectors), (single.keys, single.vectors))
        store = engine.write(folder, rows, meter)
        write_catalog(folder, parts.documents, parts.chunks, parts.sentences)
        np.save(folder / TWINS, parts.copies.twins)
        made = checksums(folder)
    counts = (len(parts.documents), len(parts.chunks), len(parts.sentences))
    manifest = Manifest(
        VERSION, encoder.name, encoder.dimensions, asdict(settings), "", {}, *counts, made, [], store
    )
    return manifest, whole.encoded + single.encoded


def _unfinished(index_dir: Path, model: str) -> Path:
    """Where vectors of a model are kept until the generation that they are for is in place."""
    return index_dir / UNFINISHED / hashlib.sha256(model.encode()).hexdigest()[:16]


def _share(corpus: Path, shard: Shard) -> list[Path]:
    return [path for path in list_files(corpus) if shard.holds(name_of(path, corpus))]


def _previous(index_dir: Path, model: str) -> Salvaged | None:
    """The current generation, if it serves again."""
    try:
        return _sound(current_generation(index_dir), model)
    except IndexUnusableError:
        return None


def _shares(index_dir: Path, model: str) -> list[Salvaged]:
    """The generations of all shares, as far as they serve."""
    found = (_sound(folder, model) for folder in shard_generations(index_dir))
    return [generation for generation in found if generation]


def _sound(folder: Path, model: str) -> Salvaged | None:
    """The generation, if it is sound and of this model, so that what it holds serves again."""
    try:
        manifest = read_manifest(folder)
        verify(folder, manifest)
    except IndexUnusableError:
        return None
    return Salvaged(folder, manifest) if manifest.model == model else None


@contextmanager
def _without_remains(index_dir: Path) -> Iterator[None]:
    try:
        yield
    finally:
        clear(index_dir)


def _as_read(files: Mapping[str, str], reports: Sequence[FileReport]) -> dict[str, str]:
    """Hashes of the files that changed between their listing and their reading, as they were read."""
    return {r.path: r.sha256 for r in reports if r.sha256 and r.path in files}


def _load(
    corpus: Path, paths: Sequence[Path], known: Sequence[Salvaged], settings: Settings, progress: Progress
) -> Loaded:
    """Read the files; what a known generation read by the same recipe is taken from there."""
    with ExitStack() as stack:
        stored = []
        for generation in known:
            if generation.texts and generation.manifest.settings.get("recipe") == settings.recipe:
                catalog = stack.enter_context(closing(Catalog(generation.folder)))
                stored.append(Stored(catalog, generation.manifest.reports()))
        return load_corpus(corpus, progress, FirstKnown(stored), paths)


def _same(
    previous: Salvaged, corpus: Path, files: dict[str, str], settings: Settings, engine: Engine
) -> bool:
    """Whether the generation holds these very files, and the engine its passages.

    A file that another program may read now is tried again.
    """
    found = previous.manifest
    if not previous.whole:
        return False
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
