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

// sirenHere returns the device that asks and the place it stands for.
func sirenHere(ctx context.Context) (access.Actor, string, error) {
	if err := access.RequireSomewhere(ctx, PermSiren); err != nil {
		return access.Actor{}, "", err
	}
	who := access.From(ctx)
	if who.Kind != access.Device || len(who.Held[PermSiren]) != 1 {
		return who, "", errNotASiren
	}
	return who, who.Held[PermSiren][0], nil
}

// SirenOn enters the siren page of a paired device among the shared addresses
// of its place, so that what happens there is told to it and counted.
func (s *Service) SirenOn(ctx context.Context) error {
	who, path, err := sirenHere(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM notify_endpoints WHERE channel = 'siren' AND address = $1`, who.ID)
		if err != nil || n > 0 {
			return err
		}
		e := &Endpoint{ID: id.New("nep"), Path: path, Channel: Siren, Name: who.Name, Address: who.ID, Modes: []Mode{Real, Drill, Test}, Enabled: true}
		if err := insertEndpoint(ctx, tx, e, s.sealer.Seal(sealPlace(e.ID), hidden{}.text())); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "notify.endpoint_added", e.ID, e.told())
	})
}

// SirenRang notes that the siren of the calling device shows and sounds what was
// told about a thing. audit: the ledger keeps it.
func (s *Service) SirenRang(ctx context.Context, subjectID string) error {
	who, _, err := sirenHere(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		endpoint, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM notify_endpoints WHERE channel = 'siren' AND address = $1`, who.ID)
		if db.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		messages, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM notify_messages WHERE subject_id = $1`, subjectID)
		if err != nil || len(messages) == 0 {
			return err
		}
		if err := delivered(ctx, tx, endpoint, Siren, endpoint, messages); err != nil {
			return err
		}
		return noteLines(ctx, tx, map[string]Line{endpoint: {OKAt: db.Millis(tx.Now)}})
	})
}
