"""An index that cannot be used: what is damaged put aside, what is lost made again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.build import build_index, silent
from index.embed import Meter
from index.encoder import Encoder
from index.engine import EMBEDDED, Engine
from index.errors import CorpusError, IndexUnusableError
from index.generation import current_generation, point, quarantined, storing
from index.lock import exclusive
from index.manifest import Manifest, read_manifest, verify
from index.salvage import last_sound, last_stated
from index.types import IndexReport


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was done: damage that was found, where that is now, and the report of the build.

    Without a report the corpus could not be read, for the reason in `without`, and `generation` is an
    earlier one.
    """

    damage: str
    quarantine: tuple[Path, ...]
    generation: str
    report: IndexReport | None
    without: str = ""


def damage_of(index_dir: Path, engine: Engine = EMBEDDED) -> str:
    """What makes the index unusable, in a line; empty when it is sound."""
    try:
        folder = current_generation(index_dir)
        manifest = read_manifest(folder)
        verify(folder, manifest)
        if manifest.store:
            engine.open(folder, manifest)[1].close()
    except IndexUnusableError as error:
        return str(error)
    return ""


def repair(
    index_dir: Path,
    open_encoder: Callable[[], Encoder],
    damage: str,
    meter: Meter = silent,
    engine: Engine = EMBEDDED,
) -> Repaired:
    """Build the index again from its corpus and from what is sound of it.

    Without its corpus the last sound generation becomes the current one. Raises IndexUnusableError when
    there is nothing to repair it from.
    """
    stated = last_stated(index_dir)
    if stated is None:
        raise IndexUnusableError(
            f"{index_dir} 里没有一份可读的清单，不知道语料在哪里。"
            f"请运行：wenju index 语料文件夹 --index-dir {index_dir}"
        )
    if stated.store and engine is EMBEDDED:
        raise IndexUnusableError(
            f"索引 {index_dir} 存于 Milvus，请加上 --store milvus --uri {stated.store['uri']}"
        )
    encoder = open_encoder()
    if encoder.name != stated.model:
        raise IndexUnusableError(
            f"索引 {index_dir} 是用模型 {stated.model} 建的，现在用的是 {encoder.name}。"
            f"请用原来的 --model，或重建：wenju index {stated.corpus} --index-dir {index_dir}"
        )
    try:
        report = build_index(Path(stated.corpus), index_dir, encoder, meter=meter, engine=engine)
    except CorpusError as error:
        generation = _fall_back(index_dir, stated, error, engine)
        return Repaired(damage, tuple(quarantined(index_dir)), generation, None, str(error))
    return Repaired(damage, tuple(quarantined(index_dir)), report.generation, report)


def _fall_back(index_dir: Path, stated: Manifest, error: CorpusError, engine: Engine) -> str:
    with exclusive(index_dir), storing(index_dir):
        sound = last_sound(index_dir)
        if sound is None:
            raise IndexUnusableError(
                f"索引 {index_dir} 已损坏，也没有更早的一代可用；重建需要语料：{error}。"
                f"之后运行：wenju index {stated.corpus} --index-dir {index_dir}"
            ) from error
        point(index_dir, sound.name)
        manifest = read_manifest(sound)
        if manifest.store:
            engine.settle(index_dir, manifest)
        return sound.name
