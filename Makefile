# Everything runs in .venv; `make serve` and `make test` are all that a fresh machine needs.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 7860
BASELINE := eval/results/baseline.json

.PHONY: install serve test lint fix eval gate baseline bench screenshots

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

screenshots: install
	$(BIN)/python -m bench.screenshots
