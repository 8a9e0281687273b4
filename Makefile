# ragqa: `make demo` for a first answer, `make test` for every check.
# RAGQA_… settings are passed on; PYTHON chooses the interpreter (3.11 or newer).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CONSTRAINTS := .ci/constraints.txt
APP := $(VENV)/.app
DEV := $(VENV)/.dev
SOURCES := ragqa ingest ui tests

# Both are answered in data/samples.
QUESTION_ZH := 上传之前，怎样比较新旧两个软件包有什么差别？
QUESTION_EN := How long may the name of a Debian package be?

.DEFAULT_GOAL := help
.PHONY: help demo ui test lint fmt unit wheel bench bench-full soak screenshots ci clean browser office

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(APP): pyproject.toml $(CONSTRAINTS)
	@echo "Installing ragqa into $(VENV): about 5 minutes, and 10 more where llama.cpp has to be compiled."
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'
	@# By itself and first: a later package would pull another build of several GB.
	$(PIP) install --constraint $(CONSTRAINTS) torch
	$(PIP) install --constraint $(CONSTRAINTS) --editable .
	@touch $@

$(DEV): $(APP)
	$(PIP) install --constraint $(CONSTRAINTS) --group dev
	@# privateGPT's client, for a test: what it pins fits nothing else, and it does without.
	$(PIP) install --constraint $(CONSTRAINTS) --no-deps pgpt-python
	@touch $@

demo: $(APP) ## install, ingest data/samples, answer one Chinese and one English question
	@$(BIN)/ragqa ingest data/samples
	@echo; echo "? $(QUESTION_ZH)"; $(BIN)/ragqa ask "$(QUESTION_ZH)"
	@echo; echo "? $(QUESTION_EN)"; $(BIN)/ragqa ask "$(QUESTION_EN)"
	@echo; echo "For written answers: $(BIN)/ragqa models says which Chinese-Mixtral-Instruct suits this machine, and"
	@echo "how to fetch it; then RAGQA_MODEL=FILE."
	@echo "In the browser: make ui    Your own documents: $(BIN)/ragqa ingest FOLDER"

ui: $(APP) ## open the browser page
	$(BIN)/ragqa web

test: lint browser office unit wheel ## every check

lint: $(DEV) ## formatting, ruff, mypy --strict, import contracts
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

fmt: $(DEV) ## format and fix what can be fixed
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

unit: $(DEV)
	$(BIN)/pytest

browser: ## Chromium for the browser tests, from Debian's packages
	@$(call debian,chromium,chromium fonts-noto-cjk)

office: ## LibreOffice for the tests of old Office files, from Debian's packages
	@$(call debian,soffice,libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui)

define debian
	command -v $(1) >/dev/null || { \
	  echo "Installing $(1) for the tests (apt-get)"; \
	  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$SUDO apt-get update -qq && \
	  $$SUDO apt-get install -y -qq --no-install-recommends $(2) >/dev/null; }
endef

wheel: $(DEV)
	.ci/wheel-smoke $(BIN)/python

bench: $(DEV) ## measure: retrieval quality, start-up; writes bench-*.json
	$(BIN)/python -m tests.bench

bench-full: $(DEV) ## the whole app with 15 GB of Mixtral's shape: memory, speed (needs 16 GB of disk)
	$(BIN)/python -m tests.bench.fullsize all data/full-mixtral.gguf data/samples

soak: $(DEV) ## 50 clients and an ingest at once for 5 minutes (SOAK_SECONDS); writes bench-soak.json
	$(BIN)/python -m tests.bench soak

screenshots: $(DEV) browser ## pictures of the running app for the README
	$(BIN)/python -m tests.ui.web.screenshots data/screenshots

ci: ## what CI runs, from nothing
	.ci/run

clean: ## remove the installation and caches, keep the index
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis dist
