package checklist

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Import says where a workbook goes: into the draft of a list, or into a new list.
type Import struct {
	ListID   string
	Revision int
	Path     string
	Name     string // of the file, for a list that says no title
}

// Imported is what became of a workbook. With anything in Bad nothing was taken;
// Card is nil then.
type Imported struct {
	Title    string    `json:"title"`
	Kind     Kind      `json:"kind" enum:"term,joint,theme,daily,bus,drill,before"`
	Sections int       `json:"sections"`
	Items    int       `json:"items"`
	Bad      []BadCell `json:"bad" nullable:"false"`
	Card     *Card     `json:"card,omitempty"`
}

// Import reads a workbook, an officials' table or an XLSForm. All that is wrong in
// it is listed; only a workbook without a fault is taken, as a draft.
func (s *Service) Import(ctx context.Context, in Import, data []byte) (*Imported, error) {
	if err := access.RequireSomewhere(ctx, PermEdit); err != nil {
		return nil, err
	}
	d, err := readBook(data, s.dir)
	if err != nil {
		return nil, err
	}
	if d.Title = clip(d.Title, maxTitle); d.Title == "" {
		d.Title = clip(strings.TrimSuffix(in.Name, ".xlsx"), maxTitle)
	}
	if d.Title == "" {
		d.Title = "检查表"
	}
	out := &Imported{Title: d.Title, Kind: d.Kind, Sections: len(d.Sheet.Sections), Items: d.Sheet.Items(), Bad: d.bad}
	if len(d.bad) > 0 {
		return out, nil
	}
	out.Bad = []BadCell{}
	if in.ListID != "" {
		out.Card, err = s.act(ctx, in.ListID, in.Revision, "checklist.import", map[string]any{"items": out.Items}, func(tx *db.Tx, l *List) error {
			return s.write(ctx, tx, l, d.Words)
		})
		return out, err
	}
	if own := access.Areas(ctx, PermEdit); in.Path == "" && len(own) > 0 {
		in.Path = own[0]
	}
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := access.Require(ctx, PermEdit, in.Path); err != nil {
			return err
		}
		if out.Card, err = s.begin(ctx, tx, Start{Path: in.Path, Title: d.Title, Kind: d.Kind}, "", d.Sheet); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "checklist.import", out.Card.ID, map[string]any{"items": out.Items})
	})
	return out, err
}
