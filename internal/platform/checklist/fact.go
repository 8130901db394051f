package checklist

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
)

// Fact is what the norm register asks of a school under an item, and what the
// system knows the school has. Required is a number, or Text alone where the norm
// is a period; Held is nil where nobody has counted. Norm and Version say by
// which line of the register it was judged, so that an old visit is never judged
// by a new rule. (domain.md §0.2)
type Fact struct {
	Key      string    `json:"key"`
	Name     string    `json:"name"`
	NameEn   string    `json:"nameEn"`
	Required float64   `json:"required"`
	Unit     string    `json:"unit" doc:"code of the unit, as in the norm register"`
	Period   string    `json:"period" doc:"ISO 8601 where the norm is a period, empty otherwise"`
	Held     *float64  `json:"held"`
	Short    float64   `json:"short" doc:"how many are wanting, 0 when none or not known"`
	Most     bool      `json:"most" doc:"the norm is a ceiling"`
	Norm     string    `json:"norm"`
	Version  string    `json:"version" doc:"id of the version in the norm register"`
	Basis    string    `json:"basis"`
	Clause   string    `json:"clause"`
	Mark     norm.Mark `json:"mark" enum:"L,S,M,D"`
}

// fact is one kind of fact: which norm it asks of a school, and what is known of
// the school.
type fact struct {
	key, name, nameEn string
	norm              func(*org.School) string
	held              func(*org.School) float64
	ratio             bool // the norm is "one for so many pupils"
}

func always(key string) func(*org.School) string { return func(*org.School) string { return key } }

const guardsFact = "guards"

// facts are what items may ask for, in the order the editor offers them.
var facts = []fact{
	{key: guardsFact, name: "专职保安人数", nameEn: "Guards", norm: always("guard.steps"), held: func(s *org.School) float64 { return float64(s.Guards) }},
	{key: "gate_hours", name: "门卫每日值守", nameEn: "Gate attended a day", norm: always("gate.attended_hours")},
	{key: "patrols", name: "重点部位每日巡查", nameEn: "Patrols a day", norm: always("patrol.day_min")},
	{key: "dorm_patrols", name: "宿舍夜间巡查", nameEn: "Dormitory patrols a night", norm: always("patrol.dorm_night_min")},
	{key: "alarm_test", name: "一键报警联测周期", nameEn: "Joint alarm tests every", norm: always("alarm.test_interval")},
	{key: "video_days", name: "视频保存期限", nameEn: "Video kept for", norm: func(s *org.School) string {
		if s.CounterTerror {
			return "video.retention_days.key_target"
		}
		return "video.retention_days"
	}},
	{key: "access_days", name: "出入记录保存期限", nameEn: "Entries kept for", norm: always("access.retention_days")},
	{key: "background_check", name: "入职查询与年度复查周期", nameEn: "Background check every", norm: always("background_check.interval")},
	{key: "bus_inspection", name: "校车安全技术检验周期", nameEn: "Bus inspection every", norm: always("bus.inspection")},
	{key: "sample_hours", name: "食品留样时间", nameEn: "Food samples kept for", norm: always("food.sample_h")},
	{key: "doctor", name: "校医（保健人员）人数", nameEn: "School doctors", norm: always("health.staff_ratio"), ratio: true},
	{key: "no_venues", name: "校园周边禁设娱乐场所", nameEn: "No entertainment venues within", norm: always("perimeter.no_entertainment_m")},
	{key: "no_stalls", name: "校门口禁止占道摊点", nameEn: "No street stalls within", norm: always("perimeter.no_stall_m")},
	{key: "drills", name: "每月演练次数", nameEn: "Drills a month", norm: always("drill.month_min")},
	{key: "lessons", name: "每学年安全教育课时", nameEn: "Safety lessons a year", norm: func(s *org.School) string {
		switch s.Kind {
		case org.Junior, org.NineYear, org.Complete:
			return "edu.hours.junior"
		case org.Senior, org.Vocational:
			return "edu.hours.senior"
		default:
			return "edu.hours.primary"
		}
	}},
	{key: "evacuation", name: "疏散用时（四层及以下）", nameEn: "Evacuation (up to 4 storeys)", norm: always("drill.target_s.le4floors")},
}

func findFact(key string) *fact {
	for i := range facts {
		if facts[i].key == key {
			return &facts[i]
		}
	}
	return nil
}

// factOf asks the register; nil where nobody has ruled.
func factOf(ctx context.Context, tx *db.Tx, key string, school *org.School, day string) (*Fact, error) {
	f := findFact(key)
	if f == nil {
		return nil, nil
	}
	out := &Fact{Key: key, Name: f.name, NameEn: f.nameEn, Norm: f.norm(school)}
	r, err := norm.Get(ctx, tx, out.Norm, norm.At(school, day))
	switch errs.KindOf(err) {
	case errs.KindNotFound:
		return nil, nil
	default:
		if err != nil {
			return nil, err
		}
	}
	out.Version, out.Basis, out.Clause, out.Mark, out.Most = r.ID, r.Basis, r.Clause, r.Mark, r.Strictness == norm.Ceiling
	if p, err := norm.Describe(ctx, tx, out.Norm); err == nil {
		out.Unit = p.Unit
		switch p.Kind {
		case norm.Duration:
			out.Period, _ = strconv.Unquote(string(r.Value))
		case norm.Number:
			out.Required = r.Number()
		default: // a rule is reckoned below
		}
	}
	switch {
	case key == guardsFact:
		n, used, err := norm.Guards(ctx, tx, school, day)
		if err != nil {
			return nil, err
		}
		out.Required = float64(n)
		for _, u := range used[1:] { // what else had a say; norms of one law name it once
			if !slices.Contains(strings.Split(out.Basis, "；"), u.Basis) {
				out.Basis += "；" + u.Basis
			}
		}
	case f.ratio && out.Required > 0:
		per := int(out.Required)
		out.Required, out.Unit = float64((school.Pupils+per-1)/per), "person"
	}
	if f.held != nil {
		held := f.held(school)
		out.Held, out.Short = &held, max(0, out.Required-held)
	}
	return out, nil
}
