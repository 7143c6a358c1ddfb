# Cordée — every job of the project, from a fresh clone. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
CORDEE := $(VENV)/bin/cordee
COEURS ?= 2
.DEFAULT_GOAL := aide
# Machines of continuous integration often forbid bytecode: each worker of pytest, and each command that a test starts,
# would then compile Django and rewrite every assertion again (a tenth of the suite).
unexport PYTHONDONTWRITEBYTECODE
.PHONY: aide demo test test-postgres check bench couverture propre

aide: ## liste les commandes
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(VENV)/base: requirements/outils.txt requirements/base.txt pyproject.toml
	@echo "– Environnement Python…"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Il faut Python 3.11 ou plus récent (PYTHON=/chemin/python3.11 make demo)." >&2; exit 2; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/outils.txt
	@echo "– Dépendances verrouillées…"
	@$(call installer,requirements/base.txt)
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: $(VENV)/base requirements/dev.txt
	@echo "Dépendances de développement…"
	@$(call installer,requirements/dev.txt)
	@touch $@

# uv is quick; pip does the same from the same file where uv cannot reach a registry.
define installer
$(VENV)/bin/uv pip install --quiet --python $(PY) --require-hashes -r $(1) 2>/dev/null || $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
endef

demo: $(VENV)/base ## prépare le territoire de démonstration et sert http://localhost:8000
	@$(CORDEE) demo

test: $(VENV)/dev ## toute la suite, sur SQLite, navigateur compris
	$(PY) -m pytest -n $(COEURS) --dist loadgroup

test-postgres: $(VENV)/dev ## la suite sur un PostgreSQL jetable (sans le navigateur)
	tools/avec_postgres $(PY) -m pytest -n $(COEURS) --dist loadgroup -m "not bout_en_bout"

check: $(VENV)/dev ## style, types, ordre des imports, migrations, fichiers de verrouillage
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	CORDEE_CLE_SECRETE=controle $(PY) manage.py makemigrations --check --dry-run --verbosity 0 --settings cordee.config.settings.test
	$(CORDEE) verifier_donnees
	! grep -nE 'https?://|file:|--(extra-)?index-url|--find-links' requirements/*.txt

bench: $(VENV)/dev ## mesure les vitesses annoncées, imprime un objet JSON
	@$(PY) -m benchmarks

couverture: $(VENV)/dev ## suite SQLite avec la couverture de domain, queries, actions et permissions
	$(PY) -m pytest -n $(COEURS) --dist loadgroup --cov --cov-report=term
	$(VENV)/bin/coverage report --include='src/cordee/*/domain/*,src/cordee/*/queries*,src/cordee/*/actions*,src/cordee/*/permissions*' --fail-under=100

propre: ## enlève l'environnement et la base de démonstration
	rm -rf $(VENV) donnees-locales
