package hazard

import (
	"context"
	"os"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/files"
)

// Picture is a picture as it is handed in: a file, and when the camera says it was
// taken. Pair is the picture of before that it answers, for one of after.
type Picture struct {
	FileID  string `json:"fileId" maxLength:"40"`
	TakenAt int64  `json:"takenAt,omitempty" doc:"the camera's clock, UTC milliseconds, 0 where it does not say"`
	Pair    string `json:"pair,omitempty" maxLength:"40" doc:"id of the picture of before"`
}

// Photo is a picture of a hazard. It is read at /api/v1/hazards/{id}/photos/{photoId}.
type Photo struct {
	ID      string `json:"id"`
	FileID  string `json:"-"`
	Phase   string `json:"phase" enum:"before,after,interim,progress,paper"`
	Pair    string `json:"pair"`
	Round   int    `json:"round" doc:"how often the hazard had been sent back"`
	TakenAt int64  `json:"takenAt"`
	At      int64  `json:"at" doc:"the server's clock"`
	By      string `json:"by"`
}

// maxPhotos bounds the pictures of one hazard.
const maxPhotos = 60

func photosOfFiles(fileIDs []string) []Picture {
	out := make([]Picture, len(fileIDs))
	for i, f := range fileIDs {
		out[i].FileID = f
	}
	return out
}

// keep takes pictures that the actor has handed in into the record of a hazard.
func keep(ctx context.Context, tx *db.Tx, h *Hazard, phase string, list []Picture) error {
	for _, p := range list {
		if _, err := files.Keep(ctx, tx, p.FileID, PurposePhoto, h.Path); err != nil {
			return err
		}
	}
	return addPhotos(ctx, tx, h, phase, list)
}

// addPhotos notes pictures that have been kept.
func addPhotos(ctx context.Context, tx *db.Tx, h *Hazard, phase string, list []Picture) error {
	if len(list) == 0 {
		return nil
	}
	known, err := photosOf(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	if len(known)+len(list) > maxPhotos {
		return errPhotos.With("max", maxPhotos)
	}
	rows := make([][]any, 0, len(list))
	for _, p := range list {
		if p.Pair != "" && !slices.ContainsFunc(known, func(k Photo) bool { return k.ID == p.Pair && k.Phase == "before" }) {
			return errNoPhoto
		}
		rows = append(rows, []any{id.New("hph"), h.ID, p.FileID, phase, p.Pair, h.Reworks, p.TakenAt, db.Millis(tx.Now), access.From(ctx).Name})
	}
	n, err := tx.Insert(ctx, "hazard_photos", photoColumns, rows, "ON CONFLICT DO NOTHING")
	column := photoCounts[phase]
	if err != nil || column == "" {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE hazards SET `+column+` = `+column+` + $1 WHERE id = $2`, n, h.ID)
	return err
}

// photoCounts are the counters of those phases that the ledger tells of each hazard:
// to look for the pictures of three hundred thousand took half of an export.
var photoCounts = map[string]string{"before": "photos_before", "after": "photos_after"}

var photoColumns = []string{"id", "hazard_id", "file_id", "phase", "pair", "round", "taken_at", "at", "by_name"}

func scanPhoto(s db.Scanner) (p Photo, err error) {
	err = s.Scan(&p.ID, &p.FileID, &p.Phase, &p.Pair, &p.Round, &p.TakenAt, &p.At, &p.By)
	return p, err
}

const selectPhoto = `SELECT id, file_id, phase, pair, round, taken_at, at, by_name FROM hazard_photos `

func photosOf(ctx context.Context, tx *db.Tx, hazardID string) ([]Photo, error) {
	return db.All(ctx, tx, scanPhoto, selectPhoto+`WHERE hazard_id = $1 ORDER BY at, id`, hazardID)
}

// Picture returns a picture of a hazard to who may see the hazard, whatever room
// had it handed in. The caller closes the bytes.
func (s *Service) Picture(ctx context.Context, hazardID, photoID string) (*files.File, *os.File, error) {
	var p Photo
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		h, err := get(ctx, tx, hazardID, "")
		if err != nil {
			return err
		}
		if _, err := access.RequirePerson(ctx); err != nil {
			return err
		}
		if !sees(ctx, h) {
			return errGone
		}
		p, err = db.One(ctx, tx, scanPhoto, selectPhoto+`WHERE id = $1 AND hazard_id = $2`, photoID, hazardID)
		if db.IsNotFound(err) {
			return errNoPhoto
		}
		return err
	}); err != nil {
		return nil, nil, err
	}
	return s.files.Lend(ctx, p.FileID)
}
