package db

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver
)

// synchronous=FULL makes every commit wait for the disk. The log is folded back
// by writer.checkpoint, not by SQLite.
func sqliteDSN(path string, writing bool) string {
	q := url.Values{}
	q.Add("_pragma", "busy_timeout(15000)")
	q.Add("_pragma", "journal_mode(WAL)")
	q.Add("_pragma", "synchronous(FULL)")
	q.Add("_pragma", "foreign_keys(1)")
	q.Add("_pragma", "temp_store(MEMORY)")
	if writing {
		q.Add("_txlock", "immediate")
		q.Add("_pragma", "wal_autocheckpoint(0)")
		q.Add("_pragma", "cache_size(-8000)")
	} else {
		q.Add("_pragma", "query_only(1)")
		q.Add("_pragma", "cache_size(-2000)")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func (d *DB) openSQLite(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	d.engine = SQLite
	pool, err := sql.Open("sqlite", sqliteDSN(path, true))
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(1)
	// The writing connection makes the file and its journal mode; readers opened
	// before it would find neither.
	if err := pool.Ping(); err != nil {
		_ = pool.Close()
		return fmt.Errorf("open %s: %w", path, err)
	}
	reader, err := sql.Open("sqlite", sqliteDSN(path, false))
	if err != nil {
		_ = pool.Close()
		return err
	}
	reader.SetMaxOpenConns(sqliteReaders)
	reader.SetMaxIdleConns(sqliteReaders)
	aside, err := sql.Open("sqlite", sqliteDSN(path, false))
	if err != nil {
		_, _ = pool.Close(), reader.Close()
		return err
	}
	aside.SetMaxOpenConns(asideReaders)
	d.pool, d.reader, d.aside = pool, reader, aside
	d.writer = newWriter(d)
	return nil
}
