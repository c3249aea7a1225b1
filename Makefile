# `make demo` and `make test` do all the set-up; they need Python 3.11 or newer (with venv) and nothing else.

SEED ?= 1
SEEDS ?= 1 2 3

VENV := .venv
BIN := $(VENV)/bin
CODE := service agents schemas tests bench
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
export PIP_REQUIRE_VIRTUALENV := 1
MAKEFLAGS += --no-print-directory

# The newest Python there is; one that has no venv is passed over, and named when no other is left.
define MAKE_VENV
for python in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || continue; \
	$$python -c 'import ensurepip, venv' 2> /dev/null || { bare=$${bare:-$$python}; continue; }; \
	echo "Making $(VENV) with $$($$python --version)"; \
	exec $$python -m venv --clear $(VENV); \
done; \
if [ -n "$$bare" ]; then echo "$$bare has no venv: install it (Debian, Ubuntu: apt install $$bare-venv)"; \
else echo "Python 3.11 or newer is missing: install it, with venv (Debian, Ubuntu: apt install python3 python3-venv)"; fi >&2; \
exit 1
endef

.PHONY: help setup kafka demo test lint types verify chaos shuffles bench lock clean

help:  ## Show the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.stamp  ## Make .venv with the locked dependencies

$(VENV)/.stamp: requirements.lock pyproject.toml
	@$(BIN)/python -c '' 2> /dev/null || { $(MAKE_VENV); }
	@echo "Installing the locked dependencies"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

kafka: setup  ## Fetch Apache Kafka's jars into the cache, once
	@$(BIN)/vigie broker --fetch

demo: setup  ## Watch KPIs live; SECONDS=30 stops and verifies, SEED=2, SCENARIO=outage
	@$(BIN)/vigie demo --seed $(SEED) $(if $(SCENARIO),--scenario $(SCENARIO)) $(if $(SECONDS),--seconds $(SECONDS))

test: lint types kafka  ## Check style, types and imports, then run every test
	@echo "Running the tests that need no broker, on all cores"
	@$(BIN)/python -m pytest -q -n auto -m "not broker"
	@echo "Running the tests on a real broker, two at a time, each on one of its own"
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m broker

lint: setup  ## Check style and import contracts
	@echo "Checking style and import contracts"
	@$(BIN)/ruff check -q $(CODE)
	@$(BIN)/ruff format -q --check $(CODE) || { echo "run: $(BIN)/ruff format $(CODE)"; exit 1; }
	@$(BIN)/lint-imports > $(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }

types: setup  ## Check types, strictly
	@echo "Checking types"
	@$(BIN)/python -m mypy

verify: setup  ## Count everything again from the raw topics and compare
	@$(BIN)/vigie verify

chaos: kafka  ## Kill, freeze and add workers at seeded moments and verify; SEEDS="1 2 3"
	@$(BIN)/python -m tests.chaos --seeds "$(SEEDS)"

shuffles: setup  ## The same events in a thousand orders must publish the same in the end
	@SHUFFLES=100 $(BIN)/python -m pytest -q -s --hypothesis-profile explore tests/kpi/test_shuffles.py

bench: kafka  ## Measure beside plain Faust, Quix Streams and a bare loop
	@$(BIN)/python -m bench

# setuptools is locked too: it builds the package, and is not fetched unchecked for that.
lock: setup  ## Resolve all dependencies anew, Python's and Kafka's
	@test -x $(VENV)-lock/bin/uv || { python3 -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install -q uv; }
	@echo 'setuptools>=77' | $(VENV)-lock/bin/uv pip compile -q --universal --python-version 3.11 --extra dev \
		--generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml - -o requirements.lock
	@$(BIN)/python -m service.broker.lock > $(VENV)-lock/jars && mv $(VENV)-lock/jars service/broker/jars.lock

clean:  ## Remove what set-up and runs left behind
	rm -rf $(VENV) $(VENV)-* .cache var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
