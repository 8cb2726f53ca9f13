import zipfile
from dataclasses import replace

import pytest

from index.build import build_index
from index.catalog import Catalog
from index.errors import CorpusError
from index.generation import current_generation
from index.manifest import read_manifest
from index.originals import read_original
from tests.fakes import FakeEncoder

TEXT = "黄茅海大桥西塔预计今年4月封顶，中塔预计今年5月封顶。"


@pytest.fixture
def made(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text(TEXT, encoding="utf-8")
    with zipfile.ZipFile(corpus / "b.zip", "w") as archive:
        archive.writestr("内/c.txt", TEXT + "第二份。")
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    build_index(corpus, tmp_path / "index", FakeEncoder())
    folder = current_generation(tmp_path / "index")
    catalog = Catalog(folder)
    yield corpus, read_manifest(folder), catalog
    catalog.close()


def test_a_file_and_a_part_of_an_archive_are_read(made):
    corpus, manifest, catalog = made
    original = read_original(manifest, catalog.document("a.txt"))
    assert (original.name, original.data, original.changed) == ("a.txt", TEXT.encode(), False)
    inner = read_original(manifest, catalog.document("b.zip/内/c.txt"))
    assert (inner.name, inner.data, inner.changed) == ("c.txt", f"{TEXT}第二份。".encode(), False)


def test_a_changed_file_is_said_to_be(made):
    corpus, manifest, catalog = made
    (corpus / "a.txt").write_text("改过", encoding="utf-8")
    assert read_original(manifest, catalog.document("a.txt")).changed


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", "none.txt", "."])
def test_what_is_not_listed_is_not_opened(made, name):
    corpus, manifest, catalog = made
    with pytest.raises(CorpusError, match="清单里没有"):
        read_original(manifest, replace(catalog.document("a.txt"), id=name))


def test_a_link_that_leads_out_is_refused(made):
    corpus, manifest, catalog = made
    (corpus / "a.txt").unlink()
    (corpus / "a.txt").symlink_to(corpus.parent / "secret.txt")
    with pytest.raises(CorpusError, match="之外"):
        read_original(manifest, catalog.document("a.txt"))


def test_a_file_that_is_gone_is_an_error(made):
    corpus, manifest, catalog = made
    (corpus / "a.txt").unlink()
    with pytest.raises(CorpusError):
        read_original(manifest, catalog.document("a.txt"))
