package audit

import (
	"context"
	"fmt"

	"huxue/internal/kit/db"
)

// Report is what reading the whole book found. Broken is "" when every line
// stands in its place; otherwise it names the first line that does not.
type Report struct {
	Entries int64
	Lanes   int
	Broken  string
	// Heads are the last hashes by lane; whoever notes them on paper can tell
	// later that nothing before them was changed.
	Heads map[int]string
}

// Verify reads the book from the first line to the last and recomputes each
// hash. It is the tool of `huxue doctor`, which runs on the server itself.
func Verify(ctx context.Context, tx *db.Tx) (*Report, error) {
	r := &Report{Heads: map[int]string{}}
	seqs := map[int]int64{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		e, err := scanEntry(s)
		if err != nil {
			return err
		}
		r.Entries++
		if r.Broken == "" {
			r.Broken = breach(&e, seqs[e.Lane], r.Heads[e.Lane])
		}
		seqs[e.Lane], r.Heads[e.Lane] = e.Seq, e.Hash
		return nil
	}, `SELECT `+columns+` FROM audit_entries ORDER BY lane, seq`)
	if err != nil {
		return nil, err
	}
	r.Lanes = len(seqs)
	if r.Broken != "" {
		return r, nil
	}
	r.Broken, err = cutShort(ctx, tx, seqs, r.Heads)
	return r, err
}

// breach says how e fails to follow the line before it, "" if it does not.
func breach(e *Entry, lastSeq int64, lastHash string) string {
	switch {
	case e.Seq != lastSeq+1:
		return fmt.Sprintf("lane %d: line %d is missing before %s", e.Lane, lastSeq+1, e.ID)
	case e.Prev != lastHash:
		return fmt.Sprintf("lane %d line %d (%s): does not follow the line before it", e.Lane, e.Seq, e.ID)
	case e.seal() != e.Hash:
		return fmt.Sprintf("lane %d line %d (%s): was altered", e.Lane, e.Seq, e.ID)
	}
	return ""
}

// cutShort says which lane ends earlier than its head, "" if none does.
func cutShort(ctx context.Context, tx *db.Tx, seqs map[int]int64, hashes map[int]string) (string, error) {
	broken := ""
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var lane int
		var seq int64
		var hash string
		if err := s.Scan(&lane, &seq, &hash); err != nil {
			return err
		}
		if broken == "" && (seqs[lane] != seq || hashes[lane] != hash) {
			broken = fmt.Sprintf("lane %d: ends at line %d, its head says %d", lane, seqs[lane], seq)
		}
		return nil
	}, `SELECT lane, seq, hash FROM audit_heads ORDER BY lane`)
	return broken, err
}

func scanEntry(s db.Scanner) (e Entry, err error) {
	err = s.Scan(&e.Lane, &e.Seq, &e.ID, &e.At, &e.ActorKind, &e.ActorID, &e.ActorName, &e.Device, &e.Session,
		&e.Action, &e.Subject, &e.Detail, &e.Prev, &e.Hash)
	return e, err
}
