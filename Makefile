# Every target makes the environment it needs, in .venv and nowhere else; a second run reuses what stands, and a changed
# pyproject.toml or lock installs again. Another Python: `make PYTHON=python3.13 demo`.

ENV := .venv
SITE := docs/explorer
BROWSER_TESTS := tests/browser
BIN := $(ENV)/bin
PY := $(BIN)/python
WORKERS ?= auto
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo check test lint types imports quick-tests all-tests wheel-test docs site-parts docs-test docs-serve \
	sensitivity-cases bench tables fuzz mutants format lock clean distclean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-18s %s\n", $$1, $$2}' Makefile

demo: $(ENV)/core.stamp ## score a published case and print the answer
	@$(BIN)/nktlib score data/sessions/n01.csv

check: lint types imports quick-tests ## lint, types, import direction, quick tests

test: lint types imports all-tests fuzz wheel-test docs-test ## all that CI runs: check, slow tests, a short fuzzing, the wheel elsewhere, docs, a browser

lint: $(ENV)/dev.stamp ## ruff: rules and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(ENV)/dev.stamp ## mypy, strict
	$(BIN)/mypy

imports: $(ENV)/dev.stamp ## import-linter: which room may import which
	$(BIN)/lint-imports

quick-tests: $(ENV)/dev.stamp ## pytest without the slow tests
	$(PY) -m pytest -m "not slow" --ignore=$(BROWSER_TESTS)

all-tests: $(ENV)/dev.stamp $(SITE)/npm.stamp
	$(PY) -m pytest -n $(WORKERS) --dist worksteal --ignore=$(BROWSER_TESTS)

wheel-test: $(ENV)/dev.stamp ## build sdist and wheel, try the wheel in an empty environment elsewhere
	$(PY) tests/wheel/run.py

docs: $(ENV)/docs.stamp site-parts ## build the documentation in build/docs, running its examples; a warning is an error
	$(BIN)/sphinx-build -n -W --keep-going -E -q -d build/doctrees docs build/docs
	@echo "the documentation is in build/docs/index.html"

site-parts: $(ENV)/docs.stamp $(SITE)/npm.stamp ## what the pages load beside themselves, in build/static: scripts, data, wheels
	$(PY) docs/explorer/data.py build/static/nkt
	node $(SITE)/build.mjs build/static/nkt

docs-test: docs $(ENV)/dev.stamp ## drive the built site in a browser, which is installed where that may be
	$(PY) $(BROWSER_TESTS)/chromium.py
	$(PY) -m pytest $(BROWSER_TESTS) -m "not timed" -n $(WORKERS) --dist loadfile
	$(PY) -m pytest $(BROWSER_TESTS) -m timed

docs-serve: docs ## build the documentation and serve it on http://127.0.0.1:8000
	$(PY) -m http.server --bind 127.0.0.1 --directory build/docs 8000

sensitivity-cases: $(ENV)/dev.stamp ## how often the published cases come out right as judged parameters move
	$(PY) -m tests.sensitivity_cases

bench: $(ENV)/dev.stamp ## what things cost, next to a rival in the same run
	$(PY) -m tests.benchmarks.cold_load
	$(PY) -m tests.benchmarks.engines
	$(PY) -m tests.benchmarks.batch
	$(PY) -m tests.benchmarks.growth build/benchmarks

tables: $(ENV)/dev.stamp ## compute anew the tables that come from a physical model, and the data package
	$(PY) data/build/capacities.py
	$(PY) data/build/takeovers.py
	$(PY) data/build/datapackage.py

fuzz: $(ENV)/dev.stamp ## fuzz the reading of sessions for SECONDS (20), guided by coverage
	$(PY) -m tests.fuzz.fuzz_session $(SECONDS)
SECONDS = 20

mutants: $(ENV)/dev.stamp ## mutate the inference code and see what no test notices, for hours (MODULES="plan run": these only)
	$(PY) -m tests.mutants $(MODULES)

format: $(ENV)/dev.stamp ## let ruff mend what it can
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

lock: $(ENV)/venv.stamp ## compile requirements-*.txt from pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(PY) -m pip install --quiet --group lock
	$(BIN)/uv pip compile pyproject.toml --group backend $(LOCK_OPTIONS) -o requirements-core.txt
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev -c requirements-core.txt $(LOCK_OPTIONS) \
		-o requirements-dev.txt
	$(BIN)/uv pip compile pyproject.toml --group docs -c requirements-dev.txt $(LOCK_OPTIONS) -o requirements-docs.txt
LOCK_OPTIONS = --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock" $(UPGRADE)

clean: ## remove what builds and tools leave behind (not the environment)
	rm -rf build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## clean, and remove the environment
	rm -rf $(ENV)

$(ENV)/venv.stamp:
	@test -n "$(PYTHON)" || { echo "nktlib needs Python 3.11 or later; none was found on the PATH" >&2; exit 1; }
	$(PYTHON) -m venv $(ENV)
	$(PY) -m pip install --quiet --upgrade pip
	@touch $@

$(ENV)/core.stamp: pyproject.toml requirements-core.txt $(ENV)/venv.stamp
	$(PY) -m pip install --quiet --require-hashes -r requirements-core.txt
	$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(ENV)/dev.stamp: requirements-dev.txt $(ENV)/core.stamp
	$(PY) -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

$(SITE)/npm.stamp: $(SITE)/package.json $(SITE)/package-lock.json $(SITE)/.npmrc
	cd $(SITE) && npm ci --silent
	@touch $@

$(ENV)/docs.stamp: requirements-docs.txt $(ENV)/core.stamp
	$(PY) -m pip install --quiet --require-hashes -r requirements-docs.txt
	@touch $@
