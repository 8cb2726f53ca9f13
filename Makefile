# Everything runs in .venv; `make serve` and `make test` are all that a fresh machine needs.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 7860
BASELINE := eval/results/baseline.json
DATA ?= ../shared/data

.PHONY: install serve test lint fix eval gate baseline bench screenshots torture train

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
	$(BIN)/python -m train run $(DATA)/mrc/train/*.json --stard $(DATA)/stard --corpus corpus --hours $(HOURS)
