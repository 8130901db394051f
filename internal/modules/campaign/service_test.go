package campaign_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/kit/db"
	"huxue/internal/modules/campaign"
	"huxue/internal/platform/pupil"
)

const bureau, second, county, head, teacher = "jiaoyuju", "fenguan", "xianju", "xiaozhang", "banzhuren"

// scene is a running campaign over the small city, with what its stories need.
type scene struct {
	*apptest.App
	t    *testing.T
	card campaign.Card
}

type child struct {
	pupil.Learner
	token string
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// draft is a campaign of two steps without lessons: look for thirty seconds, promise.
func draft(a *apptest.App) map[string]any {
	now := a.Clock.Now()
	return map[string]any{
		"path": "/14/1409/", "title": "秋季安全第一课", "theme": "知危险 会避险", "definition": "全部必做步骤在截止前完成",
		"stages": []string{"kindergarten", "lower", "upper", "junior", "senior"},
		"steps": []any{
			map[string]any{"kind": "learn", "title": "看一看", "minSeconds": 30},
			map[string]any{"kind": "commit", "title": "我承诺"},
		},
		"startAt": now.UnixMilli(), "untilAt": now.Add(days(20)).UnixMilli(),
	}
}

// begin writes, approves and publishes a campaign, and takes its roll.
func begin(t *testing.T, a *apptest.App, change ...func(map[string]any)) *scene {
	t.Helper()
	s := &scene{App: a, t: t}
	body := draft(a)
	for _, f := range change {
		f(body)
	}
	a.Do(bureau, http.MethodPost, "/api/v1/campaigns", body).Into(&s.card)
	s.verb(bureau, "submit")
	s.verb(second, "approve")
	s.verb(bureau, "publish")
	a.Settle()
	s.look()
	if s.card.State != campaign.Running {
		t.Fatalf("the campaign is %s", s.card.State)
	}
	return s
}

func (s *scene) verb(as, name string) apptest.Answer {
	s.t.Helper()
	r := s.Do(as, http.MethodPost, "/api/v1/campaigns/"+s.card.ID+"/"+name, map[string]any{"version": s.card.Version})
	r.Into(&s.card)
	return r
}

func (s *scene) look() {
	s.t.Helper()
	s.Do(bureau, http.MethodGet, "/api/v1/campaigns/"+s.card.ID, nil).Into(&s.card)
}

// children are the pupils of the city, at most n, class by class.
func (s *scene) children(n int) []child {
	s.t.Helper()
	var out []child
	err := s.Database().Read(context.Background(), func(tx *db.Tx) (err error) {
		out, err = db.All(context.Background(), tx, func(r db.Scanner) (c child, err error) {
			c.Issued = s.Clock.Now()
			err = r.Scan(&c.PupilID, &c.ClassID, &c.SchoolID, &c.Path)
			return c, err
		}, `SELECT p.id, p.class_id, p.school_id, s.path FROM pupils p JOIN schools s ON s.id = p.school_id
			WHERE p.status = 'active' ORDER BY p.class_id, p.seat LIMIT $1`, n)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range out {
		out[i].token = s.LearnerToken(out[i].Learner)
	}
	return out
}

func (s *scene) learn(c child, step int, verb string, body any, header ...string) apptest.Answer {
	return s.Do(apptest.Guest, http.MethodPost, fmt.Sprintf("/api/v1/learn/%s/steps/%d/%s", s.card.ID, step, verb), body,
		append([]string{"Authorization", "Bearer " + c.token}, header...)...)
}

// complete takes a pupil through the whole campaign.
func (s *scene) complete(c child, header ...string) campaign.Finished {
	s.t.Helper()
	var done campaign.Finished
	for step := range s.card.Steps {
		var begun campaign.Started
		s.learn(c, step, "start", nil).Into(&begun)
		s.Later(40 * time.Second)
		s.learn(c, step, "finish", map[string]any{"ticket": begun.Ticket, "receipt": done.Receipt}, header...).Into(&done)
	}
	return done
}

func (s *scene) numbers(as, path string) campaign.Numbers {
	s.t.Helper()
	var n campaign.Numbers
	s.Do(as, http.MethodGet, "/api/v1/campaigns/"+s.card.ID+"/numbers?path="+path, nil).Into(&n)
	return n
}

func TestAPupilCompletesAndIsCountedOnce(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		before := s.numbers(bureau, "").Row
		if before.Enrolled == 0 || before.Done != 0 {
			t.Fatalf("%+v", before)
		}
		c := s.children(1)[0]
		var begun campaign.Started
		s.learn(c, 0, "start", nil).Into(&begun)
		if r := s.learn(c, 0, "finish", map[string]any{"ticket": begun.Ticket}); r.Code() != "campaign.too_soon" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		done := s.complete(c)
		if !done.Done || done.Late || done.Left != 0 {
			t.Fatalf("%+v", done)
		}
		after := s.numbers(bureau, "")
		if after.Row.Done != 1 || after.Row.Enrolled != before.Enrolled {
			t.Fatalf("%+v", after.Row)
		}
		// Once more from the beginning, and the last answer sent again: counted once.
		if again := s.complete(c); !again.Done {
			t.Fatalf("%+v", again)
		}
		if n := s.numbers(bureau, "").Row; n.Done != 1 {
			t.Fatalf("counted %d times", n.Done)
		}
		school := s.numbers(bureau, c.Path)
		if school.Level != "school" || school.Row.Done != 1 || school.Below != "class" {
			t.Fatalf("%+v", school.Row)
		}
	})
}
