from __future__ import annotations

import os

import pytest

from tests.index.milvus.backends import EmbeddedBackend, MilvusBackend, lite_process, standalone_process

DENSE = ("embedded", "lite file", "lite server", "Milvus 2.3.5", "MILVUS_URI")
LEXICAL = ("embedded", "lite file", "lite server", "MILVUS_URI")


@pytest.fixture(scope="session")
def backends(tmp_path_factory):
    """Backend of each name, started when it is first asked for."""
    made = {}
    contexts = []

    def process(context):
        contexts.append(context)
        return context.__enter__().uri

    def uri_of(name):
        folder = tmp_path_factory.mktemp("store")
        if name == "lite file":
            return str(folder / "test.db")
        if name == "lite server":
            return process(lite_process(folder / "data"))
        if name == "Milvus 2.3.5":
            program = os.environ.get("MILVUS_SERVER")
            return process(standalone_process(program, folder)) if program else None
        return os.environ.get("MILVUS_URI")

    def get(name):
        if name not in made:
            folder = tmp_path_factory.mktemp("backend")
            uri = None if name == "embedded" else uri_of(name)
            is_there = name == "embedded" or uri
            made[name] = (
                (MilvusBackend(uri, folder) if uri else EmbeddedBackend(folder)) if is_there else None
            )
        if made[name] is None:
            wanted = "MILVUS_URI" if name == "MILVUS_URI" else "MILVUS_SERVER (make milvus-test)"
            pytest.skip(f"{wanted} is not set")
        return made[name]

    yield get
    for backend in made.values():
        if isinstance(backend, MilvusBackend):
            backend.clear()
    for context in contexts:
        context.__exit__(None, None, None)


@pytest.fixture(params=DENSE)
def dense_backend(request, backends):
    return backends(request.param)


@pytest.fixture(params=LEXICAL)
def lexical_backend(request, backends):
    return backends(request.param)


@pytest.fixture(params=[name for name in LEXICAL if name != "embedded"])
def milvus_backend(request, backends):
    return backends(request.param)
