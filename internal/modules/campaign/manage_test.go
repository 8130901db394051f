package campaign_test

import (
	"net/http"
	"strings"
	"testing"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/campaign"
)

// ofHead are pupils of the school whose principal is the demo account.
func (s *scene) ofHead(n int) (string, []child) {
	s.t.Helper()
	var numbers campaign.Numbers
	s.Do(head, http.MethodGet, "/api/v1/campaigns/"+s.card.ID+"/numbers", nil).Into(&numbers)
	var out []child
	for _, c := range s.children(100_000) {
		if c.Path == numbers.Row.Path && len(out) < n {
			out = append(out, c)
		}
	}
	return numbers.Row.Path, out
}

// pass lets days go by; everybody logs in anew.
func (s *scene) pass(n int) {
	s.Later(days(n))
	for _, who := range []string{bureau, second, county, head, teacher} {
		s.Forget(who)
	}
}

// close closes a campaign that is over, unless the sweep has been there before us.
func (s *scene) close() {
	s.t.Helper()
	r := s.Do(bureau, http.MethodPost, "/api/v1/campaigns/"+s.card.ID+"/close", map[string]any{"version": s.card.Version})
	if r.Code() == "campaign.wrong_state" {
		s.look()
	} else {
		r.Into(&s.card)
	}
	if s.card.State != campaign.Closed {
		s.t.Fatalf("it is %s, not closed", s.card.State)
	}
}

func (s *scene) fresh(c child) child {
	c.Issued = s.Clock.Now()
	c.token = s.LearnerToken(c.Learner)
	return c
}

func TestTheFreezeKeepsTheFiguresAndACorrectionStandsBeside(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		path, kids := s.ofHead(3)
		s.complete(kids[0])
		at := "/api/v1/campaigns/" + s.card.ID

		// An exclusion: the school asks, not the same person decides, the count follows.
		var x campaign.Exclusion
		s.Do(head, http.MethodPost, at+"/exclusions", map[string]any{"pupilId": kids[1].PupilID, "reason": "ill"}).Into(&x)
		for code, r := range map[string]apptest.Answer{
			"campaign.exclusion_twice": s.Do(head, http.MethodPost, at+"/exclusions", map[string]any{"pupilId": kids[1].PupilID, "reason": "left"}),
			"campaign.exclusion_done":  s.Do(head, http.MethodPost, at+"/exclusions", map[string]any{"pupilId": kids[0].PupilID, "reason": "left"}),
			"campaign.exclusion_note":  s.Do(head, http.MethodPost, at+"/exclusions", map[string]any{"pupilId": kids[2].PupilID, "reason": "other"}),
			"forbidden":                s.Do(head, http.MethodPost, at+"/exclusions/"+x.ID+"/approve", nil),
		} {
			if r.Code() != code {
				t.Errorf("want %s, got %d %s", code, r.Status, r.Body)
			}
		}
		s.Do(county, http.MethodPost, at+"/exclusions/"+x.ID+"/approve", nil).Into(&x)
		if x.State != "approved" || x.Name != "" {
			t.Fatalf("an official sees class and seat, no name: %+v", x)
		}
		var live campaign.Numbers
		s.Do(bureau, http.MethodGet, at+"/numbers", nil).Into(&live)
		if live.Row.Excluded != 1 || live.Row.Done != 1 || live.Row.DueNow != live.Row.Enrolled-1 {
			t.Fatalf("%+v", live.Row)
		}

		if r := s.Do(bureau, http.MethodPost, at+"/freeze", map[string]any{"version": s.card.Version}); r.Code() != "campaign.wrong_state" {
			t.Fatalf("a running campaign is not frozen: %s", r.Body)
		}
		s.pass(21)
		s.close()
		s.verb(bureau, "freeze")
		s.pass(1)
		s.complete(s.fresh(kids[2])) // late: shown apart, and the frozen figure stands
		var kept campaign.FrozenNumbers
		s.Do(bureau, http.MethodGet, at+"/frozen", nil).Into(&kept)
		if kept.Row.Done != 1 || kept.Row.Late != 0 || kept.Row.DueNow != live.Row.DueNow || kept.FrozenBy == "" || kept.Corrected != nil || len(kept.Children) == 0 {
			t.Fatalf("%+v", kept)
		}
		s.Do(bureau, http.MethodGet, at+"/numbers", nil).Into(&live)
		if live.Row.Late != 1 || live.Row.Done != 1 {
			t.Fatalf("late completions stand apart: %+v", live.Row)
		}

		// A correction, by a second person.
		ask := func(field string, became int) apptest.Answer {
			return s.Do(bureau, http.MethodPost, at+"/corrections", map[string]any{"path": path, "field": field, "became": became, "reason": "学籍核对"})
		}
		if r := ask("done", 1_000_000); r.Code() != "campaign.correction_impossible" {
			t.Errorf("%s", r.Body)
		}
		if r := ask("done", 1); r.Code() != "campaign.correction_same" {
			t.Errorf("%s", r.Body)
		}
		var first, other campaign.Correction
		ask("done", 2).Into(&first)
		ask("done", 3).Into(&other)
		if r := s.Do(bureau, http.MethodPost, at+"/corrections/"+first.ID+"/approve", nil); r.Code() != "campaign.second_person" {
			t.Errorf("%s", r.Body)
		}
		s.Do(second, http.MethodPost, at+"/corrections/"+first.ID+"/approve", nil).Into(&first)
		if r := s.Do(second, http.MethodPost, at+"/corrections/"+other.ID+"/approve", nil); r.Code() != "campaign.correction_overtaken" {
			t.Errorf("%s", r.Body)
		}
		s.Do(bureau, http.MethodGet, at+"/frozen", nil).Into(&kept)
		if kept.Row.Done != 1 || kept.Corrected == nil || kept.Corrected.Done != 2 || len(kept.Corrections) != 2 {
			t.Fatalf("the frozen figure stays beside the corrected one: %+v", kept)
		}

		// The bulletin, on paper and as a workbook.
		say := map[string]any{"version": s.card.Version, "bulletin": map[string]any{"no": "忻教安通〔2026〕1号", "title": "通报<b>", "to": "各县", "unit": "=1+1"}}
		s.Do(bureau, http.MethodPost, at+"/announce", say).Into(&s.card)
		paper := s.Do(bureau, http.MethodGet, at+"/bulletin/paper", nil)
		if text := string(paper.Body); !strings.Contains(text, "忻教安通〔2026〕1号") || !strings.Contains(text, "@page") || strings.Contains(text, "<b>") || !strings.Contains(text, "低于 95%") {
			t.Fatalf("%d %.300s", paper.Status, text)
		}
		if school := s.Do(head, http.MethodGet, at+"/bulletin/paper", nil); strings.Contains(string(school.Body), "低于 95%") {
			t.Error("a school reads no list of the others")
		}
		var b campaign.Bulletin
		s.Do(bureau, http.MethodGet, at+"/bulletin", nil).Into(&b)
		known := s.Do(apptest.Guest, http.MethodGet, "/verify/bulletin?no="+b.No+"&sum="+b.Sum, nil)
		if !strings.Contains(string(known.Body), "与本平台一致") {
			t.Errorf("%s", known.Body)
		}
		forged := s.Do(apptest.Guest, http.MethodGet, "/verify/bulletin?no=2&sum="+b.Sum, nil)
		if strings.Contains(string(forged.Body), "与本平台一致") {
			t.Error("another number is another bulletin")
		}
		if book := s.Do(bureau, http.MethodGet, at+"/export", nil); book.Status != http.StatusOK || len(book.Body) < 2000 {
			t.Errorf("%d, %d bytes", book.Status, len(book.Body))
		}
		s.verb(bureau, "archive")
	})
}
