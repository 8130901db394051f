package tipoff

import (
	"context"
	"errors"
	"io"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

var zone = time.FixedZone("CST", 8*3600)

// Spot is where a report is about: a school, or an area where none was named.
type Spot struct {
	SchoolID, Name, Path, County string
}

// At returns the school of a public page; "" is the city. access: everybody may
// report, and the names of schools are no secret.
func (s *Service) At(ctx context.Context, schoolID string) (Spot, error) {
	var out Spot
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = spot(ctx, tx, schoolID)
		return err
	})
	return out, err
}

func spot(ctx context.Context, tx *db.Tx, schoolID string) (Spot, error) {
	if schoolID == "" {
		city, err := db.One(ctx, tx, func(r db.Scanner) (Spot, error) {
			var x Spot
			err := r.Scan(&x.Name, &x.Path)
			return x, err
		}, `SELECT name, path FROM areas WHERE level = 'city' ORDER BY path LIMIT 1`)
		if db.IsNotFound(err) {
			return Spot{}, ErrNotFound
		}
		return city, err
	}
	school, err := org.GetSchool(ctx, tx, schoolID)
	if err != nil || school.Status != org.Active {
		return Spot{}, errors.Join(ErrNotFound, internal(err))
	}
	x := Spot{SchoolID: school.ID, Name: school.Name, Path: school.Path}
	for _, p := range access.Above(school.Path) {
		if area, err := db.One(ctx, tx, db.Value[string], `SELECT path FROM areas WHERE path = $1 AND level = 'county'`, p); err == nil {
			x.County = area
		} else if !db.IsNotFound(err) {
			return Spot{}, err
		}
	}
	return x, nil
}

// internal passes on what is our own fault and nothing else.
func internal(err error) error {
	if errs.KindOf(err) == errs.KindInternal {
		return err
	}
	return nil
}

// Picture is one that was handed in with a report.
type Picture struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Send takes a report from whoever sends it. press is a word of the form: sent
// twice, it is one report. access: everybody may report; the page counts how often.
func (s *Service) Send(ctx context.Context, schoolID, press string, in Words, pictures []Picture) (*Tipoff, error) {
	ctx = access.AsSystem(ctx, "tipoff.send")
	at, err := s.At(ctx, schoolID)
	if err != nil {
		return nil, err
	}
	t := &Tipoff{ID: id.New("tip"), Code: newCode(), SchoolID: at.SchoolID, SchoolName: at.Name, Path: at.Path, State: Received, Photos: []string{}}
	phone, err := t.write(in)
	if err != nil {
		return nil, err
	}
	if t.Kind == Harm && at.County != "" {
		t.Path = at.County // what was done to a child is not told to the school first
	}
	if len(pictures) > maxPhotos {
		return nil, errPictures.With("limit", maxPhotos)
	}
	if phone != "" {
		t.Phone = s.sealer.Seal("tipoff/phone/"+t.ID, phone)
	}
	for _, p := range pictures {
		photo, err := s.shelve(ctx, t.Path, p)
		if err != nil {
			return nil, err
		}
		t.Photos = append(t.Photos, photo)
	}
	hours := s.limits.Now(ctx, "tipoff.accept_h", t.Path, acceptHours)
	var out *Tipoff
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out = t
		if before, err := one(ctx, tx, `WHERE t.press = $1`, press); err == nil {
			out = before
			return nil
		} else if !errors.Is(err, ErrNotFound) {
			return err
		}
		t.CreatedAt, t.DueAt = tx.Now, tx.Now.Add(time.Duration(hours)*time.Hour)
		if t.Number, err = nextNumber(ctx, tx, tx.Now); err != nil {
			return err
		}
		if err := insert(ctx, tx, press, t); err != nil {
			return err
		}
		for _, photo := range t.Photos {
			if _, err := files.Keep(ctx, tx, photo, PurposePhoto, t.Path); err != nil {
				return err
			}
		}
		if err := s.await(ctx, tx, t); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "tipoff.send", t.ID, map[string]any{"kind": t.Kind, "school": t.SchoolID, "photos": len(t.Photos)})
	})
	return out, err
}

func (s *Service) shelve(ctx context.Context, path string, p Picture) (fileID string, err error) {
	data, err := p.Open()
	if err != nil {
		return "", err
	}
	defer func() { _ = data.Close() }()
	f, err := s.shelf.Take(ctx, PurposePhoto, path, p.Name, data)
	if err != nil {
		return "", err
	}
	return f.ID, nil
}

// acceptHours is how soon a report is taken up where nobody has ruled. [D]
const acceptHours = 48

// await puts the report on the list of who handles it.
func (s *Service) await(ctx context.Context, tx *db.Tx, t *Tipoff) error {
	priority := 0
	if t.Kind == Harm {
		priority = 2
	}
	return todo.Put(ctx, tx, todo.Task{Room: "tipoff", Kind: "triage", Subject: t.ID, Path: t.Path, Perm: PermHandle, Priority: priority,
		Link: "/tipoffs?open=" + t.ID, Due: t.DueAt, Params: map[string]any{"school": t.SchoolName, "text": short(t.Text)}})
}

func short(s string) string {
	if r := []rune(s); len(r) > 24 {
		return string(r[:24]) + "…"
	}
	return s
}

// Seen is what a reporter may know of his report, and nothing else.
type Seen struct {
	Code, Number, Where, Kind string
	State                     State
	Reply                     string
	SentAt, AcceptedAt        time.Time
	AnsweredAt                time.Time
}

// Follow answers who knows the code. A report that was merged tells what became of
// the other. access: everybody who knows the code.
func (s *Service) Follow(ctx context.Context, code string) (Seen, error) {
	var out Seen
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		t, err := one(ctx, tx, `WHERE t.code = $1`, code)
		if err != nil {
			return err
		}
		out = Seen{Code: t.Code, Number: t.Number, Where: t.SchoolName, Kind: t.Kind, State: t.State, Reply: t.Reply,
			SentAt: t.CreatedAt, AcceptedAt: t.AcceptedAt, AnsweredAt: t.AnsweredAt}
		for hops := 0; t.Into != "" && hops < 5; hops++ {
			if t, err = get(ctx, tx, t.Into); err != nil {
				return err
			}
			out.State, out.Reply, out.AcceptedAt, out.AnsweredAt = t.State, t.Reply, t.AcceptedAt, t.AnsweredAt
		}
		return nil
	})
	return out, err
}
