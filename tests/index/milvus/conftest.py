from __future__ import annotations

import os
from contextlib import ExitStack

import pytest

from tests.index.milvus.backends import EmbeddedBackend, MilvusBackend, lite_process, standalone_process

DENSE = ("embedded", "lite file", "lite server", "Milvus 2.3.5", "MILVUS_URI")
# Milvus 2.3 has no sparse vectors.
LEXICAL = ("embedded", "lite file", "lite server", "MILVUS_URI")


class Backends:
    """Each is started when it is first asked for."""

    def __init__(self, stack, make_folder):
        self._stack = stack
        self._make_folder = make_folder
        self._made = {}

    def __call__(self, name):
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name):
        folder = self._make_folder("backend")
        if name == "embedded":
            return EmbeddedBackend(folder)
        backend = MilvusBackend(self._uri(name, folder), folder)
        self._stack.callback(backend.clear)
        return backend

    def _uri(self, name, folder):
        if name == "lite file":
            return str(folder / "test.db")
        if name == "lite server":
            return self._stack.enter_context(lite_process(folder / "data")).uri
        variable = "MILVUS_URI" if name == "MILVUS_URI" else "MILVUS_SERVER"
        value = os.environ.get(variable)
        if not value:
            pytest.skip(f"{variable} is not set: see Milvus in CONTRIBUTING.md")
        if name == "MILVUS_URI":
            return value
        return self._stack.enter_context(standalone_process(value, folder / "data")).uri


@pytest.fixture(scope="session")
def backends(tmp_path_factory):
    with ExitStack() as stack:
        yield Backends(stack, tmp_path_factory.mktemp)


@pytest.fixture(params=DENSE)
def dense_backend(request, backends):
    return backends(request.param)


@pytest.fixture(params=LEXICAL)
def lexical_backend(request, backends):
    return backends(request.param)


@pytest.fixture(params=[name for name in DENSE if name != "embedded"])
def milvus_backend(request, backends):
    return backends(request.param)
