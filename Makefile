# Python 3.11 or newer and pip are all this needs: `make run` to try the desk, `make test` to check it.
NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
ifndef PYTHON
PYTHON := $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$name" $(NEW_ENOUGH) 2>/dev/null && { command -v "$$name"; break; }; done)
endif
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench pictures richmenu lock clean

help:
	@echo "make run    try the desk on this machine: service, a LINE look-alike and a phone page"
	@echo "make test   set-up, the knowledge check and every test"
	@echo "make lint   ruff and mypy"
	@echo "make bench  how fast and how large, printed as ratios"
	@echo "make pictures  the screenshots of docs/pictures anew (needs Chromium and a CJK font)"
	@echo "make richmenu  the pictures of the rich menu anew (needs a CJK font)"
	@echo "make setup  the .venv with locked packages; make lock compiles the lock anew"

setup: $(STAMP)

# Rebuilt only when the lock or the package's own metadata changed.
$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" && "$(PYTHON)" $(NEW_ENOUGH) 2>/dev/null || { echo "Python 3.11 or newer is needed; \
	$(or $(PYTHON),python3) is $$("$(or $(PYTHON),python3)" -V 2>&1). Name a newer one: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@echo "Installing the locked packages into $(VENV) (once; some minutes on a slow line) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $(STAMP)

run: setup
	@$(BIN)/madoguchi demo

# Most tests wait more than they compute, so there are more processes than small machines have cores.
WORKERS ?= 3

test: setup
	@$(BIN)/madoguchi knowledge check
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: setup
	@$(BIN)/python -m tests.bench.run
	@$(BIN)/python -m tests.bench.announcements

pictures: setup
	@KEEP_PICTURES=1 $(BIN)/python -m pytest tests/browser

richmenu: setup
	@$(BIN)/python -m bot.richmenu.draw

COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	--strip-extras --allow-unsafe

# The locks hold versions and hashes only: no index, no address. The one for the image starts from the pins of the other.
lock: setup
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	@$(COMPILE) --extra dev --output-file requirements.lock pyproject.toml
	@cp requirements.lock requirements-run.lock
	@$(COMPILE) --output-file requirements-run.lock pyproject.toml

clean:
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .hypothesis
