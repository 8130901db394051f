package app

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/jobs"
	"huxue/internal/modules/drill"
	"huxue/internal/modules/hazard"
)

// hazardChores are what the ledger of hazards does by itself: deadlines, and the new
// register of a new year, and that its numbers are what the ledger says. All do
// nothing when done again.
func (a *App) hazardChores() {
	a.every("hazard.tick", jobs.Each(10*time.Minute), 10*time.Minute, a.hazards.Tick)
	a.every("hazard.year", jobs.Daily(1, 20, zone), time.Hour, a.hazards.Year)
	a.every("hazard.recount", jobs.Daily(2, 40, zone), time.Hour, a.recountHazards)
}

// recountHazards compares the numbers of the ledger with the ledger, and says so
// where they had to be mended: that is a fault of ours.
func (a *App) recountHazards(ctx context.Context) error {
	wrong, err := a.hazards.Recount(ctx)
	if err != nil {
		return err
	}
	if wrong > 0 {
		a.log.ErrorContext(ctx, "numbers of hazards mended", "rows", wrong)
	} else {
		a.log.InfoContext(ctx, "numbers of hazards agree with the ledger")
	}
	return nil
}

// drillHazards answers drill: its problems become hazards of the school, which the
// school itself has found. The room of hazards is opened after that of drills.
type drillHazards struct{ app *App }

// Found implements drill.Hazards.
func (d drillHazards) Found(ctx context.Context, tx *db.Tx, p drill.Trouble) error {
	_, err := d.app.hazards.Register(ctx, tx, hazard.Finding{
		Source: p.Source, SchoolID: p.SchoolID, Way: "drill", FinderName: p.By, FinderAgency: hazard.School, Category: "teaching", Sub: "应急演练",
		Place: p.Place, Text: p.Text, Measures: p.Measure, Owner: p.Owner, Level: hazard.General, DueAt: db.Millis(p.Due),
	})
	return err
}
