# Wraps ./quanyi; every rule stands there.
.PHONY: demo test quick serve wheels locks messages docs clean
UV ?= uv
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make locks" pyproject.toml --extra analysis

demo serve test wheels messages docs:
	./quanyi $@

quick:
	./quanyi test --quick

locks:
	$(COMPILE) -o locks/run.txt
	$(COMPILE) --group dev -c locks/run.txt -o locks/dev.txt

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
