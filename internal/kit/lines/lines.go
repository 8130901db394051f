// Package lines keeps lists in files, a line of JSON each: what was found in a workbook,
// until its person has decided.
package lines

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
)

// Write makes the file, in place of one that is there; only this user may read it.
func Write[T any](name string, list []T) (err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	for _, x := range list {
		if err := enc.Encode(x); err != nil {
			return err
		}
	}
	return w.Flush()
}

// Read gives line by line what such a file holds. An error, of a file that is gone or
// broken, is the last it gives.
func Read[T any](name string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		f, err := os.Open(name)
		if err != nil {
			yield(none, err)
			return
		}
		defer func() { _ = f.Close() }()
		for dec := json.NewDecoder(bufio.NewReader(f)); ; {
			var x T
			switch err := dec.Decode(&x); {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(none, err)
				return
			case !yield(x, nil):
				return
			}
		}
	}
}

// Page gives at most size of the lines after so many, and how many came before the next
// page, 0 for none.
func Page[T any](name string, after, size int) (list []T, next int, err error) {
	list = []T{}
	n := 0
	for x, err := range Read[T](name) {
		if err != nil {
			return nil, 0, err
		}
		if n++; n <= after {
			continue
		}
		if len(list) == size {
			return list, after + size, nil
		}
		list = append(list, x)
	}
	return list, 0, nil
}
