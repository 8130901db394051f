#!/usr/bin/env bash
# demo.sh DIR SCHOOLS makes the demo city in DIR when it is not there yet. It is
# made beside its place and moved there, so that an interrupted run leaves no
# half city behind.
. "$(dirname "$0")/lib.sh"

dir=${1:?usage: demo.sh DIR SCHOOLS} schools=${2:?usage: demo.sh DIR SCHOOLS}
[ ! -e "$dir" ] || exit 0
say "making a demo city of $schools schools in $dir"
rm -rf "$dir.new"
bin/huxue seed -data "$dir.new" -schools "$schools"
mv "$dir.new" "$dir"
