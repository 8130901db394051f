#!/usr/bin/env bash
# A private PostgreSQL for tests and measurements.
#
#   pg.sh start DIR [--durable]   makes a cluster in DIR (created; must not exist) and prints its url
#   pg.sh stop DIR                stops it and removes DIR
#
# It listens on a Unix socket inside DIR only, never on a port, so it cannot
# meet another server. Without --durable it does not wait for the disk, which is
# right for tests and wrong for measurements. Texts sort by Chinese rules, as on
# a city's own server, so that code which counts on bytewise order shows.
. "$(dirname "$0")/lib.sh"

usage='usage: pg.sh start DIR [--durable] | pg.sh stop DIR'
verb=${1:?$usage}
dir=$(realpath -m "${2:?$usage}")

# PostgreSQL refuses to run as root; its package brings the user `postgres`.
as_owner() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start() {
    local bin locale speed url="postgres://huxue@/postgres?host=$dir&sslmode=disable"
    bin=$(scripts/need.sh pg-bin) || die 'PostgreSQL is missing: run scripts/need.sh postgresql'
    [ ! -e "$dir" ] || die "$dir exists already"
    [ ${#dir} -le 85 ] || die "$dir is too long a path for a socket: choose a shorter one"
    mkdir -p "$dir"
    [ "$(id -u)" != 0 ] || chown postgres "$dir"
    chmod 700 "$dir"
    cd "$dir"

    locale=(--locale=C.UTF-8)
    if [[ $("$bin/initdb" --help) == *icu-locale* ]]; then locale+=(--locale-provider=icu --icu-locale=zh-CN); fi
    as_owner "$bin/initdb" -D "$dir/data" -U huxue -A trust -E UTF8 "${locale[@]}" --no-sync >"$dir/initdb.log" 2>&1 ||
        die "initdb failed: $(tail -3 "$dir/initdb.log")"

    speed='fsync = off
synchronous_commit = off
full_page_writes = off'
    [ "${1:-}" != --durable ] || speed='fsync = on
synchronous_commit = on
checkpoint_timeout = 15min'
    as_owner tee -a "$dir/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
max_connections = 300
shared_buffers = 64MB
timezone = 'UTC'
$speed
CONF
    # The server must not inherit our descriptors: a lock or a pipe would stay open as long as it lives.
    as_owner "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 start </dev/null >/dev/null 2>&1 9>&- ||
        die "PostgreSQL did not start: $(tail -3 "$dir/server.log")"
    echo "$url"
}

stop() {
    [ -e "$dir/data/PG_VERSION" ] || { [ ! -e "$dir/initdb.log" ] || rm -rf "$dir"; return 0; }
    cd /
    as_owner "$("$ROOT/scripts/need.sh" pg-bin)/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$dir"
}

case $verb in
    start) start "${3:-}" ;;
    stop) stop ;;
    *) die "$usage" ;;
esac
