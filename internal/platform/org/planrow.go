package org

import (
	"fmt"

	"huxue/internal/driver/spreadsheet"
)

// plan decides for every row what an import would do with it.
func (w *world) plan(rows []spreadsheet.Row, mapping map[string]int) []planned {
	out := make([]planned, len(rows))
	first := map[string]int{} // the row in which a code, a name or a school came first
	for i, r := range rows {
		p := w.planRow(r, mapping)
		for _, key := range p.identities() {
			if n, seen := first[key]; seen {
				p.refuse("name", "repeats_row", r.Cell(at(mapping, "name")), map[string]any{"row": n})
				break
			}
		}
		for _, key := range p.identities() {
			if _, seen := first[key]; !seen {
				first[key] = r.Number
			}
		}
		out[i] = p
	}
	return out
}

func at(mapping map[string]int, key string) int {
	if i, ok := mapping[key]; ok {
		return i
	}
	return -1
}

// identities are the marks by which two rows would be the same school.
func (p *planned) identities() []string {
	var keys []string
	if p.is.Code != "" {
		keys = append(keys, "code "+p.is.Code)
	}
	if p.is.Name != "" && p.is.CountyCode != "" {
		keys = append(keys, "name "+nameIn(p.is.CountyCode, p.is.Name))
	}
	if p.was != nil {
		keys = append(keys, "id "+p.was.ID)
	}
	return keys
}

func (p *planned) refuse(column, code, value string, params map[string]any) {
	p.outcome = RowBad
	p.reasons = append(p.reasons, Reason{Column: column, Code: code, Value: value, Params: params})
}

func (w *world) planRow(r spreadsheet.Row, mapping map[string]int) planned {
	p := planned{row: r, is: SchoolRow{School: School{Facts: NewFacts()}}}
	cell := func(key string) string { return r.Cell(at(mapping, key)) }
	county, named := w.countyOf(&p, cell("county"))
	w.match(&p, cell("code"), cell("name"), county)
	if p.was != nil {
		p.is = *p.was
		p.is.Surroundings = append([]string{}, p.was.Surroundings...)
		p.is.Facilities = append([]string{}, p.was.Facilities...)
		if named && county.Code != p.was.CountyCode {
			p.refuse("county", "other_county", cell("county"), map[string]any{"county": p.was.CountyName})
		}
	} else if county.ID != "" {
		p.is.AreaID, p.is.Path = county.ID, county.Path
		p.is.CountyCode, p.is.CountyName, p.is.TownName = county.Code, county.Name, ""
	} else if len(p.reasons) == 0 {
		p.refuse("county", "required", "", nil)
	}
	w.townOf(&p, cell("town"))
	unknown := p.was == nil && p.outcome == RowBad // which school is meant: what it lacks cannot be said
	p.readCells(cell, mapping)
	p.is.tidy()
	for _, f := range p.is.check() {
		if !p.complained(f.Name) && !(unknown && f.Code == "required") {
			p.refuse(f.Name, f.Code, cell(f.Name), f.Params)
		}
	}
	w.checkPlace(&p, cell("county"))
	p.decide()
	return p
}

// What Excel shows in place of a value it could not compute.
var formulaErrors = map[string]bool{"#REF!": true, "#N/A": true, "#VALUE!": true, "#NAME?": true, "#DIV/0!": true, "#NULL!": true, "#NUM!": true}

// readCells puts what is written into the facts; an empty cell changes nothing.
func (p *planned) readCells(cell func(string) string, mapping map[string]int) {
	for i := range bookColumns {
		c := &bookColumns[i]
		text := cell(c.key)
		if c.set == nil || text == "" {
			continue
		}
		if formulaErrors[text] {
			p.refuse(c.key, "formula_error", text, nil)
			continue
		}
		if why := c.set(&p.is.Facts, text); why != "" {
			p.refuse(c.key, why, text, nil)
		}
	}
	// Who counts boarders boards them; the column may be missing or empty.
	if cell("boarding") == "" && p.is.Boarders > 0 {
		p.is.Boarding = true
	}
}

func (p *planned) complained(column string) bool {
	for _, r := range p.reasons {
		if r.Column == column {
			return true
		}
	}
	return false
}

// countyOf reads the county; named is false when none is written.
func (w *world) countyOf(p *planned, cell string) (a Area, named bool) {
	if cell == "" {
		if w.only != nil {
			return *w.only, false
		}
		return Area{}, false
	}
	a, ok := w.find(cell, County, "/")
	switch {
	case !ok:
		p.refuse("county", "unknown_county", cell, nil)
	case !w.allowed[a.Code]:
		p.refuse("county", "outside", cell, nil)
		return Area{}, false
	}
	return a, ok
}

// match finds the school a row means: by its code, else by county and name.
func (w *world) match(p *planned, code, name string, county Area) {
	if was := w.byCode[code]; code != "" && was != nil {
		if !w.may.Holds(PermImport, was.Path) {
			p.refuse("code", "outside", code, nil)
			return
		}
		p.was = was
		return
	}
	if name == "" || county.ID == "" {
		return
	}
	same := w.byName[nameIn(county.Code, name)]
	switch {
	case len(same) == 1 && !w.may.Holds(PermImport, same[0].Path):
		p.refuse("name", "outside", name, nil)
	case len(same) > 1:
		p.refuse("name", "ambiguous", name, map[string]any{"count": len(same)})
	case len(same) == 1 && code != "" && same[0].Code != "":
		p.refuse("code", "other_code", code, map[string]any{"code": same[0].Code})
	case len(same) == 1:
		p.was = same[0]
	}
}

// townOf moves the school into the town that is written, within its county.
func (w *world) townOf(p *planned, cell string) {
	path := CountyPath(p.is.Path)
	if cell == "" || path == "" {
		return
	}
	a, ok := w.find(cell, Town, path)
	if !ok {
		p.refuse("town", "unknown_town", cell, nil)
		return
	}
	p.is.AreaID, p.is.AreaCode, p.is.TownName = a.ID, a.Code, a.Name
	if p.was == nil {
		p.is.Path = a.Path
	} else {
		p.is.Path = ChildPath(a.Path, p.was.ID)
	}
}

// checkPlace refuses rows outside what the person may import, and names that
// another school of the county has.
func (w *world) checkPlace(p *planned, county string) {
	if p.is.Path == "" {
		return
	}
	if !w.may.Holds(PermImport, p.is.Path) && !p.complained("county") {
		p.refuse("county", "outside", county, nil)
		return
	}
	for _, other := range w.byName[nameIn(p.is.CountyCode, p.is.Name)] {
		if (p.was == nil || other.ID != p.was.ID) && other.Status == Active && p.is.Status == Active && !p.complained("name") && !p.complained("code") {
			p.refuse("name", "taken", p.is.Name, nil)
			return
		}
	}
}

// decide compares before and after as the workbook would show them.
func (p *planned) decide() {
	if p.outcome == RowBad {
		return
	}
	if p.was == nil {
		p.outcome = RowNew
		return
	}
	p.outcome = RowUnchanged
	for i := range bookColumns {
		c := &bookColumns[i]
		if from, to := shown(c, p.was), shown(c, &p.is); from != to {
			p.changes = append(p.changes, Change{Column: c.key, From: from, To: to})
			p.outcome = RowChanged
		}
	}
}

func shown(c *column, s *SchoolRow) string {
	v := c.show(s)
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}
