# Everything a developer types. Each target calls a script in scripts/, which
# brings what is missing and says in one line what it cannot bring.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run build ui gen check test test-go test-ui test-e2e bench seed clean

LISTEN  ?= 127.0.0.1:8080
DEMO    ?= data/demo
SCHOOLS ?= 1500
DB      ?= sqlite
GB28181 ?= 127.0.0.1:5060
DC09    ?= 127.0.0.1:7700
MQTT    ?= 127.0.0.1:1883
SIP     ?= 127.0.0.1:5070

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: build ## serve a demo city on http://127.0.0.1:8080 (LISTEN=, SCHOOLS=, DEMO=folder, GB28181=, DC09=, MQTT=, SIP= for no such devices)
	@scripts/demo.sh $(DEMO) $(SCHOOLS)
	@exec bin/huxue serve -data $(DEMO) -listen $(LISTEN) -gb28181-listen "$(GB28181)" -dc09-listen "$(DC09)" -mqtt-listen "$(MQTT)" -sip-listen "$(SIP)" -rtp-listen 127.0.0.1:0 -cascade-listen 127.0.0.1:0

build: ui ## the one binary with the UI inside: bin/huxue
	@scripts/need.sh go
	@go build -trimpath -o bin/huxue ./cmd/huxue

ui: ## the UI, into web/dist; nothing to do when no source has changed
	@scripts/ui.sh

gen: ## api/openapi.yaml from the Go types, and the TypeScript client from it
	@scripts/gen.sh

check: ## format, vet, linters, house rules, generated files, UI types, lint and build
	@scripts/check.sh

test: build ## all tests: Go on SQLite and PostgreSQL, the UI, the browser journeys
	@scripts/test.sh go ui e2e

test-go: ## Go tests on SQLite and on a private PostgreSQL (PKG=./internal/modules/alarm, RUN=name)
	@PKG='$(PKG)' RUN='$(RUN)' scripts/test.sh go

test-ui: ## the UI's unit tests
	@scripts/test.sh ui

test-e2e: build ## journeys in Chromium (SPEC=alarm; SHOTS=1 renews docs/img)
	@SPEC='$(SPEC)' scripts/test.sh e2e

bench: build ## measure what we claim: NAME=press DB=sqlite|postgres
	@scripts/bench.sh '$(NAME)' $(DB)

seed: build ## make the demo city anew (SCHOOLS=, DEMO=folder)
	@rm -rf $(DEMO)
	@scripts/demo.sh $(DEMO) $(SCHOOLS)

clean: ## remove what was built and the demo city; keeps .tools and node_modules
	@find web/dist -mindepth 1 ! -name .placeholder -delete
	@rm -rf bin e2e/.cache e2e/.shots .tools/*.stamp data/demo data/demo.new
