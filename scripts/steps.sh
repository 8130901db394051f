# Sourced by check.sh and test.sh: runs named steps one after another, all of
# them even when one fails, and ends with a table of what ran and how it went.
table=() failed=0
export UNSTEADY=${UNSTEADY:-$(mktemp)} # what failed and passed when it was looked at again, a line each

step() { # name, command…
    local name=$1 began=$SECONDS verdict=ok
    shift
    say "$name"
    # A subshell of its own, so that `set -e` holds in it though we look at its result.
    set +e
    (set -e; "$@")
    [ $? = 0 ] || { verdict=FAILED; failed=$((failed + 1)); }
    set -e
    table+=("$(printf '%-34s %-6s %4d s' "$name" $verdict $((SECONDS - began)))")
}

finish() { # what it was
    say "$1"
    printf '   %s\n' "${table[@]}"
    [ ! -s "$UNSTEADY" ] || sed 's/^/   UNSTEADY, failed once and passed alone: /' "$UNSTEADY"
    rm -f "$UNSTEADY"
    [ $failed = 0 ] && echo "   all ${#table[@]} passed in $SECONDS s" && return
    echo "   $failed of ${#table[@]} FAILED" >&2
    exit 1
}
