package pupil_test

import (
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
	"huxue/internal/platform/pupil"
	"huxue/internal/platform/setting"
)

var schemas = []db.Schema{audit.Schema, setting.Schema, org.Schema, norm.Schema, auth.Schema, pupil.Schema}

func service(t *testing.T, d *db.DB) *pupil.Service {
	t.Helper()
	settings, err := setting.New(setting.Options{DB: d, KeyFile: t.TempDir() + "/secret.key"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := pupil.New(t.Context(), pupil.Options{DB: d, Limits: norm.New(norm.Options{DB: d}), Secrets: settings})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A token says who it is for as long as it lasts; not one letter of it can be changed,
// and another installation's is none.
func TestTokens(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		s := service(t, d)
		l := pupil.Learner{PupilID: "pup_1", ClassID: "cls_1", SchoolID: "sch_1", Path: "/14/1409/140902/x/", Issued: clk.Now()}
		token := s.Token(l)
		got, err := s.Learner(token)
		if err != nil || got != l {
			t.Fatalf("%+v, %v", got, err)
		}
		for i := range token {
			forged := []byte(token)
			forged[i]++
			if _, err := s.Learner(string(forged)); err == nil {
				t.Fatalf("a forged token passed: letter %d", i)
			}
		}
		for _, bad := range []string{"", ".", "x.y", strings.Repeat("a", 500), token + "a", token[:len(token)-2]} {
			if _, err := s.Learner(bad); err == nil {
				t.Errorf("%q passed", bad)
			}
		}
		if _, err := service(t, d).Learner(token); err == nil {
			t.Error("a token of another installation passed")
		}
		clk.Add(7*24*time.Hour - time.Second)
		if _, err := s.Learner(token); err != nil {
			t.Errorf("on the last day: %v", err)
		}
		clk.Add(time.Second)
		if _, err := s.Learner(token); err == nil {
			t.Error("it outlived its days")
		}
	})
}
