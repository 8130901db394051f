package inspection

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/checklist"
)

// Sheets are the checklists there are. A published version never changes.
type Sheets interface {
	Find(ctx context.Context, tx *db.Tx, listID string) (*checklist.List, error)
	SheetIn(ctx context.Context, tx *db.Tx, listID string, version int) (checklist.Sheet, error)
	PrepareIn(ctx context.Context, tx *db.Tx, listID string, version int, schoolID string) (checklist.Prepared, error)
}

// Finding is one fault as it is handed to the ledger of hazards. Source names it
// for good ("inspection:vis_…:B05-09"), so that handing it over twice is once.
type Finding struct {
	Source, SchoolID                     string
	FoundAt                              int64
	Way                                  string
	FinderID, FinderName, FinderAgency   string
	Category, Sub, ItemCode, Place, Text string
	Photos                               []string
	Level                                string // general or major, as the finder proposes
	Stop                                 bool
	Agency                               string // the competent one
	Fixed                                bool   // mended on the spot
	After                                []string
}

// Hazard is a hazard as it is shown beside a visit.
type Hazard struct {
	ID       string `json:"id"`
	Number   string `json:"number"`
	State    string `json:"state"`
	Level    string `json:"level"`
	Text     string `json:"text"`
	Place    string `json:"place"`
	ItemCode string `json:"itemCode"`
	Agency   string `json:"agency"`
	DueAt    int64  `json:"dueAt"`
	Source   string `json:"source"`
}

// Hazards is the ledger of hazards: it takes findings within the transaction of the
// visit, and tells how they stand.
type Hazards interface {
	Register(ctx context.Context, tx *db.Tx, f Finding) (Hazard, error)
	OpenAt(ctx context.Context, schoolID string) ([]Hazard, error)
	OfSource(ctx context.Context, prefix string) ([]Hazard, error)
}

// Uploads finds the files that phones have sent under keys of their own; a key whose
// bytes have not all arrived is left out.
type Uploads interface {
	ByKey(ctx context.Context, tx *db.Tx, keys []string) (map[string]string, error)
}

// Limits reads a number of the norm register from memory.
type Limits interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}
