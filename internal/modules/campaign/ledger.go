package campaign

import (
	"context"
	"io"
	"slices"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

var (
	ledgerHead   = []string{"层级", "县（市、区）", "学校", "年级", "班级", "在册", "批准剔除", "应完成", "按时完成", "完成率", "存疑", "存疑占应完成", "集体完成", "截止后补学", "达到时间"}
	ledgerWidths = []float64{10, 16, 32, 14, 18, 10, 10, 10, 10, 10, 10, 14, 10, 12, 18}
	stageWords   = map[org.Stage]string{org.StageKindergarten: "幼儿园", org.StageLower: "小学低段", org.StageUpper: "小学高段", org.StageJunior: "初中", org.StageSenior: "高中/中职"}
)

// Export writes the ledger (台账) of a place as a workbook: the place, its counties
// and grades, its schools, and their classes in their natural order, never ranked.
// A frozen campaign is written as it was frozen. Texts are escaped: a school that is
// called "=1+1" stays a text.
func (s *Service) Export(ctx context.Context, campaignID, path string, w io.Writer) error {
	var rows [][]any
	var title string
	err := s.looking(ctx, campaignID, path, func(tx *db.Tx, c *Campaign, path string, p *picture) error {
		if err := access.Require(ctx, PermReview, path); err != nil {
			return err
		}
		title = c.Title
		if !c.FrozenAt.IsZero() {
			var err error
			if p, err = frozenPicture(ctx, tx, c, p); err != nil {
				return err
			}
		}
		var err error
		rows, err = s.ledger(ctx, tx, c, path, p)
		return err
	})
	if err != nil {
		return err
	}
	out := spreadsheet.NewSheet("完成情况台账", ledgerWidths, s.dir)
	out.Head(ledgerHead...)
	for _, r := range rows {
		out.Row(r, nil)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "campaign.exported", campaignID, map[string]any{"title": title, "path": path, "rows": len(rows)})
	})
	if err != nil {
		_ = out.Close()
		return err
	}
	_, err = out.WriteTo(w)
	return err
}

// frozenPicture is a picture as it was frozen.
func frozenPicture(ctx context.Context, tx *db.Tx, c *Campaign, live *picture) (*picture, error) {
	p := &picture{whole: live.whole, county: live.county, schools: slices.Clone(live.schools)}
	whole, err := stillsOf(ctx, tx, c.No, levelWhole, c.Path)
	if err != nil || len(whole) != 1 {
		return nil, errNotFrozen.Because(err)
	}
	p.whole.Count = whole[0].Count
	schools, err := stillsOf(ctx, tx, c.No, levelSchool, c.Path)
	if err != nil {
		return nil, err
	}
	for i := range p.schools {
		if j := slices.IndexFunc(schools, func(x still) bool { return x.Path == p.schools[i].Path }); j >= 0 {
			p.schools[i].Count = schools[j].Count
			p.schools[i] = p.schools[i].told()
		}
	}
	areas, err := stillsOf(ctx, tx, c.No, levelGrade, c.Path)
	for _, x := range areas {
		r := x.Row
		r.county = x.Path
		r.Stage, r.Grade = gradeOf(x.key)
		p.areas = append(p.areas, r)
	}
	return p, err
}

func (s *Service) ledger(ctx context.Context, tx *db.Tx, c *Campaign, path string, p *picture) ([][]any, error) {
	var rows [][]any
	add := func(level, county, school, grade, class string, n Count) {
		var reached any
		if n.ReachedAt > 0 {
			reached = moment(n.ReachedAt)
		}
		rows = append(rows, []any{level, county, school, grade, class, n.Enrolled, n.Excluded, n.Due(), n.Done, hundredths(n.Rate()), n.Questioned,
			hundredths(n.QuestionedRate()), n.Collective, n.Late, reached})
	}
	level, row := p.place(c, path)
	if level == levelSchool {
		err := s.ledgerSchool(ctx, tx, c, p, row, add)
		return rows, err
	}
	add(map[string]string{"city": "全市", "county": "全县", "town": "乡镇"}[level], p.county[org.CountyPath(path)], row.Name, "", "", row.Count)
	for _, r := range p.counties() {
		if level == "city" {
			add("县", r.Name, "", "", "", r.Count)
		}
		if level != "city" && r.Path != path {
			continue
		}
		for _, g := range grades(slices.DeleteFunc(slices.Clone(p.areas), func(x Row) bool { return x.county != r.Path })) {
			add("年级", r.Name, "", gradeWord(g.Stage, g.Grade), "", g.Count)
		}
	}
	for _, r := range p.within(path) {
		if err := s.ledgerSchool(ctx, tx, c, p, r, add); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (s *Service) ledgerSchool(ctx context.Context, tx *db.Tx, c *Campaign, p *picture, r Row, add func(level, county, school, grade, class string, n Count)) error {
	county := p.county[org.CountyPath(r.Path)]
	add("学校", county, r.Name, "", "", r.Count)
	classes, err := s.classRows(ctx, tx, r.no)
	if err != nil {
		return err
	}
	if !c.FrozenAt.IsZero() {
		frozen, err := stillsOf(ctx, tx, c.No, levelClass, r.Path)
		if err != nil {
			return err
		}
		for i := range classes {
			if j := slices.IndexFunc(frozen, func(x still) bool { return x.key == classes[i].ClassID }); j >= 0 {
				classes[i].Count = frozen[j].Count
			}
		}
	}
	for _, k := range classes {
		add("班级", county, r.Name, gradeWord(k.Stage, k.Grade), k.Name, k.Count)
	}
	return nil
}

// gradeWord is a year of schooling in words.
func gradeWord(stage org.Stage, grade int) string {
	names := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九", "高一", "高二", "高三"}
	switch {
	case grade <= 0 || grade >= len(names):
		return stageWords[stage]
	case stage == org.StageKindergarten:
		return map[int]string{1: "小班", 2: "中班", 3: "大班"}[grade]
	case grade > 9:
		return names[grade]
	}
	return names[grade] + "年级"
}
