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
        self._processes = {}

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
        return _variable(name) if name == "MILVUS_URI" else self.process(name).uri

    def process(self, name):
        """One for all tests: Milvus 2.3.5 has fixed ports, so that a machine runs it once."""
        if name not in self._processes:
            folder = self._make_folder("process") / "data"
            context = (
                lite_process(folder)
                if name == "lite server"
                else standalone_process(_variable("MILVUS_SERVER"), folder)
            )
            self._processes[name] = self._stack.enter_context(context)
        return self._processes[name]


def _variable(name):
    value = os.environ.get(name)
    if not value:
        pytest.skip(f"{name} is not set: see Milvus in CONTRIBUTING.md")
    return value


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
