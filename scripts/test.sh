#!/usr/bin/env bash
# test.sh PART… runs parts of the tests: go, ui, e2e. The Go tests run on SQLite
# and on a private PostgreSQL that goes away with this script, however it ends.
. "$(dirname "$0")/lib.sh"
. scripts/steps.sh

cluster=
cleanup() { [ -z "$cluster" ] || scripts/pg.sh stop "$cluster"; }
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

go_tests() { go test -timeout 15m ${RUN:+-run "$RUN"} ${PKG:-./...}; }
# Every fuzz target of the drivers for some seconds: what comes from the wire must never stop us.
# Only an input that was found to break a target counts: stopping its workers in time, a loaded
# machine sometimes makes the tool itself report a deadline.
fuzz() {
    local said
    said=$(mktemp)
    grep -rHoE --include='*_test.go' '^func Fuzz\w+' internal/driver | while IFS=: read -r file name; do
        go test -run '^$' -fuzz "^${name#func }\$" -fuzztime "${FUZZTIME:-5s}" -parallel 2 "./$(dirname "$file")" </dev/null 2>&1 | tee "$said" || true
        if grep -qE 'Failing input|^panic|build failed' "$said"; then exit 1; fi
    done
}
ui_tests() { (cd web && npm run --silent test); }
e2e_tests() { (cd e2e && npm run --silent test -- ${SPEC:-}); }

for part in "$@"; do
    case $part in
        go)
            scripts/need.sh go postgresql strace haproxy sipp ffmpeg mosquitto
            cluster=$(mktemp -u -d /tmp/huxue-pg.XXXXXX)
            HUXUE_TEST_PG=$(scripts/pg.sh start "$cluster")
            export HUXUE_TEST_PG
            step "Go on SQLite and PostgreSQL" go_tests
            [ -n "${PKG:-}" ] || step 'fuzz targets of the drivers' fuzz
            ;;
        ui)
            scripts/need.sh node
            scripts/npm.sh web
            step 'UI units (vitest)' ui_tests
            ;;
        e2e)
            scripts/need.sh node chromium fonts sipp mosquitto
            scripts/npm.sh e2e
            CHROMIUM=$(scripts/need.sh chromium-bin)
            export CHROMIUM
            step 'journeys in Chromium' e2e_tests
            ;;
        *) die "test.sh does not know '$part'" ;;
    esac
done
finish "make test ($*)"
