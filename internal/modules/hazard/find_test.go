package hazard_test

import (
	"context"
	"testing"

	"huxue/internal/app/apptest"
	"huxue/internal/kit/db"
	"huxue/internal/modules/hazard"
	"huxue/internal/platform/access"
)

const (
	principal = "xiaozhang"
	safety    = "anquan"
	county    = "xianju"
	bureau    = "jiaoyuju"
	other     = "fenguan"
	station   = "paichusuo"
	market    = "shijian"
	fire      = "xiaofang"
	teacher   = "banzhuren"
)

func system() context.Context { return access.AsSystem(context.Background(), "test") }

// register puts a finding of another room into the ledger.
func register(t *testing.T, a *apptest.App, f hazard.Finding) (r hazard.Ref) {
	t.Helper()
	if err := a.Database().Write(system(), func(tx *db.Tx) (err error) {
		r, err = a.Hazards().Register(system(), tx, f)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return r
}

// home is the school where the demo accounts work.
func home(a *apptest.App) string {
	var page struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	a.Do(principal, "GET", "/api/v1/schools", nil).Into(&page)
	return page.Items[0].ID
}

func TestRegisterOnceAndSeen(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		f := hazard.Finding{Source: "inspection:vis_1:B05-09", SchoolID: home(a), Way: "joint", FinderName: "李四", FinderAgency: "fire", Category: "fire",
			ItemCode: "B05-09", Place: "教学楼三层", Text: "消防门卡死不能开启", Level: hazard.General, Agency: "fire"}
		r := register(t, a, f)
		if again := register(t, a, f); again != r || r.State != hazard.Registered || r.Number == "" {
			t.Fatalf("registered twice: %+v, %+v", r, again)
		}
		food := f
		food.Source, food.Agency, food.Category, food.ItemCode = "inspection:vis_1:B07-02", "market", "food", "B07-02"
		register(t, a, food)
		for who, want := range map[string]int{principal: 2, safety: 2, county: 2, bureau: 2, fire: 1, market: 1, station: 0} {
			var page hazard.Page
			a.Do(who, "GET", "/api/v1/hazards?q=消防门卡死", nil).Into(&page)
			if len(page.Items) != want {
				t.Errorf("%s sees %d of 2, want %d", who, len(page.Items), want)
			}
		}
		if r := a.Do(market, "GET", "/api/v1/hazards/"+r.ID, nil); r.Code() != "hazard.not_found" {
			t.Errorf("market regulation opened a fire hazard: %s", r.Body)
		}
		if r := a.Do(teacher, "GET", "/api/v1/hazards", nil); r.Code() != "forbidden" {
			t.Errorf("a teacher opened the ledger: %s", r.Body)
		}
		if n, err := a.Hazards().Recount(system()); err != nil || n != 0 {
			t.Errorf("the numbers differ in %d rows: %v", n, err)
		}
	})
}
