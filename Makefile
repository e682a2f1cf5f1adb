# Two commands do everything: `make run` and `make test`.

CARGO ?= cargo

# What the user interface is built from.
FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*')

.PHONY: run test custom-store lint generate fuzz kill-rounds rolling-upgrade schemathesis deny sbom soak bench release frontend packages clean

run: packages frontend ## Build, and serve beside a real registry
	$(CARGO) build --package app
	scripts/run-with-registry.sh

test: packages frontend lint ## Everything that must hold
	$(CARGO) test --workspace
	STORE=postgres $(CARGO) test --package app --test e2e
	npm --prefix frontend test
	npm --prefix frontend run size
	$(CARGO) build --package app
	npm --prefix frontend run e2e
	$(MAKE) custom-store

# Scenarios in which everything is played that a store is asked for; a second process is refused by this one.
custom-store: packages frontend ## The program of _examples/custom_store, beside a real registry
	$(CARGO) build --package custom_store
	REGISTRY_ADMIN=$(CURDIR)/target/debug/custom_store $(CARGO) test --package app --test e2e -- \
		tokens:: roles:: takes_effect:: oauth:: catalog_ crash:: --skip another_process

lint: frontend/node_modules
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- --deny warnings
	npm --prefix frontend run lint

frontend: frontend/dist/index.html ## The user interface, which becomes a part of the program

frontend/dist/index.html: frontend/node_modules $(FRONTEND)
	npm --prefix frontend run build
	touch $@

frontend/node_modules: frontend/package-lock.json
	npm --prefix frontend ci
	touch $@

generate: frontend/node_modules ## Bring the files up to date that are made from the code
	UPDATE_OPENAPI=1 $(CARGO) test --quiet --package app --test openapi
	npm --prefix frontend run generate

fuzz: frontend ## Search for what breaks a parser; TARGET=scope for one of them, TIME=600 seconds each, or RUNS=10000000
	scripts/fuzz.sh

kill-rounds: packages frontend ## `kill -9` in the middle of everything, 200 times; KILL_ROUNDS=1000 for more
	KILL_ROUNDS=$${KILL_ROUNDS:-200} $(CARGO) test --package app --test e2e crash

rolling-upgrade: packages frontend ## Servers of the version FROM=<commit> replaced by this one in turn, while all goes on
	FROM=$(FROM) scripts/rolling-upgrade.sh

soak: packages ## What takes too long, or too many connections, for each day
	$(CARGO) test --package app --test e2e -- --ignored

schemathesis: packages frontend ## The API held against its description, at length; EXAMPLES=1000 for more of each operation
	PHASES=$${PHASES:-examples,coverage,fuzzing,stateful} EXAMPLES=$${EXAMPLES:-200} \
		$(CARGO) test --package app --test e2e api_description

deny: ## Advisories, licences and sources of what becomes a part of the program; needs cargo-deny
	$(CARGO) deny --locked check $(CHECKS)

sbom: frontend ## What the program consists of, as CycloneDX: target/sbom
	mkdir -p target/sbom
	node scripts/sbom.mjs > target/sbom/registry-admin.cdx.json
	npm --prefix frontend sbom --sbom-format cyclonedx --sbom-type application --omit dev > target/sbom/frontend.cdx.json

bench: packages frontend ## Speed and memory, as ratios within one run; PARTS="realm rush" for some of it
	$(CARGO) build --profile bench-run --package app --package bench
	target/bench-run/bench target/bench-run/registry-admin target/bench.json $(PARTS)

release: packages frontend ## The program as it is shipped: target/release/registry-admin
	$(CARGO) build --release --package app --features vendored-openssl

packages: ## What Debian has to provide
	scripts/install-packages.sh

clean:
	$(CARGO) clean
	rm -rf .run frontend/dist frontend/node_modules
