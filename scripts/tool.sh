#!/usr/bin/env bash
# tool.sh NAME prints the path of a linter in the version we use, built once into
# .tools/ through the Go module proxy.
. "$(dirname "$0")/lib.sh"

case ${1:?usage: tool.sh NAME} in
    golangci-lint) module=github.com/golangci/golangci-lint/v2/cmd/golangci-lint version=v2.15.0 ;;
    go-arch-lint) module=github.com/fe3dback/go-arch-lint version=v1.13.0 ;;
    *) die "tool.sh does not know '$1'" ;;
esac

bin=$ROOT/.tools/$1@$version/$1
if [ ! -x "$bin" ]; then
    one_at_a_time "$1"
    if [ ! -x "$bin" ]; then
        say "building $1 $version" >&2
        # Built outside the module, or its go.mod would want these packages too.
        (cd / && GOFLAGS=-buildvcs=false GOBIN=$(dirname "$bin") go install -ldflags='-s -w' "$module@$version" 9>&-) ||
            die "$1 $version could not be built from the Go module proxy ($(go env GOPROXY))"
    fi
fi
echo "$bin"
