package paper_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/org"
	"huxue/internal/platform/paper"
)

const (
	county = "/14/1409/140902/"
	school = county + "140902100/sch_1/"

	issue   access.Perm = "hazard.notice"
	view    access.Perm = "hazard.view"
	receive access.Perm = "hazard.rectify"
)

var (
	schemas = []db.Schema{audit.Schema, org.Schema, auth.Schema, paper.Schema}
	system  = access.AsSystem(context.Background(), "test")
	kinds   = []paper.Kind{
		{Key: "hazard.rectify", Title: "整改通知书", Word: "改", Agency: "education", Issue: issue, View: view, Receive: receive},
		{Key: "hazard.police", Title: "责令整改通知书", Word: "责改", Agency: "police", Issue: issue, View: view, Receive: receive},
	}
)

// as is somebody of an agency (or the school) who holds perms in the county.
func as(person string, perms ...access.Perm) context.Context {
	held := map[access.Perm][]string{}
	for _, p := range perms {
		held[p] = []string{county}
	}
	return access.With(context.Background(), access.Actor{Kind: access.Person, ID: person, Name: person, Held: held})
}

var (
	clerk   = as("per_edu", issue, view, paper.PermMark)
	officer = as("per_police", issue, paper.PermMark)
	head    = as("per_head", view, receive)
)

// desk is a rung over one county with an education bureau and a police station.
func desk(t *testing.T, f func(t *testing.T, s *paper.Service, d *db.DB)) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		must(t, d.Write(system, func(tx *db.Tx) error {
			for _, q := range []string{
				`INSERT INTO areas (id, code, name, level, path) VALUES ('are_1', '140902', '忻府区', 'county', '` + county + `')`,
				agency("agy_edu", "education", "忻府区教育局"), agency("agy_pol", "police_station", "长征派出所"),
				somebody("per_edu", "agy_edu"), somebody("per_police", "agy_pol"), somebody("per_head", ""),
			} {
				if _, err := tx.Exec(system, q); err != nil {
					return err
				}
			}
			return nil
		}))
		s := paper.New(paper.Options{DB: d, Kinds: kinds})
		must(t, s.SetMark(clerk, "agy_edu", 0, "忻府教安"))
		f(t, s, d)
	})
}

func agency(id, kind, name string) string {
	return `INSERT INTO agencies (id, code, kind, name, area_id, path, address, phone, duty_phone, version)
		VALUES ('` + id + `', '` + id + `', '` + kind + `', '` + name + `', 'are_1', '` + county + `', '', '', '', 1)`
}

func somebody(id, agency string) string {
	of := "NULL"
	if agency != "" {
		of = "'" + agency + "'"
	}
	return `INSERT INTO people (id, login, name, unit, phone, agency_id, status, lang, version, created_at, updated_at)
		VALUES ('` + id + `', '` + id + `', '` + id + `', '', '', ` + of + `, 'active', 'zh', 1, 0, 0)`
}

func draft(source string) paper.Draft {
	return paper.Draft{Kind: "hazard.rectify", Path: school, IssuerAgency: "education", To: "忻府区第一中学", Subject: "关于消防隐患限期整改的通知",
		Body: json.RawMessage(`{"items":[{"place":"二楼","text":"出口上锁"}]}`), Source: source}
}

var errAway = errors.New("thought better of it")

func give(ctx context.Context, s *paper.Service, d *db.DB, x paper.Draft, then error) (*paper.Paper, error) {
	var p *paper.Paper
	err := d.Write(ctx, func(tx *db.Tx) (err error) {
		if p, err = s.Issue(ctx, tx, x); err != nil {
			return err
		}
		return then
	})
	return p, err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, code string) {
	t.Helper()
	if errs.Code(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func TestNumbersHaveNoGaps(t *testing.T) {
	desk(t, func(t *testing.T, s *paper.Service, d *db.DB) {
		one, err := give(clerk, s, d, draft("a"), nil)
		must(t, err)
		if one.Number != "忻府教安改〔2026〕1号" || len(one.Code) != 12 || !one.Whole() {
			t.Fatalf("%+v", one)
		}
		if _, err := give(clerk, s, d, draft("b"), errAway); !errors.Is(err, errAway) {
			t.Fatal(err)
		}
		again, err := give(clerk, s, d, draft("a"), nil)
		must(t, err)
		if again.ID != one.ID {
			t.Fatalf("the same matter got %s and %s", one.Number, again.Number)
		}
		const many = 24
		var wg sync.WaitGroup
		got, failed := make([]int, many), make([]error, many)
		for i := range many {
			wg.Go(func() {
				p, err := give(clerk, s, d, draft(fmt.Sprint("many", i)), nil)
				if failed[i] = err; err == nil {
					got[i] = p.Seq
				}
			})
		}
		wg.Wait()
		must(t, errors.Join(failed...))
		seen := map[int]bool{}
		for _, n := range got {
			seen[n] = true
		}
		for n := 2; n <= many+1; n++ {
			if !seen[n] {
				t.Fatalf("%d is missing among %v", n, got)
			}
		}
	})
}

func TestOnlyTheRightAgencyIssues(t *testing.T) {
	desk(t, func(t *testing.T, s *paper.Service, d *db.DB) {
		police := draft("p")
		police.Kind, police.IssuerAgency = "hazard.police", "police"
		_, err := give(clerk, s, d, police, nil)
		refused(t, err, "paper.not_your_agency")
		_, err = give(officer, s, d, draft("x"), nil)
		refused(t, err, "paper.not_your_agency")
		_, err = give(head, s, d, draft("x"), nil)
		refused(t, err, "forbidden")
		_, err = give(officer, s, d, police, nil)
		refused(t, err, "paper.no_mark")
		refused(t, s.SetMark(officer, "agy_pol", 0, "忻府教安"), "paper.mark_taken")
		refused(t, s.SetMark(officer, "agy_pol", 0, "忻〔公"), "paper.mark_wrong")
		refused(t, s.SetMark(officer, "agy_edu", 1, "忻府公治"), "forbidden")
		must(t, s.SetMark(officer, "agy_pol", 0, "忻府公治"))
		p, err := give(officer, s, d, police, nil)
		must(t, err)
		if p.Number != "忻府公治责改〔2026〕1号" {
			t.Fatal(p.Number)
		}
		// The station reads what it has issued, though it may not view at large; the
		// school reads both, a stranger none.
		if _, err = s.Paper(officer, p.ID); err != nil {
			t.Fatal(err)
		}
		edu, err := give(clerk, s, d, draft("y"), nil)
		must(t, err)
		_, err = s.Paper(officer, edu.ID)
		refused(t, err, "paper.not_found")
		mine, by, err := s.Papers(officer, paper.Filter{Limit: 10})
		must(t, err)
		all, _, err := s.Papers(head, paper.Filter{Limit: 10})
		must(t, err)
		if len(mine) != 1 || by["issued"] != 1 || len(all) != 2 {
			t.Fatalf("%d %v %d", len(mine), by, len(all))
		}
	})
}

func TestServedReceivedWithdrawn(t *testing.T) {
	desk(t, func(t *testing.T, s *paper.Service, d *db.DB) {
		p, err := give(clerk, s, d, draft("a"), nil)
		must(t, err)
		_, err = s.Serve(clerk, p.ID, p.Version, paper.Delivery{Way: "pigeon"})
		refused(t, err, "paper.way_wrong")
		_, err = s.Serve(head, p.ID, p.Version, paper.Delivery{Way: "direct"})
		refused(t, err, "forbidden")
		p, err = s.Serve(clerk, p.ID, p.Version, paper.Delivery{Way: "direct", Note: "交校办"})
		must(t, err)
		_, err = s.Receive(clerk, p.ID, p.Version)
		refused(t, err, "forbidden")
		_, err = s.Receive(head, p.ID, p.Version-1)
		refused(t, err, "stale_version")
		p, err = s.Receive(head, p.ID, p.Version)
		must(t, err)
		if p.State != paper.Received || p.ServedWay != "direct" || p.ServedName != "per_edu" || p.ReceivedName != "per_head" {
			t.Fatalf("%+v", p)
		}
		k, err := s.Verify(context.Background(), " "+p.Code+" ")
		must(t, err)
		if !k.InForce || !k.Whole || k.Number != p.Number || k.SHA256 != p.SHA256 || k.Day != "2026年9月7日" {
			t.Fatalf("%+v", k)
		}
		_, err = s.Withdraw(clerk, p.ID, p.Version, " ")
		refused(t, err, "paper.reason_needed")
		p, err = s.Withdraw(clerk, p.ID, p.Version, "依据写错")
		must(t, err)
		_, err = s.Withdraw(clerk, p.ID, p.Version, "再撤一次")
		refused(t, err, "paper.not_now")
		if k, err = s.Verify(context.Background(), p.Code); err != nil || k.InForce {
			t.Fatalf("%+v %v", k, err)
		}
		// The matter may be put on paper anew; the number goes on.
		next, err := give(clerk, s, d, draft("a"), nil)
		must(t, err)
		if next.Number != "忻府教安改〔2026〕2号" {
			t.Fatal(next.Number)
		}
		// Whoever lays a hand on the text is found out.
		must(t, d.Write(system, func(tx *db.Tx) error {
			_, err := tx.Exec(system, `UPDATE papers SET body = '{"items":[]}' WHERE id = $1`, next.ID)
			return err
		}))
		if k, err = s.Verify(context.Background(), next.Code); err != nil || k.Whole {
			t.Fatalf("%+v %v", k, err)
		}
		_, err = s.Verify(context.Background(), "nosuchcode22")
		refused(t, err, "paper.not_found")
	})
}
