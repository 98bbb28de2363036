# Two commands do everything: `make run` and `make test`. Both make .venv and install exactly the lock.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
UV := $(or $(shell command -v uv),$(BIN)/uv)
ARGS ?=

.PHONY: run test check lock bench format clean

run: $(READY)
ifeq ($(TELEGRAM),emulated)
	$(BIN)/python -m tests.emulator run $(ARGS)
else
	$(BIN)/python -m bot run $(ARGS)
endif

test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tests.catalogues

bench: $(READY)
	$(UV) pip install --quiet --require-hashes --python $(BIN)/python -r tests/benchmarks/requirements.lock
	$(BIN)/python -m tests.benchmarks $(ARGS)

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(READY)
	$(UV) pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --upgrade -o requirements.lock
	$(UV) pip compile pyproject.toml --extra dev --extra bench -c requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet \
		-o tests/benchmarks/requirements.lock

$(READY): requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	command -v $(UV) >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.9
	$(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock
	touch $(READY)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
