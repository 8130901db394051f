package inspection

import (
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/checklist"
	"huxue/internal/platform/files"
)

// Batch is what a phone sends when it has a network: what it has answered meanwhile,
// and the last revision it knows of. Clock is the phone's own time when it sends, so
// that one can tell how wrong it is; 0 where it does not say.
type Batch struct {
	Device string `json:"device" maxLength:"80"`
	Since  int64  `json:"since"`
	Clock  int64  `json:"clock,omitempty"`
	Ops    []Op   `json:"ops" nullable:"false" maxItems:"300"`
}

// Refused is an op that can never be taken, and the code of the reason.
type Refused struct {
	ID   string `json:"id"`
	Code string `json:"code"`
}

// Synced is the answer: what is durable now, what cannot be, and what the others did.
type Synced struct {
	Revision int64       `json:"revision"`
	State    State       `json:"state" enum:"planned,running,signing,submitted,void"`
	Taken    []string    `json:"taken" nullable:"false"`
	Refused  []Refused   `json:"refused" nullable:"false"`
	Changes  []*Answered `json:"changes" nullable:"false"`
	Disputes []Dispute   `json:"disputes" nullable:"false"`
}

// Sync takes what a phone has answered. An op is taken once, under the name the phone
// gave it, and durable before it is called taken. Nothing is lost: what two people
// answered differently is kept from both, what comes after the end is kept aside.
func (s *Service) Sync(ctx context.Context, visitID string, b Batch) (*Synced, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	for i := range b.Ops {
		o := &b.Ops[i]
		for _, k := range o.Photos {
			if !slices.Contains(o.Answer.Photos, k) {
				o.Answer.Photos = append(o.Answer.Photos, k)
			}
		}
	}
	var out *Synced
	if len(b.Ops) == 0 {
		waits := false
		if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			if waits, err = s.waits(ctx, tx, visitID); err != nil || waits {
				return err
			}
			out, err = s.sync(ctx, tx, visitID, &b, false)
			return err
		}); err != nil {
			return nil, err
		}
		if !waits {
			return out, nil
		}
	}
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.sync(ctx, tx, visitID, &b, true)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// waits reports whether uploads of the actor are still on their way.
func (s *Service) waits(ctx context.Context, tx *db.Tx, visitID string) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM inspection_uploads WHERE visit_id = $1 AND by_id = $2 AND file_id = ''`,
		visitID, access.From(ctx).ID)
	return n > 0, err
}

func (s *Service) sync(ctx context.Context, tx *db.Tx, visitID string, b *Batch, writing bool) (*Synced, error) {
	read := get
	if writing {
		read = lock
	}
	v, err := read(ctx, tx, visitID)
	if err != nil {
		return nil, err
	}
	by := access.From(ctx)
	part := v.Part(by.ID)
	if part == nil {
		if !v.MaySee(by) {
			return nil, errGone
		}
		return nil, errOutsider
	}
	out := &Synced{Taken: []string{}, Refused: []Refused{}}
	if len(b.Ops) > 0 {
		if err := s.take(ctx, tx, v, part, b, out); err != nil {
			return nil, err
		}
	}
	if writing {
		if err := s.gather(ctx, tx, v); err != nil {
			return nil, err
		}
	}
	out.Revision, out.State = v.Revision, v.State
	if out.Changes, err = answersSince(ctx, tx, v.ID, b.Since); err != nil {
		return nil, err
	}
	uploads, err := filesOf(ctx, tx, v.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range out.Changes {
		a.Files = arrived(uploads, a.keys())
	}
	out.Disputes = []Dispute{}
	if v.Disputes > 0 {
		if out.Disputes, err = disputesOf(ctx, tx, v.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// take works the ops of a batch into the answers, one after another.
func (s *Service) take(ctx context.Context, tx *db.Tx, v *Visit, part *Part, b *Batch, out *Synced) error {
	m, err := s.open(ctx, tx, v, b)
	if err != nil {
		return err
	}
	by := access.From(ctx)
	for i := range b.Ops {
		o := &b.Ops[i]
		if m.known[o.ID] {
			out.Taken = append(out.Taken, o.ID)
			continue
		}
		o.by, o.name, o.agency, o.device, o.at = by.ID, part.Name, part.Agency, clip(b.Device, 80), db.Millis(tx.Now)
		if b.Clock > 0 {
			o.skew = o.at - b.Clock
		}
		if code := m.refusal(v, o, part); code != "" {
			out.Refused = append(out.Refused, Refused{o.ID, code})
			continue
		}
		m.apply(v, o)
		m.known[o.ID] = true
		out.Taken = append(out.Taken, o.ID)
	}
	return s.keep(ctx, tx, v, m)
}

// merge is a batch being worked in.
type merge struct {
	sheet   *checklist.Sheet
	duties  map[string][]string
	skip    map[string]bool
	answers map[string]*Answered
	known   map[string]bool
	claims  map[string][]Claim // of items in dispute

	ops       []*Op
	dirty     map[string]bool   // items whose answer has changed
	displaced map[string]Fate   // ops of earlier batches whose fate has changed
	uploads   map[string]string // name → purpose
}

func (s *Service) open(ctx context.Context, tx *db.Tx, v *Visit, b *Batch) (*merge, error) {
	m := &merge{dirty: map[string]bool{}, displaced: map[string]Fate{}, uploads: map[string]string{}, claims: map[string][]Claim{}}
	var err error
	if m.sheet, err = s.sheetOf(ctx, tx, v); err != nil {
		return nil, err
	}
	m.duties = v.duties(m.sheet)
	p, err := preparedOf(ctx, tx, v.ID)
	if err != nil {
		return nil, err
	}
	m.skip = p.Skip()
	ids := make([]string, len(b.Ops))
	for i := range b.Ops {
		ids[i] = b.Ops[i].ID
	}
	if m.known, err = knownOps(ctx, tx, v.ID, ids); err != nil {
		return nil, err
	}
	if m.answers, err = answersOf(ctx, tx, v.ID); err != nil || v.Disputes == 0 {
		return m, err
	}
	list, err := claims(ctx, tx, v.ID, Disputed)
	for _, c := range list {
		m.claims[c.Item] = append(m.claims[c.Item], c)
	}
	return m, err
}

// refusal is the code of why an op can never be taken, "" when it can.
func (m *merge) refusal(v *Visit, o *Op, part *Part) string {
	if o.ID == "" || len(o.ID) < 8 {
		return errOpID.Code
	}
	if err := v.Mine(m.duties, o.Item, part); err != nil {
		return errs.Code(err)
	}
	if err := o.Answer.check(); err != nil {
		return errs.Code(err)
	}
	return ""
}

// apply decides about one op and remembers what is to be written.
func (m *merge) apply(v *Visit, o *Op) {
	m.ops = append(m.ops, o)
	for _, k := range o.Answer.Photos {
		m.uploads[k] = PurposePhoto
	}
	for _, k := range o.Answer.After {
		m.uploads[k] = PurposePhoto
	}
	for _, k := range o.Answer.Voices {
		m.uploads[k] = PurposeVoice
	}
	if !v.Open() {
		o.fate = Late
		return
	}
	cur := m.answers[o.Item]
	o.fate = Decide(cur, o, v.sealed(m.duties[o.Item]))
	switch {
	case o.fate == Disputed:
		m.dispute(v, cur, o)
	case cur != nil && o.Answer.same(&cur.Said):
		// The same again: one answer, with the pictures of both.
		if n := len(cur.keys()); n != 0 || len(o.Answer.keys()) != 0 {
			cur.join(&o.Answer)
			if len(cur.keys()) != n {
				v.Revision++
				cur.Revision, m.dirty[o.Item] = v.Revision, true
			}
		}
	default:
		v.Revision++
		next := answered(o, v.Revision)
		if cur != nil {
			next.Recheck = cur.Recheck
		}
		m.answers[o.Item], m.dirty[o.Item] = next, true
	}
}

func answered(o *Op, revision int64) *Answered {
	return &Answered{Item: o.Item, OpID: o.ID, Revision: revision, Said: o.Answer, ByID: o.by, ByName: o.name, Agency: o.agency, Device: o.device,
		DeviceAt: o.DeviceAt, At: o.at, SkewMS: o.skew}
}

// dispute keeps the op beside what stands. A person who thinks again replaces his own.
func (m *merge) dispute(v *Visit, cur *Answered, o *Op) {
	list := m.claims[o.Item]
	if cur == nil { // signed as not applicable, and answered by somebody who was away
		v.Revision++
		cur = &Answered{Item: o.Item, Revision: v.Revision, At: o.at}
		m.answers[o.Item] = cur
	} else if !cur.Disputed && cur.OpID != "" {
		list = append(list, claimOf(cur))
		m.fate(cur.OpID, Disputed)
	}
	for i, c := range list {
		if c.ByID == o.by {
			m.fate(c.OpID, Overruled)
			list = slices.Delete(list, i, i+1)
			if c.OpID == cur.OpID {
				recheck := cur.Recheck
				cur = answered(o, 0)
				cur.Recheck, m.answers[o.Item] = recheck, cur
			}
			break
		}
	}
	list = append(list, Claim{OpID: o.ID, Item: o.Item, Said: o.Answer, ByID: o.by, ByName: o.name, Agency: o.agency, DeviceAt: o.DeviceAt, At: o.at, SkewMS: o.skew})
	m.claims[o.Item] = list
	v.Revision++
	cur.Disputed, cur.Revision, m.dirty[o.Item] = true, v.Revision, true
	if !slices.ContainsFunc(list, func(c Claim) bool { return !c.same(&o.Answer) }) {
		// They have come to agree; nothing is left to decide.
		for _, c := range list {
			m.fate(c.OpID, Overruled)
			cur.join(&c.Said)
		}
		m.fate(cur.OpID, Applied)
		cur.Disputed = false
		delete(m.claims, o.Item)
	}
}

func claimOf(a *Answered) Claim {
	return Claim{OpID: a.OpID, Item: a.Item, Said: a.Said, ByID: a.ByID, ByName: a.ByName, Agency: a.Agency, DeviceAt: a.DeviceAt, At: a.At, SkewMS: a.SkewMS}
}

// fate changes what became of an op, of this batch or an earlier one.
func (m *merge) fate(opID string, f Fate) {
	for _, o := range m.ops {
		if o.ID == opID {
			o.fate = f
			return
		}
	}
	m.displaced[opID] = f
}

// keep writes what a batch has changed.
func (s *Service) keep(ctx context.Context, tx *db.Tx, v *Visit, m *merge) error {
	if len(m.ops) == 0 {
		return nil
	}
	if v.Open() {
		if v.State == Planned {
			if err := v.Begin(tx.Now); err != nil {
				return err
			}
			if err := s.begun(ctx, tx, v); err != nil {
				return err
			}
		}
		v.tally(m.answers, m.skip, m.sheet)
	}
	list := make([]*Answered, 0, len(m.dirty))
	for item := range m.dirty {
		list = append(list, m.answers[item])
	}
	slices.SortFunc(list, func(a, b *Answered) int { return compare(a.Item, b.Item) })
	if err := putAnswers(ctx, tx, v.ID, list); err != nil {
		return err
	}
	if err := insertOps(ctx, tx, v.ID, m.ops); err != nil {
		return err
	}
	byFate := map[Fate][]string{}
	for opID, f := range m.displaced {
		byFate[f] = append(byFate[f], opID)
	}
	for f, ids := range byFate {
		if err := setFate(ctx, tx, v.ID, f, ids...); err != nil {
			return err
		}
	}
	if err := addUploads(ctx, tx, v.ID, access.From(ctx).ID, m.uploads); err != nil {
		return err
	}
	if err := update(ctx, tx, v); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, "inspection.answer", v.ID, map[string]any{"ops": len(m.ops), "revision": v.Revision}); err != nil {
		return err
	}
	s.announce(tx, v)
	return nil
}

// gather takes the actor's uploads into the record as far as their bytes have come.
func (s *Service) gather(ctx context.Context, tx *db.Tx, v *Visit) error {
	by := access.From(ctx)
	type waiting struct{ key, purpose string }
	list, err := db.All(ctx, tx, func(row db.Scanner) (w waiting, err error) {
		err = row.Scan(&w.key, &w.purpose)
		return w, err
	}, `SELECT key, purpose FROM inspection_uploads WHERE visit_id = $1 AND by_id = $2 AND file_id = '' ORDER BY key`, v.ID, by.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	found := map[string]string{}
	var keys []string
	for _, w := range list {
		if len(w.key) > 4 && w.key[:4] == "fil_" {
			found[w.key] = w.key // sent from a desk: the id of the file itself
			continue
		}
		keys = append(keys, w.key)
	}
	if len(keys) > 0 && s.uploads != nil {
		more, err := s.uploads.ByKey(ctx, tx, keys)
		if err != nil {
			return err
		}
		for k, f := range more {
			found[k] = f
		}
	}
	got := map[string]bool{}
	for _, w := range list {
		file := found[w.key]
		if file == "" {
			continue
		}
		if _, err := files.Keep(ctx, tx, file, w.purpose, v.Path); err != nil {
			if errs.KindOf(err) == errs.KindInternal {
				return err
			}
			continue // somebody else's, or something else: it never becomes a picture of this visit
		}
		if _, err := tx.Exec(ctx, `UPDATE inspection_uploads SET file_id = $1 WHERE visit_id = $2 AND key = $3`, file, v.ID, w.key); err != nil {
			return err
		}
		got[w.key] = true
	}
	if len(got) == 0 {
		return nil
	}
	return s.show(ctx, tx, v, got)
}

// show gives the answers whose pictures have arrived a new revision, so that everybody
// fetches them.
func (s *Service) show(ctx context.Context, tx *db.Tx, v *Visit, got map[string]bool) error {
	answers, err := answersOf(ctx, tx, v.ID)
	if err != nil {
		return err
	}
	var changed []*Answered
	for _, a := range answers {
		if slices.ContainsFunc(a.keys(), func(k string) bool { return got[k] }) {
			changed = append(changed, a)
		}
	}
	slices.SortFunc(changed, func(a, b *Answered) int { return compare(a.Item, b.Item) })
	for _, a := range changed {
		v.Revision++
		a.Revision = v.Revision
	}
	if err := putAnswers(ctx, tx, v.ID, changed); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, "inspection.photo", v.ID, map[string]int{"files": len(got)}); err != nil {
		return err
	}
	if err := update(ctx, tx, v); err != nil {
		return err
	}
	s.announce(tx, v)
	return nil
}
