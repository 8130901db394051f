#!/usr/bin/env bash
# bench.sh NAME sqlite|postgres brings what the measurements in bench/ need and
# runs one of them against bin/huxue.
. "$(dirname "$0")/lib.sh"

name=${1:-press} engine=${2:-sqlite}
scripts/need.sh go node chromium
scripts/npm.sh e2e # the browser driver
[ "$name" != pictures ] || scripts/need.sh ffmpeg
[ "$engine" != postgres ] || scripts/need.sh postgresql
CHROMIUM=$(scripts/need.sh chromium-bin)
export CHROMIUM
exec go run ./bench -name "$name" -db "$engine"
