# What you need: Python 3.11 or newer with venv, and make. Nothing else has to be installed or running.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
BUILD := pyproject.toml hatch_build.py package.json package-lock.json

.PHONY: install demo serve test test-browser check audit bench pictures lock catalogues clean

install: $(VENV)/.installed

demo: install
	$(BIN)/comms demo

serve: install
	$(BIN)/comms serve

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(TESTS)

# Every screen in a real Chromium, which has to be installed: apt-get install chromium
test-browser: $(VENV)/.installed-browser
	$(BIN)/python -m pytest --confcutdir=tests/browser -n 2 --dist loadfile tests/browser $(TESTS)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml comms
	$(BIN)/python -m comms.letters.templates.extraction --check
	$(BIN)/python -m comms.translation.checks
	$(BIN)/python -m comms.letters.templates.plain_words

# Asks a database on the internet whether anything that is installed has a known fault.
audit: $(VENV)/.installed-dev
	$(BIN)/python deploy/known_faults.py

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/one_letter.py
	$(BIN)/python benchmarks/many_letters.py
	$(BIN)/python benchmarks/whole_school.py --kill
	$(BIN)/python benchmarks/matching.py
	$(BIN)/python benchmarks/booking_race.py
	$(BIN)/python benchmarks/plan.py
	$(BIN)/python benchmarks/texts.py
	$(BIN)/python benchmarks/translating.py
	$(BIN)/python benchmarks/detection.py

pictures: $(VENV)/.installed-dev
	$(BIN)/python docs/make_pictures.py

# Takes in what the templates say now; translations are kept, new sentences are empty until somebody translates them.
catalogues: $(VENV)/.installed-dev
	$(BIN)/python -m comms.letters.templates.extraction --update

# Newest versions that fit pyproject.toml, with hashes and without addresses. Needs uv.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade --group dev --group browser pyproject.toml -o requirements-browser.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "comms needs Python 3.11 or newer. Name it: make PYTHON=python3.12 install"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.lock $(BUILD)
	@echo "Setting up; the first time takes a minute or two."
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.installed-browser: $(VENV)/.installed-dev requirements-browser.lock
	$(PIP) install --require-hashes -r requirements-browser.lock
	@touch $@

clean:
	rm -rf $(VENV) build dist comms/channels/pdf/fonts comms/web/assets/vendor
