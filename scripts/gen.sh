#!/usr/bin/env bash
# gen.sh writes api/openapi.yaml from the Go types and the TypeScript schema from
# that. gen.sh --check writes nothing and fails when they are not up to date.
. "$(dirname "$0")/lib.sh"

scripts/need.sh go node
scripts/npm.sh web
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

go run ./cmd/huxue openapi >"$tmp/openapi.yaml"
(cd web && npx --no-install openapi-typescript "$tmp/openapi.yaml" -o "$tmp/schema.d.ts" >"$tmp/log" 2>&1) || { cat "$tmp/log" >&2; exit 1; }

stale=
settle() { # new file, its place
    cmp -s "$1" "$2" && return
    if [ "$mode" = --check ]; then
        diff -u "$2" "$1" | head -40 >&2 || true
        echo "error: $2 is not up to date: run make gen and commit it" >&2
        stale=yes
    else
        mkdir -p "$(dirname "$2")"
        cp "$1" "$2"
        say "wrote $2"
    fi
}
mode=${1:-}
settle "$tmp/openapi.yaml" api/openapi.yaml
settle "$tmp/schema.d.ts" web/src/api/schema.d.ts
[ -z "$stale" ]
