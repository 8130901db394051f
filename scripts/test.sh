#!/usr/bin/env bash
# test.sh PART… runs parts of the tests: go, ui, e2e. The Go tests run on SQLite
# and on a private PostgreSQL that goes away with this script, however it ends.
. "$(dirname "$0")/lib.sh"
. scripts/steps.sh

cluster=
cleanup() { [ -z "$cluster" ] || scripts/pg.sh stop "$cluster"; }
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

# What fails is looked at once more, by itself (ADR 40): what fails again fails, what passes
# is named in the table as unsteady. A run with more than four failures is not looked at.
again() { # what failed, a line each; then the command that runs it
    local which=$1
    shift
    [ -n "$which" ] && [ "$(wc -l <<<"$which")" -le 4 ] || return 1
    say "once more, by themselves: ${which//$'\n'/ }"
    # shellcheck disable=SC2086 # names of packages and files have no spaces
    "$@" $which || return 1
    echo "$which" >>"$UNSTEADY"
}

go_tests() {
    local said
    said=$(mktemp)
    go test -timeout 15m ${RUN:+-run "$RUN"} ${PKG:-./...} 2>&1 | tee "$said" && return
    # A package that does not build has no second chance, and a data race neither.
    if grep -qE '\[(build|setup) failed\]|DATA RACE|^panic:' "$said"; then return 1; fi
    again "$(sed -nE 's/^FAIL[[:space:]]+(huxue\/[^[:space:]]+).*/\1/p' "$said")" go test -timeout 15m -p 1 ${RUN:+-run "$RUN"}
}
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
e2e_tests() {
    local report
    report=$(mktemp)
    (cd e2e && npm run --silent test -- --reporter=verbose --reporter=json --outputFile.json="$report" ${SPEC:-}) && return
    again "$(node -e '
        const all = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).testResults
        console.log(all.filter((file) => file.status === "failed").map((file) => require("path").basename(file.name)).join("\n"))
    ' "$report")" env -C e2e npm run --silent test --
}

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
