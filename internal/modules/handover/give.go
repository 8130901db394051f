package handover

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
)

// The stages of a notice that are handed over.
const (
	Issued    = "issued"
	Updated   = "updated"
	Cancelled = "cancelled"
)

// Document is a document in CAP 1.2 that another room has written: a notice, with
// the places it is for. ID is unlike that of any other document.
type Document struct {
	ID, No, Path, From, Stage string
	Places                    []string
	Body                      []byte
}

// Give hands a document over to every platform that takes notices and is set up for
// a place of it, within that room's own act. access: the room has checked its act.
// audit: the room has recorded it; the record of what was handed over is this
// room's.
func (s *Service) Give(ctx context.Context, tx *db.Tx, d Document) error {
	targets, err := s.enabledTargets(ctx, tx)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if !t.takes(&d) {
			continue
		}
		x := &Sent{ID: id.New("hds"), TargetID: t.ID, SubjectID: d.ID, No: d.No, School: d.From, Stage: d.Stage, Mode: "real", Body: string(d.Body), path: d.Path}
		n, err := insertSent(ctx, tx, x)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if err := s.jobs.Enqueue(ctx, tx, handOver{x.ID}); err != nil {
			return err
		}
	}
	return nil
}

// takes says whether the platform is told of a document: where one of its places and
// the platform's lie in one another.
func (t *Target) takes(d *Document) bool {
	if !t.Enabled || !t.Notices || t.Kind != CAP {
		return false
	}
	for _, p := range d.Places {
		if strings.HasPrefix(p, t.Path) || strings.HasPrefix(t.Path, p) {
			return true
		}
	}
	return false
}

// Given tells what became of documents, the oldest first.
// access: the room whose documents they are has checked who asks.
func (s *Service) Given(ctx context.Context, tx *db.Tx, ids []string) ([]*Sent, error) {
	var a db.Args
	return db.All(ctx, tx, scanSent, selectSent+`WHERE `+a.In("s.subject_id", ids)+` ORDER BY s.id`, a.Values()...)
}
