// Package web carries the built user interface inside the binary.
//
// dist holds only a placeholder until the UI is built, so that the Go side
// compiles without Node; the server then says that the UI is missing.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the built UI, rooted where index.html lies. Every text asset has a
// .gz and a .br neighbour; everything below assets/ carries a content hash in
// its name and may be cached for ever.
func Files() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		// fs.Sub fails only on an invalid path, and this one is a constant.
		return dist
	}
	return sub
}
