#!/usr/bin/env bash
# need.sh THING… makes sure that each thing is on this machine: it installs what
# Debian or Ubuntu packages offer, and names in one line what it cannot install.
# It says nothing about what is there already.
. "$(dirname "$0")/lib.sh"

PG_HINT='PostgreSQL 14 or later'

# Prints the folder of the newest installed PostgreSQL server's programs.
pg_bin() {
    local dir
    for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) $(dirname "$(command -v initdb 2>/dev/null || echo /none/x)"); do
        [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && { echo "$dir"; return; }
    done
    return 1
}

# Prints the path of a Chromium. Ubuntu's own package is a snap, which cannot run
# in a container, so Google's build and a CHROMIUM of your choice count as well.
chromium_bin() {
    local name
    for name in "${CHROMIUM:-}" chromium google-chrome chromium-browser; do
        [ -n "$name" ] && command -v "$name" 2>/dev/null && return
    done
    return 1
}

have() {
    case $1 in
        postgresql) pg_bin >/dev/null ;;
        chromium) chromium_bin >/dev/null ;;
        fonts) ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || [ -n "$(fc-list ':lang=zh-cn' 2>/dev/null)" ] ;;
        make | strace) command -v "$1" >/dev/null ;;
        sipp) command -v sipp >/dev/null ;;
        mosquitto) command -v mosquitto_pub >/dev/null && { command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ]; } ;;
        ffmpeg) command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null ;;
        haproxy) command -v haproxy >/dev/null || [ -x /usr/sbin/haproxy ] ;;
    esac
}

updated=
apt_install() {
    can_install || return 1
    say "installing $* (apt-get)"
    if [ -z "$updated" ]; then
        as_root apt-get update -qq </dev/null >/dev/null || true
        updated=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

# Installing the package would also start a cluster on port 5432; we only want
# the programs, so a drop-in holds that back while we install.
install_postgresql() {
    local dir=/etc/postgresql-common/createcluster.d status=0
    can_install || return 1
    as_root mkdir -p $dir
    echo 'create_main_cluster = false' | as_root tee $dir/huxue.conf >/dev/null
    apt_install postgresql || status=1
    as_root rm -f $dir/huxue.conf
    return $status
}

# The package would also start a service; only the program is wanted.
install_haproxy() {
    apt_install haproxy || return 1
    if [ -d /run/systemd/system ]; then as_root systemctl disable --now haproxy >/dev/null 2>&1 || true; fi
}

# As above: broker and clients for tests, no service.
install_mosquitto() {
    apt_install mosquitto mosquitto-clients || return 1
    if [ -d /run/systemd/system ]; then as_root systemctl disable --now mosquitto >/dev/null 2>&1 || true; fi
}

need() {
    have "$1" && return
    case $1 in
        postgresql) install_postgresql || true ;;
        chromium) apt_install chromium || true ;;
        fonts) apt_install fonts-noto-cjk || true ;;
        make | strace | ffmpeg) apt_install "$1" || true ;;
        sipp) apt_install sip-tester || true ;;
        haproxy) install_haproxy || true ;;
        mosquitto) install_mosquitto || true ;;
    esac
    have "$1" || die "$2"
}

# Succeeds when version $1 is at least $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -1)" = "$2" ]; }

need_version() { # name, found version, wanted version, where to get it
    [ -n "$2" ] || die "$1 is missing: install $1 $3 or later ($4)"
    at_least "$2" "$3" || die "$1 $2 is too old: install $1 $3 or later ($4)"
}

for thing in "$@"; do
    case $thing in
        go) need_version Go "$(go env GOVERSION 2>/dev/null | sed 's/^go//')" 1.26 https://go.dev/dl ;;
        node)
            need_version Node.js "$(node --version 2>/dev/null | sed 's/^v//')" 20.19 https://nodejs.org
            command -v npm >/dev/null || die 'npm is missing: it comes with Node.js (https://nodejs.org)'
            ;;
        git) command -v git >/dev/null || die 'git is missing: install it (Debian: apt-get install git)' ;;
        make) need make 'make is missing and could not be installed: apt-get install make, as root' ;;
        strace) need strace 'strace is missing and could not be installed: apt-get install strace, as root' ;;
        sipp) need sipp 'SIPp is missing and could not be installed: apt-get install sip-tester, as root' ;;
        mosquitto) need mosquitto 'mosquitto and its clients are missing and could not be installed: apt-get install mosquitto mosquitto-clients, as root' ;;
        ffmpeg) need ffmpeg 'ffmpeg is missing and could not be installed: apt-get install ffmpeg, as root' ;;
        haproxy) need haproxy 'HAProxy is missing and could not be installed: apt-get install haproxy, as root' ;;
        postgresql) need postgresql "$PG_HINT is missing and could not be installed: apt-get install postgresql, as root" ;;
        chromium) need chromium 'Chromium is missing and could not be installed: apt-get install chromium, as root, or set CHROMIUM to a Chrome of yours' ;;
        fonts) need fonts 'Chinese fonts are missing and could not be installed: apt-get install fonts-noto-cjk, as root' ;;
        pg-bin) pg_bin ;;
        chromium-bin) chromium_bin ;;
        *) die "need.sh does not know '$thing'" ;;
    esac
done
