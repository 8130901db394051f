package campaign_test

import (
	"context"
	"net/http"
	"testing"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/campaign"
	"huxue/internal/platform/access"
)

// A fold that broke off in the middle leaves every figure right, and the next one goes
// on where it stood, whoever does it.
func TestAFoldThatBreaksOff(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		ctx := context.Background()
		sweep := func() { // it folds first
			if err := a.Chore(ctx, "campaign.sweep"); err != nil {
				t.Fatal(err)
			}
		}
		pupils := s.children(6)
		release := a.Campaigns().HoldFold()
		for _, c := range pupils {
			s.complete(c)
		}
		// As a server that was killed leaves it: three of six are in the roll already.
		if err := a.Campaigns().FoldSome(access.AsSystem(ctx, "test"), 3); err != nil {
			t.Fatal(err)
		}
		check := func(when string) {
			t.Helper()
			if n := s.numbers(bureau, "").Row; n.Done != 6 {
				t.Fatalf("%s: %d of 6", when, n.Done)
			}
			for _, c := range pupils {
				var l campaign.Lesson
				a.Do(apptest.Guest, http.MethodGet, "/api/v1/learn/"+s.card.ID, nil, "Authorization", "Bearer "+c.token).Into(&l)
				if !l.Done || l.Late {
					t.Fatalf("%s: %+v", when, l)
				}
			}
			var curve struct{ Items []campaign.Day }
			a.Do(bureau, http.MethodGet, "/api/v1/campaigns/"+s.card.ID+"/curve", nil).Into(&curve)
			sum := int64(0)
			for _, d := range curve.Items {
				sum = d.Sum
			}
			if sum != 6 {
				t.Fatalf("%s: the curve has %d", when, sum)
			}
		}
		check("in the middle")
		release()
		sweep()
		check("afterwards")
		if n, _ := s.one(`SELECT CAST(COUNT(*) AS TEXT) FROM campaign_journal`); n != "0" {
			t.Fatalf("%s pages are left", n)
		}
		s.recount()
		// Sent again they are known, in the roll as in the journal.
		for _, c := range pupils {
			if done := s.complete(c); !done.Done {
				t.Fatalf("%+v", done)
			}
		}
		check("sent again")
		sweep()
		s.recount()
	})
}

// A pupil who has just completed is not excluded any more, though the roll does not
// know it yet.
func TestWhoHasJustCompletedIsNotExcluded(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		_, pupils := s.own()
		path := "/api/v1/campaigns/" + s.card.ID + "/exclusions"
		ask := func(c child) apptest.Answer {
			return a.Do(head, http.MethodPost, path, map[string]any{"pupilId": c.PupilID, "reason": "ill"})
		}
		var x campaign.Exclusion
		ask(pupils[0]).Into(&x)
		s.complete(pupils[0])
		if r := a.Do(second, http.MethodPost, path+"/"+x.ID+"/approve", map[string]any{}); r.Code() != "campaign.exclusion_done" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		s.complete(pupils[1])
		if r := ask(pupils[1]); r.Code() != "campaign.exclusion_done" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		if n := s.numbers(bureau, "").Row; n.Done != 2 || n.Excluded != 0 {
			t.Fatalf("%+v", n)
		}
		s.recount()
	})
}
