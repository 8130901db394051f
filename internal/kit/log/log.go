// Package log makes the program's logger: one JSON line per event on standard
// error, for machines to keep and people to search.
package log

import (
	"fmt"
	"io"
	"log/slog"
)

// New returns a logger that writes lines of at least the named level: debug,
// info, warn or error.
func New(w io.Writer, level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("log level %q is none of debug, info, warn, error", level)
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l})), nil
}
