# Two commands do everything: `make run` and `make test`.

CARGO ?= cargo

.PHONY: run test lint generate bench release packages clean

run: packages ## Build, and serve beside a real registry
	$(CARGO) build --package app
	scripts/run-with-registry.sh

test: packages lint ## Everything that must hold
	$(CARGO) test --workspace

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- --deny warnings

generate: ## Bring the files up to date that are made from the code
	UPDATE_OPENAPI=1 $(CARGO) test --quiet --package app --test openapi

bench: packages ## Speed and memory, as ratios within one run
	$(CARGO) build --profile bench-run --package app --package bench
	target/bench-run/bench target/bench-run/registry-admin target/bench.json

release: packages ## The program as it is shipped: target/release/registry-admin
	$(CARGO) build --release --package app

packages: ## What Debian has to provide
	scripts/install-packages.sh

clean:
	$(CARGO) clean
	rm -rf .run
