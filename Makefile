# Scoreboard. `make run` and `make test` need nothing but Python 3.11 to 3.14 and make; `make help` lists the rest.

.DEFAULT_GOAL := help
.PHONY: help run stop reset test coverage full faults upgrade attack fuzz stress lint docs reference lock platforms sbom fmt bench bench-live shots

PYTHON_IN := .venv/bin/python
READY := .venv/ready
READY_DEV := .venv/ready-dev
export PYTHONUNBUFFERED := 1

help: ## what there is to make
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile

run: $(READY) ## start everything on http://127.0.0.1:8000 (PORT=8001, DEMO=0); Ctrl-C stops it
	@DEMO="$${DEMO-1}" exec $(PYTHON_IN) manage.py up --end-with-parent

stop: ## stop a `make run` from elsewhere
	@if [ -e $(READY) ]; then exec $(PYTHON_IN) manage.py down; else echo "Scoreboard does not run."; fi

reset: ## stop it and forget its data
	@if [ -e $(READY) ]; then exec $(PYTHON_IN) manage.py down --forget; else echo "There is no data."; fi

test: $(READY_DEV) ## the whole suite; REQUIRE=all makes a skip a failure
	@exec sh scripts/test.sh

coverage: $(READY_DEV) ## the whole suite, which lines and branches it runs, and whether these are enough (with CI's servers)
	@COVERAGE=1 exec sh scripts/test.sh

full: $(READY_DEV) ## all that is too long for CI (over an hour), and the table of it in docs/explanation/full.md; BEFORE=…
	@exec env PATH="$$PWD/.venv/bin:$$PATH" python -m scripts.full

faults: $(READY_DEV) ## every part killed, stopped or cut off under load: the table of what was lost (nothing); ROWS=Redis
	@exec $(PYTHON_IN) -m tests.faults $(ROWS)

upgrade: $(READY_DEV) ## the programs of the commit BEFORE=… replaced by these under load, and back: nothing is lost
	@exec $(PYTHON_IN) -m tests.faults.upgrade $(BEFORE)

attack: $(READY_DEV) ## the attack review's floods, and how others are served meanwhile: one table; WORDS=pings
	@exec $(PYTHON_IN) -m tests.attacks $(WORDS)

fuzz: $(READY_DEV) ## schemathesis asks the API all it can think of: FUZZ_SECONDS=30 (each of four runs) FUZZ_SEED=7
	@exec $(PYTHON_IN) -m pytest tests/fuzz -n0 -q -s

stress: $(READY_DEV) ## viewers who count what they get, in storms: STRESS_SECONDS=60 STRESS_SEED=7
	@exec $(PYTHON_IN) -m pytest tests/live/stress -n0 -q -s

lint: $(READY_DEV) ## what CI checks before the tests; CHECK=mypy
	@exec sh scripts/lint.sh $(CHECK)

docs: $(READY) ## docs/ as one site in var/site, its links checked
	@exec sh scripts/docs.sh

reference: $(READY_DEV) ## write docs/reference again, from the code
	@exec $(PYTHON_IN) -m scripts.reference

lock: $(READY_DEV) ## lock requirements/*.in and Kafka's jars again, by version and hash
	@exec sh scripts/lock.sh

platforms: $(READY_DEV) ## which Pythons and machines have a wheel of every package, in docs/platforms.md
	@exec $(PYTHON_IN) scripts/platforms.py

sbom: $(READY_DEV) ## what Scoreboard is made of, as CycloneDX, in var/sbom.json; known faults of it
	@exec sh scripts/sbom.sh

fmt: $(READY_DEV) ## format the code
	.venv/bin/ruff check --fix --quiet .
	.venv/bin/ruff format --quiet .
	@sh scripts/javascript.sh fmt

bench: $(READY_DEV) ## the benchmarks
	@exec $(PYTHON_IN) -m bench

bench-live: $(READY_DEV) ## what a live delivery costs, beside the peers
	@exec $(PYTHON_IN) -m bench.live

shots: $(READY_DEV) ## pictures of every page
	@exec $(PYTHON_IN) -m tests.browser.shots

$(READY): requirements.txt requirements-install.txt
	@sh scripts/install.sh $<
	@touch $@

$(READY_DEV): requirements-dev.txt $(READY)
	@sh scripts/install.sh $<
	@touch $@
