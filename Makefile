# Yearbook. `make run` and `make test` are all a newcomer needs; the rest is for people who change it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3.11
# A uv of one's own when the machine has none: a small virtual environment with nothing else in it.
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
BIN := .venv/bin
LOCK := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --group build

export UV_COMPILE_BYTECODE := 1
export PYTHONDONTWRITEBYTECODE :=


help: ## show this
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/.run ## install from the lock into .venv and prepare Prefect's database

run: setup ## run the main job on the bundled edition: no network, no server, no account
	$(BIN)/yearbook run

test: .venv/.dev ## install what the tests need and run them
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/.dev ## lint, format, types, import contracts, data dictionary
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m warehouse.dictionary docs/data-dictionary.md --check

score: .venv/.dev ## how well the reader reads the bundled documents
	$(BIN)/python benchmarks/score.py

unseen: .venv/.dev ## how well it reads documents that nothing was learned from
	$(BIN)/python benchmarks/score.py --dir benchmarks/unseen/known
	$(BIN)/python benchmarks/score.py --dir benchmarks/unseen/bodies

words: .venv/.dev ## which words of the vocabulary speak for the wrong meaning
	$(BIN)/python -m benchmarks.words

evidence: .venv/.dev ## which sort of evidence the rules go wrong by; --show prints the passages
	$(BIN)/python -m benchmarks.evidence

learn: .venv/.dev ## learn the reader's weights anew; prints how well it reads what was left out
	$(BIN)/python -m benchmarks.learn --write

bench: .venv/.dev ## wall time and memory of the main job
	$(BIN)/python benchmarks/run.py

# The environment for running is a part of the one for developing, so its lock is held to the other's versions.
lock: $(UV) ## resolve pyproject.toml anew into the two hashed locks
	$(LOCK) --all-extras --group dev -o requirements-dev.lock
	$(LOCK) -c requirements-dev.lock -o requirements.lock

dictionary: .venv/.dev ## write docs/data-dictionary.md from the heads of sql/
	$(BIN)/python -m warehouse.dictionary docs/data-dictionary.md

clean: ## remove the environments (never the data)
	rm -rf .venv .uv

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet uv

.venv/bin/python: | $(UV)
	$(UV) venv --quiet --python $(PYTHON) .venv

# `sync` makes the environment exactly the lock, so the project itself goes in after it.
.venv/.run: requirements.lock pyproject.toml | .venv/bin/python
	@test -e .venv/.dev -a .venv/.dev -nt requirements-dev.lock || { \
	  $(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock && \
	  $(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable . ; }
	@$(BIN)/prefect server database upgrade -y >/dev/null
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/prefect server database upgrade -y >/dev/null
	@touch $@ .venv/.run
