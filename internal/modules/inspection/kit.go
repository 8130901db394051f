package inspection

import (
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/checklist"
	"huxue/internal/platform/org"
)

// Kit is everything a phone needs for a day without a network.
type Kit struct {
	Visit      Card                `json:"visit"`
	School     org.School          `json:"school"`
	Places     []string            `json:"places" nullable:"false"`
	Sheet      checklist.Sheet     `json:"sheet"`
	Prepared   checklist.Prepared  `json:"prepared"`
	Duties     map[string][]string `json:"duties" doc:"item to the agencies that answer for it; several: one shared question"`
	Own        []string            `json:"own" nullable:"false" doc:"the items the actor answers"`
	Agency     string              `json:"agency" doc:"the actor's, empty when he has no part"`
	Answers    []*Answered         `json:"answers" nullable:"false"`
	Disputes   []Dispute           `json:"disputes" nullable:"false"`
	Late       []Claim             `json:"late" nullable:"false" doc:"answers that came after the end"`
	Last       []LastAnswer        `json:"last" nullable:"false" doc:"what was found under each item the last time"`
	Hazards    []Hazard            `json:"hazards" nullable:"false" doc:"open ones at the school"`
	Revision   int64               `json:"revision"`
	ServerTime int64               `json:"serverTime"`
}

// LastAnswer is what was found under an item at the last visit by the same list.
type LastAnswer struct {
	Item    string `json:"item"`
	Result  string `json:"result"`
	Text    string `json:"text"`
	Place   string `json:"place"`
	ByName  string `json:"byName"`
	Day     string `json:"day"`
	VisitID string `json:"visitId"`
}

// KitOf packs a visit for a phone or a page.
func (s *Service) KitOf(ctx context.Context, visitID string) (*Kit, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	k := &Kit{Own: []string{}, Answers: []*Answered{}, Hazards: []Hazard{}}
	var schoolID string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := see(ctx, tx, visitID)
		if err != nil {
			return err
		}
		schoolID = v.SchoolID
		k.Visit, k.Revision, k.ServerTime = card(ctx, v), v.Revision, db.Millis(tx.Now)
		if err := s.packSchool(ctx, tx, v, k); err != nil {
			return err
		}
		return s.packAnswers(ctx, tx, v, k)
	})
	if err != nil {
		return nil, err
	}
	if s.hazards != nil {
		if k.Hazards, err = s.hazards.OpenAt(ctx, schoolID); err != nil {
			return nil, err
		}
	}
	return k, nil
}

func (s *Service) packSchool(ctx context.Context, tx *db.Tx, v *Visit, k *Kit) (err error) {
	if k.School, err = org.GetSchool(ctx, tx, v.SchoolID); err != nil {
		return err
	}
	places, err := org.SchoolPlaces(ctx, tx, v.SchoolID)
	if err != nil {
		return err
	}
	k.Places = make([]string, len(places))
	for i, p := range places {
		k.Places[i] = p.Name
	}
	sheet, err := s.sheetOf(ctx, tx, v)
	if err != nil {
		return err
	}
	k.Sheet, k.Duties = *sheet, v.duties(sheet)
	p, err := preparedOf(ctx, tx, v.ID)
	if err != nil {
		return err
	}
	k.Prepared = *p
	k.Prepared.Notes = map[string]checklist.Note{}
	sheet.Each(func(_ *checklist.Section, i *checklist.Item) {
		n, ok := p.Notes[i.Code]
		if !ok {
			n.Applies = true
		}
		k.Prepared.Notes[i.Code] = n
	})
	if part := v.Part(access.From(ctx).ID); part != nil {
		k.Agency = part.Agency
		sheet.Each(func(_ *checklist.Section, i *checklist.Item) {
			if slices.Contains(k.Duties[i.Code], part.Agency) {
				k.Own = append(k.Own, i.Code)
			}
		})
	}
	return nil
}

func (s *Service) packAnswers(ctx context.Context, tx *db.Tx, v *Visit, k *Kit) (err error) {
	if k.Answers, err = answersSince(ctx, tx, v.ID, 0); err != nil {
		return err
	}
	uploads, err := filesOf(ctx, tx, v.ID)
	if err != nil {
		return err
	}
	for _, a := range k.Answers {
		a.Files = arrived(uploads, a.keys())
	}
	if k.Disputes, err = disputesOf(ctx, tx, v.ID); err != nil {
		return err
	}
	for i := range k.Disputes {
		for j := range k.Disputes[i].Answers {
			c := &k.Disputes[i].Answers[j]
			c.Files = arrived(uploads, c.keys())
		}
	}
	if k.Late, err = claims(ctx, tx, v.ID, Late); err != nil {
		return err
	}
	k.Last, err = lastAnswers(ctx, tx, v)
	return err
}

// lastAnswers are those of the last submitted visit to the school by the same list,
// whoever made it.
func lastAnswers(ctx context.Context, tx *db.Tx, v *Visit) ([]LastAnswer, error) {
	last, err := db.One(ctx, tx, scanVisit, selectVisit+`WHERE v.school_id = $1 AND v.list_id = $2 AND v.id <> $3 AND v.state = 'submitted' AND v.submitted_at < $4
		ORDER BY v.submitted_at DESC LIMIT 1`, v.SchoolID, v.ListID, v.ID, before(v))
	if db.IsNotFound(err) {
		return []LastAnswer{}, nil
	}
	if err != nil {
		return nil, err
	}
	answers, err := answersSince(ctx, tx, last.ID, 0)
	out := make([]LastAnswer, 0, len(answers))
	for _, a := range answers {
		if a.Result != "" {
			out = append(out, LastAnswer{Item: a.Item, Result: a.Result, Text: a.Text, Place: a.Place, ByName: a.ByName, Day: last.Day, VisitID: last.ID})
		}
	}
	return out, err
}

// before is the moment up to which a visit looks back.
func before(v *Visit) int64 {
	if v.SubmittedAt.IsZero() {
		return 1 << 60
	}
	return db.Millis(v.SubmittedAt)
}

// Mine are the visits the actor has a part in on a day, and those of earlier days he
// has not finished; "" for all that are open.
func (s *Service) Mine(ctx context.Context, day string) ([]Card, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	out := []Card{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		where, args := `v.state IN ('planned', 'running', 'signing')`, []any{who.ID}
		if day != "" {
			where = `(v.day = $2 OR v.day < $2 AND v.state IN ('planned', 'running', 'signing'))`
			args = append(args, day)
		}
		list, err := db.All(ctx, tx, scanVisit, selectVisit+`JOIN inspection_parts p ON p.visit_id = v.id WHERE p.person_id = $1 AND v.state <> 'void' AND `+where+
			` ORDER BY v.day, v.id LIMIT 200`, args...)
		if err != nil {
			return err
		}
		out, err = s.cards(ctx, tx, list)
		return err
	})
	return out, err
}

// cards puts parts and signatures to visits.
func (s *Service) cards(ctx context.Context, tx *db.Tx, list []*Visit) ([]Card, error) {
	out := make([]Card, len(list))
	for i, v := range list {
		var err error
		if v.Parts, err = partsOf(ctx, tx, v.ID); err != nil {
			return nil, err
		}
		if v.Signs, err = signsOf(ctx, tx, v.ID); err != nil {
			return nil, err
		}
		out[i] = card(ctx, v)
	}
	return out, nil
}

// VisitPage is a visit with what happened, for a page.
type VisitPage struct {
	Visit   Card     `json:"visit"`
	Lines   []Line   `json:"lines" nullable:"false"`
	Hazards []Hazard `json:"hazards" nullable:"false" doc:"those that came of this visit"`
}

// VisitOf returns a visit with its timeline and its hazards.
func (s *Service) VisitOf(ctx context.Context, visitID string) (*VisitPage, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	out := &VisitPage{Hazards: []Hazard{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := see(ctx, tx, visitID)
		if err != nil {
			return err
		}
		out.Visit = card(ctx, v)
		out.Lines, err = linesOf(ctx, tx, visitID)
		return err
	})
	if err != nil {
		return nil, err
	}
	if s.hazards != nil && out.Visit.State == Submitted {
		out.Hazards, err = s.hazards.OfSource(ctx, "inspection:"+visitID+":")
	}
	return out, err
}
