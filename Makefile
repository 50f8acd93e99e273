# The commands of this repository; the work is in tools/.

.DEFAULT_GOAL := help
.PHONY: run test build site size bench bench-admin bench-backup screenshots fmt lint clean help

run: ## build everything and start the demo
	@tools/run

test: ## run every test: Rust, both databases, the browser
	@tools/test

build: site ## build the server and the site for release
	@environment=$$(tools/toolchain) && eval "$$environment" && cargo build --release -p server

site: ## build the browser's half into target/site
	@tools/site

size: ## say how much of it a browser downloads
	@tools/size

bench: ## run the benchmarks
	@tools/bench

bench-admin: ## measure the staff's lists among a million log entries
	@tools/bench-admin

bench-backup: ## measure backup and restore of a million rows while customers order
	@tools/bench-backup

screenshots: ## let the browser tests take the README's pictures anew (after make test)
	@SCREENSHOTS=../docs/screenshots tools/end2end purchase.spec.ts --project=phone --project=desktop

fmt: ## format the sources
	@environment=$$(tools/toolchain) && eval "$$environment" && cargo fmt --all

lint: ## check formatting, lints and dependencies
	@tools/lint

clean: ## remove what was built; data/ stays
	rm -rf target end2end/node_modules end2end/test-results end2end/playwright-report

help: ## show this
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
