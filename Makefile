# Everything runs in a virtual environment of this checkout, made from PYTHON or the newest python3 that is found.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.installed-by-make
DEMO := velogate invoke fixtures/demo/orders.yaml --event fixtures/demo/order.json
DEMO_QUEUE := --backend moto --setup fixtures/demo/setup.yaml --after 'sqs.ReceiveMessage: {QueueUrl: orders}'
NPM := aws-cdk-lib@2 constructs@10 serverless@3 typescript@5 @types/node@20
PIP := $(BIN)/python -m pip --quiet --quiet --no-cache-dir --disable-pip-version-check
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test lint docs pictures grammar tools bench clean

help:
	@echo 'make demo   POST an order to an API, and find it in the queue behind'
	@echo 'make test   lint, types, layers, and the whole test suite'
	@echo 'make lint   only the first three of these'
	@echo 'make docs   write the pages of docs/ anew, their examples run'
	@echo 'make pictures  draw the pictures of docs/ anew; needs Chromium'
	@echo 'make grammar  compute the parse tables anew, after a change of a grammar'
	@echo 'make tools  install what deployable forms are checked by, from npm'
	@echo 'make bench  time velogate against airspeed, velocityjs and Velocity itself'
	@echo 'make clean  remove what these have made'

demo: $(READY)
	@echo 'A client POSTs the order of fixtures/demo/order.json to the API of fixtures/demo/orders.yaml, which has no code'
	@echo 'but a mapping template: it makes the order a message for SQS. The queue is in memory (moto): no AWS, no account.'
	@echo
	@printf '    $$ %s \\\n          %s\n\n' "$(DEMO)" "$(DEMO_QUEUE)"
	@$(BIN)/$(DEMO) $(DEMO_QUEUE)
	@echo

test: lint
	@echo 'pytest: the whole suite'
	@$(BIN)/python -m pytest $(PYTEST)

lint: $(READY)
	@echo 'ruff: mistakes and layout'
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@echo 'mypy: types'
	@$(BIN)/mypy --no-error-summary
	@echo 'lint-imports: who may import whom'
	@$(BIN)/lint-imports --no-logo > $(VENV)/lint-imports.txt || { cat $(VENV)/lint-imports.txt; exit 1; }

docs: $(READY)
	@cd docs && ../$(BIN)/python -m generate

pictures: $(READY)
	@cd docs && ../$(BIN)/python -m generate.pictures

grammar: $(READY)
	@$(BIN)/python -c "from velogate.lalr import write; write()"

tools:
	@npm install --prefix .tools --silent --no-fund --no-audit --no-package-lock $(NPM)

bench: $(READY)
	@sh benchmarks/setup.sh
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/cold.py
	@$(BIN)/python benchmarks/cases.py

clean:
	rm -rf $(VENV) .bench .tools build

$(READY): pyproject.toml
	@echo 'making the virtual environment $(VENV) with velogate and its tools'
	@sh .ci/venv $(VENV)
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install --editable . --group dev
	@touch $@
