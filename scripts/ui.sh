#!/usr/bin/env bash
# Builds the UI into web/dist, unless what lies there was built from these very
# sources: the stamp holds the sum of both.
. "$(dirname "$0")/lib.sh"

scripts/need.sh node
one_at_a_time ui
stamp=.tools/ui.stamp

sum() {
    {
        find web -type d \( -name node_modules -o -name dist \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
        sha256sum web/dist/*.html web/dist/.vite/manifest.json 2>/dev/null || true
    } | sha256sum
}

[ ! -e web/dist/index.html ] || [ "$(cat $stamp 2>/dev/null)" != "$(sum)" ] || exit 0
scripts/npm.sh web
say 'web: build'
(cd web && npm run --silent build -- --logLevel warn 9>&-)
sum >$stamp
