# Everything runs in .venv; `make serve` and `make test` are all that a fresh machine needs.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 7860

.PHONY: install serve test lint fix eval bench screenshots

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[eval,test]'
	touch $@

serve: install
	$(BIN)/wenju serve corpus --port $(PORT)

test: install lint
	$(BIN)/pytest

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

bench: install
	$(BIN)/python -m bench

screenshots: install
	$(BIN)/python -m bench.screenshots
