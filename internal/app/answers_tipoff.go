package app

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/modules/hazard"
	"huxue/internal/modules/tipoff"
)

// reportedHazards answers tipoff from the ledger of hazards.
type reportedHazards struct{ hazards *hazard.Service }

// Register implements tipoff.Hazards.
func (r reportedHazards) Register(ctx context.Context, tx *db.Tx, f tipoff.Finding) (id, number string, err error) {
	level := hazard.General
	if f.Major {
		level = hazard.Major
	}
	ref, err := r.hazards.Register(ctx, tx, hazard.Finding{Source: f.Source, SchoolID: f.SchoolID, FoundAt: f.FoundAt, Way: "public", FinderName: "群众反映",
		FinderAgency: hazard.Public, Category: f.Category, Place: f.Place, Text: f.Text, Photos: f.Photos, Level: level, Agency: f.Agency})
	return ref.ID, ref.Number, err
}

// Becomes implements tipoff.Hazards.
func (r reportedHazards) Becomes(ctx context.Context, tx *db.Tx, hazardID string) (id, number, outcome string, err error) {
	ref, open, err := r.hazards.Becomes(ctx, tx, hazardID)
	if err == nil && !open {
		outcome = string(ref.State)
	}
	return ref.ID, ref.Number, outcome, err
}
