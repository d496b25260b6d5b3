# SPDX-License-Identifier: Apache-2.0
# Each target fetches what it lacks (Scripts/install-packages) and is one command.

.PHONY: help demo test soak bench check lint docs release clean

help:
	@echo 'make demo     two offices, one dossier, there and back, checked with stock tools'
	@echo 'make test     all tests'
	@echo 'make soak     10,000 bundles while everything goes wrong (BUNDLES=N SEED=N)'
	@echo 'make bench    the measurements'
	@echo 'make check    everything that a change must pass: format, imports, build, tests, docs'
	@echo 'make release  the program, at .build/release/andaman'
	@echo 'make clean    removes what was built'

demo:
	Scripts/install-packages demo
	Scripts/demo

test:
	Scripts/install-packages test
	Scripts/test

soak:
	Scripts/install-packages test
	Scripts/soak $(or $(BUNDLES),10000) $(SEED)

bench:
	Scripts/install-packages bench
	Scripts/bench

check: lint test docs

lint:
	Scripts/check-format
	Scripts/check-imports

docs:
	Scripts/check-limits

release:
	Scripts/install-packages build
	swift build -c release --product andaman --static-swift-stdlib

clean:
	rm -rf .build .demo
