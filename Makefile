# Everything here works from a fresh clone with Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data

.PHONY: setup demo test lint eval bench fit clean

setup: $(VENV)/.ready

# What the program needs; the demo waits for no more than that.
$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

# And what its tests, checks and evaluation need.
$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(VENV)/.installed $@

# The main job on the defaults: index corpus/, answer with citations, refuse what is not there, check a text,
# write an editor's note. No key, no network. The user's own settings and library are left alone.
DEMO_HOME := $(CURDIR)/build/demo
OFFLINE = env -u OPENAI_API_KEY -u OPENAI_BASE_URL -u QA_LLM_API_KEY -u QA_LLM_BASE_URL -u QA_STORE
DEMO = $(OFFLINE) QA_HOME=$(DEMO_HOME) $(BIN)/qa
# What it shows, the command as one would type it, and what comes of it.
define step
@printf '\n\n── %s ──\n\n$$ qa %s\n' "$(1)" "$(2)"
@$(DEMO) $(2) $(3)
endef
REFUSED = || test $$? -eq 3
demo: $(VENV)/.installed
	$(call step,Fourteen articles go in · 收录十四篇文章,ingest corpus)
	$(call step,A figure and the sentence that says it · 问一个数字，并看它出自哪一句,ask 海棠支付2016年的利息收入是多少？)
	$(call step,A year that no article has is refused · 文章里没有的年份，就拒答,ask 海棠支付2021年的利息收入是多少？,$(REFUSED))
	$(call step,Two things side by side · 两者对比,ask 征信和信用评级有什么区别？)
	$(call step,A text by somebody else in which a figure is made up · 核对别人写的话：有一个数字是编的,check 海棠支付2018年11月收到一张320万元的罚单。海棠一共被罚过三次。,$(REFUSED))
	$(call step,An editor's note and where each statement comes from · 写编辑导语，每个说法都有出处,note corpus/ecny-mobile-crossborder.md --cite)
	@printf '\n\n── Go on · 接着试 ──\n\n'
	@printf '%s\n' 'export QA_HOME=$(DEMO_HOME) PATH=$(abspath $(BIN)):$$PATH' 'qa chat' 'qa serve    # http://127.0.0.1:8642' 'qa --help'

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
	$(OFFLINE) QA_HOME=$(EVAL_HOME) \
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
