package campaign

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Class mode (集体完成): the teacher leads the lesson in school time, on one screen,
// and says afterwards who was there. It is done in the teacher's own name: he never
// acts as a pupil and never holds a pupil's token. Who was absent stays due.

// Seat is a pupil of a class as the class teacher and the school see him.
type Seat struct {
	PupilID    string `json:"pupilId"`
	Seat       int    `json:"seat"`
	Name       string `json:"name"`
	Done       bool   `json:"done"`
	Late       bool   `json:"late"`
	DoneAt     int64  `json:"doneAt"`
	Mode       string `json:"mode" enum:",own,room,collective"`
	Questioned bool   `json:"questioned"`
	Excluded   bool   `json:"excluded"`
	// Moved says that he has left this class since the snapshot; he stays due here.
	Moved bool `json:"moved"`
	no    int64
}

var modeNames = map[int]string{0: "", modeOwn: "own", modeRoom: "room", modeCollective: "collective"}

// Held is a lesson that a class took together.
type Held struct {
	ID         string `json:"id"`
	HeldAt     int64  `json:"heldAt"`
	Minutes    int    `json:"minutes"`
	Present    int    `json:"present"`
	Asked      int    `json:"asked"`
	Understood int    `json:"understood"`
	Note       string `json:"note"`
	ByName     string `json:"byName"`
}

// ClassRoom is a class in a campaign: its pupils, what it stands at, the lessons held.
type ClassRoom struct {
	Row    Row     `json:"row"`
	Seats  []Seat  `json:"seats" nullable:"false"`
	Holds  []Held  `json:"holds" nullable:"false"`
	Lesson Lesson  `json:"lesson"`
	State  State   `json:"state"`
	School string  `json:"school"`
	Strays []Stray `json:"strays" nullable:"false" doc:"pupils of the class who are due elsewhere or nowhere"`
}

// Stray is a pupil who came after the snapshot.
type Stray struct {
	PupilID string `json:"pupilId"`
	Seat    int    `json:"seat"`
	Name    string `json:"name"`
	Due     bool   `json:"due" doc:"true where his former class still has him"`
}

// Class shows a class to its teacher and to who teaches or reviews at the school.
func (s *Service) Class(ctx context.Context, campaignID, classID string) (*ClassRoom, error) {
	var out *ClassRoom
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, row, b, err := s.taught(ctx, tx, campaignID, classID)
		if err != nil {
			return err
		}
		out = &ClassRoom{Row: row, State: c.State, Lesson: c.lesson(enrolment{stage: row.Stage}, tx.Now)}
		if out.Seats, err = seats(ctx, tx, b, row.no, classID); err != nil {
			return err
		}
		if out.Strays, err = strays(ctx, tx, row.no, classID); err != nil {
			return err
		}
		x, err := org.GetSchool(ctx, tx, row.SchoolID)
		if err != nil {
			return err
		}
		out.School = x.Name
		out.Holds, err = db.All(ctx, tx, func(s db.Scanner) (h Held, err error) {
			err = s.Scan(&h.ID, &h.HeldAt, &h.Minutes, &h.Present, &h.Asked, &h.Understood, &h.Note, &h.ByName)
			return h, err
		}, `SELECT id, held_at, minutes, present, asked, understood, note, by_name FROM campaign_holds WHERE class_no = $1 ORDER BY id`, row.no)
		return err
	})
	return out, err
}

var errNoClass = errs.NotFound("campaign.class_not_found")

// taught reads a class of a campaign that the actor leads, or for which he answers
// at the school, and what the journal holds beside it.
func (s *Service) taught(ctx context.Context, tx *db.Tx, campaignID, classID string) (*Campaign, Row, *backlog, error) {
	c, err := getCampaign(ctx, tx, campaignID)
	if err != nil {
		return nil, Row{}, nil, err
	}
	row, err := db.One(ctx, tx, scanRow, `SELECT `+rowColumns+` FROM campaign_units u JOIN campaign_counts c ON c.no = u.no
		WHERE u.class_id = $1 AND u.campaign_no = $2 AND u.kind = 'class'`, classID, c.No)
	if db.IsNotFound(err) {
		return nil, row, nil, errNoClass
	}
	if err != nil {
		return nil, row, nil, err
	}
	b, err := s.backlog(ctx, tx)
	if err != nil {
		return nil, row, nil, err
	}
	row = row.plus(b.class(row.no))
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, row, nil, err
	}
	if who.Holds(PermTeach, row.Path) || who.Holds(PermReview, row.Path) {
		return c, row, b, nil
	}
	teacher, err := db.One(ctx, tx, db.Value[string], `SELECT COALESCE(teacher_id, '') FROM school_classes WHERE id = $1`, classID)
	if err != nil && !db.IsNotFound(err) {
		return nil, row, nil, err
	}
	// The grant must still hold at this school: who has left it leads nothing here.
	if teacher != "" && teacher == who.ID && who.Holds(PermView, row.Path) {
		return c, row, b, nil
	}
	return nil, row, nil, errNoClass
}

func seats(ctx context.Context, tx *db.Tx, b *backlog, classNo int64, classID string) ([]Seat, error) {
	lo, hi := pupilsOf(classNo)
	return db.All(ctx, tx, func(s db.Scanner) (x Seat, err error) {
		var mode, late, excluded, questioned int
		var now string
		err = s.Scan(&x.no, &x.PupilID, &x.Seat, &x.Name, &now, &x.DoneAt, &mode, &late, &excluded, &questioned)
		if c, ok := b.of(x.no); ok && x.DoneAt == 0 {
			x.DoneAt, mode = c.at, c.mode
		}
		x.Done, x.Mode, x.Late = x.DoneAt != 0, modeNames[mode], late != 0
		x.Excluded, x.Questioned, x.Moved = excluded != 0, questioned != 0, now != classID
		return x, err
	}, `SELECT e.no, p.id, p.seat, p.name, CASE WHEN p.status = 'active' THEN p.class_id ELSE '' END, e.done_at, e.mode, e.late, e.excluded, e.questioned
		FROM campaign_pupils e JOIN pupils p ON p.id = e.pupil_id WHERE e.no >= $1 AND e.no < $2 ORDER BY p.seat, e.no`, lo, hi)
}

// strays are pupils of a class whom the snapshot did not find in it.
func strays(ctx context.Context, tx *db.Tx, classNo int64, classID string) ([]Stray, error) {
	lo, hi := pupilsOf(classNo)
	from, to := unitsOf(classNo >> unitBits)
	return db.All(ctx, tx, func(s db.Scanner) (x Stray, err error) {
		var due int
		err = s.Scan(&x.PupilID, &x.Seat, &x.Name, &due)
		x.Due = due != 0
		return x, err
	}, `SELECT p.id, p.seat, p.name, CASE WHEN EXISTS (SELECT 1 FROM campaign_pupils e WHERE e.pupil_id = p.id AND e.no >= $1 AND e.no < $2)
			THEN 1 ELSE 0 END FROM pupils p
		WHERE p.class_id = $3 AND p.status = 'active' AND NOT EXISTS (
			SELECT 1 FROM campaign_pupils e WHERE e.pupil_id = p.id AND e.no >= $4 AND e.no < $5) ORDER BY p.seat, p.id`,
		from<<pupilBits, to<<pupilBits, classID, lo, hi)
}

// Holding is what the teacher says after the lesson. Present, or with everybody the
// few who were absent: whichever is shorter to tap.
type Holding struct {
	Present    []string `json:"present,omitempty" maxItems:"4000" doc:"ids of the pupils who were there"`
	Absent     []string `json:"absent,omitempty" maxItems:"4000"`
	Everybody  bool     `json:"everybody,omitempty" doc:"all but absent were there"`
	Minutes    int      `json:"minutes" minimum:"1" maximum:"600"`
	Asked      int      `json:"asked" minimum:"0" maximum:"4000" doc:"pupils asked whether they understood, by show of hands or cards"`
	Understood int      `json:"understood" minimum:"0" maximum:"4000"`
	Note       string   `json:"note,omitempty" maxLength:"500"`
}

var (
	errHolding  = errs.Invalid("campaign.hold_wrong", errs.Field{Name: "understood", Code: "too_large"})
	errNobody   = errs.Invalid("campaign.nobody_present", errs.Field{Name: "present", Code: "required"})
	errStranger = errs.Invalid("campaign.not_of_class", errs.Field{Name: "present", Code: "not_offered"})
	errMinutes  = errs.Invalid("campaign.hold_too_short", errs.Field{Name: "minutes", Code: "too_small"})
)

// HoldResult is what one lesson with a class has brought.
type HoldResult struct {
	ID      string `json:"id"`
	Counted int    `json:"counted" doc:"completed by this lesson"`
	Before  int    `json:"before" doc:"had completed before"`
	Late    bool   `json:"late"`
	Row     Row    `json:"row"`
}

// Hold marks a class that took the lesson together: one request, one transaction.
func (s *Service) Hold(ctx context.Context, campaignID, classID string, in Holding) (*HoldResult, error) {
	var out *HoldResult
	s.letFold()
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, row, b, err := s.taught(ctx, tx, campaignID, classID)
		if err != nil {
			return err
		}
		list, err := seats(ctx, tx, b, row.no, classID)
		if err != nil {
			return err
		}
		present, err := in.check(list, c.Pinned[row.Stage])
		if err != nil {
			return err
		}
		claims := make([]*claim, len(present))
		for i, x := range present {
			claims[i] = &claim{completion: completion{pupil: x.no, since: db.Millis(tx.Now), took: int64(in.Minutes) * 60_000, mode: modeCollective}}
		}
		if err := s.take(ctx, tx, b, claims); err != nil {
			return err
		}
		out = &HoldResult{ID: id.New("hld")}
		for _, k := range claims {
			switch {
			case k.err != nil:
				return k.err
			case k.known:
				out.Before++
			default:
				out.Counted++
				out.Late = out.Late || k.late
			}
		}
		who := access.From(ctx)
		if _, err := tx.Insert(ctx, "campaign_holds", []string{"id", "campaign_no", "class_no", "path", "held_at", "minutes", "present", "asked",
			"understood", "note", "by_id", "by_name"}, [][]any{{out.ID, c.No, row.no, row.Path, db.Millis(tx.Now), in.Minutes, len(present), in.Asked,
			in.Understood, in.Note, who.ID, who.Name}}, ""); err != nil {
			return err
		}
		if out.Late { // these went into the roll and its counters at once
			if row.Count, err = readCount(ctx, tx, row.no); err != nil {
				return err
			}
			out.Row = row.plus(b.class(row.no))
		} else {
			out.Row = row.plus(delta{done: int64(out.Counted), collective: int64(out.Counted), at: db.Millis(tx.Now)})
		}
		return audit.Record(ctx, tx, "campaign.hold", c.ID, map[string]any{"class": classID, "present": len(present), "counted": out.Counted,
			"minutes": in.Minutes, "asked": in.Asked, "understood": in.Understood})
	})
	return out, err
}

// check returns who was present. The lesson cannot have been shorter than its least
// dwell, and nobody who is excluded or of another class is counted.
func (in *Holding) check(list []Seat, pins []Pin) ([]Seat, error) {
	in.Note = strings.TrimSpace(in.Note)
	least := 0
	for _, p := range pins {
		least += p.MinSeconds
	}
	if in.Minutes*60 < least {
		return nil, errMinutes.With("minutes", (least+59)/60)
	}
	for _, pupil := range slices.Concat(in.Present, in.Absent) {
		if !slices.ContainsFunc(list, func(x Seat) bool { return x.PupilID == pupil }) {
			return nil, errStranger
		}
	}
	var present []Seat
	for _, x := range list {
		there := slices.Contains(in.Present, x.PupilID)
		if in.Everybody {
			there = !slices.Contains(in.Absent, x.PupilID)
		}
		if there && !x.Excluded && !x.Moved {
			present = append(present, x)
		}
	}
	switch {
	case len(present) == 0:
		return nil, errNobody
	case in.Understood > in.Asked, in.Asked > len(present):
		return nil, errHolding
	}
	return present, nil
}
