// Package audit keeps the book in which every act is written, in the same
// transaction as the act itself: who, when, from which device, what, on what.
// Entries are never changed or removed, and each carries the hash of the one
// before it, so that a missing or altered page shows. `huxue doctor` reads the
// whole book again and says where it breaks. (domain.md §8.1, §8.2 8.1.4.3)
package audit

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the book's tables.
var Schema = db.Schema{Room: "audit", Files: migrations}

// Entry is one line of the book. At is UTC milliseconds; Detail is JSON. Lane
// and Seq give its place: the book has several lanes, each a chain of its own,
// so that servers that write at the same moment do not wait for one another.
type Entry struct {
	Lane      int    `json:"lane"`
	Seq       int64  `json:"seq"`
	ID        string `json:"id"`
	At        int64  `json:"at"`
	ActorKind string `json:"actorKind"`
	ActorID   string `json:"actorId"`
	ActorName string `json:"actorName"`
	Device    string `json:"device"`
	Session   string `json:"session"`
	Action    string `json:"action"`
	Subject   string `json:"subject"`
	Detail    string `json:"detail"`
	Prev      string `json:"prev"`
	Hash      string `json:"hash"`
}

// seal is the hash of everything in the line but the hash itself. Lengths are
// hashed with the texts, so that no two different lines read alike.
func (e *Entry) seal() string {
	h := sha256.New()
	for _, s := range []string{
		e.Prev, strconv.Itoa(e.Lane), strconv.FormatInt(e.Seq, 10), e.ID, strconv.FormatInt(e.At, 10),
		e.ActorKind, e.ActorID, e.ActorName, e.Device, e.Session, e.Action, e.Subject, e.Detail,
	} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

const columns = `lane, seq, id, at, actor_kind, actor_id, actor_name, device, session, action, subject, detail, prev, hash`

// Record writes one line for the actor in ctx. detail is kept as JSON; it must
// hold neither passwords nor names of minors.
func Record(ctx context.Context, tx *db.Tx, action, subject string, detail any) error {
	text, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("audit %s: %w", action, err)
	}
	who := access.From(ctx)
	e := Entry{
		ID: id.New("aud"), At: db.Millis(tx.Now), ActorKind: string(who.Kind), ActorID: who.ID, ActorName: who.Name,
		Device: who.Device, Session: who.Session, Action: action, Subject: subject, Detail: string(text),
	}
	at, err := headOf(ctx, tx)
	if err != nil {
		return err
	}
	e.Lane, e.Seq, e.Prev = at.lane, at.seq+1, at.hash
	e.Hash = e.seal()
	tx.Keep(headKey{}, head{e.Lane, e.Seq, e.Hash})
	if err := tx.Post(ctx, `INSERT INTO audit_entries (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		e.Lane, e.Seq, e.ID, e.At, e.ActorKind, e.ActorID, e.ActorName, e.Device, e.Session, e.Action, e.Subject,
		e.Detail, e.Prev, e.Hash); err != nil {
		return err
	}
	return tx.Post(ctx, `UPDATE audit_heads SET seq = $1, hash = $2 WHERE lane = $3`, e.Seq, e.Hash, e.Lane)
}

// head is where a lane ends: the place and the hash of its last line.
type head struct {
	lane int
	seq  int64
	hash string
}

type headKey struct{}

// headOf takes the first lane that nobody is writing, and stays in it for the
// whole transaction.
func headOf(ctx context.Context, tx *db.Tx) (h head, err error) {
	if h, ok := tx.Kept(headKey{}).(head); ok {
		return h, nil
	}
	err = tx.QueryRow(ctx, `SELECT lane, seq, hash FROM audit_heads ORDER BY lane LIMIT 1 `+tx.LockFree()).
		Scan(&h.lane, &h.seq, &h.hash)
	if db.IsNotFound(err) { // every lane is being written; wait for the first
		err = tx.QueryRow(ctx, `SELECT lane, seq, hash FROM audit_heads WHERE lane = 0 `+tx.Lock()).
			Scan(&h.lane, &h.seq, &h.hash)
	}
	return h, err
}
