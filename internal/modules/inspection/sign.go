package inspection

import (
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/checklist"
)

// BeginVisit starts a visit at the school; from then on the school knows of it.
func (s *Service) BeginVisit(ctx context.Context, visitID string) (*Visit, error) {
	return s.act(ctx, visitID, "begun", nil, func(ctx context.Context, tx *db.Tx, v *Visit) error {
		if v.Part(access.From(ctx).ID) == nil {
			return errOutsider
		}
		was := v.State
		if err := v.Begin(tx.Now); err != nil || was != Planned {
			return err
		}
		return s.begun(ctx, tx, v)
	})
}

// VoidVisit ends a visit that will not be, with a reason. What phones have sent stays.
func (s *Service) VoidVisit(ctx context.Context, visitID, reason string) (*Visit, error) {
	reason = clip(reason, 300)
	return s.act(ctx, visitID, "voided", map[string]any{"reason": reason}, func(ctx context.Context, tx *db.Tx, v *Visit) error {
		if err := leads(ctx, v); err != nil {
			return err
		}
		switch {
		case !v.Open():
			return errNotNow.With("state", string(v.State))
		case reason == "":
			return errReason
		}
		v.State, v.VoidReason = Void, reason
		if err := target(ctx, tx, v, "due"); err != nil {
			return err
		}
		return s.forget(ctx, tx, v)
	})
}

// scene is all that a verb on answers looks at.
type scene struct {
	sheet   *checklist.Sheet
	duties  map[string][]string
	skip    map[string]bool
	answers map[string]*Answered
}

func (s *Service) scene(ctx context.Context, tx *db.Tx, v *Visit) (*scene, error) {
	c := &scene{}
	var err error
	if c.sheet, err = s.sheetOf(ctx, tx, v); err != nil {
		return nil, err
	}
	c.duties = v.duties(c.sheet)
	p, err := preparedOf(ctx, tx, v.ID)
	if err != nil {
		return nil, err
	}
	c.skip = p.Skip()
	c.answers, err = answersOf(ctx, tx, v.ID)
	return c, err
}

// Settle decides a dispute: the lead says which of the answers stands. A department
// that has signed for another answer must sign again.
func (s *Service) Settle(ctx context.Context, visitID, item, opID string) (*Visit, error) {
	data := map[string]any{"item": item, "op": opID}
	return s.act(ctx, visitID, "settled", data, func(ctx context.Context, tx *db.Tx, v *Visit) error {
		if err := leads(ctx, v); err != nil {
			return err
		}
		if !v.Open() {
			return errNotNow.With("state", string(v.State))
		}
		c, err := s.scene(ctx, tx, v)
		if err != nil {
			return err
		}
		list, err := claims(ctx, tx, v.ID, Disputed)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(x Claim) bool { return x.Item != item })
		k := slices.IndexFunc(list, func(x Claim) bool { return x.OpID == opID })
		cur := c.answers[item]
		if k < 0 || cur == nil {
			return errNoDispute
		}
		chosen := list[k]
		data["name"] = chosen.ByName
		changed := !chosen.same(&cur.Said)
		v.Revision++
		next := &Answered{Item: item, OpID: opID, Revision: v.Revision, Said: chosen.Said, ByID: chosen.ByID, ByName: chosen.ByName, Agency: chosen.Agency,
			Device: cur.Device, DeviceAt: chosen.DeviceAt, At: chosen.At, SkewMS: chosen.SkewMS, Recheck: cur.Recheck}
		c.answers[item] = next
		for _, x := range list {
			f := Overruled
			if x.OpID == opID {
				f = Applied
			}
			if err := setFate(ctx, tx, v.ID, f, x.OpID); err != nil {
				return err
			}
		}
		if err := putAnswers(ctx, tx, v.ID, []*Answered{next}); err != nil {
			return err
		}
		v.tally(c.answers, c.skip, c.sheet)
		if !changed {
			return nil
		}
		return s.unsign(ctx, tx, v, c.duties[item])
	})
}

// unsign takes away the signatures of agencies under an answer that has changed, and
// the school's.
func (s *Service) unsign(ctx context.Context, tx *db.Tx, v *Visit, duty []string) error {
	for _, agency := range append(slices.Clone(duty), AtSchool) {
		if !v.Signed(agency) {
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM inspection_signs WHERE visit_id = $1 AND agency = $2`, v.ID, agency); err != nil {
			return err
		}
		v.Signs = slices.DeleteFunc(v.Signs, func(g Sign) bool { return g.Agency == agency })
	}
	return s.askToSign(ctx, tx, v)
}

// SignIn is a signature: who signs for which agency, with the picture of his hand. The
// school may refuse to, with a word why.
type SignIn struct {
	Agency  string `json:"agency" maxLength:"20"`
	Name    string `json:"name" maxLength:"40"`
	Image   string `json:"image,omitempty" maxLength:"64" doc:"upload key or file id of the signature"`
	Refused bool   `json:"refused,omitempty"`
	Note    string `json:"note,omitempty" maxLength:"300"`
}

// SignFor signs for one agency, or for the school, what its people have answered.
func (s *Service) SignFor(ctx context.Context, visitID string, in SignIn) (*Visit, error) {
	in.Name, in.Note = clip(in.Name, 40), clip(in.Note, 300)
	data := map[string]any{"agency": in.Agency, "name": in.Name, "refused": in.Refused}
	return s.act(ctx, visitID, "signed", data, func(ctx context.Context, tx *db.Tx, v *Visit) error {
		if v.State != Running && v.State != Signing {
			return errNotNow.With("state", string(v.State))
		}
		if err := maySign(ctx, v, &in); err != nil {
			return err
		}
		c, err := s.scene(ctx, tx, v)
		if err != nil {
			return err
		}
		agency := in.Agency
		if agency == AtSchool {
			agency = "" // the head of the school signs for the whole
		}
		open, disputed := missing(agency, c.duties, c.answers, c.skip)
		switch {
		case len(disputed) > 0:
			return errDisputes.With("n", len(disputed)).With("items", disputed)
		case len(open) > 0:
			return errItemsOpen.With("n", len(open)).With("items", open)
		}
		by := access.From(ctx)
		g := Sign{Agency: in.Agency, Name: in.Name, ByID: by.ID, ByName: by.Name, Key: in.Image, Refused: in.Refused, Note: in.Note,
			Digest: digest(in.Agency, c.duties, c.answers), At: tx.Now, AtMS: db.Millis(tx.Now)}
		if err := s.putSign(ctx, tx, v, g); err != nil {
			return err
		}
		v.State = Signing
		return s.askToSign(ctx, tx, v)
	})
}

// maySign says whether the actor may sign for the agency: one of its people on the
// visit; for the school its head, or the lead, on whose phone the head writes.
func maySign(ctx context.Context, v *Visit, in *SignIn) error {
	by := access.From(ctx)
	part := v.Part(by.ID)
	switch {
	case in.Name == "":
		return errSignName
	case in.Agency == AtSchool && v.Kind.Own():
		if part == nil && !by.Holds(PermSign, v.Path) {
			return errSigner
		}
	case in.Agency == AtSchool:
		if v.LeadID != by.ID && !by.Holds(PermSign, v.Path) {
			return errSigner
		}
	case part == nil:
		return errOutsider
	case part.Agency != in.Agency:
		return errSigner
	}
	switch {
	case in.Refused && (in.Agency != AtSchool || v.Kind.Own()):
		return errSigner
	case in.Refused && in.Note == "":
		return errReason
	case !in.Refused && in.Image == "":
		return errSignature
	}
	return nil
}

func (s *Service) putSign(ctx context.Context, tx *db.Tx, v *Visit, g Sign) error {
	if _, err := tx.Insert(ctx, "inspection_signs", []string{"visit_id", "agency", "name", "by_id", "by_name", "key", "refused", "note", "digest", "at"},
		[][]any{{v.ID, g.Agency, g.Name, g.ByID, g.ByName, g.Key, g.Refused, g.Note, g.Digest, g.AtMS}},
		`ON CONFLICT (visit_id, agency) DO UPDATE SET name = excluded.name, by_id = excluded.by_id, by_name = excluded.by_name, key = excluded.key,
		refused = excluded.refused, note = excluded.note, digest = excluded.digest, at = excluded.at`); err != nil {
		return err
	}
	v.Signs = append(slices.DeleteFunc(v.Signs, func(o Sign) bool { return o.Agency == g.Agency }), g)
	if g.Key == "" {
		return nil
	}
	if err := addUploads(ctx, tx, v.ID, g.ByID, map[string]string{g.Key: PurposeSign}); err != nil {
		return err
	}
	return s.gather(ctx, tx, v)
}

// Reopen goes back from signing to inspecting; what was signed is signed anew.
func (s *Service) Reopen(ctx context.Context, visitID string) (*Visit, error) {
	return s.act(ctx, visitID, "reopened", nil, func(ctx context.Context, tx *db.Tx, v *Visit) error {
		if err := leads(ctx, v); err != nil {
			return err
		}
		if v.State != Signing {
			return errNotNow.With("state", string(v.State))
		}
		if _, err := tx.Exec(ctx, `DELETE FROM inspection_signs WHERE visit_id = $1`, v.ID); err != nil {
			return err
		}
		v.State, v.Signs = Running, nil
		return s.askToSign(ctx, tx, v)
	})
}
