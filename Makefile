# The two commands of the README. Each makes its own virtual environment; Python (3.10 to 3.12) and make are all it needs.
PYTHON ?= python3
DEMO_VENV := .venv-demo
TEST_VENV := .venv
# PyTorch is needed by the tests of the transformer configs alone.
TORCH ?= torch==2.13.0

.PHONY: demo test clean

demo: $(DEMO_VENV)/installed
	$(DEMO_VENV)/bin/zhanbao extract examples/reports -o out/demo --show --overwrite

test: $(TEST_VENV)/installed
	$(TEST_VENV)/bin/python -m pytest -q --durations=15

$(DEMO_VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(DEMO_VENV)
	$(DEMO_VENV)/bin/python -m pip install --quiet --disable-pip-version-check .
	touch $@

$(TEST_VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(TEST_VENV)
	$(TEST_VENV)/bin/python -m pip install --quiet --disable-pip-version-check $(TORCH)
	$(TEST_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[all,dev]"
	touch $@

clean:
	rm -rf $(DEMO_VENV) $(TEST_VENV) out training/runs dist build
