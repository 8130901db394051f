package checklist_test

import (
	"testing"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/checklist"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
)

func TestTheMasterListIsComplete(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		l := h.inUse(t, checklist.KeyTerm, county)
		sheet, err := h.lists.Sheet(h.ctx, l.ID, l.Version)
		must(t, err)
		if n, m := len(sheet.Sections), sheet.Items(); n != 17 || m != 158 || l.Items != 158 {
			t.Fatalf("%d sections, %d items, told %d; want 17 and 158", n, m, l.Items)
		}
		major, stop := 0, 0
		sheet.Each(func(_ *checklist.Section, i *checklist.Item) {
			if i.Level == checklist.Major {
				major++
			}
			if i.Stop {
				stop++
			}
		})
		if major != 44 || stop != 8 {
			t.Errorf("%d major and %d stopping items, want 44 and 8", major, stop)
		}
		if i := sheet.Item("B05-05"); i == nil || i.Applies != "boarding or nap" || !i.For("fire") || i.For("police") {
			t.Errorf("B05-05 is %+v", i)
		}
		quick := h.inUse(t, checklist.KeyQuick, county)
		if quick.Items != 60 {
			t.Errorf("the quick joint inspection has %d items, want 60", quick.Items)
		}
		all, err := h.lists.Lists(h.ctx, checklist.Filter{})
		must(t, err)
		if len(all) != 14 {
			t.Errorf("%d lists come with the program, want 14", len(all))
		}
		must(t, h.lists.Seed(h.ctx)) // the next start
		if again := h.inUse(t, checklist.KeyTerm, county); again.Version != 1 {
			t.Errorf("a start without news has made version %d", again.Version)
		}
	})
}

func TestAListIsPreparedForASchool(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		l := h.inUse(t, checklist.KeyTerm, county)
		senior, err := h.lists.Prepare(h.ctx, l.ID, l.Version, "sch_senior")
		must(t, err)
		nursery, err := h.lists.Prepare(h.ctx, l.ID, l.Version, "sch_nursery")
		must(t, err)
		if n := senior.Notes["B09-01"]; !n.Applies {
			t.Errorf("dormitories of a boarding school: %+v", n)
		}
		if n := nursery.Notes["B09-01"]; n.Applies || n.Why != "仅适用于：寄宿；本校：非寄宿。" {
			t.Errorf("dormitories of a day nursery: %+v", n)
		}
		if len(senior.Notes) != 158 || senior.Applying <= nursery.Applying || len(senior.Skip()) != 158-senior.Applying {
			t.Errorf("%d notes, %d of them applying, %d at the nursery", len(senior.Notes), senior.Applying, nursery.Applying)
		}
		// 1600 pupils: three and one for a further 500; 650 boarders: two more.
		f := senior.Notes["B02-01"].Fact
		if f == nil || f.Required != 6 || f.Held == nil || *f.Held != 2 || f.Short != 4 || f.Norm != "guard.steps" || f.Version == "" || f.Mark != norm.Memory {
			t.Errorf("guards: %+v", f)
		}
		if f := nursery.Notes["B13-02"].Fact; f == nil || f.Required != 1 || f.Unit != "person" || f.Held != nil {
			t.Errorf("doctors of a nursery of 90: %+v", f)
		}
		if f := senior.Notes["B04-05"].Fact; f == nil || f.Required != 30 || f.Norm != "video.retention_days" {
			t.Errorf("video: %+v", f)
		}
		if f := senior.Notes["B04-02"].Fact; f == nil || f.Period != "P1M" {
			t.Errorf("joint tests: %+v", f)
		}
		if _, err := h.lists.Prepare(h.ctx, l.ID, 9, "sch_senior"); errs.Code(err) != "checklist.no_version" {
			t.Errorf("a version that is not there: %v", err)
		}
		if _, err := h.lists.Prepare(h.ctx, l.ID, 1, "sch_none"); errs.Code(err) != errs.Code(org.ErrNoSchool) {
			t.Errorf("a school that is not there: %v", err)
		}
	})
}
