package app

import (
	"context"
	"log/slog"
	"os"

	"huxue/internal/kit/config"
)

// Blank opens a system over an empty database that is thrown away on Close,
// for what is only about the shape of the system.
func Blank(ctx context.Context) (*App, error) {
	dir, err := os.MkdirTemp("", "huxue-blank-")
	if err != nil {
		return nil, err
	}
	a, err := Open(ctx, Options{
		Config: &config.Config{Data: dir, DB: "sqlite:" + dir + "/huxue.db", Listen: "127.0.0.1:0", TLS: "off"},
		Log:    slog.New(slog.DiscardHandler),
	})
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	a.onClose = func() { _ = os.RemoveAll(dir) }
	return a, nil
}
