#!/usr/bin/env bash
# bench.sh NAME sqlite|postgres runs the measurement bench/NAME against
# bin/huxue. For PostgreSQL it brings a private cluster that waits for the disk.
. "$(dirname "$0")/lib.sh"

name=${1:-} engine=${2:-sqlite}
if [ -z "$name" ] || [ ! -d "bench/$name" ]; then
    [ -z "$name" ] || echo "error: there is no measurement named '$name'" >&2
    echo "measurements: $(cd bench 2>/dev/null && ls -d */ | tr -d / | tr '\n' ' ')"
    [ -z "$name" ] && exit 0 || exit 1
fi

cluster=
cleanup() { [ -z "$cluster" ] || scripts/pg.sh stop "$cluster"; }
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

case $engine in
    sqlite) url= ;;
    postgres)
        scripts/need.sh postgresql
        cluster=$(mktemp -u -d /tmp/huxue-pg.XXXXXX)
        url=$(scripts/pg.sh start "$cluster" --durable)
        ;;
    *) die "DB=$engine is neither sqlite nor postgres" ;;
esac
CHROMIUM=$(scripts/need.sh chromium-bin 2>/dev/null || true)
export CHROMIUM
go run "./bench/$name" -bin bin/huxue -db "$url"
