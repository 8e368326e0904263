# Outreach Planner: `make help` lists what there is.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
# Installed means: newer than what says what to install.
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-test
# Two test processes fill two cores; threads within them would only wait for each other, ten times as long.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
ASSETS := web/static/vendor/manifest.json

.PHONY: help install run test test-all lint clean

help:
	@echo "make run        install, build the sample borough, plan its next week and serve it (PORT=8000)"
	@echo "make test       install with test tools and run every test that is not slow"
	@echo "make test-all   the slow tests as well, with coverage (tracing makes them take three times as long)"
	@echo "make install    the environment alone: $(BIN)/outreach"
	@echo "make lint       ruff, mypy and the import contracts"
	@echo "make clean      remove the environment and what was built, never your data"

$(STAMP): setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(TEST_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

$(ASSETS): $(STAMP) web/assets/package.json web/assets/package-lock.json web/vendor.py
	$(BIN)/python -m web.vendor

install: $(STAMP) $(ASSETS)

run: install
	$(BIN)/outreach demo --port $(PORT)

test: $(TEST_STAMP) $(ASSETS)
	$(BIN)/python -m web.vendor --with-test-tools
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(ONE_THREAD) $(BIN)/python -m pytest -n 2 --dist loadfile

test-all: $(TEST_STAMP) $(ASSETS)
	$(BIN)/python -m web.vendor --with-test-tools
	$(BIN)/python -m pytest -m "" --cov --cov-report=term

lint: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) web/static/vendor web/assets/node_modules build *.egg-info
