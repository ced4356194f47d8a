# Everything here works from a fresh clone with Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data

.PHONY: setup demo test lint eval bench fit clean

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

# The main job on the defaults: index corpus/, answer with citations, refuse what is not there,
# write an editor's note. No key, no network.
# The user's own settings and library are left alone.
DEMO = env -u OPENAI_API_KEY -u OPENAI_BASE_URL -u QA_LLM_BASE_URL QA_HOME=$(CURDIR)/build/demo $(BIN)/qa
demo: setup
	$(DEMO) ingest corpus
	$(DEMO) ask '海棠支付2016年靠备付金拿到多少利息收入？'
	$(DEMO) ask '征信和信用评级有什么区别？'
	$(DEMO) ask '《清算是算账，结算是给钱》的作者是谁？'
	$(DEMO) ask '红烧肉怎么做？' || test $$? -eq 3
	$(DEMO) note corpus/clearing-settlement.md --cite

# Two at once: much of it waits for servers, browsers and killed processes.
test: setup
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The sample suite, without a model: exit code 3 if a figure is under its bound or worse than the baseline.
EVAL_HOME ?= $(CURDIR)/build/eval
EVAL_LABEL ?= $(shell date -u +%Y%m%d-%H%M%S)
eval: setup
	env -u OPENAI_API_KEY -u OPENAI_BASE_URL -u QA_LLM_BASE_URL QA_HOME=$(EVAL_HOME) \
	  $(BIN)/qa eval run corpus --mode extractive --fail-on-worse --label $(EVAL_LABEL)

# The figures in docs/measurements.md, from the data that DATA names.
bench: setup
	$(BIN)/python -m bench.startup
	$(BIN)/python -m bench.speed $(DATA)/news_3000.jsonl
	$(BIN)/python -m bench.retrieval $(DATA)/cmrc2018_trial.json
	$(BIN)/python -m bench.context
	$(BIN)/python -m bench.check_speed $(DATA)/uhgeval_dev.jsonl
	$(BIN)/python -m bench.notes $(DATA)/news_3000.jsonl
	$(BIN)/python -m eval.notes
	$(BIN)/python -m eval.digests --news $(DATA)/news_3000.jsonl
	$(BIN)/python -m eval.differences $(DATA)/rgb_zh_dev.jsonl $(DATA)/news_3000.jsonl

fit: setup
	$(BIN)/python -m eval.fit_refusal $(DATA)/rgb_zh_dev.jsonl $(DATA)/cmrc2018_trial.json
	$(BIN)/python -m eval.fit_sentences $(DATA)/rgb_zh_dev.jsonl $(DATA)/cmrc2018_trial.json
	$(BIN)/python -m eval.fit_parts $(DATA)/cmrc2018_trial.json
	$(BIN)/python -m eval.fit_grounding $(DATA)/uhgeval_dev.jsonl
	$(BIN)/python -m eval.fit_binding $(DATA)/rgb_zh_dev.jsonl

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
