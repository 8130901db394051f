package notify

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// PermSiren is held by the device that rings in a duty room.
const PermSiren access.Perm = "notify.siren"

var errNotASiren = errs.Forbidden("notify.not_a_siren")

// sirenHere returns the device that asks.
func sirenHere(ctx context.Context) (access.Actor, error) {
	if err := access.RequireSomewhere(ctx, PermSiren); err != nil {
		return access.Actor{}, err
	}
	who := access.From(ctx)
	if who.Kind != access.Device {
		return who, errNotASiren
	}
	return who, nil
}

// sirenEndpoint is the shared address of a device, "" when it has none yet.
func sirenEndpoint(ctx context.Context, tx *db.Tx, device string) (string, error) {
	endpoint, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM notify_endpoints WHERE channel = 'siren' AND address = $1`, device)
	if db.IsNotFound(err) {
		return "", nil
	}
	return endpoint, err
}

// SirenOn enters the siren page of a paired device among the shared addresses
// of its place, so that what happens there is told to it and counted. One that
// was moved with its agency goes along.
func (s *Service) SirenOn(ctx context.Context) error {
	who, err := sirenHere(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		path, err := db.One(ctx, tx, db.Value[string], `SELECT COALESCE(c.path, g.path) FROM devices d
			LEFT JOIN schools c ON c.id = d.school_id LEFT JOIN agencies g ON g.id = d.agency_id WHERE d.id = $1`, who.ID)
		if err != nil {
			return err
		}
		known, err := sirenEndpoint(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		if known != "" {
			moved, err := moveSiren(ctx, tx, known, path)
			if err != nil || !moved {
				return err
			}
			tx.AfterCommit(s.known.Forget)
			return audit.Record(ctx, tx, "notify.endpoint_edited", known, map[string]any{"path": path})
		}
		tx.AfterCommit(s.known.Forget)
		e := &Endpoint{ID: id.New("nep"), Path: path, Channel: Siren, Name: who.Name, Address: who.ID, Modes: []Mode{Real, Drill, Test}, Enabled: true}
		if err := insertEndpoint(ctx, tx, e, s.sealer.Seal(sealPlace(e.ID), hidden{}.text())); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "notify.endpoint_added", e.ID, e.told())
	})
}

// moveSiren reports whether the siren stood elsewhere until now.
func moveSiren(ctx context.Context, tx *db.Tx, endpoint, path string) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM notify_endpoints WHERE id = $1 AND path <> $2`, endpoint, path)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = tx.Exec(ctx, `UPDATE notify_endpoints SET path = $1, version = version + 1, changed_at = $2 WHERE id = $3`, path, db.Millis(tx.Now), endpoint)
	return err == nil, err
}

// SirenRang notes that the siren of the calling device shows, and sounds where it
// is to be heard, what was told about these things. audit: the ledger keeps it.
func (s *Service) SirenRang(ctx context.Context, subjectIDs []string) error {
	who, err := sirenHere(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		endpoint, err := sirenEndpoint(ctx, tx, who.ID)
		if err != nil || endpoint == "" {
			return err
		}
		var args db.Args
		messages, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM notify_messages WHERE `+args.In("subject_id", subjectIDs), args.Values()...)
		if err != nil || len(messages) == 0 {
			return err
		}
		if err := delivered(ctx, tx, endpoint, Siren, endpoint, messages); err != nil {
			return err
		}
		return noteLines(ctx, tx, map[string]Line{endpoint: {OKAt: db.Millis(tx.Now)}})
	})
}
