package campaign

import (
	"context"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
)

var campaignColumns = []string{
	"id", "no", "version", "state", "title", "theme", "definition", "path", "area_name", "stages", "steps", "pinned",
	"start_at", "until_at", "snapshot_at", "author_id", "author_name", "approver_id", "approver_name", "return_reason",
	"created_at", "approved_at", "published_at", "running_at", "closed_at", "frozen_at", "announced_at", "archived_at",
}

var selectCampaign = "SELECT " + strings.Join(campaignColumns, ", ") + " FROM campaigns "

func scanCampaign(s db.Scanner) (*Campaign, error) {
	c := &Campaign{}
	var stages, steps, pinned string
	err := s.Scan(&c.ID, &c.No, &c.Version, &c.State, &c.Title, &c.Theme, &c.Definition, &c.Path, &c.AreaName, &stages, &steps, &pinned,
		db.Instant(&c.StartAt), db.Instant(&c.UntilAt), db.Instant(&c.SnapshotAt), &c.AuthorID, &c.AuthorName, &c.ApproverID,
		&c.ApproverName, &c.ReturnReason, db.Instant(&c.CreatedAt), db.Instant(&c.ApprovedAt), db.Instant(&c.PublishedAt),
		db.Instant(&c.RunningAt), db.Instant(&c.ClosedAt), db.Instant(&c.FrozenAt), db.Instant(&c.AnnouncedAt), db.Instant(&c.ArchivedAt))
	if err != nil {
		return nil, err
	}
	for text, to := range map[string]any{stages: &c.Stages, steps: &c.Steps, pinned: &c.Pinned} {
		if err := json.Unmarshal([]byte(text), to); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *Campaign) values() ([]any, error) {
	var text [3]string
	for i, v := range []any{orEmpty(c.Stages), orEmpty(c.Steps), c.Pinned} {
		b, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		text[i] = string(b)
	}
	if c.Pinned == nil {
		text[2] = "{}"
	}
	return []any{c.ID, c.No, c.Version, c.State, c.Title, c.Theme, c.Definition, c.Path, c.AreaName, text[0], text[1], text[2],
		db.Millis(c.StartAt), db.Millis(c.UntilAt), db.Millis(c.SnapshotAt), c.AuthorID, c.AuthorName, c.ApproverID,
		c.ApproverName, c.ReturnReason, db.Millis(c.CreatedAt), db.Millis(c.ApprovedAt), db.Millis(c.PublishedAt),
		db.Millis(c.RunningAt), db.Millis(c.ClosedAt), db.Millis(c.FrozenAt), db.Millis(c.AnnouncedAt), db.Millis(c.ArchivedAt)}, nil
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// insertCampaign numbers the campaign and writes it.
func insertCampaign(ctx context.Context, tx *db.Tx, c *Campaign) error {
	err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(no), 0) + 1 FROM campaigns`).Scan(&c.No)
	if err != nil {
		return err
	}
	c.Version = 1
	row, err := c.values()
	if err != nil {
		return err
	}
	_, err = tx.Insert(ctx, "campaigns", campaignColumns, [][]any{row}, "")
	return err
}

// updateCampaign saves what may change, against the version read.
func updateCampaign(ctx context.Context, tx *db.Tx, c *Campaign) error {
	v, err := c.values()
	if err != nil {
		return err
	}
	err = tx.UpdateOne(ctx, `UPDATE campaigns SET version = version + 1, state = $1, title = $2, theme = $3, definition = $4,
		stages = $5, steps = $6, pinned = $7, start_at = $8, until_at = $9, snapshot_at = $10, approver_id = $11,
		approver_name = $12, return_reason = $13, approved_at = $14, published_at = $15, running_at = $16, closed_at = $17,
		frozen_at = $18, announced_at = $19, archived_at = $20 WHERE id = $21 AND version = $22`,
		v[3], v[4], v[5], v[6], v[9], v[10], v[11], v[12], v[13], v[14], v[17], v[18], v[19], v[21], v[22], v[23], v[24], v[25],
		v[26], v[27], c.ID, c.Version)
	if err == nil {
		c.Version++
	}
	return err
}

func getCampaign(ctx context.Context, tx *db.Tx, campaignID string) (*Campaign, error) {
	c, err := db.One(ctx, tx, scanCampaign, selectCampaign+"WHERE id = $1", campaignID)
	if db.IsNotFound(err) {
		return nil, ErrNotFound
	}
	return c, err
}

// lockCampaign reads a campaign that is about to change; completions that are
// being counted wait, and are counted under what it has become.
func lockCampaign(ctx context.Context, tx *db.Tx, campaignID string) (*Campaign, error) {
	c, err := db.One(ctx, tx, scanCampaign, selectCampaign+"WHERE id = $1 "+tx.Lock(), campaignID)
	if db.IsNotFound(err) {
		return nil, ErrNotFound
	}
	return c, err
}

// listCampaigns returns those that touch one of the paths, above or below, newest
// first. Drafts and those under review only where their author's colleagues look.
func listCampaigns(ctx context.Context, tx *db.Tx, see, edit []string, f Filter) ([]*Campaign, error) {
	var a db.Args
	where := "(" + touches(&a, see) + " AND (state NOT IN ('draft', 'review') OR " + a.Within("path", edit) + "))"
	if f.State != "" {
		where += " AND state = " + a.Add(f.State)
	}
	if f.After != "" {
		where += " AND id < " + a.Add(f.After)
	}
	if f.Query != "" {
		where += " AND " + a.Contains(f.Query, "title", "theme")
	}
	return db.All(ctx, tx, scanCampaign, selectCampaign+"WHERE "+where+" ORDER BY id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
}

// touches is the condition that path lies within one of the paths or above it: a
// school sees the campaigns of its county and city.
func touches(a *db.Args, paths []string) string {
	var above []string
	for _, p := range paths {
		above = append(above, abovePath(p)...)
	}
	return "(" + a.Within("path", paths) + " OR " + a.In("path", above) + ")"
}
