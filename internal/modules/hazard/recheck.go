package hazard

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// The random re-check (随机复核) behind the honest index, 复核差异率: closed hazards
// are drawn by a seed that is published, somebody who did not verify them goes and
// looks, and what was not mended stands in the ledger anew. (domain.md §9.3)

// The refusals of re-checks.
var (
	errDraw      = errs.NotFound("hazard.draw_not_found")
	errDrawDays  = errs.Invalid("hazard.draw_days", errs.Field{Name: "from", Code: "hazard.draw_days"})
	errDrawEmpty = errs.Conflict("hazard.draw_empty")
	errChecked   = errs.Conflict("hazard.recheck_done")
	errOwnVerify = errs.Forbidden("hazard.recheck_own")
	errResult    = errs.Invalid("hazard.recheck_result", errs.Field{Name: "result", Code: "not_offered"})
	errWhy       = errs.Invalid("hazard.recheck_note", errs.Field{Name: "note", Code: "required"})
)

// mostDrawn is how many hazards one draw takes: nobody looks at more.
const mostDrawn = 200

// Draw is one draw of closed hazards.
type Draw struct {
	ID       string    `json:"id"`
	Path     string    `json:"path"`
	Area     string    `json:"area"`
	Seed     string    `json:"seed"`
	From     string    `json:"from"`
	To       string    `json:"to"`
	Pool     int       `json:"pool" doc:"hazards closed in these days"`
	PoolHash string    `json:"poolHash" doc:"SHA-256 of their numbers in order, one per line"`
	Size     int       `json:"size"`
	At       int64     `json:"at"`
	By       string    `json:"by"`
	Checked  int       `json:"checked"`
	Unfixed  int       `json:"unfixed"`
	Items    []Recheck `json:"items,omitempty"`
}

// Recheck is one hazard that was drawn.
type Recheck struct {
	N        int    `json:"n"`
	HazardID string `json:"hazardId"`
	Number   string `json:"number"`
	School   string `json:"school"`
	Place    string `json:"place"`
	Text     string `json:"text"`
	ClosedAt int64  `json:"closedAt"`
	Verifier string `json:"verifier"`
	Result   string `json:"result" enum:",fixed,unfixed"`
	Note     string `json:"note"`
	At       int64  `json:"at"`
	By       string `json:"by"`
	NewID    string `json:"newId" doc:"the hazard that was put down anew"`
}

// drawn is the draw itself: the numbers whose hash with the seed is smallest, in the
// order of the hash. Whoever knows seed and pool draws the same.
func drawn(seed string, numbers []string, size int) []string {
	type lot struct{ hash, number string }
	lots := make([]lot, len(numbers))
	for i, n := range numbers {
		sum := sha256.Sum256([]byte(seed + "|" + n))
		lots[i] = lot{string(sum[:]), n}
	}
	slices.SortFunc(lots, func(a, b lot) int { return strings.Compare(a.hash, b.hash) })
	var out []string
	for _, l := range lots[:min(size, len(lots))] {
		out = append(out, l.number)
	}
	return out
}

// DrawInput is what to draw from.
type DrawInput struct {
	Path string `json:"path,omitempty" maxLength:"120"`
	From string `json:"from" maxLength:"10" doc:"first business day of closing"`
	To   string `json:"to" maxLength:"10"`
	Size int    `json:"size" minimum:"1" maximum:"200"`
	Seed string `json:"seed,omitempty" maxLength:"64" doc:"published beforehand; made up when empty"`
}

// DrawClosed draws closed hazards of an area for a re-check.
func (s *Service) DrawClosed(ctx context.Context, in DrawInput) (*Draw, error) {
	if err := access.RequireSomewhere(ctx, PermGrade); err != nil {
		return nil, err
	}
	if own := access.Areas(ctx, PermGrade); in.Path == "" && len(own) > 0 {
		in.Path = own[0]
	}
	from, ok1 := dayStart(in.From)
	to, ok2 := dayStart(in.To)
	if !ok1 || !ok2 || to.Before(from) {
		return nil, errDrawDays
	}
	var numbers []string
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := access.Require(ctx, PermGrade, in.Path); err != nil {
			return err
		}
		var a db.Args
		numbers, err = db.All(ctx, tx, db.Value[string], `SELECT number FROM hazards WHERE state IN ('closed', 'archived') AND closed_at >= `+a.Add(db.Millis(from))+
			` AND closed_at < `+a.Add(db.Millis(to.AddDate(0, 0, 1)))+` AND `+a.Within("path", []string{in.Path})+` ORDER BY number`, a.Values()...)
		return err
	}); err != nil {
		return nil, err
	}
	if len(numbers) == 0 {
		return nil, errDrawEmpty
	}
	seed := clip(in.Seed, 64)
	if seed == "" {
		seed = rand.Text()
	}
	sum := sha256.Sum256([]byte(strings.Join(numbers, "\n")))
	d := &Draw{ID: id.New("hdr"), Path: in.Path, Seed: seed, From: in.From, To: in.To, Pool: len(numbers), PoolHash: hex.EncodeToString(sum[:])}
	lots := drawn(seed, numbers, min(in.Size, mostDrawn))
	d.Size = len(lots)
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		who := access.From(ctx)
		d.At, d.By = db.Millis(tx.Now), who.Name
		if _, err := tx.Exec(ctx, `INSERT INTO hazard_draws (id, path, seed, from_day, to_day, pool, pool_hash, size, at, by_id, by_name)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, d.ID, d.Path, d.Seed, d.From, d.To, d.Pool, d.PoolHash, d.Size, d.At, who.ID, who.Name); err != nil {
			return err
		}
		for i, n := range lots {
			if _, err := tx.Exec(ctx, `INSERT INTO hazard_rechecks (draw_id, n, hazard_id) SELECT $1, $2, id FROM hazards WHERE number = $3`, d.ID, i+1, n); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "hazard.draw", d.ID, map[string]any{"seed": d.Seed, "pool": d.Pool, "size": d.Size, "path": d.Path})
	}); err != nil {
		return nil, err
	}
	return s.Draw(ctx, d.ID)
}

const selectDraw = `SELECT d.id, d.path, COALESCE((SELECT a.name FROM areas a WHERE a.path = d.path), ''), d.seed, d.from_day, d.to_day, d.pool, d.pool_hash, d.size, d.at, d.by_name,
	(SELECT COUNT(*) FROM hazard_rechecks r WHERE r.draw_id = d.id AND r.result <> ''), (SELECT COUNT(*) FROM hazard_rechecks r WHERE r.draw_id = d.id AND r.result = 'unfixed')
	FROM hazard_draws d `

func scanDraw(row db.Scanner) (d Draw, err error) {
	return d, row.Scan(&d.ID, &d.Path, &d.Area, &d.Seed, &d.From, &d.To, &d.Pool, &d.PoolHash, &d.Size, &d.At, &d.By, &d.Checked, &d.Unfixed)
}

// Draws are the last draws of the actor's areas.
func (s *Service) Draws(ctx context.Context) ([]Draw, error) {
	if err := access.RequireSomewhere(ctx, PermStats); err != nil {
		return nil, err
	}
	var out []Draw
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var a db.Args
		out, err = db.All(ctx, tx, scanDraw, selectDraw+`WHERE `+a.Within("d.path", access.Areas(ctx, PermStats))+` ORDER BY d.at DESC, d.id DESC LIMIT 50`, a.Values()...)
		return err
	})
	return out, err
}

// Draw returns one draw with what was found.
func (s *Service) Draw(ctx context.Context, drawID string) (*Draw, error) {
	if err := access.RequireSomewhere(ctx, PermStats); err != nil {
		return nil, err
	}
	var out Draw
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out, err = db.One(ctx, tx, scanDraw, selectDraw+`WHERE d.id = $1`, drawID); db.IsNotFound(err) {
			return errDraw
		}
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermStats, out.Path, errDraw); err != nil {
			return err
		}
		out.Items, err = db.All(ctx, tx, func(row db.Scanner) (r Recheck, err error) {
			return r, row.Scan(&r.N, &r.HazardID, &r.Number, &r.School, &r.Place, &r.Text, &r.ClosedAt, &r.Verifier, &r.Result, &r.Note, &r.At, &r.By, &r.NewID)
		}, `SELECT r.n, h.id, h.number, h.school_name, h.place, h.text, h.closed_at, h.verifier, r.result, r.note, r.at, r.by_name, r.new_id
			FROM hazard_rechecks r JOIN hazards h ON h.id = r.hazard_id WHERE r.draw_id = $1 ORDER BY r.n`, drawID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &out, nil
}

// RecordRecheck writes down what was found on the spot. Nobody re-checks what he
// verified himself. What was not mended is put down anew, linked to the old one.
func (s *Service) RecordRecheck(ctx context.Context, drawID, hazardID, result, note string) (*Draw, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := get(ctx, tx, hazardID, tx.Lock())
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermGrade, h.Path); err != nil {
			return err
		}
		was, err := db.One(ctx, tx, db.Value[string], `SELECT result FROM hazard_rechecks WHERE draw_id = $1 AND hazard_id = $2`, drawID, hazardID)
		if db.IsNotFound(err) {
			return errDraw
		}
		who := access.From(ctx)
		note = clip(note, 500)
		switch {
		case err != nil:
			return err
		case was != "":
			return errChecked
		case result != "fixed" && result != "unfixed":
			return errResult
		case result == "unfixed" && note == "":
			return errWhy
		case h.Verifier.By != "" && h.Verifier.By == who.ID:
			return errOwnVerify
		}
		fresh := ""
		if result == "unfixed" {
			if fresh, err = s.again(ctx, tx, h, drawID, note); err != nil {
				return err
			}
		}
		if err := tx.UpdateOne(ctx, `UPDATE hazard_rechecks SET result = $1, note = $2, at = $3, by_name = $4, new_id = $5 WHERE draw_id = $6 AND hazard_id = $7 AND result = ''`,
			result, note, db.Millis(tx.Now), who.Name, fresh, drawID, hazardID); err != nil {
			return err
		}
		if err := addLine(ctx, tx, h.ID, "recheck", map[string]any{"result": result, "note": note, "again": fresh}); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "hazard.recheck", h.ID, map[string]any{"draw": drawID, "result": result, "again": fresh}); err != nil {
			return err
		}
		return countRecheck(ctx, tx, h, result)
	})
	if err != nil {
		return nil, err
	}
	return s.Draw(ctx, drawID)
}

// again puts a hazard down anew that was closed and not mended.
func (s *Service) again(ctx context.Context, tx *db.Tx, old *Hazard, drawID, note string) (string, error) {
	source := "recheck:" + drawID + ":" + old.ID
	if known, err := bySource(ctx, tx, source); err == nil {
		return known.ID, nil
	} else if !db.IsNotFound(err) {
		return "", err
	}
	x, err := org.GetSchool(ctx, tx, old.SchoolID)
	if err != nil {
		return "", err
	}
	who := access.From(ctx)
	h, err := s.found(ctx, tx, &x, Finding{Source: source, SchoolID: x.ID, Way: "county", FinderID: who.ID, FinderName: who.Name, FinderUnit: who.Unit, FinderAgency: Education,
		Category: old.Category, Sub: old.Sub, ItemCode: old.ItemCode, Place: old.Place, Text: clip(old.Text+"（复核未整改到位："+note+"）", 1000), Level: old.Level, Stop: old.Stop,
		Agency: old.Agency, Owner: old.Owner})
	if err != nil {
		return "", err
	}
	h.RecurrenceOf, h.State = old.ID, Registered
	if err := s.enter(ctx, tx, h, nil); err != nil {
		return "", err
	}
	return h.ID, nil
}

// countRecheck adds to the numbers of re-checks.
func countRecheck(ctx context.Context, tx *db.Tx, h *Hazard, result string) error {
	var rows [][]any
	month := monthOf(tx.Now)
	for _, path := range access.Above(h.Path)[1:] {
		for _, k := range [][2]string{{"", ""}, {"category", h.Category}, {"agency", h.Agency}} {
			rows = append(rows, []any{path, month, k[0], k[1], 1, one(result == "unfixed")})
		}
	}
	_, err := tx.Insert(ctx, "hazard_recheck_counts", []string{"path", "month", "dim", "key", "checked", "unfixed"}, rows,
		"ON CONFLICT (path, dim, month, key) DO UPDATE SET checked = hazard_recheck_counts.checked + excluded.checked, unfixed = hazard_recheck_counts.unfixed + excluded.unfixed")
	return err
}
