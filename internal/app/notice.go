package app

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/modules/handover"
	"huxue/internal/modules/notice"
)

// givenNotices carries notices to the platforms of others by the room that hands
// alarms over.
type givenNotices struct{ handovers *handover.Service }

// Give implements notice.Outside.
func (g givenNotices) Give(ctx context.Context, tx *db.Tx, d notice.Document) error {
	return g.handovers.Give(ctx, tx, handover.Document{ID: d.ID, No: d.No, Path: d.Path, From: d.From, Stage: d.Stage, Places: d.Places, Body: d.Body})
}

// Given implements notice.Outside.
func (g givenNotices) Given(ctx context.Context, tx *db.Tx, ids []string) ([]notice.Given, error) {
	list, err := g.handovers.Given(ctx, tx, ids)
	out := make([]notice.Given, len(list))
	for i, x := range list {
		out[i] = notice.Given{Document: x.SubjectID, Platform: x.Target, Stage: x.Stage, State: x.State, Receipt: x.Receipt, At: max(x.CreatedAt, x.DoneAt)}
	}
	return out, err
}

// Notices is the room of safety prompts and warnings, for tests.
func (a *App) Notices() *notice.Service { return a.advice }
