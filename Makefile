# Forewarn: every development command. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run test test-quick torture audit check lint types imports demo lock clean

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# Hashes are checked; nothing is built but Forewarn itself, with the locked builder. A lock
# is complete, so pip must not resolve again: with extras it would ask for newer versions.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) --no-deps --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(INSTALL) --no-deps --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip check --quiet
	touch $@

setup: $(VENV)/.installed ## create .venv and install the locked dependencies

run: setup ## migrate the database and start the whole service
	$(BIN)/forewarn run

demo: setup ## the offline tour, under a minute
	$(BIN)/forewarn demo

test: $(VENV)/.installed-dev ## run the tests
	$(BIN)/python -m pytest -n auto --dist worksteal

test-quick: $(VENV)/.installed-dev ## a first look: the domain and the messages, without the slow tests
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow" tests/monitor tests/bot tests/mailer tests/relay

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/yamllint --strict catalogue monitor forewarn

types: $(VENV)/.installed-dev
	$(BIN)/mypy

imports: $(VENV)/.installed-dev
	$(BIN)/lint-imports

torture: $(VENV)/.installed-dev ## kill it 200 times on each database, count what is lost
	$(BIN)/python -m tests.torture --kills=200
	$(BIN)/python -m tests.torture --kills=200 --database=postgresql

audit: ## ask for known vulnerabilities of what is locked
	test -x .audit/bin/pip-audit || ($(PYTHON) -m venv .audit && .audit/bin/pip install --quiet --disable-pip-version-check pip-audit)
	.audit/bin/pip-audit --requirement requirements.lock --disable-pip --no-deps --progress-spinner off > .audit/report.txt 2>&1; \
	  code=$$?; tail -n 4 .audit/report.txt; exit $$code

check: lint types imports test ## everything CI runs

lock: ## choose the newest versions again (needs uv)
	uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra build pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra build --extra dev --constraint requirements.lock pyproject.toml --output-file requirements-dev.lock
	uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra build --extra postgresql --constraint requirements.lock pyproject.toml --output-file requirements-postgresql.lock

clean: ## remove the environment and caches, never the database
	rm -rf $(VENV) .audit .mypy_cache .ruff_cache .pytest_cache
