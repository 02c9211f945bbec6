# Every target does its own set-up in .venv. Nothing is installed outside it, except a Chromium for the browser tests
# where the machine has none.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
FILE ?=
ARGS ?=
SECONDS ?= 60

.DEFAULT_GOAL := help
.PHONY: help run test test-long test-engines test-quick fuzz lint audit format bench bench-load bench-scale samples messages screenshots clean

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.app ## Open the dashboard; FILE=orders.csv opens it with a file, ARGS="--port 8600" passes options
	@$(BIN)/retention-dashboard $(if $(FILE),"$(FILE)") $(ARGS)

test: $(VENV)/.dev $(VENV)/.chromium ## Run the tests: examples in docstrings and the browser too
	@mkdir -p build
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not long and not engines" --junitxml=build/tests.xml $(ARGS)

test-long: $(VENV)/.dev ## Run the tests that take minutes
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "long and not engines" tests $(ARGS)

test-engines: $(VENV)/.engines ## Run the tests that count in DuckDB, PostgreSQL and Spark, and hold them to the same answers
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup tests/engines $(ARGS)

test-quick: $(VENV)/.dev ## Run the tests that need no browser
	$(BIN)/python -m pytest -q -n 2 -m "not browser and not long and not engines" $(ARGS)

fuzz: $(VENV)/.fuzz ## Look for bytes that break a reader; SECONDS=600 looks longer
	$(BIN)/python -m tests.fuzz.atheris_readers --seconds $(SECONDS)

lint: $(VENV)/.dev ## Check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

audit: $(VENV)/.app ## Ask whether anything is known against the versions that are installed
	@$(BIN)/python -c 'import pip_audit' 2>/dev/null || $(PIP) pip-audit || true
	@$(BIN)/python docs/audit.py

format: $(VENV)/.dev ## Put the code into the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.bench ## Measure, side by side in one run
	$(BIN)/python -m benchmarks $(ARGS)

bench-load: $(VENV)/.bench ## Twenty people at once, as a table
	$(BIN)/python -m benchmarks.load $(ARGS)

bench-scale: $(VENV)/.engines $(VENV)/.bench ## Measure up to 100 million events, in memory, DuckDB and Spark
	$(BIN)/python -m benchmarks.scale --write $(ARGS)

samples: $(VENV)/.app ## Make the sample files again
	$(BIN)/python sample_data/make_samples.py

messages: $(VENV)/.dev ## Gather what the code says, and bring the catalogues up to date
	$(BIN)/python -m retention.languages.gather

screenshots: $(VENV)/.dev $(VENV)/.chromium ## Make the pictures of the guide again, and its table of terms
	$(BIN)/python docs/glossary.py
	$(BIN)/python docs/screenshots.py

clean: ## Remove .venv and everything that was built
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# --------------------------------------------------------------------------------------------------- set-up
# A stamp says what is installed; it is out of date when pyproject.toml or constraints.txt change.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not. Name another one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[test,lint]'
	@touch $@ $(VENV)/.app

$(VENV)/.engines: pyproject.toml constraints.txt | $(VENV)/.dev
	$(PIP) -e '.[test,engines,postgres,spark,clickhouse,test-engines]'
	@$(AS_ROOT) missing=""; \
	command -v java >/dev/null || missing="default-jre-headless"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	if [ -z "$$missing" ]; then :; \
	elif can_install; then echo "Installing $$missing for the tests of databases"; install $$missing; \
	else echo "Not here: $$missing; tests that need it are skipped."; fi
	@touch $@

$(VENV)/.fuzz: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[test,fuzz]'
	@touch $@ $(VENV)/.app

$(VENV)/.bench: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[bench]'
	@touch $@ $(VENV)/.app

# RETENTION_CHROMIUM or a browser on the PATH is used as it is. Otherwise Debian's, where we may install, or Playwright's.
# Pictures of charts need letters of Korean, Chinese and Thai: without them the tests of these are skipped.
AS_ROOT := as_root=""; [ "$$(id -u)" = 0 ] || as_root="sudo -n"; can_install() { \
	command -v apt-get >/dev/null && $$as_root true 2>/dev/null; }; \
	install() { $$as_root apt-get update -q && \
	  $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$$@"; };

$(VENV)/.chromium: | $(VENV)/.dev
	@$(AS_ROOT) \
	if [ -n "$$RETENTION_CHROMIUM" ]; then :; \
	elif for name in $(BROWSERS); do command -v $$name && break; done | grep -q .; then :; \
	elif can_install; then echo "Installing Chromium for the browser tests"; install chromium; \
	else $(BIN)/python -m playwright install chromium; fi
	@$(AS_ROOT) \
	if command -v fc-list >/dev/null && fc-list :lang=ko | grep -q . && fc-list :lang=th | grep -q .; then :; \
	elif can_install; then echo "Installing fonts for Korean, Chinese and Thai"; \
	  install fontconfig fonts-noto-cjk fonts-thai-tlwg; \
	else echo "No fonts for Korean, Chinese and Thai were found; pictures in these languages are not tested."; fi
	@touch $@
