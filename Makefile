# Everything below needs Python 3.11 and make, nothing else.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test check operations bench lock help
help:            ## What there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Callout needs Python 3.11: install it, or say make PYTHON=/path/to/python3.11."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $(READY)

run: $(READY)    ## Set up, load the demo world, serve
	@exec $(BIN)/callout serve --demo

test: $(READY)   ## Set up, run all tests
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(READY)  ## Format, lint, types, import rules, generated docs
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/python -m tools.reference --check
	@$(BIN)/python -m evals.lengths

operations: $(READY) ## Write OPERATIONS.md anew
	@$(BIN)/python -m tools.reference > OPERATIONS.md

bench: $(READY)  ## Every benchmark
	@$(BIN)/python -m evals.bench

lock: $(READY)   ## Pin the newest versions that fit, with their hashes
	@$(BIN)/uv pip compile pyproject.toml --extra espeak --extra dev --generate-hashes --python-version 3.11 --quiet --upgrade --output-file requirements.lock
