# Everything runs in .venv; `make serve` and `make test` are all that a fresh machine needs.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 7860
BASELINE := eval/results/baseline.json
DATA ?= ../shared/data

SUPPLY := .venv-supply/bin

.PHONY: install serve test lint fix eval gate baseline bench screenshots torture train lock sbom licences audit milvus-test

install: .venv/installed

# Every file that is installed has the hash that locked.txt states; `make lock` makes that of constraints.txt. But for
# torch: which of its builds fits the machine, and what that needs beside it, is left to pip.
.venv/installed: pyproject.toml constraints.txt locked.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r locked.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv-supply/installed: supply.txt
	$(PYTHON) -m venv .venv-supply
	$(SUPPLY)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r supply.txt
	touch $@

lock: .venv-supply/installed
	$(SUPPLY)/uv pip compile --quiet --no-deps --generate-hashes --no-header --no-annotate \
		--python $(BIN)/python constraints.txt -o locked.txt

# What is installed, in the form of CycloneDX.
sbom: install .venv-supply/installed
	mkdir -p dist
	$(SUPPLY)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o dist/sbom.json .venv

licences: install .venv-supply/installed
	$(SUPPLY)/pip-licenses --python=$(BIN)/python --format=markdown --with-system --order=name \
		--ignore-packages pip wenju > LICENCES.md

# Asks the registry for known vulnerabilities; a machine that does not reach its feed is told so by an error.
audit: .venv-supply/installed
	$(SUPPLY)/pip-audit --strict --no-deps --disable-pip -r locked.txt

serve: install
	$(BIN)/wenju serve corpus --port $(PORT)

# Tests of one file stay in one process: what a file sets up is made once.
test: install lint
	$(BIN)/pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile
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
	$(BIN)/wenju eval --gate $(BASELINE)

baseline: install
	$(BIN)/wenju index corpus
	$(BIN)/wenju eval --out $(BASELINE)

# The tests of stores over a real server too: the one of PyPI, 57 MB packed. It listens on every address of its
# machine, so it gets a network of its own.
milvus-test: install .venv-milvus/installed
	unshare --map-root-user --net sh -c 'ip link set lo up && \
	  MILVUS_SERVER=$(CURDIR)/.venv-milvus/bin/milvus-server exec $(BIN)/pytest -rfEs tests/index/milvus'

.venv-milvus/installed: Makefile
	$(PYTHON) -m venv .venv-milvus
	.venv-milvus/bin/python -m pip install --quiet --disable-pip-version-check milvus==2.3.5
	touch $@

bench: install
	$(BIN)/python -m bench

# Kills, corruptions and the like. FULL=1 takes about an hour and writes the figures of RELIABILITY.md.
torture: install
	$(BIN)/python -W error -m tests.torture $(if $(FULL),--full --write RELIABILITY.md)

screenshots: install
	$(BIN)/python -m bench.screenshots

# Goes on from .cache/train/last.pt, for up to HOURS.
HOURS ?= 6
train: install
	$(BIN)/python -m train run $(DATA)/mrc/train/*.json --stard $(DATA)/stard --corpus corpus \
		--asked train/questions/*/ --hours $(HOURS)
