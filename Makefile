# Every command of the house. `make help` lists them.
# Set-up is cached: each stamp below is made again only when what it was made from has changed.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
UV_VERSION := 0.13.9
SAY := @printf '\033[1m%s\033[0m\n'

PYTHON_READY := $(VENV)/.ready
NODE_READY := web/node_modules/.ready
ROOM_READY := web/dist/.ready
FONTS := build/fonts/coverage.json
SFU := tools/livekit/bin/livekit-server
RECORDER := tools/recorder/bin/recorder
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)
TRANSLATIONS := $(wildcard locale/*/LC_MESSAGES/django.po)
CATALOGUES := $(TRANSLATIONS:.po=.mo)

unexport PYTHONDONTWRITEBYTECODE  # every start would compile everything again
export UV_PYTHON_DOWNLOADS := never
export GOTOOLCHAIN := local
# a go or node that was put into .venv because the machine has none is found like any other
export PATH := $(CURDIR)/tools/bin:$(PATH)

.PHONY: help setup run dev test check fix bench lock messages clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(PYTHON_READY) $(NODE_READY) $(ROOM_READY) $(FONTS) $(SFU) $(RECORDER) $(CATALOGUES) ## install and build what run and test need

run: setup ## start everything with a live demo seminar; Ctrl-C stops it
	@exec $(VENV)/bin/consilium up --demo

dev: setup ## like run, but restarts and rebuilds when a source file changes
	@DEBUG=1 exec $(VENV)/bin/consilium up --demo --dev

test: setup ## every test, the fast groups first
	@exec $(PY) -m tools.test all

check: setup ## lint, types, contracts and the quick tests, in seconds
	@exec $(PY) -m tools.test check

fix: setup ## put formatting and imports right
	$(VENV)/bin/ruff check --fix -q . ; $(VENV)/bin/ruff format -q .
	@cd web && npm run --silent fix

bench: setup ## the measurements; writes build/bench.json
	@exec $(PY) -m bench

lock: $(VENV)/bin/uv ## pin every dependency again (requirements.lock, web/package-lock.json)
	$(VENV)/bin/uv pip compile pyproject.toml --extra demo --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q $(LOCK_FLAGS) -o requirements.lock
	cd web && npm install --package-lock-only --silent

messages: setup ## collect interface texts, compile the catalogues
	@exec $(PY) -m tools.messages

clean: ## remove what was built (not var/, your data)
	rm -rf $(VENV) web/node_modules web/dist build tools/livekit/bin tools/recorder/bin tools/versitygw/bin tools/bin $(CATALOGUES)

$(VENV)/bin/uv:
	@tools/setup.sh venv $(UV_VERSION)

$(PYTHON_READY): requirements.lock pyproject.toml | $(VENV)/bin/uv
	$(SAY) 'Python packages (requirements.lock)'
	@tools/setup.sh python
	@touch $@

$(NODE_READY): web/package.json web/package-lock.json | $(PYTHON_READY)
	$(SAY) 'Web packages (web/package-lock.json)'
	@tools/setup.sh node
	@touch $@

$(ROOM_READY): $(NODE_READY) $(WEB_SOURCES) | $(CATALOGUES)
	$(SAY) 'Room and pages (Vite)'
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@

$(FONTS): tools/fonts.py web/package-lock.json | $(NODE_READY)
	$(SAY) 'Fonts of certificates'
	@$(PY) -m tools.fonts

$(SFU): tools/livekit/go.mod tools/livekit/go.sum | $(PYTHON_READY)
	$(SAY) 'livekit-server (Go, 2 to 5 minutes the first time)'
	@tools/setup.sh sfu
	@touch $@

$(RECORDER): $(wildcard tools/recorder/go.* tools/recorder/*.go tools/recorder/*.h264) | $(PYTHON_READY)
	$(SAY) 'recorder (Go, 1 to 3 minutes the first time)'
	@tools/setup.sh recorder
	@touch $@

$(CATALOGUES) &: $(TRANSLATIONS) | $(PYTHON_READY)
	@$(PY) -m tools.messages compile
	@touch $(CATALOGUES)
