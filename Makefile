# make run: install, migrate, serve on 127.0.0.1. make test: everything that must hold. No Node, no internet at run time.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
# Every command starts in half the time when what it imports is compiled once.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: setup ## install what is missing, bring the database up to date, serve on http://127.0.0.1:8000/
	@$(BIN)/flask serve

setup: $(VENV)/.runtime ## make the environment from the hashed lock file

$(VENV)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=/path/to/python3 make $@)"; exit 1; }
	@bash .ci/environment.sh requirements.txt
	@touch $@

$(VENV)/.tests: requirements-test.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@bash .ci/environment.sh requirements-test.txt
	@touch $@ $(VENV)/.runtime

test-setup: $(VENV)/.tests ## the test tools, a browser and PostgreSQL where they can be had
	@bash .ci/system.sh

test: test-setup check ## everything: checks, suite on SQLite and PostgreSQL, browser journeys
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup
	@echo "The tests that touch the database, again on PostgreSQL:"
	@$(BIN)/python -m pytest -q -n 2 --database postgres

check: $(VENV)/.tests ## ruff, mypy, and the translations complete
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy app.py core vendors contracts sbom
	@$(BIN)/python -m core.i18n.messages check

messages: $(VENV)/.tests ## bring the catalogues up to date with the code
	@$(BIN)/python -m core.i18n.messages update

bench: $(VENV)/.tests ## measure, and write bench/results.md
	@$(BIN)/python -m bench

lock: ## renew the lock files (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group test -o requirements-test.txt

.PHONY: help run setup test-setup test check messages bench lock
