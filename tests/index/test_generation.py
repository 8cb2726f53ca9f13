import json
import os
from contextlib import contextmanager
from pathlib import Path

import pytest

import index.generation
from index.errors import IndexUnusableError
from index.generation import current_generation, new_generation, publish
from index.manifest import VERSION, Manifest, checksums, read_manifest, verify


def manifest(folder):
    return Manifest(
        VERSION, "fake@1", 64, {"chunk_size": 300}, "/语料", {"a.txt": "0"}, 1, 2, 3, checksums(folder), {}
    )


def generate(index_dir, content=b"vectors"):
    with new_generation(index_dir) as folder:
        (folder / "lexical").mkdir()
        (folder / "lexical" / "a.idx").write_bytes(content)
        (folder / "v.faiss").write_bytes(content)
        return publish(index_dir, folder, manifest(folder))


def names(index_dir):
    return sorted(p.name for p in (index_dir / "generations").iterdir())


def test_a_published_generation_is_the_current_one(tmp_path):
    name = generate(tmp_path)
    folder = current_generation(tmp_path)
    assert (folder, folder.name[:7]) == (tmp_path / "generations" / name, "000001-")
    assert read_manifest(folder) == manifest(folder)
    assert sorted(checksums(folder)) == ["lexical/a.idx", "v.faiss"]
    verify(folder, read_manifest(folder))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["CURRENT", "generations"]


def test_the_last_two_generations_are_kept(tmp_path):
    made = [generate(tmp_path, bytes([i])) for i in range(4)]
    assert [name[:7] for name in made] == ["000001-", "000002-", "000003-", "000004-"]
    assert names(tmp_path) == made[2:]
    assert current_generation(tmp_path).name == made[3]


def test_what_was_not_published_disappears(tmp_path):
    name = generate(tmp_path)
    with pytest.raises(ZeroDivisionError), new_generation(tmp_path) as folder:
        (folder / "half").write_bytes(b"0")
        raise ZeroDivisionError
    assert names(tmp_path) == [name]


def test_the_remains_of_a_killed_build_are_removed(tmp_path):
    killed = tmp_path / "generations" / ".building-1"
    killed.mkdir(parents=True)
    (killed / "half").write_bytes(b"0")
    name = generate(tmp_path)
    assert names(tmp_path) == [name]


def recorded(index_dir, monkeypatch):
    """Build, and return what was synced (by inode) before the pointer moved, and after."""
    before, after = [], []
    events = before
    fsync, move = os.fsync, Path.replace

    def record_fsync(handle):
        events.append(os.fstat(handle).st_ino)
        fsync(handle)

    def record_move(path, target):
        nonlocal events
        events = after
        return move(path, target)

    monkeypatch.setattr(os, "fsync", record_fsync)
    monkeypatch.setattr(Path, "replace", record_move)
    generate(index_dir)
    return before, after


def inodes(*paths):
    return {path.stat().st_ino for path in paths}


def test_all_is_on_disk_before_the_pointer_moves(tmp_path, monkeypatch):
    before, after = recorded(tmp_path, monkeypatch)
    folder = current_generation(tmp_path)
    files = [p for p in folder.rglob("*") if p.is_file()]
    assert len(files) == 4
    assert inodes(*files, folder, folder.parent, tmp_path / "CURRENT") <= set(before)
    assert after == [tmp_path.stat().st_ino]


def test_a_pointer_that_cannot_move_leaves_the_old_generation(tmp_path, monkeypatch):
    name = generate(tmp_path)

    def fail(path, target):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(Path, "replace", fail)
        generate(tmp_path, b"new")
    assert current_generation(tmp_path).name == name
    verify(current_generation(tmp_path), read_manifest(current_generation(tmp_path)))


def test_a_generation_stays_that_the_pointer_names_when_the_disk_then_fails(tmp_path, monkeypatch):
    old = generate(tmp_path)
    sync = index.generation.sync

    def fail(path):
        if path == tmp_path:
            raise OSError(28, "No space left on device")
        sync(path)

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(index.generation, "sync", fail)
        generate(tmp_path, b"new")
    folder = current_generation(tmp_path)
    assert folder.name != old
    verify(folder, read_manifest(folder))


def test_no_index_yet(tmp_path):
    with pytest.raises(IndexUnusableError, match=f"还没有索引.*wenju index .* --index-dir {tmp_path}"):
        current_generation(tmp_path)


@pytest.mark.parametrize(
    "pointer",
    ["", ".", "..", "../..", "/etc", "000009-00000000", "../generations/{}", "{}/lexical", "{}\n{}", "./{}"],
)
def test_a_pointer_to_anything_but_a_generation_is_refused(tmp_path, pointer):
    name = generate(tmp_path)
    (tmp_path / "CURRENT").write_text(pointer.replace("{}", name))
    with pytest.raises(IndexUnusableError, match="索引不完整.*不存在.*wenju doctor --repair"):
        current_generation(tmp_path)


def test_a_pointer_that_is_no_text_is_refused(tmp_path):
    generate(tmp_path)
    (tmp_path / "CURRENT").write_bytes(b"\xff\xfe")
    with pytest.raises(IndexUnusableError, match="无法读取 .*CURRENT.*wenju doctor --repair"):
        current_generation(tmp_path)


def test_a_pointer_that_is_a_folder_is_refused(tmp_path):
    (tmp_path / "CURRENT").mkdir()
    with pytest.raises(IndexUnusableError, match="无法读取 .*CURRENT"):
        current_generation(tmp_path)


@pytest.mark.parametrize("name", ["v.faiss", "lexical/a.idx"])
@pytest.mark.parametrize(
    ("damage", "state"),
    [(lambda path: path.write_bytes(b"vectorz"), "与校验和不符"), (Path.unlink, "缺失")],
    ids=["changed", "missing"],
)
def test_a_damaged_file_is_named(tmp_path, name, damage, state):
    generate(tmp_path)
    folder = current_generation(tmp_path)
    damage(folder / name)
    with pytest.raises(IndexUnusableError, match=f"索引已损坏：.*{name} .*{state}.*wenju doctor --repair"):
        verify(folder, read_manifest(folder))


def test_lock_files_of_the_lexical_leg_are_not_part_of_it(tmp_path):
    generate(tmp_path)
    folder = current_generation(tmp_path)
    (folder / "lexical" / ".tantivy-meta.lock").touch()
    verify(folder, read_manifest(folder))
    assert sorted(checksums(folder)) == ["lexical/a.idx", "v.faiss"]


@contextmanager
def edited_manifest(index_dir):
    generate(index_dir)
    path = current_generation(index_dir) / "manifest.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    yield fields
    path.write_text(json.dumps(fields), encoding="utf-8")


@pytest.mark.parametrize("version", [0, VERSION + 1, "1", None])
def test_another_version_is_refused(tmp_path, version):
    with edited_manifest(tmp_path) as fields:
        fields["version"] = version
    with pytest.raises(
        IndexUnusableError,
        match=f"索引版本是 {version}，本程序需要 2.*wenju index /语料 --index-dir {tmp_path}",
    ):
        read_manifest(current_generation(tmp_path))


@pytest.mark.parametrize("name", ["version", "checksums", "model"])
def test_a_manifest_without_a_field_is_refused(tmp_path, name):
    with edited_manifest(tmp_path) as fields:
        del fields[name]
    with pytest.raises(IndexUnusableError, match="清单已损坏.*manifest.json"):
        read_manifest(current_generation(tmp_path))


@pytest.mark.parametrize("data", [None, b"", b"{", b"[]", b"null", b"\xff", b'{"version": 2}'])
def test_a_manifest_that_is_none_is_refused(tmp_path, data):
    generate(tmp_path)
    path = current_generation(tmp_path) / "manifest.json"
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(IndexUnusableError, match="清单已损坏.*wenju doctor --repair"):
        read_manifest(current_generation(tmp_path))


@pytest.mark.parametrize("change", [{"corpus": "/别处"}, {"documents": 9}, {"files": {}}, {"checksums": {}}])
def test_a_changed_manifest_is_refused(tmp_path, change):
    with edited_manifest(tmp_path) as fields:
        fields |= change
    folder = current_generation(tmp_path)
    with pytest.raises(IndexUnusableError):
        verify(folder, read_manifest(folder))


def test_a_manifest_of_other_types_is_refused(tmp_path):
    with edited_manifest(tmp_path) as fields:
        fields["checksums"] = []
    folder = current_generation(tmp_path)
    with pytest.raises(IndexUnusableError):
        verify(folder, read_manifest(folder))


def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    generate(tmp_path)
    folder = current_generation(tmp_path)
    expected = read_manifest(folder)

    def deny(path, *args):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", deny)
    with pytest.raises(IndexUnusableError):
        verify(folder, expected)


def test_names_in_the_folder_of_the_lexical_leg_are_on_disk(tmp_path, monkeypatch):
    before, _ = recorded(tmp_path, monkeypatch)
    assert inodes(current_generation(tmp_path) / "lexical") <= set(before)


def test_a_pointer_that_cannot_move_leaves_no_remains(tmp_path, monkeypatch):
    name = generate(tmp_path)

    def fail(path, target):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(Path, "replace", fail)
        generate(tmp_path, b"new")
    assert names(tmp_path) == [name]
