// Package todo is everybody's first page: what waits for me. Rooms put things
// on the list and take them off in the transaction of the act itself, so the
// list is never a second truth. A thing waits either for one person or for
// whoever holds a permission at a place: duties follow the post, not the person.
// (domain.md §9.1)
package todo

import (
	"context"
	"embed"
	"encoding/json"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the rung's tables.
var Schema = db.Schema{Room: "todo", Files: migrations}

// Task is one thing to do. Room and Kind name it; the UI's sentence is
// `<room>.<kind>` with Params. Exactly one of Person and Perm is set. ByHand
// says that whoever did it ticks it off; otherwise the room does.
type Task struct {
	Room     string
	Kind     string
	Subject  string
	Path     string
	Person   string
	Perm     access.Perm
	Params   map[string]any
	Link     string
	Priority int // 0 ordinary, 1 soon, 2 at once
	ByHand   bool
	Due      time.Time // zero: no deadline
}

// Put puts a task on the list; putting it again changes nothing, so that
// subscribers may run twice.
// access: the room has checked its act. audit: the room has recorded it.
func Put(ctx context.Context, tx *db.Tx, t Task) error {
	params, err := json.Marshal(t.Params)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO todos
		(id, room, kind, subject_id, path, person_id, perm, title, params, link, priority, by_hand, due_at, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open', $14) ON CONFLICT DO NOTHING`,
		id.New("tod"), t.Room, t.Kind, t.Subject, t.Path, t.Person, t.Perm, t.Room+"."+t.Kind, string(params), t.Link,
		t.Priority, t.ByHand, db.Millis(t.Due), db.Millis(tx.Now))
	return err
}

// Finish takes a task off everybody's list because the thing was done.
// access: the room has checked its act. audit: the room has recorded it.
func Finish(ctx context.Context, tx *db.Tx, room, kind, subject string) error {
	_, err := tx.Exec(ctx, `UPDATE todos SET state = 'done', done_at = $1, done_by = $2
		WHERE room = $3 AND kind = $4 AND subject_id = $5 AND state = 'open'`,
		db.Millis(tx.Now), access.From(ctx).ID, room, kind, subject)
	return err
}

// Moved follows a school whose path has changed, so that its tasks stay with
// those who work there.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	var a db.Args
	set := `UPDATE todos SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
	_, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...)
	return err
}

// Item is a task as it is shown. Times are UTC milliseconds, 0 for none.
type Item struct {
	ID        string          `json:"id"`
	Room      string          `json:"room"`
	Kind      string          `json:"kind"`
	SubjectID string          `json:"subjectId"`
	Title     string          `json:"title" doc:"code of the sentence"`
	Params    json.RawMessage `json:"params"`
	Link      string          `json:"link"`
	Priority  int             `json:"priority"`
	ByHand    bool            `json:"byHand" doc:"whoever did it ticks it off"`
	DueAt     int64           `json:"dueAt"`
	CreatedAt int64           `json:"createdAt"`
}

const columns = `id, room, kind, subject_id, title, params, link, priority, by_hand, due_at, created_at`

func scan(s db.Scanner) (i Item, err error) {
	var params string
	err = s.Scan(&i.ID, &i.Room, &i.Kind, &i.SubjectID, &i.Title, &params, &i.Link, &i.Priority, &i.ByHand, &i.DueAt, &i.CreatedAt)
	i.Params = json.RawMessage(params)
	return i, err
}

// Service holds the verbs of this rung.
type Service struct{ db *db.DB }

// New puts the rung together.
func New(d *db.DB) *Service { return &Service{db: d} }

var errNotFound = errs.NotFound("todo.not_found")

// shown bounds the first page; who has more on his list needs help, not a
// second page.
const shown = 200

// Mine returns what waits for the actor: his own tasks and those of his posts,
// the most pressing first.
func (s *Service) Mine(ctx context.Context) ([]Item, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	var items []Item
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		items, err = db.All(ctx, tx, scan, `SELECT `+columns+` FROM todos WHERE state = 'open' AND `+mine(&a, who)+
			` ORDER BY priority DESC, CASE WHEN due_at = 0 THEN 1 ELSE 0 END, due_at, id LIMIT `+a.Add(shown), a.Values()...)
		return err
	})
	return items, err
}

// mine is the condition that a task waits for who.
func mine(a *db.Args, who access.Actor) string {
	where := "person_id = " + a.Add(who.ID)
	for perm, paths := range who.Held {
		where += " OR (perm = " + a.Add(string(perm)) + " AND " + a.Within("path", paths) + ")"
	}
	return "(" + where + ")"
}

// Done ticks off a task that is done by hand.
func (s *Service) Done(ctx context.Context, todoID string) error {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var a db.Args
		set := `UPDATE todos SET state = 'done', done_at = ` + a.Add(db.Millis(tx.Now)) + `, done_by = ` + a.Add(who.ID)
		res, err := tx.Exec(ctx, set+` WHERE id = `+a.Add(todoID)+` AND by_hand AND state = 'open' AND `+mine(&a, who), a.Values()...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errNotFound
		}
		return audit.Record(ctx, tx, "todo.done", todoID, nil)
	})
}
