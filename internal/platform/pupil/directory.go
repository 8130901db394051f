package pupil

import (
	"context"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/org"
)

// directory is all schools and classes of the city, to find those that a roster names.
type directory struct {
	schools []schoolRef
	byCode  map[string]int32
	byName  map[string][]int32
	allowed map[string]bool // school ids that the person keeps

	classes []classRef
	named   map[classAt]int32
	keyed   map[keyAt]int32
	cache   map[rawClass]int32 // -1: cannot be read, -2: the school has no such grade
}

type schoolRef struct {
	id, name, path string
	kind           org.SchoolKind
}

type classRef struct {
	id      string // "" for one that the import makes
	school  int32
	grade   int
	name    string
	touched bool
}

type classAt struct {
	school int32
	name   string
}

type keyAt struct {
	school int32
	key    classKey
}

type rawClass struct {
	school      int32
	grade, name string
}

func readDirectory(ctx context.Context, tx *db.Tx, paths []string) (*directory, error) {
	d := &directory{byCode: map[string]int32{}, byName: map[string][]int32{}, allowed: map[string]bool{},
		named: map[classAt]int32{}, keyed: map[keyAt]int32{}, cache: map[rawClass]int32{}}
	byID := map[string]int32{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var x schoolRef
		var code string
		if err := s.Scan(&x.id, &code, &x.name, &x.path, &x.kind); err != nil {
			return err
		}
		i := int32(len(d.schools)) //nolint:gosec // some thousands
		d.schools, byID[x.id] = append(d.schools, x), i
		if code != "" {
			d.byCode[code] = i
		}
		key := org.NameKey(x.name)
		d.byName[key] = append(d.byName[key], i)
		for _, p := range paths {
			if strings.HasPrefix(x.path, p) {
				d.allowed[x.id] = true
			}
		}
		return nil
	}, `SELECT id, COALESCE(code, ''), name, path, kind FROM schools WHERE status = 'active' ORDER BY path`)
	if err != nil {
		return nil, err
	}
	return d, db.Each(ctx, tx, func(s db.Scanner) error {
		var c classRef
		var school string
		if err := s.Scan(&c.id, &school, &c.grade, &c.name); err != nil {
			return err
		}
		at, known := byID[school]
		if known {
			c.school = at
			d.addClass(c)
		}
		return nil
	}, `SELECT id, school_id, grade, name FROM school_classes WHERE status = 'active' ORDER BY id`)
}

func (d *directory) addClass(c classRef) int32 {
	i := int32(len(d.classes)) //nolint:gosec // some ten thousands
	d.classes = append(d.classes, c)
	d.named[classAt{c.school, foldClass(c.name)}] = i
	if key, ok := parseClass("", c.name); ok {
		if _, taken := d.keyed[keyAt{c.school, key}]; !taken {
			d.keyed[keyAt{c.school, key}] = i
		}
	}
	return i
}

// only is the one school the person keeps, -1 when there are more.
func (d *directory) only() int32 {
	if len(d.allowed) == 1 {
		for i := range d.schools {
			if d.allowed[d.schools[i].id] {
				return int32(i) //nolint:gosec // some thousands
			}
		}
	}
	return -1
}

// classFor finds the class that a row names, making it where the school has the grade
// and not the class. code says why not.
func (r *reading) classFor(code, school, grade, name string) (class int32, why string) {
	at, why := r.schoolFor(code, school)
	if why != "" {
		return -1, why
	}
	raw := rawClass{at, grade, name}
	i, known := r.cache[raw]
	if !known {
		i = r.findClass(raw)
		r.cache[raw] = i
	}
	switch i {
	case -1:
		return -1, "class.unknown"
	case -2:
		return -1, "class.no_grade"
	}
	return i, ""
}

func (r *reading) schoolFor(code, school string) (at int32, why string) {
	code = spreadsheet.Fold(code)
	at, known := r.byCode[code]
	if !known {
		list := r.byName[org.NameKey(school)]
		switch {
		case code == "" && school == "" && r.single >= 0:
			at = r.single
		case code == "" && school == "":
			return -1, "school.required"
		case len(list) == 0:
			return -1, "school.unknown"
		case len(list) > 1:
			return -1, "school.twice"
		default:
			at = list[0]
		}
	}
	if !r.allowed[r.schools[at].id] {
		return -1, "school.forbidden"
	}
	return at, ""
}

func (r *reading) findClass(raw rawClass) int32 {
	if raw.name == "" {
		return -1
	}
	if i, ok := r.named[classAt{raw.school, foldClass(raw.name)}]; ok {
		return i
	}
	key, ok := parseClass(raw.grade, raw.name)
	if !ok {
		return -1
	}
	if i, ok := r.keyed[keyAt{raw.school, key}]; ok {
		return i
	}
	kind := r.schools[raw.school].kind
	grade, ok := key.within(kind)
	if !ok {
		return -2
	}
	return r.addClass(classRef{school: raw.school, grade: grade, name: key.name(kind)})
}
