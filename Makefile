# Everything one does with this project. `make` alone lists the targets.
# Fresh Debian 12: `make git python3-venv` is all that must be installed; nothing here needs root but `make system`.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Lines appear when they are written, also through a pipe.
export PYTHONUNBUFFERED := 1

# The distribution's own Python first: a shim of some version manager in PATH may vanish with the next shell.
PYTHON ?= $(shell for p in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { command -v $$p; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip -qq --no-input
SHORT_SUM = $(shell sha256sum $(1) 2>/dev/null | cut -c1-16)

# A stamp carries the lock's own hash: a second run, or a checkout with the same lock, downloads nothing.
VENV_MADE := $(VENV)/.made
RUNTIME_INSTALLED := $(VENV)/.runtime-$(call SHORT_SUM,requirements.lock)
DEV_INSTALLED := $(VENV)/.dev-$(call SHORT_SUM,requirements-dev.lock)
CATALOGUE := locales/fr/LC_MESSAGES/django.mo

# Test processes at once; `make test JOBS=0` runs them one after the other.
JOBS ?= auto
PYTEST := $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder
ARGS ?=
# What `make crash-test` sends, to how many and how often it kills meanwhile; TEST_DB=postgres for the other database.
RECIPIENTS ?= 300
KILLS ?= 12
SEED ?= 1
BATCH ?= 1
TEST_DB ?= sqlite
# What `make bench` and `make isolation` run by themselves; a marker on the command line replaces pyproject's own.
USUAL = not bench and not isolation and not crash

##@ Daily
.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: install ## Set up and run the whole product with fictional people, on free ports (Ctrl-C stops it)
	$(MANAGE) demo $(ARGS)

.PHONY: demo-check
demo-check: setup ## Run the demo's chain without a person, stop at the first broken link
	$(MANAGE) demo --check $(ARGS)

.PHONY: demo-reset
demo-reset: install ## Forget the demo's data; the next `make demo` starts anew
	$(MANAGE) demo --reset $(ARGS)

.PHONY: test
test: setup ## Set up and pass the tests: all on SQLite, those marked postgres on PostgreSQL too
	$(PYTEST) $(ARGS)
	TEST_DB=postgres $(PYTEST) -m "postgres and $(USUAL)" $(ARGS)

.PHONY: fix
fix: setup ## Format and mend what can be mended without thinking
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

.PHONY: check
check: setup ## Everything that reads the code without running it: style, types, floors, catalogues, templates
	sh .ci/check

##@ Before handing in
.PHONY: test-all
test-all: setup ## Every test on SQLite, then every test on PostgreSQL
	$(PYTEST) $(ARGS)
	TEST_DB=postgres $(PYTEST) -m "not once and $(USUAL)" $(ARGS)

.PHONY: isolation
isolation: setup ## Ask every address as every role: nobody sees or touches what is not theirs (ISOLATION_DB=, ISOLATION=reads)
	@$(BIN)/python -m tests.isolation $(ARGS)

.PHONY: help-pictures
help-pictures: setup ## Take the pictures of the help pages anew, after a screen has changed its words; look at them, commit them
	HELP_PICTURES=take $(BIN)/python -m pytest -q -n 0 tests/cms/help/test_pictures.py $(ARGS)

.PHONY: bench
bench: setup ## Measure the figures that we promise and print them as a table
	$(BIN)/python -m pytest tests/benchmarks -m bench -q -s $(ARGS)
	TEST_DB=postgres $(BIN)/python -m pytest tests/benchmarks -m "bench and postgres" -q -s $(ARGS)

.PHONY: crash-test
crash-test: setup ## Kill workers while a letter is sent: nothing lost, nothing doubled (RECIPIENTS=300 KILLS=12 SEED=1 BATCH=1 TEST_DB=)
	@RECIPIENTS=$(RECIPIENTS) KILLS=$(KILLS) SEED=$(SEED) BATCH=$(BATCH) TEST_DB=$(TEST_DB) RELAIS_TEST_DURABLE=1 \
		$(BIN)/python -m pytest tests/newsletter/delivery/crash -m crash -q -s -n 0 $(ARGS)

.PHONY: newcomer
newcomer: ## Prove `make demo` and `make test` on a fresh clone with an empty environment
	sh .ci/newcomer

##@ Machine and tools
.PHONY: setup
setup: $(DEV_INSTALLED) $(CATALOGUE) ## Install what demo, tests and checks need into .venv (again: nothing to download)

.PHONY: install
install: $(RUNTIME_INSTALLED) $(CATALOGUE) ## Install only what a running site needs into .venv

.PHONY: system
system: ## As root on Debian: install Chromium, for browser tests and printed pages, and libical, which reads our calendars
	@if [ "$$(id -u)" != 0 ]; then echo "make system installs Debian packages: run it as root, or ask for: chromium libical3" >&2; exit 1; fi
	@{ command -v chromium && ls /usr/lib/*/libical.so.3; } >/dev/null 2>&1 || { apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core libical3 >/dev/null; }

.PHONY: messages
messages: setup ## Collect the texts to translate and merge fragments into the French catalogue
	$(BIN)/python locales/catalogue.py update

.PHONY: lock
lock: $(VENV_MADE) ## Resolve pyproject.toml into both lock files, with hashes and no host name
	@rm -rf var/lock && $(PYTHON) -m venv var/lock && var/lock/bin/python -m pip install --quiet uv
	@for line in "requirements.lock --extra embedded --extra postgres" "requirements-dev.lock --all-extras"; do \
		set -- $$line; out=$$1; shift; \
		var/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-emit-find-links --no-annotate "$$@" pyproject.toml -o $$out || exit 1; done
	@rm -rf var/lock

$(VENV_MADE):
	@test -n "$(PYTHON)" || { echo "No Python >= 3.11 with venv here. On Debian: apt-get install python3-venv; else make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@echo "Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUNTIME_INSTALLED): | $(VENV_MADE)
	@echo "Installing what requirements.lock names"
	@$(PIP) install --require-hashes -r requirements.lock
	@rm -f $(VENV)/.runtime-* && touch $@

$(DEV_INSTALLED): | $(VENV_MADE)
	@echo "Installing what requirements-dev.lock names"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@rm -f $(VENV)/.dev-* && touch $@ $(RUNTIME_INSTALLED)

$(CATALOGUE): locales/fr/LC_MESSAGES/django.po $(wildcard locales/fragments/*.po) locales/catalogue.py | $(RUNTIME_INSTALLED)
	@$(BIN)/python locales/catalogue.py compile
