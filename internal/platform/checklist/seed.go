package checklist

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// chapter and row are a section and an item as the seeds write them: level is G, Z
// or Z※ and agencies are the signs of domain.md §3.4.
type chapter struct {
	code, title string
	rows        []row
}

type row struct{ code, text, level, agencies, applies, fact, flags string }

// seed is a list that comes with the program.
type seed struct {
	key, title string
	kind       Kind
	sheet      func() Sheet
}

// The keys of the lists that other rooms ask for.
const (
	KeyTerm  = "term"
	KeyQuick = "quick"
)

var seeds = []seed{
	{KeyTerm, "开学安全大检查", Term, func() Sheet { return scored(append(sections(termA), sections(termB)...)) }},
	{KeyQuick, "联合检查（快速）", Joint, quick},
	{"mixed_traffic", "人车混行专项检查", Theme, func() Sheet { return sheetOf(mixedTraffic) }},
	{"gate_peak", "校门高峰检查", Daily, func() Sheet { return sheetOf(gatePeak) }},
	{"gatehouse", "门卫日检", Daily, func() Sheet { return sheetOf(gatehouse) }},
	{"food_daily", "食堂日管控", Daily, func() Sheet { return sheetOf(foodDaily) }},
	{"dorm_night", "宿舍夜查", Daily, func() Sheet { return sheetOf(dormNight) }},
	{"laboratory", "实验室检查", Daily, func() Sheet { return sheetOf(laboratory) }},
	{"bus_before", "校车出车前检查", Bus, func() Sheet { return sheetOf(busBefore) }},
	{"bus_trip", "校车趟次检查", Bus, func() Sheet { return sheetOf(busTrip) }},
	{"drill_review", "应急演练评估", Drill, func() Sheet { return sheetOf(drillReview) }},
	{"big_event", "大型活动前检查", Before, func() Sheet { return sheetOf(bigEvent) }},
	{"holiday", "假前检查", Before, func() Sheet { return sheetOf(holiday) }},
	{"weather", "恶劣天气响应检查", Before, func() Sheet { return sheetOf(weather) }},
}

// agencySigns are the agencies as the tables of norms abbreviate them.
var agencySigns = map[rune]string{'教': "education", '公': "police", '市': "market", '消': "fire", '住': "housing", '卫': "health", '交': "traffic", '城': "city", '文': "culture"}

func (r row) item() Item {
	i := Item{Code: r.code, Text: r.text, Level: General, Stop: strings.HasSuffix(r.level, "※"), Agencies: []string{},
		Applies: r.applies, Fact: r.fact, Photo: r.flags == "photo"}
	if r.level[0] == 'Z' {
		i.Level = Major
	}
	i.Veto = i.Stop // where use must stop at once, nothing is passed
	for _, sign := range r.agencies {
		i.Agencies = append(i.Agencies, agencySigns[sign])
	}
	return i
}

func sections(list []chapter) []Section {
	out := make([]Section, len(list))
	for i, c := range list {
		out[i] = Section{Code: c.code, Title: c.title, Items: make([]Item, len(c.rows))}
		for k, r := range c.rows {
			out[i].Items[k] = r.item()
		}
	}
	return out
}

func sheetOf(list []chapter) Sheet { return Sheet{Sections: sections(list)} }

// scored gives each section as many marks as it has items; each problem costs
// one, one that is partly right half. (domain.md §3.2, form 4; what passes is our
// proposal [D])
func scored(list []Section) Sheet {
	for i := range list {
		full, floor := float64(len(list[i].Items)), 0.0
		list[i].Full, list[i].Floor = &full, &floor
	}
	return Sheet{Sections: list, Scoring: &Scoring{Fault: 1, Partly: 0.5, Pass: 90}}
}

// quickToo are the items of the quick joint inspection beside all grave ones:
// what police, market, fire and traffic look at. (domain.md §3.4, 60 items [D])
var quickToo = strings.Fields("B02-02 B02-04 B02-07 B02-08 B03-01 B03-03 B03-06 B04-02 B04-04 B05-11 B05-12 B05-15 B07-02 B07-03 B07-05 B08-12")

func quick() Sheet {
	var out Sheet
	for _, s := range append(sections(termA), sections(termB)...) {
		kept := Section{Code: s.Code, Title: s.Title}
		for _, i := range s.Items {
			if i.Level == Major || strings.Contains(" "+strings.Join(quickToo, " ")+" ", " "+i.Code+" ") {
				kept.Items = append(kept.Items, i)
			}
		}
		if len(kept.Items) > 0 {
			out.Sections = append(out.Sections, kept)
		}
	}
	return out
}

// Seed brings the lists that come with the program into the database, at every
// start. Where a release has changed one, it becomes the next version; what was
// published before stays as it was.
func (s *Service) Seed(ctx context.Context) error {
	if err := access.Require(ctx, PermEdit, access.Everywhere); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for i, x := range seeds {
			if err := x.plant(ctx, tx, i); err != nil {
				return fmt.Errorf("checklist %s: %w", x.key, err)
			}
		}
		return nil
	})
}

func (x *seed) plant(ctx context.Context, tx *db.Tx, sort int) error {
	sheet := x.sheet()
	if err := sheet.tidy(); err != nil {
		return err
	}
	e := &Edition{Title: x.title, Sheet: sheet, Created: db.Millis(tx.Now), Published: db.Millis(tx.Now)}
	l, err := db.One(ctx, tx, scanList, selectList+`WHERE l.path = $1 AND l.key = $2`, access.Everywhere, x.key)
	switch {
	case db.IsNotFound(err):
		l = &List{ID: id.New("ckl"), Key: x.key, Title: x.title, Kind: x.kind, Path: access.Everywhere, Version: 1}
		e.ListID, e.Version = l.ID, 1
		if err := insertList(ctx, tx, l, sort); err != nil {
			return err
		}
	case err != nil:
		return err
	default:
		was, err := getEdition(ctx, tx, l.ID, l.Version)
		if err != nil || (reflect.DeepEqual(was.Sheet, sheet) && was.Title == x.title) {
			return err
		}
		l.Version, l.Title, l.Kind = l.Version+1, x.title, x.kind
		e.ListID, e.Version = l.ID, l.Version
		if err := updateList(ctx, tx, l); err != nil {
			return err
		}
	}
	if err := insertEdition(ctx, tx, e); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "checklist.seed", l.ID, map[string]any{"key": x.key, "version": e.Version})
}
