# Everything sets itself up: python3, make and git are all that must be there.
PY := .venv/bin/python
STAMP := .venv/.stamp
DEV_STAMP := .venv/.stamp-dev
PORT ?= 8000
export UV_PYTHON_DOWNLOADS := never

.PHONY: run test test-browser test-gateways audit bench demo lint types lock help messages

help: ## what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(STAMP): requirements.txt
	@test -x $(PY) || python3 -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check uv==0.9.7
	@.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(STAMP)
	@.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r requirements-dev.txt
	@touch $@

run: $(STAMP) ## start on http://127.0.0.1:$(PORT)
	@PORT=$(PORT) $(PY) run.py serve

test: $(DEV_STAMP) ## all tests that need python3 and PyPI alone
	@$(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

test-browser: $(DEV_STAMP) ## the journeys in Chromium, and axe on every page
	@$(PY) tests/browser/run.py

test-gateways: $(DEV_STAMP) ## the provider's published interface (node), a real Kannel and a PKCS#11 token (Debian)
	@$(PY) tests/gateways/run.py

audit: $(DEV_STAMP) ## every page, language and width; kill runs
	@$(PY) tests/audit/run.py

bench: $(DEV_STAMP) ## ratios against a bare reference, in one run
	@$(PY) -m bench
	@$(PY) -m bench.certificates
	@$(PY) -m bench.telling
	@$(PY) -m bench.reaching

demo: $(DEV_STAMP) ## write the demonstration in docs/ out of a run
	@$(PY) tests/demonstration/run.py

lint: $(DEV_STAMP)
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .

types: $(DEV_STAMP)
	@.venv/bin/mypy

lock: $(STAMP) ## resolve the requirements anew
	@.venv/bin/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	@.venv/bin/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --all-extras -c requirements.txt pyproject.toml -o requirements-dev.txt

messages: $(DEV_STAMP) ## take up new sentences into the translation files
	@.venv/bin/pybabel -q extract -F translations/babel.cfg -k plural:1,2 --no-location --sort-output --no-wrap -o translations/thyrida.pot .
	@.venv/bin/pybabel -q update -i translations/thyrida.pot -d translations -D thyrida --no-fuzzy-matching --no-wrap --ignore-obsolete --ignore-pot-creation-date
	@rm translations/thyrida.pot
