# Everything here works from a fresh clone with Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data

.PHONY: setup demo test lint bench fit clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

# The main job on the defaults: index corpus/, answer with citations, write an editor's note. No key, no network.
demo: setup
	PATH="$(CURDIR)/$(BIN):$$PATH" sh demo.sh

test: setup
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The figures in docs/measurements.md, from the data that DATA names.
bench: setup
	$(BIN)/python -m bench.startup
	$(BIN)/python -m bench.speed $(DATA)/news_3000.jsonl
	$(BIN)/python -m bench.retrieval $(DATA)/cmrc2018_trial.json
	$(BIN)/python -m bench.context

fit: setup
	$(BIN)/python -m eval.fit_refusal $(DATA)/rgb_zh_dev.jsonl $(DATA)/cmrc2018_trial.json
	$(BIN)/python -m eval.fit_sentences $(DATA)/rgb_zh_dev.jsonl $(DATA)/cmrc2018_trial.json
	$(BIN)/python -m eval.fit_grounding $(DATA)/uhgeval_dev.jsonl

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
