#!/usr/bin/env bash
# Everything that can be judged without running the program.
. "$(dirname "$0")/lib.sh"
. scripts/steps.sh

go_files() { git ls-files -co --exclude-standard -z '*.go' | xargs -0 ls -d 2>/dev/null; }

format() {
    local wrong
    wrong=$(go_files | xargs gofmt -s -l)
    [ -z "$wrong" ] || { echo "$wrong"; die 'not formatted: run gofmt -s -w on these'; }
}
house() { go test ./internal/archtest/...; }
arch() { "$(scripts/tool.sh go-arch-lint)" check --project-path "$ROOT" --output-color=false; }
lint() { "$(scripts/tool.sh golangci-lint)" run --allow-parallel-runners ./...; }
ui_types() { (cd web && npm run --silent types); }
ui_lint() { (cd web && npm run --silent lint); }
e2e_types() { (cd e2e && npm run --silent types); }

scripts/need.sh go node git
scripts/npm.sh web e2e
step 'UI types' ui_types
step 'UI lint' ui_lint
step 'UI build' scripts/ui.sh
step 'journeys: types' e2e_types
step 'Go format' format
step 'Go vet' go vet ./...
step 'house rules (archtest)' house
step 'layers (go-arch-lint)' arch
step 'golangci-lint' lint
step 'generated files up to date' scripts/gen.sh --check
finish 'make check'
