# Every target first makes .venv with the package and its extras, if it is not there or out of date.
# Nothing is installed outside it.

PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help quickstart checkpoint app figures study test lint format bench clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/installed: setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[demo,eval,milvus,onnx,openvino,dev]'
	@touch $@

quickstart: .venv/installed  ## draw a corpus, train, evaluate, index and search with a held-out drawing, offline
	$(BIN)/python examples/quickstart.py --out runs/quickstart

checkpoint: .venv/installed  ## train the package's checkpoint, judge it, and ship it if it is above HOG (an hour)
	$(BIN)/python examples/train_checkpoint.py --config configs/checkpoint.yaml --out runs/checkpoint
	$(BIN)/python examples/ship_checkpoint.py runs/checkpoint/model

app: .venv/installed  ## open the web page on the quickstart's index
	$(BIN)/patent demo --index runs/quickstart/index --model runs/quickstart/model

figures: .venv/installed  ## draw the figures of docs/evaluation.md from the quickstart's run
	$(BIN)/python examples/make_figures.py --run runs/quickstart --out docs/figures

study: .venv/installed  ## run the grid of configs/study.yaml (goes on where it stopped) and write docs/RESULTS.md
	$(BIN)/python examples/study.py --jobs $(WORKERS)

test: .venv/installed  ## run the tests
	$(BIN)/python -m pytest --quiet --numprocesses $(WORKERS) --dist worksteal

lint: .venv/installed  ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy modeling_patent data/patent_data demo/patent_demo train.py eval.py examples

format: .venv/installed  ## put the code into its style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/installed  ## run the side-by-side measurements
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file; done

clean:  ## remove what runs and tests left behind (not .venv)
	rm -rf runs build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
