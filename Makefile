# Everything that is done with Rimpel from the command line. `make help` lists it.

PORT ?= 8501
ARGS ?=
VENV := .venv
PY := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test quick check bench fmt migration pins clean runtime tools

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: runtime ## install what is needed, bring the database up to date and serve the app (PORT=8501)
	@exec $(PY) app.py --port $(PORT)

# The tests in a browser wait more than they work, so more run at once than there are cores, and those begin first.
test: tools ## run all tests (ARGS="tests/impact -k label" for some of them)
	@$(PY) -m pytest -n $$($(PY) -c 'import os; print(os.cpu_count() * 3 // 2 or 1)') \
		--dist loadfile --no-loadscope-reorder $(ARGS)

quick: tools ## run the tests that need no browser, no PostgreSQL and no patience
	@$(PY) -m pytest -n $$($(PY) -c 'import os; print(os.cpu_count() or 1)') \
		-m "not browser and not postgresql and not slow" $(ARGS)

check: tools ## ruff, mypy and the rules about who may import whom
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports

bench: tools ## measure speed and scale and print the table
	@$(PY) -m tests.bench $(ARGS)

fmt: tools ## put the code into its usual shape
	@$(PY) -m ruff check --fix --select I .
	@$(PY) -m ruff format .

migration: tools ## draft the migration from the last one to db/tables (NAME="add stories")
	@$(PY) -m db.migrations.draft "$(NAME)"
	@$(PY) -m ruff check --quiet --fix db/migrations/versions
	@$(PY) -m ruff format --quiet db/migrations/versions

pins: tools ## work out the pinned versions anew from the ranges in pyproject.toml
	@$(PY) -m piptools compile $(PIN) --output-file requirements.txt pyproject.toml
	@$(PY) -m piptools compile $(PIN) --extra dev --constraint requirements.txt \
		--output-file $(VENV)/requirements-dev.txt pyproject.toml
	@{ echo "-r requirements.txt"; grep -v '^#' $(VENV)/requirements-dev.txt | grep -vxFf requirements.txt; } \
		| sed '/^$$/d' > requirements-dev.txt

clean: ## remove the virtual environment and all caches; the data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

PIN := --quiet --no-header --no-annotate --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

runtime:
	@$(call install,requirements.txt)

tools:
	@$(call install,requirements-dev.txt)

# Installs a list of packages, unless this very list was installed before: then nothing touches the network.
# A machine without ensurepip gets an environment without pip, filled by the pip of the machine itself.
define install
set -e; \
if ! $(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then \
	for found in python3 python3.13 python3.12 python3.11 none; do \
		if $$found -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then break; fi; \
	done; \
	if [ $$found = none ]; then echo "Rimpel needs Python 3.11 or newer." >&2; exit 1; fi; \
	echo "Making $(VENV) with $$($$found --version) ..."; \
	rm -rf $(VENV); \
	$$found -m venv $(VENV) > /dev/null 2>&1 || $$found -m venv --clear --without-pip $(VENV); \
	$$found -c 'import sys; print(sys.executable)' > $(VENV)/made-by; \
fi; \
if ! cat requirements.txt $(1) | cmp -s - $(VENV)/installed-$(1); then \
	echo "Installing $(1) ..."; \
	pip="$(PY) -m pip"; \
	if ! $$pip --version > /dev/null 2>&1; then pip="$$(cat $(VENV)/made-by) -m pip --python $(PY)"; fi; \
	$$pip install --quiet --disable-pip-version-check -r $(1); \
	cat requirements.txt $(1) > $(VENV)/installed-$(1); \
fi
endef
