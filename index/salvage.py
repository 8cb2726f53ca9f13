"""A damaged index: it goes to the quarantine, and what is sound of it serves the next build.

A file is sound when its checksum is the one that its manifest states, and a manifest when its own is in the
name of its folder. To be used while the index folder is held (`index.lock`).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index import embed
from index.catalog import FILES
from index.disk import sync
from index.encoder import SentenceRows
from index.errors import IndexUnusableError
from index.generation import QUARANTINE, current_generation, generations, point, quarantined, storing
from index.keyed import Keys, keys_of
from index.manifest import SECOND_MANIFEST, Manifest, damaged, is_sealed, read_manifest

_FOLDER = ".salvage"


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A folder with vectors that serve again, and texts if it has `texts`, as in a generation.

    `whole` says that it is a generation, which holds all that its manifest says.
    """

    folder: Path
    manifest: Manifest
    whole: bool = True
    texts: bool = True


@dataclass(frozen=True, slots=True)
class _Remains:
    """A generation as it was found. Without a manifest nothing of it is known to be sound."""

    folder: Path
    manifest: Manifest | None
    wrong: frozenset[str] = frozenset()
    is_damaged: bool = False

    def has(self, *names: str) -> bool:
        listed = self.manifest.checksums if self.manifest else {}
        return all(name in listed and name not in self.wrong for name in names)


def salvage(index_dir: Path, model: str) -> Salvaged | None:
    """Put damaged generations aside; return what there is to go on from, None when that is nothing.

    Where only the pointer was damaged, it is set anew. Raises IndexUnusableError when a file cannot be read
    or the folder not be written.
    """
    with storing(index_dir):
        clear(index_dir)
        found = set_aside(index_dir)
        newest = found[-1] if found else None
        if newest and newest.manifest and not newest.is_damaged and not _is_pointed(index_dir):
            point(index_dir, newest.folder.name)
            if newest.manifest.model == model:
                return Salvaged(newest.folder, newest.manifest)
        sources = [r for r in reversed(found) if r.manifest and r.manifest.model == model]
        return _gathered(sources, index_dir / _FOLDER) if sources else None


def clear(index_dir: Path) -> None:
    """Remove what was gathered."""
    shutil.rmtree(index_dir / _FOLDER, ignore_errors=True)


def set_aside(index_dir: Path) -> list[_Remains]:
    """Move damaged generations to the quarantine; returns all that there are now, the oldest first."""
    found = [_examined(folder) for folder in (*generations(index_dir), *quarantined(index_dir))]
    kept = [_moved(r, index_dir) if r.is_damaged else r for r in found]
    return sorted(kept, key=lambda r: r.folder.name)


def last_stated(index_dir: Path) -> Manifest | None:
    """The manifest of the last generation of which one can be read, damaged or not."""
    folders = sorted((*generations(index_dir), *quarantined(index_dir)), key=lambda f: f.name)
    return next((m for m in map(_stated, reversed(folders)) if m), None)


def last_sound(index_dir: Path) -> Path | None:
    """The folder of the last generation that is sound; those that are not are set aside."""
    sound = [r.folder for r in set_aside(index_dir) if r.manifest and not r.is_damaged]
    return sound[-1] if sound else None


def _stated(folder: Path) -> Manifest | None:
    return _examined(folder).manifest


def _examined(folder: Path) -> _Remains:
    if is_sealed(folder):
        try:
            manifest = read_manifest(folder)
        except IndexUnusableError:  # of another version of the program, and sound for all we know
            return _Remains(folder, None)
        wrong = frozenset(damaged(folder, manifest))
        return _Remains(folder, manifest, wrong, bool(wrong))
    if is_sealed(folder, SECOND_MANIFEST):
        manifest = read_manifest(folder, SECOND_MANIFEST)
        return _Remains(folder, manifest, frozenset(damaged(folder, manifest)), is_damaged=True)
    return _Remains(folder, None, is_damaged=True)


def _moved(remains: _Remains, index_dir: Path) -> _Remains:
    target = index_dir / QUARANTINE / remains.folder.name
    if target == remains.folder:
        return remains
    target.parent.mkdir(exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    remains.folder.rename(target)
    sync(target.parent)
    sync(remains.folder.parent)
    return replace(remains, folder=target)


def _is_pointed(index_dir: Path) -> bool:
    try:
        current_generation(index_dir)
    except IndexUnusableError:
        return False
    return True


def _gathered(sources: Sequence[_Remains], into: Path) -> Salvaged | None:
    """Copy what is sound of the sources, the best of which stands first, into a folder like a generation."""
    with_texts = next((source for source in sources if source.has(*FILES)), None)
    manifest = (with_texts or sources[0]).manifest
    if manifest is None:
        return None
    passages, sentences = [], []
    for source in sources:
        if source.has(embed.PASSAGE_VECTORS, embed.PASSAGE_KEYS):
            passages.append(embed.stored_passages(source.folder))
        if source.has(embed.SENTENCE_VECTORS, embed.SENTENCE_KEYS):
            sentences.append(embed.stored_sentences(source.folder))
    into.mkdir()
    if with_texts:
        for name in FILES:
            shutil.copyfile(with_texts.folder / name, into / name)
    embed.save_vectors(into, _merged(passages, manifest.dimensions), _merged(sentences, manifest.dimensions))
    return Salvaged(into, manifest, whole=False, texts=with_texts is not None)


def _merged(stored: Sequence[tuple[Keys, SentenceRows]], width: int) -> tuple[Keys, SentenceRows]:
    """Each key once, with the row that it has first; no rows of some width where nothing is stored."""
    if not stored:
        return keys_of(()), np.empty((0, width), np.float32)
    keys = np.concatenate([keys for keys, _ in stored])
    first = np.unique(keys, return_index=True)[1]
    return keys[first], np.concatenate([rows for _, rows in stored])[first]
