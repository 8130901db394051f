#!/usr/bin/env bash
# npm.sh DIR… installs the packages of each folder, exactly as its lock file
# says, and only when that file has changed since the last time.
. "$(dirname "$0")/lib.sh"

one_at_a_time npm
for dir in "$@"; do
    stamp=$dir/node_modules/.installed
    wanted=$(sha256sum <"$dir/package-lock.json")
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || continue
    say "$dir: npm ci"
    (cd "$dir" && npm ci --no-audit --no-fund --loglevel=error </dev/null 9>&-)
    echo "$wanted" >"$stamp"
done
