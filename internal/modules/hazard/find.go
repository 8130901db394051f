package hazard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"huxue/internal/event"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Finding is something found wrong, as another room hands it over. Source names it
// there once for all ("inspection:vis_…:B05-09"); Photos are files that room has
// kept. Level is what the finder proposes.
type Finding struct {
	Source       string
	SchoolID     string
	FoundAt      int64 // UTC milliseconds; 0 for now
	Way          string
	FinderID     string
	FinderName   string
	FinderUnit   string
	FinderAgency string
	Category     string
	Sub          string
	ItemCode     string
	Place        string
	Text         string
	Photos       []string
	Fixed        bool     // mended in front of the finder's eyes (当场整改)
	After        []string // and what it looks like since, in the order of Photos
	Level        Level
	Stop         bool
	Agency       string
	Owner        string // the person responsible, "" for the head of the school
	Measures     string
	DueAt        int64 // 0 for the norm's
}

// Ref is what another room keeps of a hazard.
type Ref struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	State  State  `json:"state"`
}

// Register puts a hazard into the ledger within the transaction of the room that
// found it. The same source twice is one hazard.
// access: the room that found it has checked its act.
func (s *Service) Register(ctx context.Context, tx *db.Tx, f Finding) (Ref, error) {
	if f.Source == "" {
		return Ref{}, errSource
	}
	old, err := bySource(ctx, tx, f.Source)
	if err == nil {
		return Ref{old.ID, old.Number, old.State}, nil
	}
	if !db.IsNotFound(err) {
		return Ref{}, err
	}
	x, err := org.GetSchool(ctx, tx, f.SchoolID)
	if err != nil {
		return Ref{}, err
	}
	h, err := s.found(ctx, tx, &x, f)
	if err != nil {
		return Ref{}, err
	}
	// Whoever registers the same source at the same moment holds the county's last
	// number; with it in hand, nobody else can be registering.
	if _, err := serial(ctx, tx, h.County, h.Year, 0); err != nil {
		return Ref{}, err
	}
	old, err = bySource(ctx, tx, f.Source)
	if err == nil {
		return Ref{old.ID, old.Number, old.State}, nil
	}
	if !db.IsNotFound(err) {
		return Ref{}, err
	}
	h.State = Registered
	if err := s.enter(ctx, tx, h, f.Photos); err != nil {
		return Ref{}, err
	}
	if err := s.mendedThere(ctx, tx, h, f); err != nil {
		return Ref{}, err
	}
	return Ref{h.ID, h.Number, h.State}, nil
}

// mendedThere takes over what was mended during a visit: with a picture of before and
// one of after it waits for somebody to verify it; without, or where it is too grave
// for that, the pictures are kept and it is mended as any other. (domain.md §3.6)
func (s *Service) mendedThere(ctx context.Context, tx *db.Tx, h *Hazard, f Finding) error {
	if !f.Fixed {
		return nil
	}
	known, err := photosOf(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	was := *h
	w := Actor{Name: h.Unit, At: tx.Now, School: true}
	if f.FinderAgency == School {
		w.ID, w.Name = f.FinderID, f.FinderName
	}
	after := paired(known, photosOfFiles(f.After), 0)
	phase := "after"
	if h.Proposed == Major || h.Stop {
		phase, after = "progress", photosOfFiles(f.After)
	}
	if err := addPhotos(ctx, tx, h, phase, after); err != nil {
		return err
	}
	all, err := photosOf(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	note := "检查时当场整改"
	switch err := h.MendAtOnce(note, all, w); {
	case errors.Is(err, errPairs), errors.Is(err, errOnSpot):
		return nil
	case err != nil:
		return err
	}
	return s.save(ctx, tx, &was, h, "fix_on_spot", map[string]any{"note": note})
}

// found makes a hazard of a finding: what nobody said is what the norm or the
// register of schools says.
func (s *Service) found(ctx context.Context, tx *db.Tx, x *org.School, f Finding) (*Hazard, error) {
	h := &Hazard{
		ID: id.New("hzd"), Source: clip(f.Source, 160), SchoolID: x.ID, SchoolName: x.Name, Path: x.Path, County: countyPath(x.Path),
		FoundAt: tx.Now, Way: f.Way, FinderID: f.FinderID, Finder: clip(f.FinderName, 40), FinderUnit: clip(f.FinderUnit, 80), FinderAgency: f.FinderAgency,
		Category: f.Category, Sub: clip(f.Sub, 60), ItemCode: clip(f.ItemCode, 20), Place: clip(f.Place, 80), Text: clip(f.Text, 1000), Stop: f.Stop,
		Proposed: f.Level, Level: f.Level, Kind: Limited, Agency: f.Agency, Unit: x.Name, Owner: clip(f.Owner, 40), Measures: clip(f.Measures, 1000), Funds: -1,
	}
	if f.FoundAt > 0 && f.FoundAt <= db.Millis(tx.Now) {
		h.FoundAt = db.Time(f.FoundAt)
	}
	if !slices.Contains(Ways, h.Way) {
		h.Way = "special"
	}
	h.Category = CategoryOf(h.Category)
	if !slices.Contains(Agencies, h.Agency) {
		h.Agency = Education
	}
	if h.Level != Major {
		h.Proposed, h.Level = General, General
	}
	if h.Place == "" {
		h.Place = "校内"
	}
	if h.Owner == "" {
		h.Owner = x.Principal
	}
	if h.Text == "" {
		return nil, errText
	}
	if h.Stop {
		h.Kind = Immediate
	}
	h.Year = yearOf(h.FoundAt)
	h.DueAt, h.DueNorm = s.deadline(ctx, h, h.FoundAt)
	if at := db.Time(f.DueAt); f.DueAt > 0 && at.After(h.FoundAt) {
		h.DueAt, h.DueNorm = at, ""
	}
	h.FirstDueAt = h.DueAt
	var err error
	h.RecurrenceOf, err = before(ctx, tx, h, h.FoundAt.Add(-s.days(ctx, recurDays, h.Path)))
	return h, err
}

// enter writes a new hazard with its number, pictures, first line, tasks and count.
func (s *Service) enter(ctx context.Context, tx *db.Tx, h *Hazard, photos []string) error {
	h.Number = h.ID // a draft takes no number of the ledger, which has no gaps
	if h.State != Draft {
		if err := numbered(ctx, tx, h); err != nil {
			return err
		}
	}
	s.schedule(ctx, h, tx.Now)
	if err := insertHazards(ctx, tx, []*Hazard{h}); err != nil {
		return err
	}
	if err := addPhotos(ctx, tx, h, "before", photosOfFiles(photos)); err != nil {
		return err
	}
	data := map[string]any{"level": string(h.Level)}
	if h.State != Draft {
		data["number"] = h.Number
	}
	if h.RecurrenceOf != "" {
		data["recurrenceOf"] = h.RecurrenceOf
	}
	kind := "register"
	if h.State == Draft {
		kind = "draft"
	}
	if err := addLine(ctx, tx, h.ID, kind, data); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, "hazard."+kind, h.ID, data); err != nil {
		return err
	}
	if h.State == Registered {
		if err := s.announceNew(ctx, tx, h); err != nil {
			return err
		}
	}
	return count(ctx, tx, nil, h)
}

func (s *Service) announceNew(ctx context.Context, tx *db.Tx, h *Hazard) error {
	if err := s.tasks(ctx, tx, nil, h); err != nil {
		return err
	}
	return s.publishNew(ctx, tx, h)
}

func (s *Service) publishNew(ctx context.Context, tx *db.Tx, h *Hazard) error {
	return s.bus.Publish(ctx, tx, event.HazardRegistered{
		HazardID: h.ID, Number: h.Number, Source: h.Source, SchoolID: h.SchoolID, Path: h.Path, Level: string(h.Level), Agency: h.Agency, FoundAt: db.Millis(h.FoundAt),
	})
}

// numbered gives a hazard the next number of its county and year.
func numbered(ctx context.Context, tx *db.Tx, h *Hazard) error {
	n, err := serial(ctx, tx, h.County, h.Year, 1)
	h.Number = number(h.County, h.Year, n)
	return err
}

// number is the 隐患编号: county, kind, year and serial number. (domain.md §9.2)
func number(county string, year int, n int64) string {
	code := org.CountyOf(county)
	if code == "" {
		code = "000000"
	}
	return fmt.Sprintf("%s-YH-%d-%06d", code, year, n)
}

// OpenAt are the hazards of a school that still stand, the oldest first, for
// showing beside a visit.
func (s *Service) OpenAt(ctx context.Context, schoolID string) ([]Card, error) {
	return s.some(ctx, `WHERE school_id = $1 AND state IN ('registered', 'graded', 'assigned', 'rectifying', 'verifying') ORDER BY found_at, id LIMIT 200`, schoolID)
}

// OfSource are the hazards that came of one thing of another room ("inspection:vis_…"):
// a range of bytes, which is why the column is BYTEWISE.
func (s *Service) OfSource(ctx context.Context, prefix string) ([]Card, error) {
	if len(prefix) < 5 {
		return nil, nil
	}
	return s.some(ctx, `WHERE source >= $1 AND source < $2 AND source <> '' ORDER BY source LIMIT 500`, prefix, prefix+"~")
}

// Becomes follows a hazard that was joined to another, to the one that is left,
// and says whether that one is open. access: another room's question about what it
// has put down, in the transaction of its act.
func (s *Service) Becomes(ctx context.Context, tx *db.Tx, hazardID string) (Ref, bool, error) {
	h, err := get(ctx, tx, hazardID, "")
	for hops := 0; err == nil && h.State == Merged && hops < 20; hops++ {
		h, err = get(ctx, tx, h.MergedInto, "")
	}
	if err != nil {
		return Ref{}, false, err
	}
	return Ref{ID: h.ID, Number: h.Number, State: h.State}, h.State.Open(), nil
}

func (s *Service) some(ctx context.Context, where string, args ...any) ([]Card, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	out := []Card{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := db.All(ctx, tx, scanHazard, selectHazard+where, args...)
		for _, h := range list {
			if sees(ctx, h) {
				out = append(out, s.card(ctx, h, tx.Now))
			}
		}
		return err
	})
	return out, err
}

// sees reports whether the actor may see a hazard: as one who sees the ledger of
// the area, as the agency it is or was routed to, or as who wrote the draft.
func sees(ctx context.Context, h *Hazard) bool {
	who := access.From(ctx)
	if h.State == Draft && h.FinderID != who.ID && who.Kind != access.System {
		return false
	}
	if who.Holds(PermAll, h.Path) {
		return true
	}
	for agency, perm := range agencyPerms {
		if (h.Agency == agency || h.FromAgency == agency) && who.Holds(perm, h.Path) {
			return true
		}
	}
	return h.FinderID != "" && h.FinderID == who.ID
}

// schedule sets when the next reminder or escalation of a hazard is due.
func (s *Service) schedule(ctx context.Context, h *Hazard, now time.Time) {
	h.Step, h.StepAt = nextStep(h, s.ladder(ctx, h.Path), now)
}
