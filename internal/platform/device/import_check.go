package device

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
)

// rowReason is why a row cannot be taken: of which column, and the row it clashes with.
type rowReason struct {
	Column string `json:"column"`
	Code   string `json:"code"`
	Other  int    `json:"other,omitempty"`
}

// BadRow is a row that cannot be taken: as it was written, without its secret, in the
// order of the template's columns.
type BadRow struct {
	Row     int         `json:"row"`
	Reasons []rowReason `json:"reasons" nullable:"false"`
	Cells   []string    `json:"cells" nullable:"false"`
}

// planned is what a good row comes to. Version is that of the device it changes, 0 for
// a new one; Sealed is its new secret, "" to keep the old.
type planned struct {
	Row        int    `json:"row"`
	ID         string `json:"id"`
	Version    int64  `json:"version"`
	Same       bool   `json:"same"`
	SchoolID   string `json:"school"`
	PlaceID    string `json:"place"`
	Name       string `json:"name"`
	Kind       Kind   `json:"kind"`
	Protocol   string `json:"protocol"`
	Code       string `json:"code"`
	ParentID   string `json:"parent"`
	Panic      bool   `json:"panic"`
	HeartbeatS int    `json:"heartbeatS"`
	Sealed     string `json:"sealed,omitempty"`
	Clear      bool   `json:"clear,omitempty"`

	parentCode string
	secret     string
}

func nameOf(protocol, code string) string { return protocol + " " + code }

// world is what a workbook is held against. Devices and places are only those that it
// names.
type world struct {
	byCode  map[string]*schoolRef
	byName  map[string][]*schoolRef
	devices map[string]*Device // in use, by protocol and code
	places  map[string]map[string]string
}

type schoolRef struct{ id, code, name string }

// portionRows is how many rows are asked for or written in one go.
const portionRows = 200

// look reads the world for some rows, as far as paths go.
func look(ctx context.Context, tx *db.Tx, paths []string, rows []bookRow) (*world, error) {
	w := &world{byCode: map[string]*schoolRef{}, byName: map[string][]*schoolRef{}, devices: map[string]*Device{}, places: map[string]map[string]string{}}
	var a db.Args
	if err := db.Each(ctx, tx, func(row db.Scanner) error {
		s := &schoolRef{}
		err := row.Scan(&s.id, &s.code, &s.name)
		if s.code != "" {
			w.byCode[s.code] = s
		}
		key := spreadsheet.Fold(s.name)
		w.byName[key] = append(w.byName[key], s)
		return err
	}, `SELECT id, COALESCE(code, ''), name FROM schools WHERE `+a.Within("path", paths), a.Values()...); err != nil {
		return nil, err
	}
	codes, schools := map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		codes[r.cells[colCode]], codes[r.cells[colParent]] = true, true
		if s, why := w.school(r); why == "" {
			schools[s.id] = true
		}
	}
	delete(codes, "")
	for part := range slices.Chunk(keys(codes), portionRows) {
		var a db.Args
		list, err := db.All(ctx, tx, scanDevice, selectDevice+`WHERE d.state <> 'retired' AND `+a.In("d.code", part), a.Values()...)
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			w.devices[nameOf(d.Protocol, d.Code)] = d
		}
	}
	for part := range slices.Chunk(keys(schools), portionRows) {
		var a db.Args
		if err := db.Each(ctx, tx, func(row db.Scanner) error {
			var placeID, schoolID, name string
			err := row.Scan(&placeID, &schoolID, &name)
			if w.places[schoolID] == nil {
				w.places[schoolID] = map[string]string{}
			}
			if key := spreadsheet.Fold(name); w.places[schoolID][key] == "" {
				w.places[schoolID][key] = placeID
			}
			return err
		}, `SELECT id, school_id, name FROM school_places WHERE `+a.In("school_id", part)+` ORDER BY sort, id`, a.Values()...); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func keys(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// school finds whose device a row is, by code or by a name that only one has.
func (w *world) school(r bookRow) (s *schoolRef, why string) {
	code, name := r.cells[colSchoolCode], spreadsheet.Fold(r.cells[colSchool])
	switch list := w.byName[name]; {
	case code == "" && name == "":
		return nil, "required"
	case code != "":
		if s = w.byCode[code]; s == nil {
			return nil, "school_unknown"
		}
		if name != "" && spreadsheet.Fold(s.name) != name {
			return nil, "school_differs"
		}
		return s, ""
	case len(list) == 0:
		return nil, "school_unknown"
	case len(list) > 1:
		return nil, "school_twice"
	default:
		return list[0], ""
	}
}

// planBook judges all rows: what the good ones come to, those that others hang on first,
// and why the bad ones cannot be taken.
func (s *Service) planBook(rows []bookRow, has map[string]int, w *world) (good []*planned, bad []BadRow, out ImportOutcome) {
	first := map[string]*planned{}
	fit := make([]*planned, len(rows))
	why := make([][]rowReason, len(rows))
	for i, r := range rows {
		p, reasons := s.planRow(r, has, w)
		if p.Code != "" && p.Protocol != "" {
			key := nameOf(p.Protocol, p.Code)
			if was := first[key]; was != nil {
				reasons = append(reasons, rowReason{colCode, "code_twice", was.Row})
			} else {
				first[key] = p
			}
		}
		fit[i], why[i] = p, reasons
	}
	schools := map[string]bool{}
	for i, p := range fit {
		if p.parentCode != "" && p.SchoolID != "" && p.Protocol != "" {
			if reason := p.hang(first[nameOf(p.Protocol, p.parentCode)], w.devices[nameOf(p.Protocol, p.parentCode)]); reason != "" {
				why[i] = append(why[i], rowReason{colParent, reason, 0})
			}
		}
		out.Rows++
		if len(why[i]) > 0 {
			out.Bad++
			bad = append(bad, BadRow{Row: p.Row, Reasons: why[i], Cells: rows[i].shown()})
			continue
		}
		was := w.devices[nameOf(p.Protocol, p.Code)]
		if p.settle(s, was); p.Same {
			out.Same++
		} else if was != nil {
			out.Changed++
		} else {
			out.New++
		}
		if schools[p.SchoolID] = true; !p.Same {
			good = append(good, p)
		}
	}
	out.Schools = len(schools)
	slices.SortStableFunc(good, func(a, b *planned) int { return cmp.Compare(len(a.ParentID), len(b.ParentID)) })
	return good, bad, out
}

// shown are the cells of a row but for its secret.
func (r bookRow) shown() []string {
	out := make([]string, len(bookColumns))
	for i, c := range bookColumns {
		if c.key != colSecret {
			out[i] = r.cells[c.key]
		}
	}
	return out
}

// planRow judges a row by itself.
func (s *Service) planRow(r bookRow, has map[string]int, w *world) (*planned, []rowReason) {
	p := &planned{Row: r.n, Name: r.cells[colName], Code: r.cells[colCode], parentCode: r.cells[colParent], secret: r.cells[colSecret]}
	var reasons []rowReason
	refuse := func(column, code string) { reasons = append(reasons, rowReason{column, code, 0}) }
	for _, c := range bookColumns {
		if r.wrong[c.key] == "formula" {
			refuse(c.key, "formula")
		}
	}
	if r.cells[colState] == stateWords[Retired] {
		refuse(colCode, "retired")
	}
	if len(reasons) > 0 {
		p.Code = ""
		return p, reasons
	}
	school, why := w.school(r)
	if why != "" {
		refuse(colSchool, why)
	} else {
		p.SchoolID = school.id
	}
	var known, bad bool
	if p.Kind, known = wordIn(r.cells[colKind], kindWords, moreKinds); !known {
		refuse(colKind, orRequired(r.cells[colKind], "kind_unknown"))
		bad = true
	}
	if p.Protocol, known = wordIn(r.cells[colProtocol], protocolWords, moreProtocols); !known {
		refuse(colProtocol, orRequired(r.cells[colProtocol], "protocol_unknown"))
		bad = true
	}
	for _, key := range []string{colCode, colParent} {
		if r.wrong[key] == "as_number" && p.Protocol != MQTT && p.Protocol != Webhook && p.Protocol != SIP {
			refuse(key, "as_number")
			bad = true
		}
	}
	was := w.devices[nameOf(p.Protocol, p.Code)]
	switch {
	case p.Code == "":
		refuse(colCode, "required")
		bad = true
	case was != nil && p.SchoolID != "" && was.SchoolID != p.SchoolID:
		refuse(colCode, "code_taken")
		bad = true
	case was != nil && p.Kind != "" && was.Kind != p.Kind:
		refuse(colKind, "kind_differs")
		bad = true
	}
	p.place(r, has, was, w, refuse)
	p.habits(r, was, refuse)
	if was != nil {
		if _, told := has[colParent]; !told {
			p.ParentID = was.ParentID
		}
	}
	if !bad {
		p.secretFor(was, refuse)
		if column, code := p.refused(); code != "" {
			refuse(column, code)
		}
	}
	return p, reasons
}

func orRequired(cell, code string) string {
	if cell == "" {
		return "required"
	}
	return code
}

func (p *planned) place(r bookRow, has map[string]int, was *Device, w *world, refuse func(string, string)) {
	cell := r.cells[colPlace]
	_, told := has[colPlace]
	switch {
	case was != nil && (!told || cell == was.PlaceName):
		p.PlaceID = was.PlaceID
	case cell == "" || p.SchoolID == "":
	default:
		if p.PlaceID = w.places[p.SchoolID][spreadsheet.Fold(cell)]; p.PlaceID == "" {
			refuse(colPlace, "place_unknown")
		}
	}
}

// habits reads whether it rings and how often it speaks; what is not said stays, or is
// what such a device usually does.
func (p *planned) habits(r bookRow, was *Device, refuse func(string, string)) {
	v, blank, ok := yes(r.cells[colPanic])
	switch {
	case !ok:
		refuse(colPanic, "not_yes_or_no")
	case !blank:
		p.Panic = v
	case was != nil:
		p.Panic = was.Panic
	default:
		p.Panic = p.Kind == Box || p.Kind == HelpPoint
	}
	n, blank, ok := beatOf(r.cells[colHeartbeat])
	switch {
	case !ok:
		refuse(colHeartbeat, "heartbeat_wrong")
	case !blank:
		p.HeartbeatS = n
	case was != nil:
		p.HeartbeatS = was.HeartbeatS
	case p.parentCode == "":
		p.HeartbeatS = usualBeat
	}
}

// usualBeat is how often a device speaks of which nothing is said, in seconds: the
// default of GB/T 28181 devices, and of our form. [D]
const usualBeat = 60

// secretFor decides about the secret: a new device needs one, or the word that it has
// none, unless its recorder answers for it.
func (p *planned) secretFor(was *Device, refuse func(string, string)) {
	if p.secret == clearWord {
		p.secret, p.Clear = "", true
		if p.Protocol != DC09 || p.parentCode != "" || was != nil && was.HasSecret {
			refuse(colSecret, "clear_not_here")
			p.Clear = false
		}
	} else if p.secret == "" && was == nil && p.parentCode == "" {
		refuse(colSecret, "secret_needed")
	}
}

// refused asks the form's own rules.
func (p *planned) refused() (column, code string) {
	in := Registration{Name: p.Name, Kind: p.Kind, Protocol: p.Protocol, Code: p.Code, HeartbeatS: p.HeartbeatS, Secret: p.secret}
	err := in.check()
	if err == nil {
		p.Name, p.Code, p.secret = in.Name, in.Code, in.Secret
		return "", ""
	}
	code = strings.TrimPrefix(errs.Code(err), "device.")
	return map[string]string{"name_needed": colName, "code_wrong": colCode, "heartbeat_wrong": colHeartbeat, "secret_wrong": colSecret}[code], code
}

// hang finds the recorder or gateway of a row: one of the workbook, or of the register.
func (p *planned) hang(row *planned, was *Device) (why string) {
	switch {
	case row == p:
		return "parent_unknown"
	case row != nil:
		if row.SchoolID != p.SchoolID || row.parentCode != "" || was != nil && was.SchoolID != p.SchoolID {
			return "parent_unknown"
		}
		if row.ID == "" {
			if row.ID = id.New("dev"); was != nil {
				row.ID = was.ID
			}
		}
		p.ParentID = row.ID
	case was == nil || was.SchoolID != p.SchoolID || was.ParentID != "":
		return "parent_unknown"
	default:
		p.ParentID = was.ID
	}
	return ""
}

// settle says what a good row comes to, and seals its secret.
func (p *planned) settle(s *Service, was *Device) {
	if was == nil {
		if p.ID == "" {
			p.ID = id.New("dev")
		}
	} else {
		p.ID, p.Version = was.ID, was.Version
		p.Same = p.PlaceID == was.PlaceID && p.Name == was.Name && p.ParentID == was.ParentID && p.Panic == was.Panic && p.HeartbeatS == was.HeartbeatS
		if p.secret != "" && was.sealed != "" {
			if old, err := s.sealer.Unseal(sealPlace(was.ID), was.sealed); err == nil && old == p.secret {
				p.secret = ""
			}
		}
	}
	if p.secret != "" {
		p.Sealed, p.secret, p.Same = s.sealer.Seal(sealPlace(p.ID), p.secret), "", false
	}
}
