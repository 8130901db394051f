package hazard_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"huxue/internal/app/apptest"
	"huxue/internal/kit/db"
	"huxue/internal/modules/hazard"
)

// What was mended during a visit comes with its pair of pictures and waits for
// somebody else to verify it; what lacks a picture is mended as any other.
func TestMendedDuringTheVisit(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		f := found(home(a), "inspection:vis_9:B05-11", "education", "灭火器被遮挡")
		f.Fixed, f.Photos, f.After = true, []string{"fil_before1", "fil_before2"}, []string{"fil_after1", "fil_after2"}
		r := register(t, a, f)
		h := page(a, county, r.ID)
		if h.State != hazard.Verifying || h.Kind != hazard.Immediate || h.Fixer == nil || h.Fixer.Who != h.SchoolName {
			t.Fatalf("%+v", h.Card)
		}
		if _, after := hazard.Unpaired(h.Photos, 0); after != 2 || h.Photos[2].Pair != h.Photos[0].ID || h.Photos[3].Pair != h.Photos[1].ID {
			t.Errorf("the pictures are no pairs: %+v", h.Photos)
		}
		if got := waits(a, county, r.ID); !slices.Equal(got, []string{"task_verify"}) {
			t.Errorf("the county waits for %v", got)
		}
		must(t, "verified", do(a, county, r.ID, "verify", map[string]any{"pass": true, "note": "已移开"}))

		f.Source, f.After = "inspection:vis_9:B05-12", []string{"fil_after3"}
		if r := register(t, a, f); r.State != hazard.Registered {
			t.Errorf("one picture lacks, and it is %s", r.State)
		}
		f.Source, f.After, f.Level = "inspection:vis_9:B05-13", []string{"fil_after4", "fil_after5"}, hazard.Major
		if r := register(t, a, f); r.State != hazard.Registered {
			t.Errorf("a major one, and it is %s", r.State)
		}
		if n, err := a.Hazards().Recount(system()); err != nil || n != 0 {
			t.Errorf("the numbers differ in %d rows: %v", n, err)
		}
	})
}

// Two who hand over the same finding at the same moment have one hazard, and the
// ledger no gap.
func TestOneSourceHandedOverByTwoAtOnce(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		f := found(home(a), "inspection:vis_8:B05-11", "education", "疏散标志损坏")
		first := register(t, a, found(home(a), "inspection:vis_7:B05-11", "education", "前一条"))
		refs, fails := make([]hazard.Ref, 8), make([]error, 8)
		var all sync.WaitGroup
		for i := range refs {
			all.Go(func() {
				fails[i] = a.Database().Write(system(), func(tx *db.Tx) (err error) {
					refs[i], err = a.Hazards().Register(system(), tx, f)
					return err
				})
			})
		}
		all.Wait()
		for i := range refs {
			if fails[i] != nil || refs[i] != refs[0] {
				t.Errorf("%d: %+v %v", i, refs[i], fails[i])
			}
		}
		next := register(t, a, found(home(a), "inspection:vis_7:B05-12", "education", "后一条"))
		if serialOf(t, next.Number)-serialOf(t, first.Number) != 2 {
			t.Errorf("a gap: %s … %s", first.Number, next.Number)
		}
	})
}

func serialOf(t *testing.T, number string) (n int) {
	t.Helper()
	if _, err := fmt.Sscanf(number[len(number)-6:], "%d", &n); err != nil {
		t.Fatal(number, err)
	}
	return n
}

// A draft is its writer's alone, can be changed, and takes a number only when it is
// put into the ledger.
func TestADraftTakesNoNumber(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := find(a, safety, map[string]any{"draft": true, "level": "general", "text": "走廊灯坏"})
		if d.State != hazard.Draft || page(a, safety, d.ID).Number != "" {
			t.Fatalf("%+v", page(a, safety, d.ID).Card)
		}
		second := find(a, safety, map[string]any{"draft": true, "level": "general", "text": "另一份草稿"})
		if got := a.Do(principal, "GET", "/api/v1/hazards/"+d.ID, nil).Code(); got != "hazard.not_found" {
			t.Errorf("another reads the draft: %q", got)
		}
		body := map[string]any{"schoolId": home(a), "way": "weekly", "category": "building", "place": "二层走廊", "text": "照明灯坏两盏", "level": "general", "owner": "李四", "agency": "education"}
		if got := a.Do(safety, "PUT", "/api/v1/hazards/"+d.ID+"/draft?version=9", body).Code(); got != "hazard.stale" {
			t.Errorf("written over a newer one: %q", got)
		}
		var r hazard.Ref
		a.Do(safety, "PUT", "/api/v1/hazards/"+d.ID+"/draft?version=1", body).Into(&r)
		before := register(t, a, found(home(a), "inspection:vis_6:B05-11", "education", "其间登记的"))
		must(t, "put into the ledger", do(a, safety, d.ID, "submit", nil))
		h := page(a, principal, d.ID)
		if h.Text != "照明灯坏两盏" || h.Category != "building" || serialOf(t, h.Number) != serialOf(t, before.Number)+1 || h.State != hazard.Registered {
			t.Errorf("%+v", h.Card)
		}
		if got := a.Do(safety, "PUT", "/api/v1/hazards/"+d.ID+"/draft?version="+fmt.Sprint(h.Version), body).Code(); got != "hazard.not_now" {
			t.Errorf("changed in the ledger: %q", got)
		}
		if got := waits(a, principal, d.ID); !slices.Equal(got, []string{"task_grade"}) {
			t.Errorf("the head waits for %v", got)
		}
		if second.State != hazard.Draft {
			t.Errorf("%+v", second)
		}
	})
}

// What a bureau has found is for the bureau to grade: neither is it on the list of
// the head of the school, nor may the school do it.
func TestTheSchoolGradesOnlyItsOwn(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		theirs := find(a, county, map[string]any{"level": "general", "itemCode": ""})
		if got := waits(a, principal, theirs.ID); len(got) > 0 {
			t.Errorf("the head waits for %v", got)
		}
		if got := waits(a, county, theirs.ID); !slices.Equal(got, []string{"task_grade"}) {
			t.Errorf("the county waits for %v", got)
		}
		if slices.Contains(page(a, principal, theirs.ID).Next, "grade") {
			t.Error("the head is offered to grade it")
		}
		refused(t, "the school grades what the county found", do(a, principal, theirs.ID, "grade", map[string]any{"level": "general"}), "hazard.not_judge")
		must(t, "the county", do(a, county, theirs.ID, "grade", map[string]any{"level": "general"}))
		own := find(a, safety, map[string]any{"level": "general", "itemCode": ""})
		must(t, "the school its own", do(a, principal, own.ID, "grade", map[string]any{"level": "general"}))
	})
}

// That a hazard has come back is said by hand where the ledger cannot know it.
func TestARecurrenceLinkedByHand(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		f := found(home(a), "inspection:vis_5:B05-11", "education", "灭火器被遮挡")
		f.Fixed, f.Photos, f.After = true, []string{"fil_b"}, []string{"fil_a"}
		old := register(t, a, f)
		g := found(home(a), "inspection:vis_4:B05-11", "education", "灭火器又被遮挡")
		g.Place = "教学楼三层东侧"
		refused(t, "still open", do(a, county, old.ID, "recurrence", map[string]any{"of": register(t, a, g).ID}), "hazard.recurrence_of")
		must(t, "verified", do(a, county, old.ID, "verify", map[string]any{"pass": true, "note": "已移开"}))
		a.Clock.Add(1e9)
		g.Source = "inspection:vis_3:B05-11"
		anew := register(t, a, g)
		if h := page(a, county, anew.ID); h.RecurrenceOf != "" {
			t.Fatalf("the ledger knew: %+v", h.Card)
		}
		refused(t, "of itself", do(a, safety, anew.ID, "recurrence", map[string]any{"of": anew.ID}), "hazard.recurrence_of")
		must(t, "linked", do(a, safety, anew.ID, "recurrence", map[string]any{"of": old.ID}))
		if h := page(a, county, anew.ID); h.RecurrenceOf != old.ID {
			t.Errorf("%+v", h.Card)
		}
		// The numbers went with it; and where they are wrong, the night mends them.
		if n, err := a.Hazards().Recount(system()); err != nil || n != 0 {
			t.Errorf("the numbers differ in %d rows: %v", n, err)
		}
		if err := a.Database().Write(system(), func(tx *db.Tx) error {
			_, err := tx.Exec(system(), `UPDATE hazard_counts SET found = found + 7 WHERE dim = 'category'`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if n, err := a.Hazards().Recount(system()); err != nil || n == 0 {
			t.Errorf("nothing was found wrong: %v", err)
		}
		if err := a.Chore(system(), "hazard.recount"); err != nil {
			t.Error(err)
		}
		if n, err := a.Hazards().Recount(system()); err != nil || n != 0 {
			t.Errorf("after the mending the numbers differ in %d rows: %v", n, err)
		}
	})
}
