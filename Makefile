# Everything here works on a machine that has Python 3.11, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DATA ?= ../shared/data

.PHONY: help setup run test check format train models-report clean

help:  ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

setup: $(STAMP)  ## Create .venv and install the locked versions

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

run: setup  ## Extract facts from the corpus and score them against the gold file
	@mkdir -p out
	$(BIN)/cronista extract corpus/articles -o out/facts.jsonl
	$(BIN)/cronista score --gold corpus/gold/dev.jsonl --pred out/facts.jsonl
	$(BIN)/cronista score --gold corpus/gold/test.jsonl --pred out/facts.jsonl

test: setup  ## Run all tests
	$(BIN)/python -m pytest

check: setup  ## Format, lint, types, imports, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

format: setup  ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

train: setup  ## Train both pipelines from the treebanks (hours); see models/README.md
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[train]"
	$(BIN)/python models/train.py all en --data $(DATA)
	$(BIN)/python models/train.py all it --data $(DATA)

models-report: setup  ## Measure both pipelines, and the yardstick, into models/README.md
	$(BIN)/python models/report.py write --data $(DATA)

clean:
	rm -rf $(VENV) out build dist *.egg-info
