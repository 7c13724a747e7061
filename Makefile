# One screen of commands. `make run` and `make test` need nothing but Python 3.11+, make, Node 20 and npm.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PORT ?= 8000
FULL ?=
WORKERS ?= $(shell nproc 2>/dev/null || echo 2)

WEB_SOURCES := $(wildcard webui/package.json webui/package-lock.json webui/build.mjs) \
	$(shell find webui/assets -type f 2>/dev/null)
WEB_BUILT := $(if $(wildcard webui/package.json),webui/static/built/.made)

.PHONY: install run test test-fast bench conformance pictures
.DELETE_ON_ERROR:

install: .venv/.made $(WEB_BUILT)

run: install
	@exec $(BIN)/aanzet serve --demo --port $(PORT)

test: install
	$(BIN)/python -m tests.servers
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-fast: install
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not server and not long"

bench: install
	@$(BIN)/python -m tests.servers >&2
	@FULL=$(FULL) $(BIN)/python -m tests.benchmarks

conformance: install
	@$(BIN)/python -m tests.conformance --tck "$(TCK)" --models "$(MODELS)"

pictures: install
	@$(BIN)/python -m tests.pictures pictures

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Aanzet needs Python 3.11 or newer on the path." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.locked: requirements.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@

.venv/.made: .venv/.locked pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

webui/static/built/.made: $(WEB_SOURCES)
	@command -v npm >/dev/null || { echo "Aanzet needs Node 20 and npm to build the diagram viewer." >&2; exit 1; }
	cd webui && IBM_TELEMETRY_DISABLED=true npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
	@mkdir -p $(@D) && touch $@
