# Everything a developer does with this repository. `make help` lists it.
SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
# More arguments for the tool, e.g. make render ARGS='--cluster prod-*'
ARGS ?=
# What `make fuzz-kustomize` writes: the same kustomizations for the same seed.
SEED ?= 1
COUNT ?= 500

# What `make bench` parses and prints by itself.
YAML ?= golden

BINARY := .build/release/fleetfold
# One set of flags for every optimised build: other flags would compile everything anew. Asked for when it is used,
# after the C libraries are there.
RELEASE = -c release --static-swift-stdlib $(shell .ci/link-flags)

.DEFAULT_GOAL := render
.PHONY: render test build install bench fuzz-kustomize conformance format lint clean help deps

render: build ## compile the fleet of this repository and say what changed (the default)
	$(BINARY) render $(ARGS)

test: deps ## build with all checks on and run every test
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --disable-xctest

build: deps ## leave the optimised tool at .build/release/fleetfold
	$(SWIFT) build $(RELEASE) --product fleetfold

install: build ## put the tool at PREFIX/bin (PREFIX=/usr/local)
	install -d '$(DESTDIR)$(PREFIX)/bin'
	install -m 755 $(BINARY) '$(DESTDIR)$(PREFIX)/bin/fleetfold'
	@# Without its symbols the file is less than half as large; a machine without strip keeps them.
	@! command -v strip >/dev/null || strip '$(DESTDIR)$(PREFIX)/bin/fleetfold'

bench: build ## measure against kustomize, or else kubectl kustomize, in turn in one run
	$(SWIFT) build $(RELEASE) --package-path Tests/Benchmarks --scratch-path .build/benchmarks
	.build/benchmarks/release/benchmarks $(BINARY) $(ARGS)
	$(SWIFT) build $(RELEASE) --product yaml-benchmark
	.build/release/yaml-benchmark $(YAML) 10 overlays

fuzz-kustomize: build ## compare COUNT random kustomizations of SEED with kubectl kustomize
	$(SWIFT) build $(RELEASE) --package-path Tests/Fuzz --scratch-path .build/fuzz
	.build/fuzz/release/fuzz-kustomize $(BINARY) $(SEED) $(COUNT) $(ARGS)

conformance: deps ## count the conformance cases that pass, per suite
	.ci/conformance

format: ## format all Swift files in place
	$(SWIFT) format format --in-place --parallel --recursive Sources Tests Package.swift

lint: ## check the format of all Swift files and the length of the sources
	$(SWIFT) format lint --strict --parallel --recursive Sources Tests Package.swift
	.ci/file-length

deps: # the C libraries, installed when missing
	@.ci/dependencies

clean: ## remove what was built (the rendered fleet stays)
	rm -rf .build

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile
