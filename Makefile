# Everything runs in .venv; `make serve` and `make test` are all that a fresh machine needs.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 7860
BASELINE := eval/results/baseline.json
DATA ?= ../shared/data

.PHONY: install serve test lint fix eval gate baseline bench screenshots train milvus-test

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[eval,test]'
	touch $@

serve: install
	$(BIN)/wenju serve corpus --port $(PORT)

test: install lint
	$(BIN)/pytest
	$(MAKE) gate

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

fix: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: install
	$(BIN)/wenju index corpus
	$(BIN)/wenju eval

gate: install
	$(BIN)/wenju index corpus
	$(BIN)/wenju eval --split test --gate $(BASELINE)

baseline: install
	$(BIN)/wenju index corpus
	$(BIN)/wenju eval --split test --out $(BASELINE)

# The tests of stores over a real server too: the one of PyPI, 57 MB packed. It listens on every address of its
# machine, so it gets a network of its own.
milvus-test: install .venv-milvus/installed
	unshare --map-root-user --net sh -c 'ip link set lo up && \
	  MILVUS_SERVER=$(CURDIR)/.venv-milvus/bin/milvus-server exec $(BIN)/pytest -rs tests/index/milvus'

.venv-milvus/installed: Makefile
	$(PYTHON) -m venv .venv-milvus
	.venv-milvus/bin/python -m pip install --quiet --disable-pip-version-check milvus==2.3.5
	touch $@

bench: install
	$(BIN)/python -m bench

screenshots: install
	$(BIN)/python -m bench.screenshots

# Goes on from .cache/train/last.pt, for up to HOURS.
HOURS ?= 6
train: install
	$(BIN)/python -m train run $(DATA)/mrc/train/*.json --stard $(DATA)/stard --corpus corpus --hours $(HOURS)
